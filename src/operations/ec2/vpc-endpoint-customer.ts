/**
 * Endpoints for services that customers offer: which services a caller may ask for, what they look like beside AWS's own,
 * and what only they have: zones of their own, an owner who accepts, a private name that must be verified. A service that
 * the caller may not use does not exist for the caller.
 */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { type EndpointService, endpointService } from '../../model/endpoint-service.ts';
import type { Network } from '../../model/network.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import {
  endpointServiceBaseName,
  endpointServiceName,
  readEndpointServiceName,
  serviceRegionOf,
  type VpcEndpointService,
  verificationState,
} from '../../model/vpc-endpoint-service.ts';
import type { Context } from '../context.ts';
import { endpointState } from './state.ts';
import { invalidServiceName, noPrivateName } from './vpc-endpoint-fault.ts';
import { lostName, privateNameTooEarly, unsupportedZone, unverifiedName } from './vpc-endpoint-service-fault.ts';
import { mayConnect } from './vpc-endpoint-service-permission.ts';
import { checkRemoteZones } from './vpc-endpoint-service-region.ts';

type Caller = Pick<Context, 'account' | 'principal' | 'region'>;

/**
 * The service of a name in a region, or undefined where there is none for the caller. Likeliest: a service that doesn't take
 * consumers from the caller's region is none either.
 */
export function offeredService(
  network: Network,
  caller: Caller,
  name: string,
  region: string,
): VpcEndpointService | undefined {
  const read = readEndpointServiceName(name);
  const service = read && network.get('vpc-endpoint-service', read.id);
  if (service === undefined || service.region !== read?.region || service.region !== region) return undefined;
  if (!service.supportedRegions.includes(caller.region)) return undefined;
  return mayConnect(network, caller, service) ? service : undefined;
}

/** As the catalogue has AWS's own services. Endpoints of customers' services have no policy but full access. */
export function cataloguedService(service: VpcEndpointService): EndpointService {
  return {
    name: endpointServiceName(service),
    short: service.id,
    region: service.region,
    type: service.serviceType ?? 'Interface',
    id: service.id,
    policySupported: false,
    baseName: endpointServiceBaseName(service),
    privateNames: service.privateDns === undefined ? [] : [service.privateDns.domain],
  };
}

/**
 * The service of an endpoint that is there, AWS's or a customer's.
 * @throws Fault InvalidServiceName where its owner has deleted it
 */
export function serviceOfEndpoint(network: Network, endpoint: VpcEndpoint): EndpointService {
  const offered = endpoint.service === undefined ? undefined : network.get('vpc-endpoint-service', endpoint.service);
  const found = offered
    ? cataloguedService(offered)
    : endpointService(serviceRegionOf(endpoint), endpoint.serviceName, endpoint.endpointType);
  if (found === undefined) throw invalidServiceName(endpoint.serviceName);
  return found;
}

/** Why the private name of a service may not be turned on; undefined where it may. A service without one has none to turn on. */
export function nameObstacle(
  network: Network,
  service: VpcEndpointService,
  connection: VpcEndpoint['connection'],
): Fault | undefined {
  const name = endpointServiceName(service);
  if (service.privateDns === undefined) return noPrivateName(name);
  if (verificationState(network, service) !== 'verified') return unverifiedName(name);
  return connection?.state === 'accepted' ? undefined : privateNameTooEarly(name);
}

/** A service that has lost its private name takes no new endpoint; those that are there go on. */
export function checkNameKept(network: Network, service: VpcEndpointService): void {
  if (verificationState(network, service) === 'failed') throw lostName(endpointServiceName(service));
}

export function newConnection(context: Context, service: VpcEndpointService): NonNullable<VpcEndpoint['connection']> {
  return {
    id: resourceId(context.random, 'vpce-con'),
    state: service.acceptanceRequired ? 'pendingAcceptance' : 'accepted',
    since: context.now,
  };
}

/**
 * A service of another region is reached from any zone but a few, a customer's in the own region from zones that it has a
 * load balancer in.
 * @throws Fault InvalidParameter
 */
export function checkServiceZones(
  service: Pick<EndpointService, 'region'>,
  offered: VpcEndpointService | undefined,
  subnets: readonly Subnet[],
): void {
  checkRemoteZones(subnets.filter((subnet) => subnet.region !== service.region));
  const near = subnets.filter((subnet) => subnet.region === service.region);
  const outside = offered && near.find((subnet) => !offered.zoneIds.includes(subnet.zoneId));
  if (outside !== undefined) throw unsupportedZone(endpointServiceName(offered!), outside.id);
}

/** Likeliest: an endpoint that was rejected, or whose request has expired, can only be deleted. */
export function checkModifiable(context: Context, endpoint: VpcEndpoint): void {
  const state = endpointState(context, endpoint);
  if (state !== 'rejected' && state !== 'expired') return;
  throw new Fault('IncorrectState', `The VPC endpoint ${endpoint.id} is in the state ${state} and cannot be modified.`);
}
