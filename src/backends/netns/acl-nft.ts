/** Network ACLs: one chain per ACL and direction with its rules in order; what no rule matches is dropped and counted. */

import type { NetworkAclPlan, NetworkAclRule, Router } from '../../blueprint/blueprint.ts';
import { matchWords } from './match.ts';
import { aclChain, type Direction } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, drop } from './nft-words.ts';

function ruleText(rule: NetworkAclRule, direction: Direction): readonly string[] {
  const words = matchWords(rule.match, direction);
  if (words === undefined) return [];
  const verdict = rule.action === 'allow' ? 'counter return' : drop(`network-acl-${direction}`);
  return [`${words}${verdict} comment "${rule.number}"`];
}

function aclChains(acl: NetworkAclPlan): readonly NftObject[] {
  return (['ingress', 'egress'] as const).map((direction) =>
    chain(aclChain(direction, acl.id), '', [
      ...acl[direction].flatMap((rule) => ruleText(rule, direction)),
      drop(`network-acl-${direction}`),
    ]),
  );
}

export function aclObjects(router: Router): readonly NftObject[] {
  return router.networkAcls.flatMap(aclChains);
}
