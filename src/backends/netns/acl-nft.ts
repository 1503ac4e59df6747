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

/** Whether an ACL may refuse something, by its id; one that the router doesn't know may. */
function askedIn(router: Router, direction: Direction): (acl: string) => boolean {
  const open = new Set(router.networkAcls.filter((acl) => refusesNothing(acl, direction)).map(({ id }) => id));
  return (acl) => !open.has(acl);
}

/** Asks the ACL of the subnet that a packet leaves or enters; no rule where none of them refuses anything. */
export function aclQuestion(router: Router, direction: Direction): readonly string[] {
  const isAsked = askedIn(router, direction);
  if (!router.subnets.some(({ networkAcl }) => isAsked(networkAcl))) return [];
  return [`${sides[direction]} vmap @${direction}-of-subnet`];
}

function aclChainOf(router: Router, acl: NetworkAclPlan, direction: Direction): NftObject {
  return chain(aclChain(direction, acl.id), '', [
    ...acl[direction].flatMap((rule) => ruleText(router, rule, direction)),
    refuse(router, `network-acl-${direction}`),
  ]);
}

export function aclObjects(router: Router): readonly NftObject[] {
  const groupsOf = groupsIn(router);
  return directions.flatMap((direction) => {
    const isAsked = askedIn(router, direction);
    const ofGroups = router.subnets
      .filter(({ networkAcl }) => isAsked(networkAcl))
      .flatMap(({ id, networkAcl }) =>
        groupsOf(id).map((group) => [`${group}`, `jump ${aclChain(direction, networkAcl)}`] as const),
      );
    return [
      ...router.networkAcls.filter(({ id }) => isAsked(id)).map((acl) => aclChainOf(router, acl, direction)),
      map(`${direction}-of-subnet`, `typeof ${sides[direction]} : verdict;`, ofGroups),
    ];
  });
}
