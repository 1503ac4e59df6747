/**
 * Which VPCs packets may pass between without the internet: those that a peering connection joins, and all that are attached to
 * transit gateways which are joined with each other, by their own peerings or by a VPC that is attached to both. Whether any
 * route leads there is another question.
 */

import type { Network } from '../model/network.ts';
import { gatewaysOf, isAttached } from '../model/transit-gateway.ts';
import { peeringsOf, sidesFrom } from '../model/vpc-peering-connection.ts';

/** A VPC, or a gateway, with all others that it hangs together with. */
type Islands = ReadonlyMap<string, ReadonlySet<string>>;

const known = new WeakMap<Network, Islands>();

function islandsOf(network: Network): Islands {
  const found = known.get(network) ?? findIslands(network);
  known.set(network, found);
  return found;
}

function findIslands(network: Network): Islands {
  const islands = new Map<string, Set<string>>();
  for (const attachment of network.all('transit-gateway-attachment')) {
    if (!isAttached(network, attachment)) continue;
    const { attached } = attachment;
    const ends = [...gatewaysOf(attachment), ...(attached.kind === 'vpc' ? [attached.vpc] : [])];
    const whole = new Set(ends.flatMap((id) => [id, ...(islands.get(id) ?? [])]));
    for (const id of whole) islands.set(id, whole);
  }
  return islands;
}

/** VPCs that transit gateways join a VPC or a gateway to; itself is none of them. */
export function transitNeighbours(network: Network, id: string): readonly string[] {
  const island = islandsOf(network).get(id) ?? [];
  return [...island].filter((other) => other !== id && network.get('vpc', other) !== undefined).sort();
}

/** The gateways among what a VPC hangs together with. */
export function gatewaysAround(network: Network, vpc: string): readonly string[] {
  return [...(islandsOf(network).get(vpc) ?? [])].filter((id) => network.get('transit-gateway', id) !== undefined);
}

export function areTransitJoined(network: Network, one: string, other: string): boolean {
  return one !== other && (islandsOf(network).get(one)?.has(other) ?? false);
}

export function arePeered(network: Network, one: string, other: string): boolean {
  return peeringsOf(network, one).some((connection) => sidesFrom(connection, one).far.vpc === other);
}

/** Each once. */
export function joinedWith(network: Network, vpc: string): readonly string[] {
  const peers = peeringsOf(network, vpc).map((connection) => sidesFrom(connection, vpc).far.vpc);
  return [...new Set([...peers, ...transitNeighbours(network, vpc)])];
}

export function areJoined(network: Network, one: string, other: string): boolean {
  return arePeered(network, one, other) || areTransitJoined(network, one, other);
}
