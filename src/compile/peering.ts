/**
 * Peering connections as one VPC sees them: a link to the other's router while both sides agree. What may cross is the router's
 * to decide; routes are the owners'.
 */

import { present } from '../base/assert.ts';
import type { PeeringLink } from '../blueprint/blueprint.ts';
import type { Network } from '../model/network.ts';
import type { Vpc } from '../model/vpc.ts';
import { peeringsOf, sidesFrom } from '../model/vpc-peering-connection.ts';
import type { Members } from './security-group.ts';

/** @param members of the groups that rules of this VPC name */
export function compilePeerings(network: Network, vpc: Vpc, members: Members): readonly PeeringLink[] {
  return peeringsOf(network, vpc.id).map((connection): PeeringLink => {
    const far = present(network.get('vpc', sidesFrom(connection, vpc.id).far.vpc), `peer of ${connection.id}`);
    const named = [...members.values()].flatMap((byVpc) => byVpc.get(far.id) ?? []);
    return {
      id: connection.id,
      router: far.id,
      region: far.region,
      cidrs: far.cidrs.map(({ cidr }) => cidr),
      members: [...new Set(named)].sort(),
    };
  });
}
