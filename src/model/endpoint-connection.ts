/**
 * How an interface endpoint is joined to a customer's service: whether its owner has let it, and which load balancer's node
 * each of its interfaces leads to. One derivation for the data plane, DNS and metrics.
 */

import { derivedText } from './endpoint-service.ts';
import type { LoadBalancer, LoadBalancerNode } from './load-balancer.ts';
import type { Network } from './network.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { VpcEndpoint } from './vpc-endpoint.ts';

type Connection = NonNullable<VpcEndpoint['connection']>;

/** AWS says that a request expires, not when. Likeliest a week, as a request for a peering connection has. */
export const requestLifetime = 7 * 24 * 60 * 60 * 1000;

/** A request that nobody answered in time has expired, without anything being written. */
export function connectionState({ state, since }: Connection, now: number): Connection['state'] {
  return state === 'pendingAcceptance' && now >= since + requestLifetime ? 'expired' : state;
}

/** Whether the endpoint keeps its service's owner from deleting the service or changing what is behind it. */
export function isAttached(endpoint: Pick<VpcEndpoint, 'desired' | 'connection'>, now: number): boolean {
  if (endpoint.desired !== 'available' || endpoint.connection === undefined) return false;
  const state = connectionState(endpoint.connection, now);
  return state === 'accepted' || state === 'pendingAcceptance';
}

/** Whether packets may pass, as far as the endpoint itself is concerned. Endpoints of AWS's services need nobody's leave. */
export function isConnected(endpoint: Pick<VpcEndpoint, 'desired' | 'service' | 'connection'>): boolean {
  if (endpoint.desired !== 'available') return false;
  return endpoint.service === undefined || endpoint.connection?.state === 'accepted';
}

export interface Wire {
  readonly loadBalancer: LoadBalancer;
  readonly node: LoadBalancerNode;
}

/**
 * The node in the interface's own zone. Of several load balancers an interface stays with one
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html).
 */
export function wireOf(
  network: Network,
  endpoint: VpcEndpoint,
  networkInterface: Pick<NetworkInterface, 'id' | 'zoneId'>,
): Wire | undefined {
  const service = endpoint.service === undefined ? undefined : network.get('vpc-endpoint-service', endpoint.service);
  if (!service?.zoneIds.includes(networkInterface.zoneId)) return undefined;
  const wires = service.loadBalancers.flatMap((arn) => {
    const loadBalancer = network.get('load-balancer', arn);
    const node = loadBalancer?.nodes.find((one) => one.zoneId === networkInterface.zoneId);
    return loadBalancer && node ? [{ loadBalancer, node }] : [];
  });
  const draw = Number.parseInt(derivedText(networkInterface.id, 7, '0123456789abcdef'), 16);
  return wires[draw % wires.length];
}
