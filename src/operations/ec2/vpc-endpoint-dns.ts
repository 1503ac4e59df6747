/**
 * The DNS side of an endpoint: what a request may ask for, what holds when it does not say, and what stands in the way
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html, …/vpc-endpoints-s3.html).
 */

import type { Fault } from '../../base/fault.ts';
import { privateNames } from '../../model/endpoint-name.ts';
import { type EndpointService, endpointService } from '../../model/endpoint-service.ts';
import { conflictingZone } from '../../model/hosted-zone.ts';
import type { Network } from '../../model/network.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import { notOffered } from './faults.ts';
import {
  conflictingDomain,
  dnsAttributesOff,
  gatewayWanted,
  invalidParameter,
  noPrivateName,
  resolverOptionMisplaced,
} from './vpc-endpoint-fault.ts';

export interface DnsInput {
  readonly PrivateDnsEnabled?: boolean | undefined;
  readonly IpAddressType?: string | undefined;
  readonly DnsOptions?:
    | {
        readonly DnsRecordIpType?: string | undefined;
        readonly PrivateDnsOnlyForInboundResolverEndpoint?: boolean | undefined;
        readonly PrivateDnsPreference?: string | undefined;
        readonly PrivateDnsSpecifiedDomains?: readonly string[] | undefined;
      }
    | undefined;
}

export type DnsChoice = Pick<
  VpcEndpoint,
  'privateDnsEnabled' | 'privateDnsOnlyForInboundResolver' | 'dnsRecordIpType' | 'ipAddressType'
>;

const recordTypes: Readonly<Record<VpcEndpoint['endpointType'], readonly string[]>> = {
  Gateway: ['service-defined', 'ipv4'],
  Interface: ['ipv4'],
  GatewayLoadBalancer: ['ipv4'],
};

function hasGatewayToo(service: EndpointService): boolean {
  return service.privateNames.length > 0 && endpointService(service.region, service.name, 'Gateway') !== undefined;
}

/** Whether private names may be for the inbound resolver alone. Likeliest: no gateway leads to a service of another region. */
function hasResolverOption(service: EndpointService, region: string): boolean {
  return service.region === region && hasGatewayToo(service);
}

/** What an endpoint has before a request changes it: AWS's defaults. */
export function usualDns(service: EndpointService): DnsChoice {
  return {
    // A service with a gateway came to private names late and keeps them off where nobody asks: AWS's examples.
    privateDnsEnabled: service.privateNames.length > 0 && !hasGatewayToo(service),
    privateDnsOnlyForInboundResolver: false,
    dnsRecordIpType: recordTypes[service.type][0]!,
    ipAddressType: 'ipv4',
  };
}

function checkForms(input: DnsInput, service: EndpointService): void {
  const { IpAddressType: addressType, DnsOptions: options } = input;
  if (addressType !== undefined && addressType !== 'ipv4') throw notOffered(`The IP address type ${addressType}`);
  if (options?.PrivateDnsPreference !== undefined || options?.PrivateDnsSpecifiedDomains?.length) {
    throw invalidParameter('PrivateDnsPreference is applicable only to Resource and ServiceNetwork VPC Endpoints.');
  }
  const type = options?.DnsRecordIpType;
  if (type !== undefined && !recordTypes[service.type].includes(type)) {
    throw invalidParameter(`The DNS record IP type ${type} is not supported with the IP address type ipv4.`);
  }
  if (service.type === 'Interface') return;
  if (options?.PrivateDnsOnlyForInboundResolverEndpoint !== undefined) throw resolverOptionMisplaced();
}

/**
 * The choice that a request makes on top of what was there.
 * @param region the endpoint's
 */
export function chosenDns(
  input: DnsInput,
  service: EndpointService,
  before: DnsChoice,
  region = service.region,
): DnsChoice {
  checkForms(input, service);
  const privateDnsEnabled = input.PrivateDnsEnabled ?? before.privateDnsEnabled;
  if (privateDnsEnabled && service.privateNames.length === 0) throw noPrivateName(service.name);
  const asked = input.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint;
  if (asked && !hasResolverOption(service, region)) {
    // Likeliest sentence.
    throw invalidParameter(
      `PrivateDnsOnlyForInboundResolverEndpoint is not supported for the service ${service.name}.`,
    );
  }
  const turnedOn = privateDnsEnabled && !before.privateDnsEnabled;
  const kept = turnedOn ? hasResolverOption(service, region) : before.privateDnsOnlyForInboundResolver;
  return {
    privateDnsEnabled,
    privateDnsOnlyForInboundResolver: privateDnsEnabled && (asked ?? kept),
    dnsRecordIpType: input.DnsOptions?.DnsRecordIpType ?? before.dnsRecordIpType,
    ipAddressType: 'ipv4',
  };
}

function others(network: Network, vpc: string, except: string | undefined): readonly VpcEndpoint[] {
  return network
    .find('vpc-endpoint', `vpc:${vpc}`)
    .filter((endpoint) => endpoint.id !== except && endpoint.desired === 'available');
}

/** A name that another endpoint of the VPC answers to, or that a private hosted zone of the VPC is called by. */
function takenName(
  network: Network,
  vpc: string,
  names: readonly string[],
  neighbours: readonly VpcEndpoint[],
): string | undefined {
  const taken = new Set(neighbours.flatMap((one) => privateNames(network, one)));
  return names.find((name) => taken.has(name) || conflictingZone(network, vpc, name) !== undefined);
}

/** Why the VPC, another endpoint of it or a private hosted zone doesn't let a choice stand; undefined where they do. */
export function privateDnsObstacle(
  network: Network,
  vpc: Vpc,
  service: EndpointService,
  choice: DnsChoice,
  except?: string,
): Fault | undefined {
  if (!choice.privateDnsEnabled) return undefined;
  if (!vpc.enableDnsSupport || !vpc.enableDnsHostnames) return dnsAttributesOff(vpc.id);
  const neighbours = others(network, vpc.id, except);
  const taken = takenName(network, vpc.id, service.privateNames, neighbours);
  if (taken !== undefined) return conflictingDomain(taken.replace(/^\*\./, ''), vpc.id);
  if (!choice.privateDnsOnlyForInboundResolver) return undefined;
  const gateway = neighbours.some((one) => one.endpointType === 'Gateway' && one.serviceName === service.name);
  return gateway ? undefined : gatewayWanted(vpc.id);
}

/** @throws Fault where there is an obstacle */
export function checkPrivateDns(...question: Parameters<typeof privateDnsObstacle>): void {
  const obstacle = privateDnsObstacle(...question);
  if (obstacle) throw obstacle;
}

/** The interface endpoint that the last gateway endpoint of its service must stay for, if there is one. */
export function dependentOnGateway(network: Network, gateway: VpcEndpoint): VpcEndpoint | undefined {
  const neighbours = others(network, gateway.vpc, gateway.id).filter((one) => one.serviceName === gateway.serviceName);
  if (neighbours.some((one) => one.endpointType === 'Gateway')) return undefined;
  return neighbours.find((one) => one.privateDnsOnlyForInboundResolver);
}
