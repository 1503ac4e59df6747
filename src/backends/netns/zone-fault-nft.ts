/**
 * Subnets whose zone is down: nothing comes from them and nothing goes to them, not even of connections under way or to the
 * router's own services. While every zone is up there is no rule for it.
 */

import type { Router } from '../../blueprint/blueprint.ts';
import type { NftObject } from './nft-plan.ts';
import { drop, set } from './nft-words.ts';
import { groupsIn } from './passage-nft.ts';

function downSubnets(router: Router): readonly string[] {
  const groupsOf = groupsIn(router);
  return router.subnets.filter(({ down }) => down).flatMap(({ id }) => groupsOf(id).map(String));
}

export function zoneFaultObjects(router: Router): readonly NftObject[] {
  const down = downSubnets(router);
  return down.length === 0 ? [] : [set('down-subnets', 'typeof iifgroup;', down)];
}

export function fromDownSubnets(router: Router): readonly string[] {
  return downSubnets(router).length === 0 ? [] : [`iifgroup @down-subnets ${drop('zone')}`];
}

export function toDownSubnets(router: Router): readonly string[] {
  return downSubnets(router).length === 0 ? [] : [`oifgroup @down-subnets ${drop('zone')}`];
}
