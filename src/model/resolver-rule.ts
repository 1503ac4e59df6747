/**
 * Route 53 Resolver's rules: for which names a VPC's resolver asks other servers (FORWARD), or is to answer by itself whatever
 * a rule for more names says (SYSTEM). A rule holds in the VPCs that it is associated with, as long as the VPC's owner
 * owns the rule or has it shared.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-rules-managing.html
 */

import { suffixesOf } from './domain-name.ts';
import type { Network } from './network.ts';
import type { ResourceBase } from './resource.ts';
import { idsSharedWith } from './sharing.ts';

export interface ResolverTarget {
  readonly address: string;
  readonly port: number;
}

export interface ResolverRule extends ResourceBase {
  readonly kind: 'resolver-rule';
  readonly type: 'FORWARD' | 'SYSTEM';
  /** In lower case, with the closing dot; the root is a dot alone. */
  readonly domain: string;
  readonly name?: string;
  readonly creatorRequestId: string;
  /** The outbound endpoint that asks, and whom; of FORWARD rules. */
  readonly endpoint?: string;
  readonly targets: readonly ResolverTarget[];
  /** Milliseconds since 1970. */
  readonly updated: number;
}

export interface ResolverRuleAssociation extends ResourceBase {
  /** It belongs to the VPC's owner. */
  readonly kind: 'resolver-rule-association';
  readonly rule: string;
  readonly vpc: string;
  readonly name?: string;
  readonly stateRevision: number;
}

export const rootDomain = '.';

type Located = Pick<ResourceBase, 'id' | 'account' | 'region'> & { readonly kind: string };

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53resolver.html */
export function resolverArn({ kind, id, account, region }: Located): string {
  return `arn:aws:route53resolver:${region}:${account}:${kind}/${id}`;
}

/**
 * Whether an account may use a rule: its own, or one that is shared with it. What was associated while it was shared ends with
 * the share (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-rules-managing-sharing.html).
 */
export function usesRule(network: Network, account: string, rule: ResolverRule): boolean {
  if (rule.account === account) return true;
  return idsSharedWith(network, { account, region: rule.region }, 'resolver-rule').has(rule.id);
}

/** The associations that hold in a VPC, with their rules. */
export function rulesOf(network: Network, vpc: string): readonly (readonly [ResolverRuleAssociation, ResolverRule])[] {
  return network.find('resolver-rule-association', `vpc:${vpc}`).flatMap((association) => {
    const rule = network.get('resolver-rule', association.rule);
    return rule && usesRule(network, association.account, rule) ? [[association, rule] as const] : [];
  });
}

/**
 * The rule for a name in a VPC: of those whose domain is the name or above it, the one with the longest
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network-domain-name-matches.html).
 *
 * @param name in lower case, with the closing dot
 */
export function ruleFor(network: Network, vpc: string, name: string): ResolverRule | undefined {
  if (network.count('resolver-rule-association', `vpc:${vpc}`) === 0) return undefined;
  const byDomain = new Map(rulesOf(network, vpc).map(([, rule]) => [rule.domain, rule]));
  for (const domain of [...suffixesOf(name), rootDomain]) {
    const rule = byDomain.get(domain);
    if (rule) return rule;
  }
  return undefined;
}
