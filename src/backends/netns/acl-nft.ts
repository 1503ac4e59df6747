/** Network ACLs: one chain per ACL and direction with its rules in order; what no rule matches is dropped and counted. */

import type { NetworkAclPlan, NetworkAclRule, Router } from '../../blueprint/blueprint.ts';
import { refuse } from './flow-log-nft.ts';
import { matchWords } from './match.ts';
import { aclChain, type Direction } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain } from './nft-words.ts';

function ruleText(router: Router, rule: NetworkAclRule, direction: Direction): readonly string[] {
  const words = matchWords(rule.match, direction);
  if (words === undefined) return [];
  const verdict = rule.action === 'allow' ? 'counter return' : refuse(router, `network-acl-${direction}`);
  return [`${words}${verdict} comment "${rule.number}"`];
}

function aclChains(router: Router, acl: NetworkAclPlan): readonly NftObject[] {
  return (['ingress', 'egress'] as const).map((direction) =>
    chain(aclChain(direction, acl.id), '', [
      ...acl[direction].flatMap((rule) => ruleText(router, rule, direction)),
      refuse(router, `network-acl-${direction}`),
    ]),
  );
}

export function aclObjects(router: Router): readonly NftObject[] {
  return router.networkAcls.flatMap((acl) => aclChains(router, acl));
}
