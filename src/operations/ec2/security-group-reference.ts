/**
 * References from one security group's rules to another group, of the same VPC or of a peer: where a rule still means something,
 * how it is shown, who refers to a group, and what went stale. Which rules there may be is checked in rule-peer.ts when they
 * are made. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
 */

import type { SecurityGroupReference, StaleSecurityGroup, UserIdGroupPair } from '@aws-sdk/client-ec2';
import type { Network } from '../../model/network.ts';
import { type SecurityGroup, type SecurityGroupRule, vpcsOfGroup } from '../../model/security-group.ts';
import { isPeered, peeringBetween, sidesFrom, type VpcPeeringConnection } from '../../model/vpc-peering-connection.ts';
import type { Context } from '../context.ts';
import { page, visible } from './describe.ts';
import { owned, seen } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { type GroupPeer, permissionList } from './ip-permission.ts';

const mostStaleGroups = 255;

/** Whether two groups are in one VPC. */
export function meets(one: SecurityGroup | undefined, other: SecurityGroup | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const vpcs = vpcsOfGroup(other);
  return vpcsOfGroup(one).some((vpc) => vpcs.includes(vpc));
}

/** The connection over which one group's rules mean another group now. */
function peeringOf(network: Network, one: SecurityGroup, other: SecurityGroup): VpcPeeringConnection | undefined {
  return peeringBetween(network, vpcsOfGroup(one), vpcsOfGroup(other));
}

/**
 * Whether a rule names a group that is deleted, or is in no VPC of its own group or of a peer any more: a connection or an
 * association ended that made the two meet. Transit gateways are not offered.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeStaleSecurityGroups.html
 */
function isStale(network: Network, { group, peer }: SecurityGroupRule): boolean {
  if (peer.kind !== 'group') return false;
  const [own, other] = [network.get('security-group', group), network.get('security-group', peer.group)];
  if (own === undefined || other === undefined) return true;
  return !meets(own, other) && peeringOf(network, own, other) === undefined;
}

/** The group that a rule names; of a peer's, the connection too, and no account where the group is deleted. */
export function pairOf(network: Network, group: string, peer: GroupPeer): UserIdGroupPair {
  const [own, other] = [network.get('security-group', group), network.get('security-group', peer.group)];
  const pair = { GroupId: peer.group, UserId: peer.account };
  if (own === undefined || meets(own, other)) return pair;
  const current = other && peeringOf(network, own, other);
  const id = current?.id ?? peer.peering;
  if (id === undefined) return pair;
  const connection = current ?? network.get('vpc-peering-connection', id);
  const isUp = connection !== undefined && isPeered(network, connection);
  const vpc = other?.vpc ?? (connection && sidesFrom(connection, own.vpc).far.vpc);
  return {
    GroupId: peer.group,
    ...(other === undefined ? {} : { UserId: peer.account }),
    ...(vpc === undefined ? {} : { VpcId: vpc }),
    VpcPeeringConnectionId: id,
    PeeringStatus: isUp ? 'active' : 'deleted',
  };
}

function staleRules({ network }: Context, group: SecurityGroup): readonly SecurityGroupRule[] {
  return network.find('security-group-rule', `group:${group.id}`).filter((rule) => isStale(network, rule));
}

function stalePermissions({ network }: Context, group: SecurityGroup, rules: readonly SecurityGroupRule[]) {
  const pair = (peer: GroupPeer): UserIdGroupPair => {
    const vpc = network.get('security-group', peer.group)?.vpc;
    return { ...(vpc === undefined ? {} : { VpcId: vpc }), ...pairOf(network, group.id, peer) };
  };
  return permissionList(rules, pair).map(({ IpProtocol, FromPort, ToPort, UserIdGroupPairs = [] }) => ({
    IpProtocol,
    ...(FromPort === undefined ? {} : { FromPort, ToPort }),
    IpRanges: [],
    PrefixListIds: [],
    UserIdGroupPairs,
  }));
}

function staleShape(context: Context, group: SecurityGroup): StaleSecurityGroup {
  const rules = staleRules(context, group);
  const ofDirection = (egress: boolean) => rules.filter((rule) => rule.egress === egress);
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpc,
    StaleIpPermissions: stalePermissions(context, group, ofDirection(false)),
    StaleIpPermissionsEgress: stalePermissions(context, group, ofDirection(true)),
  };
}

/** Peer VPCs in which rules name a group, each once. */
function referencesTo(network: Network, group: SecurityGroup): readonly SecurityGroupReference[] {
  const found = new Map<string, SecurityGroupReference>();
  for (const rule of network.find('security-group-rule', `peer:${group.id}`)) {
    const holder = network.get('security-group', rule.group);
    const connection = holder && !meets(holder, group) ? peeringOf(network, holder, group) : undefined;
    if (holder === undefined || connection === undefined) continue;
    found.set(holder.vpc, {
      GroupId: group.id,
      ReferencingVpcId: holder.vpc,
      VpcPeeringConnectionId: connection.id,
    });
  }
  return [...found.values()];
}

export const securityGroupReferenceOperations = {
  DescribeSecurityGroupReferences(context, input) {
    const { network } = context;
    const groups = (input.GroupId ?? []).map((id) => owned(network, context, 'security-group', id));
    return { SecurityGroupReferenceSet: groups.flatMap((group) => referencesTo(network, group)) };
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
