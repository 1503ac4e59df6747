/**
 * Peering connections as one VPC sees them: a link to the other's router while both sides agree. What may cross is the router's
 * to decide; routes are the owners'.
 */

import { present } from '../base/assert.ts';
import type { AddressSet, PeeringLink } from '../blueprint/blueprint.ts';
import type { Network } from '../model/network.ts';
import type { Vpc } from '../model/vpc.ts';
import { peeringsOf, sidesFrom } from '../model/vpc-peering-connection.ts';
import { membersIn } from './security-group.ts';

/** @param sets what the rules of this VPC name */
export function compilePeerings(network: Network, vpc: Vpc, sets: readonly AddressSet[]): readonly PeeringLink[] {
  return peeringsOf(network, vpc.id).map((connection): PeeringLink => {
    const far = present(network.get('vpc', sidesFrom(connection, vpc.id).far.vpc), `peer of ${connection.id}`);
    return {
      id: connection.id,
      router: far.id,
      region: far.region,
      cidrs: far.cidrs.map(({ cidr }) => cidr),
      members: far.region === vpc.region ? namedMembers(network, far, sets) : [],
    };
  });
}

function namedMembers(network: Network, far: Vpc, sets: readonly AddressSet[]): readonly string[] {
  const vpcs = new Set([far.id]);
  const groups = sets.filter(({ id }) => !id.startsWith('pl-'));
  return [...new Set(groups.flatMap(({ id }) => membersIn(network, vpcs, id)))].sort();
}
