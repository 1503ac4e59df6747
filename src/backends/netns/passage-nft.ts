/**
 * Passages: interfaces of transit gateways and endpoints of gateway load balancers. What goes into one leaves the VPC with the
 * addresses that it had, and what comes out of one others have sent: its second pass (transit-nft.ts), whatever its source. It is told by
 * the device's group, in one comparison. What goes to a passage in its sender's own subnet meets the subnet's ACL all the same, what comes
 * out of one for its own subnet meets none. A router without passages has nothing of this.
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
 * https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html
 */

import type { Port, Router } from '../../blueprint/blueprint.ts';
import { groupOf, passageGroupOf, peeringGroup, secondPass } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, drop, unanswered } from './nft-words.ts';

/** The group of its device in the router. */
export function portGroup({ subnet, passage }: Port): number {
  return passage === undefined ? groupOf(subnet) : passageGroupOf(subnet);
}

function passages(router: Router): readonly Port[] {
  return router.ports.filter(({ passage }) => passage !== undefined);
}

/** The groups of all devices of a subnet. */
export function groupsIn(router: Router): (subnet: string) => readonly number[] {
  const withPassage = new Set(passages(router).map(({ subnet }) => subnet));
  return (id) => (withPassage.has(id) ? [groupOf(id), passageGroupOf(id)] : [groupOf(id)]);
}

/** From which device to which a packet passes without its subnet's ACL. */
export function sameSubnetPairs(router: Router): readonly string[] {
  const groupsOf = groupsIn(router);
  return router.subnets.flatMap(({ id }) => groupsOf(id).map((group) => `${group} . ${groupOf(id)}`));
}

const isPassage = `iifgroup > ${peeringGroup}`;

/** A rule for each subnet that has passages, which are few: a look into a map would cost as much as ten of them. */
export function passageObjects(router: Router, table: (port: Port) => number): readonly NftObject[] {
  const tables = new Map(passages(router).map((port) => [portGroup(port), table(port) + Number(secondPass)]));
  if (tables.size === 0) return [];
  const rules = [...tables].map(([group, mark]) => `iifgroup ${group} meta mark set ${mark} accept`);
  return [chain('from-passage', '', [...rules, drop('source-check')])];
}

export function passageSource(router: Router): readonly string[] {
  return passages(router).length === 0 ? [] : [`${isPassage} goto from-passage`];
}

/** Hardly a packet is for names and credentials, so it is told apart only where it would be answered. */
export function passageServices(router: Router): readonly string[] {
  return passages(router).length === 0 ? [] : unanswered(isPassage);
}
