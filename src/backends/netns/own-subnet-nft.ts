/**
 * Packets that stay in their subnet meet no route table, be there a route to the subnet itself or to a part of it (a prefix
 * list may bring one). Such packets lose the table's number again, so that the router's routes to single hosts decide. Only
 * for subnets whose table has such a route; a router without one has nothing of this.
 */

import { overlaps, parseCidr } from '../../base/cidr.ts';
import type { Router, SubnetPlan } from '../../blueprint/blueprint.ts';
import { isIpv4 } from './addresses.ts';
import { notTableMask } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain } from './nft-words.ts';
import { groupsIn } from './passage-nft.ts';

/** A route that is broader than the VPC's own block loses to the local one. */
function isRoutedElsewhere(router: Router, { cidr, routeTable }: SubnetPlan): boolean {
  const own = parseCidr(cidr);
  const broadest = Math.min(...router.cidrs.filter(isIpv4).map((block) => parseCidr(block)?.length ?? 32));
  const routes = router.routeTables.find(({ id }) => id === routeTable)?.routes ?? [];
  return routes.some(({ destination, target }) => {
    const block = isIpv4(destination) ? parseCidr(destination) : undefined;
    if (own === undefined || block === undefined || target.kind === 'local') return false;
    return block.length >= broadest && overlaps(block, own);
  });
}

export function ownSubnetObjects(router: Router): readonly NftObject[] {
  const subnets = router.subnets.filter((subnet) => isRoutedElsewhere(router, subnet));
  if (subnets.length === 0) return [];
  const groupsOf = groupsIn(router);
  const rules = subnets.flatMap(({ id, cidr }) =>
    groupsOf(id).map((group) => `iifgroup ${group} ip daddr ${cidr} meta mark set meta mark & ${notTableMask}`),
  );
  return [chain('own-subnet', 'type filter hook prerouting priority -299; policy accept;', rules)];
}
