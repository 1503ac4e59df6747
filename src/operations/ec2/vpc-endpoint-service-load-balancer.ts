/**
 * The load balancers behind an endpoint service, all of one type, and the zones that they give it. A load balancer belongs to one service;
 * zones are those of the moment of association, until somebody refreshes them
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#associate-load-balancer).
 */

import type { LoadBalancer } from '../../model/load-balancer.ts';
import type { VpcEndpointService } from '../../model/vpc-endpoint-service.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { hasAttached } from './vpc-endpoint-connection-view.ts';
import {
  existingConnections,
  loadBalancerNotAssociated,
  loadBalancerNotFound,
  loadBalancerTaken,
  noLoadBalancer,
  oneLoadBalancerType,
  otherLoadBalancerType,
  wrongLoadBalancerType,
} from './vpc-endpoint-service-fault.ts';

type Behind = Pick<VpcEndpointService, 'loadBalancers' | 'zoneIds'>;
type ServiceType = VpcEndpointService['serviceType'];

/** ARNs as requests name them, by the type of load balancer. */
export interface ArnsByType {
  readonly network?: readonly string[] | undefined;
  readonly gateway?: readonly string[] | undefined;
}

function freeLoadBalancer(draft: Draft, context: Context, arn: string, type: ServiceType): LoadBalancer {
  const found = draft.get('load-balancer', arn);
  if (found === undefined || found.account !== context.account || found.region !== context.region) {
    throw loadBalancerNotFound(arn);
  }
  const wanted = type === undefined ? undefined : 'gateway';
  if (found.type !== wanted) throw wrongLoadBalancerType(arn, wanted ?? 'network');
  const [other] = draft.find('vpc-endpoint-service', `load-balancer:${arn}`);
  if (other !== undefined) throw loadBalancerTaken(arn, other.id);
  return found;
}

function withZones(draft: Draft, loadBalancers: readonly string[]): Behind {
  const nodes = loadBalancers.flatMap((arn) => draft.get('load-balancer', arn)?.nodes ?? []);
  return { loadBalancers, zoneIds: [...new Set(nodes.map((node) => node.zoneId))].sort() };
}

/** @throws Fault InvalidParameter where one isn't there, or serves another */
export function newLoadBalancers(
  draft: Draft,
  context: Context,
  { network = [], gateway = [] }: ArnsByType,
): Behind & Pick<VpcEndpointService, 'serviceType'> {
  if (network.length > 0 === gateway.length > 0) throw oneLoadBalancerType();
  const kind = gateway.length > 0 ? ({ serviceType: 'GatewayLoadBalancer' } as const) : {};
  const unique = [...new Set([...network, ...gateway])];
  for (const arn of unique) freeLoadBalancer(draft, context, arn, kind.serviceType);
  return { ...kind, ...withZones(draft, unique) };
}

function arnsOf({ id, serviceType }: VpcEndpointService, { network = [], gateway = [] }: ArnsByType) {
  const [own, others] = serviceType === undefined ? [network, gateway] : [gateway, network];
  if (others.length > 0) throw otherLoadBalancerType(id);
  return own;
}

/** The service with some more and some fewer, and with the zones that they have now. */
export function changedLoadBalancers(
  draft: Draft,
  context: Context,
  service: VpcEndpointService,
  more: ArnsByType,
  fewer: ArnsByType,
): VpcEndpointService {
  const added = arnsOf(service, more);
  const removed = arnsOf(service, fewer);
  const missing = removed.find((arn) => !service.loadBalancers.includes(arn));
  if (missing !== undefined) throw loadBalancerNotAssociated(missing, service.id);
  if (removed.length > 0 && hasAttached(draft.network, context, service)) throw existingConnections();
  const fresh = [...new Set(added)].filter((arn) => !service.loadBalancers.includes(arn));
  for (const arn of fresh) freeLoadBalancer(draft, context, arn, service.serviceType);
  const loadBalancers = [...service.loadBalancers.filter((arn) => !removed.includes(arn)), ...fresh];
  if (loadBalancers.length === 0) throw noLoadBalancer();
  return { ...service, ...withZones(draft, loadBalancers) };
}
