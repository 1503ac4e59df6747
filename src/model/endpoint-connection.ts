/**
 * How an interface endpoint is joined to a customer's service, of its own region or of another: whether its owner has let
 * it, and which load balancer's node each of its interfaces leads to. One derivation for the data plane, DNS and metrics.
 */

import { derivedText } from './endpoint-service.ts';
import type { LoadBalancer, LoadBalancerNode } from './load-balancer.ts';
import type { Network } from './network.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { VpcEndpoint } from './vpc-endpoint.ts';
import type { VpcEndpointService } from './vpc-endpoint-service.ts';
import { isZoneDown } from './zone-fault.ts';

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

function wiresOf(network: Network, { loadBalancers, zoneIds }: VpcEndpointService): readonly Wire[] {
  return loadBalancers.flatMap((arn) => {
    const loadBalancer = network.get('load-balancer', arn);
    const nodes = loadBalancer?.nodes.filter((node) => zoneIds.includes(node.zoneId)) ?? [];
    return loadBalancer ? nodes.map((node) => ({ loadBalancer, node })) : [];
  });
}

/**
 * From another region zones need not match: the interface has an order of its own among all nodes, in which it takes the
 * first whose zone is up. So it leaves its node when that one's zone goes down, and for nothing that happens to another.
 */
function remoteWire(
  network: Network,
  service: VpcEndpointService,
  { id }: Pick<NetworkInterface, 'id'>,
): Wire | undefined {
  const rank = ({ node }: Wire): string => derivedText(`${id}/${node.networkInterface}`, 16, '0123456789abcdef');
  const ranked = wiresOf(network, service)
    .map((wire) => ({ wire, rank: rank(wire) }))
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ wire }) => wire);
  return ranked.find(({ node }) => !isZoneDown(network, service.region, node.zoneId)) ?? ranked[0];
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
  if (service === undefined) return undefined;
  if (service.region !== endpoint.region) return remoteWire(network, service, networkInterface);
  const wires = wiresOf(network, service).filter(({ node }) => node.zoneId === networkInterface.zoneId);
  const draw = Number.parseInt(derivedText(networkInterface.id, 7, '0123456789abcdef'), 16);
  return wires[draw % wires.length];
}
