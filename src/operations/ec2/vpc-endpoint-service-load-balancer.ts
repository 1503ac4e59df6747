/**
 * The load balancers behind an endpoint service, and the zones that they give it. A load balancer belongs to one service;
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
} from './vpc-endpoint-service-fault.ts';

type Behind = Pick<VpcEndpointService, 'loadBalancers' | 'zoneIds'>;

function freeLoadBalancer(draft: Draft, context: Context, arn: string): LoadBalancer {
  const found = draft.get('load-balancer', arn);
  if (found === undefined || found.account !== context.account || found.region !== context.region) {
    throw loadBalancerNotFound(arn);
  }
  const [other] = draft.find('vpc-endpoint-service', `load-balancer:${arn}`);
  if (other !== undefined) throw loadBalancerTaken(arn, other.id);
  return found;
}

function withZones(draft: Draft, loadBalancers: readonly string[]): Behind {
  const nodes = loadBalancers.flatMap((arn) => draft.get('load-balancer', arn)?.nodes ?? []);
  return { loadBalancers, zoneIds: [...new Set(nodes.map((node) => node.zoneId))].sort() };
}

/** @throws Fault InvalidParameter where one isn't there, or serves another */
export function newLoadBalancers(draft: Draft, context: Context, arns: readonly string[]): Behind {
  if (arns.length === 0) throw noLoadBalancer();
  const unique = [...new Set(arns)];
  for (const arn of unique) freeLoadBalancer(draft, context, arn);
  return withZones(draft, unique);
}

/** The service with some more and some fewer, and with the zones that they have now. */
export function changedLoadBalancers(
  draft: Draft,
  context: Context,
  service: VpcEndpointService,
  added: readonly string[],
  removed: readonly string[],
): VpcEndpointService {
  const missing = removed.find((arn) => !service.loadBalancers.includes(arn));
  if (missing !== undefined) throw loadBalancerNotAssociated(missing, service.id);
  if (removed.length > 0 && hasAttached(draft.network, context, service)) throw existingConnections();
  const fresh = [...new Set(added)].filter((arn) => !service.loadBalancers.includes(arn));
  for (const arn of fresh) freeLoadBalancer(draft, context, arn);
  const loadBalancers = [...service.loadBalancers.filter((arn) => !removed.includes(arn)), ...fresh];
  if (loadBalancers.length === 0) throw noLoadBalancer();
  return { ...service, ...withZones(draft, loadBalancers) };
}
