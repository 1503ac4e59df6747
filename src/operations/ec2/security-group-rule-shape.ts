/** Security group rules as answers show them: in full, and as a revocation lists them. */

import type { SecurityGroupRule as RuleShape } from '@aws-sdk/client-ec2';
import type { Network } from '../../model/network.ts';
import type { SecurityGroupRule } from '../../model/security-group.ts';
import { pairOf } from './security-group-reference.ts';
import { tagList } from './tags.ts';

function peerShape(rule: SecurityGroupRule) {
  switch (rule.peer.kind) {
    case 'cidr':
      return { CidrIpv4: rule.peer.cidr };
    case 'ipv6':
      return { CidrIpv6: rule.peer.cidr };
    case 'prefix-list':
      return { PrefixListId: rule.peer.prefixList };
    case 'group':
      return {};
  }
}

/** Ports are -1 where the rule has none. */
function commonShape(rule: SecurityGroupRule) {
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: rule.group,
    IsEgress: rule.egress,
    IpProtocol: rule.protocol,
    FromPort: rule.from ?? -1,
    ToPort: rule.to ?? -1,
    ...peerShape(rule),
    ...(rule.description === undefined ? {} : { Description: rule.description }),
  };
}

export function revokedShape(rule: SecurityGroupRule) {
  return { ...commonShape(rule), ...(rule.peer.kind === 'group' ? { ReferencedGroupId: rule.peer.group } : {}) };
}

export function ruleShape(network: Network, rule: SecurityGroupRule): RuleShape {
  const { peer } = rule;
  return {
    ...commonShape(rule),
    GroupOwnerId: rule.account,
    SecurityGroupRuleArn: `arn:aws:ec2:${rule.region}:${rule.account}:security-group-rule/${rule.id}`,
    ...(peer.kind === 'group' ? { ReferencedGroupInfo: pairOf(network, rule.group, peer) } : {}),
    Tags: tagList(rule.tags),
  };
}
