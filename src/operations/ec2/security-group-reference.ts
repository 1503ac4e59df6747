/**
 * References from one security group's rules to another group: where a rule still means something, and where it went stale.
 * Which rules there may be is checked in rule-peer.ts when they are made.
 */

import type { StaleSecurityGroup } from '@aws-sdk/client-ec2';
import type { Network } from '../../model/network.ts';
import { type SecurityGroup, type SecurityGroupRule, vpcsOfGroup } from '../../model/security-group.ts';
import type { Context } from '../context.ts';
import { page, visible } from './describe.ts';
import { owned, seen } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { permissionList } from './ip-permission.ts';

const mostStaleGroups = 255;

/**
 * Whether a rule names a group that is in no VPC of its own group any more: an association ended that made the two meet
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeStaleSecurityGroups.html). Groups that rules name in a
 * VPC cannot be deleted, and peering connections and transit gateways are not offered.
 */
export function isStale(network: Network, { group, peer }: SecurityGroupRule): boolean {
  if (peer.kind !== 'group') return false;
  const [own, other] = [network.get('security-group', group), network.get('security-group', peer.group)];
  if (own === undefined || other === undefined) return true;
  const vpcs = vpcsOfGroup(other);
  return !vpcsOfGroup(own).some((vpc) => vpcs.includes(vpc));
}

function staleRules({ network }: Context, group: SecurityGroup): readonly SecurityGroupRule[] {
  return network.find('security-group-rule', `group:${group.id}`).filter((rule) => isStale(network, rule));
}

function stalePermissions({ network }: Context, rules: readonly SecurityGroupRule[]) {
  return permissionList(rules).map(({ IpProtocol, FromPort, ToPort, UserIdGroupPairs = [] }) => ({
    IpProtocol,
    ...(FromPort === undefined ? {} : { FromPort, ToPort }),
    IpRanges: [],
    PrefixListIds: [],
    UserIdGroupPairs: UserIdGroupPairs.map((pair) => {
      const vpc = network.get('security-group', pair.GroupId ?? '')?.vpc;
      return vpc === undefined ? pair : { ...pair, VpcId: vpc };
    }),
  }));
}

function staleShape(context: Context, group: SecurityGroup): StaleSecurityGroup {
  const rules = staleRules(context, group);
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpc,
    StaleIpPermissions: stalePermissions(
      context,
      rules.filter((rule) => !rule.egress),
    ),
    StaleIpPermissionsEgress: stalePermissions(
      context,
      rules.filter((rule) => rule.egress),
    ),
  };
}

export const securityGroupReferenceOperations = {
  /** Those from the other side of a peering connection or transit gateway, of which there are none. */
  DescribeSecurityGroupReferences(context, input) {
    for (const id of input.GroupId ?? []) owned(context.network, context, 'security-group', id);
    return { SecurityGroupReferenceSet: [] };
  },

  DescribeStaleSecurityGroups(context, input) {
    const vpc = seen(context.network, context, 'vpc', input.VpcId ?? '');
    const stale = visible(context, 'security-group').filter(
      (group) => group.vpc === vpc.id && staleRules(context, group).length > 0,
    );
    const { items, nextToken } = page(stale, input, { most: mostStaleGroups });
    return { StaleSecurityGroupSet: items.map((group) => staleShape(context, group)), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
