/**
 * Network ACLs: one chain per ACL and direction with its rules in order; what no rule matches is dropped and counted. An ACL whose
 * first rule allows everything, as that of every new VPC, refuses nothing and is not asked: a look into a map for each packet of
 * each connection is much of what a router costs.
 */

import type { NetworkAclPlan, NetworkAclRule, Router } from '../../blueprint/blueprint.ts';
import { refuse } from './flow-log-nft.ts';
import { matchWords } from './match.ts';
import { aclChain, type Direction } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, map } from './nft-words.ts';
import { groupsIn } from './passage-nft.ts';

function ruleText(router: Router, rule: NetworkAclRule, direction: Direction): readonly string[] {
  const words = matchWords(rule.match, direction);
  if (words === undefined) return [];
  const verdict = rule.action === 'allow' ? 'counter return' : refuse(router, `network-acl-${direction}`);
  return [`${words}${verdict} comment "${rule.number}"`];
}

const sides = { ingress: 'oifgroup', egress: 'iifgroup' } as const;
const directions = ['ingress', 'egress'] as const;

function refusesNothing(acl: NetworkAclPlan, direction: Direction): boolean {
  const first = acl[direction].find(({ match }) => matchWords(match, direction) !== undefined);
  return first !== undefined && first.action === 'allow' && matchWords(first.match, direction) === '';
}

/** Of the router's ACLs those that need not be asked. */
function openAcls(router: Router, direction: Direction): ReadonlySet<string> {
  return new Set(router.networkAcls.filter((acl) => refusesNothing(acl, direction)).map(({ id }) => id));
}

/** Device group of a subnet → its ACL. */
function aclsOfSubnets(router: Router, direction: Direction): readonly (readonly [string, string])[] {
  const open = openAcls(router, direction);
  const groupsOf = groupsIn(router);
  return router.subnets
    .filter(({ networkAcl }) => !open.has(networkAcl))
    .flatMap(({ id, networkAcl }) =>
      groupsOf(id).map((group) => [`${group}`, `jump ${aclChain(direction, networkAcl)}`] as const),
    );
}

/** Asks the ACL of the subnet that a packet leaves or enters; no rule where none of them refuses anything. */
export function aclQuestion(router: Router, direction: Direction): readonly string[] {
  if (aclsOfSubnets(router, direction).length === 0) return [];
  return [`${sides[direction]} vmap @${direction}-of-subnet`];
}

function aclChainOf(router: Router, acl: NetworkAclPlan, direction: Direction): NftObject {
  return chain(aclChain(direction, acl.id), '', [
    ...acl[direction].flatMap((rule) => ruleText(router, rule, direction)),
    refuse(router, `network-acl-${direction}`),
  ]);
}

export function aclObjects(router: Router): readonly NftObject[] {
  return directions.flatMap((direction) => {
    const open = openAcls(router, direction);
    const asked = router.networkAcls.filter(({ id }) => !open.has(id));
    const header = `typeof ${sides[direction]} : verdict;`;
    return [
      ...asked.map((acl) => aclChainOf(router, acl, direction)),
      map(`${direction}-of-subnet`, header, aclsOfSubnets(router, direction)),
    ];
  });
}
