/**
 * The service that a request for an endpoint asks for: AWS's own or a customer's, in the own region or in another
 * (`ServiceRegion`). Endpoints for VPC Lattice are refused.
 */

import { Fault } from '../../base/fault.ts';
import { type EndpointService, endpointService, servicesFromElsewhere } from '../../model/endpoint-service.ts';
import type { Network } from '../../model/network.ts';
import type { VpcEndpointService } from '../../model/vpc-endpoint-service.ts';
import type { Context } from '../context.ts';
import { notOffered, required } from './faults.ts';
import type { InputOf } from './handlers.ts';
import { cataloguedService, offeredService } from './vpc-endpoint-customer.ts';
import { invalidServiceName, wrongType } from './vpc-endpoint-fault.ts';
import { checkRegion } from './vpc-endpoint-service-region.ts';

type CreateInput = InputOf<'CreateVpcEndpoint'>;

const types = ['Gateway', 'GatewayLoadBalancer', 'Interface'] as const;
const typesElsewhere: readonly string[] = ['Resource', 'ServiceNetwork'];

export interface Wanted {
  readonly service: EndpointService;
  /** Where a customer offers it. */
  readonly offered?: VpcEndpointService;
}

/** @throws Fault InvalidVpcEndpointType */
function wantedType(input: CreateInput): EndpointService['type'] {
  const asked: string = input.VpcEndpointType ?? 'Gateway';
  if (typesElsewhere.includes(asked)) throw notOffered(`The VPC endpoint type ${asked}`);
  const type = types.find((one) => one === asked);
  if (type === undefined) throw new Fault('InvalidVpcEndpointType', `The VPC endpoint type '${asked}' is not valid.`);
  return type;
}

/** Likeliest: an AWS service that takes nobody from other regions does not exist there. */
function remoteService(
  network: Network,
  context: Context,
  { type, name, region }: Pick<EndpointService, 'type' | 'name' | 'region'>,
): Wanted {
  checkRegion(context, region);
  const catalogued = servicesFromElsewhere(region).find((one) => one.name === name);
  const offered = catalogued ? undefined : offeredService(network, context, name, region);
  const service = catalogued ?? (offered && cataloguedService(offered));
  if (service === undefined) throw invalidServiceName(name);
  if (type !== 'Interface') throw wrongType(type, ['Interface']);
  return { service, ...(offered ? { offered } : {}) };
}

/** @throws Fault InvalidVpcEndpointType, InvalidServiceName, InvalidParameter */
export function wantedService(network: Network, context: Context, input: CreateInput): Wanted {
  const type = wantedType(input);
  const name = required(input.ServiceName, 'ServiceName');
  const region = input.ServiceRegion ?? context.region;
  if (region !== context.region) return remoteService(network, context, { type, name, region });
  const found = endpointService(context.region, name, type);
  if (found !== undefined) return { service: found };
  const offered = offeredService(network, context, name, region);
  const customers = offered && cataloguedService(offered);
  if (offered !== undefined && customers?.type === type) return { service: customers, offered };
  const available: EndpointService['type'][] = types.filter(
    (one) => endpointService(context.region, name, one) !== undefined,
  );
  if (customers !== undefined) available.push(customers.type);
  throw available.length > 0 ? wrongType(type, available) : invalidServiceName(name);
}
