/**
 * Endpoints of gateway load balancers: what goes into one comes out of it again with the addresses that it had, as if its
 * interface had sent it, so that the router sees each packet twice, as one connection of the kernel's. Groups don't apply to
 * the interface, and those of sender and receiver are asked on the pass that is theirs (see stages-nft.ts). What goes to an endpoint
 * in its sender's own subnet meets the subnet's ACL all the same. A router without such ports has nothing of this.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html
 */

import type { Port, Router } from '../../blueprint/blueprint.ts';
import { deviceOf } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { quoted, set } from './nft-words.ts';

export function returningPorts(router: Router): readonly Port[] {
  return router.ports.filter(({ returns }) => returns);
}

export function returningObjects(router: Router): readonly NftObject[] {
  const devices = returningPorts(router).map(({ id }) => quoted(deviceOf(id)));
  return devices.length === 0 ? [] : [set('returning-ports', 'type ifname;', devices)];
}

/** Between two interfaces of a subnet, whose ACL is not asked. */
export function withinSubnet(router: Router): string {
  const same = 'iifgroup . oifgroup @same-subnet';
  return returningPorts(router).length === 0 ? same : `oifname != @returning-ports ${same}`;
}
