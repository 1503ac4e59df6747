/**
 * The rules of one security group in one direction, as a set: how a request names them, what they weigh, and which of them
 * are the same. Old clients' flat members become IpPermissions here.
 */

import { Fault } from '../../base/fault.ts';
import type { Network } from '../../model/network.ts';
import { type SecurityGroup, type SecurityGroupRule, vpcsOfGroup } from '../../model/security-group.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { missingParameter, notFound } from './faults.ts';
import { type PermissionInput, type RuleTerms, ruleKey, ruleText } from './ip-permission.ts';
import { checkQuota } from './quotas.ts';
import type { Reading } from './rule-peer.ts';

interface RuleRequest {
  readonly IpPermissions?: readonly PermissionInput[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
  readonly SourceSecurityGroupName?: string | undefined;
  readonly SourceSecurityGroupOwnerId?: string | undefined;
}

/** IpPermissions, made from the flat members where a request has those. */
export function permissionsOf(input: RuleRequest): readonly PermissionInput[] {
  if (input.IpPermissions && input.IpPermissions.length > 0) return input.IpPermissions;
  const { CidrIp, SourceSecurityGroupName: GroupName, SourceSecurityGroupOwnerId: UserId } = input;
  if (!CidrIp && !GroupName) throw missingParameter('ipPermissions');
  return [
    {
      IpProtocol: input.IpProtocol ?? (GroupName ? '-1' : undefined),
      FromPort: input.FromPort,
      ToPort: input.ToPort,
      IpRanges: CidrIp ? [{ CidrIp }] : [],
      UserIdGroupPairs: GroupName ? [{ GroupName, UserId }] : [],
    },
  ];
}

export function readingFor(draft: Draft, context: Context, group: SecurityGroup, checkPeers: boolean): Reading {
  return { network: draft.network, caller: context, vpcs: vpcsOfGroup(group), checkPeers };
}

export function rulesOf(network: Network, group: SecurityGroup, egress: boolean): readonly SecurityGroupRule[] {
  return network.find('security-group-rule', `group:${group.id}`).filter((rule) => rule.egress === egress);
}

/** IPv4 and IPv6 rules are counted apart; references count as both, prefix lists with as many entries as they may have. */
function weightOf(network: Network, rules: readonly RuleTerms[], family: 'cidr' | 'ipv6'): number {
  return rules.reduce((total, { peer }) => {
    if (peer.kind === 'cidr' || peer.kind === 'ipv6') return total + (peer.kind === family ? 1 : 0);
    if (peer.kind === 'group') return total + 1;
    // AWS's own lists weigh 1 each: S3's and DynamoDB's
    // (https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html).
    return total + (network.get('prefix-list', peer.prefixList)?.maxEntries ?? 1);
  }, 0);
}

export function checkWeight(context: Context, network: Network, rules: readonly RuleTerms[]): void {
  const weight = Math.max(weightOf(network, rules, 'cidr'), weightOf(network, rules, 'ipv6'));
  checkQuota(context, 'rulesPerSecurityGroup', weight);
}

export function duplicate(rule: RuleTerms): Fault {
  return new Fault('InvalidPermission.Duplicate', `the specified rule "${ruleText(rule)}" already exists`);
}

/** The group's rules of a direction that have these ids. */
export function rulesById(draft: Draft, group: SecurityGroup, egress: boolean, ids: readonly string[]) {
  return ids.map((id) => {
    const rule = draft.get('security-group-rule', id);
    if (rule?.group !== group.id || rule.egress !== egress) throw notFound('security-group-rule', id);
    return rule;
  });
}

export interface Matches {
  readonly found: readonly SecurityGroupRule[];
  readonly unknown: readonly RuleTerms[];
}

export function matchRules(rules: readonly SecurityGroupRule[], terms: readonly RuleTerms[]): Matches {
  const byKey = new Map(rules.map((rule) => [ruleKey(rule), rule]));
  const found: SecurityGroupRule[] = [];
  const unknown: RuleTerms[] = [];
  for (const rule of terms) {
    const match = byKey.get(ruleKey(rule));
    if (match) found.push(match);
    else unknown.push(rule);
  }
  return { found, unknown };
}
