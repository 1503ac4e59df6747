/**
 * Operations on security groups themselves; what concerns their rules is in security-group-rule.ts. A VPC's default group
 * comes and goes with the VPC (see vpc-parts.ts).
 */

import type { SecurityGroup as GroupShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import type { Tags } from '../../model/resource.ts';
import { type SecurityGroup, type SecurityGroupRule, vpcsOfGroup } from '../../model/security-group.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable } from './describe.ts';
import { invalidParameterValue, missingParameter, owned, usable } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { peerText, permissionList } from './ip-permission.ts';
import { defaultVpc } from './placement.ts';
import { checkQuota } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { meets, pairOf } from './security-group-reference.ts';
import { specifiedTags, tagList } from './tags.ts';

const longestName = 255;
const namePattern = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

/** A group with the rule that every new one has: everything may leave. */
function createGroup(
  draft: Draft,
  context: Context,
  group: { readonly vpc: string; readonly name: string; readonly description: string; readonly tags: Tags },
): { readonly group: SecurityGroup; readonly egress: SecurityGroupRule } {
  const { account, region, random, now: created } = context;
  const base = { account, region, created, vpc: group.vpc };
  const made: SecurityGroup = { ...base, kind: 'security-group', id: resourceId(random, 'sg'), ...group };
  const egress: SecurityGroupRule = {
    ...base,
    kind: 'security-group-rule',
    id: resourceId(random, 'sgr'),
    group: made.id,
    egress: true,
    protocol: '-1',
    peer: { kind: 'cidr', cidr: '0.0.0.0/0' },
    tags: {},
  };
  draft.put(made);
  draft.put(egress);
  return { group: made, egress };
}

/** The group that a request names by id, or by name in the default VPC. */
export function namedGroup(
  network: Network,
  context: Context,
  input: { readonly GroupId?: string | undefined; readonly GroupName?: string | undefined },
): SecurityGroup {
  if (input.GroupId) return owned(network, context, 'security-group', input.GroupId);
  if (!input.GroupName) throw missingParameter('groupName or groupId');
  const vpc = defaultVpc(network, context).id;
  const group = network.find('security-group', `vpc:${vpc}`).find((one) => one.name === input.GroupName);
  if (group) return group;
  throw new Fault(
    'InvalidGroup.NotFound',
    `The security group '${input.GroupName}' does not exist in default VPC '${vpc}'`,
  );
}

export function securityGroupArn(context: Context, group: { readonly account: string; readonly id: string }): string {
  return `arn:aws:ec2:${context.region}:${group.account}:security-group/${group.id}`;
}

function checkText(text: string, parameter: 'GroupName' | 'GroupDescription'): void {
  const refused = (why: string): Fault =>
    invalidParameterValue(`Value (${text}) for parameter ${parameter} is invalid. ${why}`);
  if (text.length > longestName) throw refused(`Must be at most ${longestName} characters.`);
  if (!namePattern.test(text)) throw refused('Character sets beyond ASCII are not supported.');
}

/**
 * Names are an account's own in a VPC: participants of a shared one may take the same
 * (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2255).
 */
function checkName(network: Network, account: string, vpc: string, name: string): void {
  checkText(name, 'GroupName');
  if (name === 'default') {
    throw new Fault('InvalidGroup.Reserved', `Cannot use reserved security group name: ${name}`);
  }
  if (name.startsWith('sg-')) {
    throw invalidParameterValue(
      `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`,
    );
  }
  const taken = network
    .find('security-group', `vpc:${vpc}`)
    .some((one) => one.account === account && one.name.toLowerCase() === name.toLowerCase());
  if (taken) {
    throw new Fault('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc}'`);
  }
}

/**
 * What keeps a group from being deleted: interfaces that wear it and other groups' rules that name it in the same VPC, whoever
 * has them, and VPCs that it is associated with. A rule that went stale holds nothing, nor does one of a peer VPC.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
 */
function hasDependents(network: Network, group: SecurityGroup): boolean {
  if (network.count('network-interface', `group:${group.id}`) > 0 || vpcsOfGroup(group).length > 1) return true;
  return network
    .find('security-group-rule', `peer:${group.id}`)
    .some((rule) => rule.group !== group.id && meets(network.get('security-group', rule.group), group));
}

function deleteGroup(draft: Draft, group: SecurityGroup): void {
  if (group.name === 'default') {
    throw new Fault(
      'CannotDelete',
      `the specified group: "${group.id}" name: "${group.name}" cannot be deleted by a user`,
    );
  }
  if (hasDependents(draft.network, group)) {
    throw new Fault('DependencyViolation', `resource ${group.id} has a dependent object`);
  }
  for (const rule of draft.find('security-group-rule', `group:${group.id}`)) removeResource(draft, rule);
  removeResource(draft, group);
}

function groupShape(context: Context, group: SecurityGroup): GroupShape {
  const { network } = context;
  const rules = network.find('security-group-rule', `group:${group.id}`);
  const permissions = (egress: boolean) =>
    permissionList(
      rules.filter((rule) => rule.egress === egress),
      (peer) => {
        const { VpcId: _, ...pair } = pairOf(network, group.id, peer);
        return pair;
      },
    );
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    OwnerId: group.account,
    VpcId: group.vpc,
    SecurityGroupArn: securityGroupArn(context, group),
    IpPermissions: permissions(false),
    IpPermissionsEgress: permissions(true),
    Tags: tagList(group.tags),
  };
}

/** The filters on rules, once for each direction. */
function ruleFilters(network: Network, prefix: string, egress: boolean): FilterTable<SecurityGroup> {
  const values = (read: (rule: SecurityGroupRule) => string | undefined) => (group: SecurityGroup) =>
    network
      .find('security-group-rule', `group:${group.id}`)
      .filter((rule) => rule.egress === egress)
      .map(read);
  const peers = (kind: SecurityGroupRule['peer']['kind']) =>
    values((rule) => (rule.peer.kind === kind ? peerText(rule.peer) : undefined));
  return {
    [`${prefix}cidr`]: peers('cidr'),
    [`${prefix}ipv6-cidr`]: peers('ipv6'),
    [`${prefix}group-id`]: peers('group'),
    [`${prefix}prefix-list-id`]: peers('prefix-list'),
    [`${prefix}protocol`]: values((rule) => rule.protocol),
    [`${prefix}from-port`]: values((rule) => rule.from?.toString()),
    [`${prefix}to-port`]: values((rule) => rule.to?.toString()),
    [`${prefix}user-id`]: values((rule) => (rule.peer.kind === 'group' ? rule.peer.account : undefined)),
    [`${prefix}group-name`]: values((rule) =>
      rule.peer.kind === 'group' ? network.get('security-group', rule.peer.group)?.name : undefined,
    ),
  };
}

function groupFilters(network: Network): FilterTable<SecurityGroup> {
  return {
    description: (group) => group.description,
    'group-id': (group) => group.id,
    'group-name': (group) => group.name,
    'owner-id': (group) => group.account,
    'vpc-id': (group) => group.vpc,
    ...ruleFilters(network, 'ip-permission.', false),
    ...ruleFilters(network, 'egress.ip-permission.', true),
  };
}

export const securityGroupOperations = {
  CreateSecurityGroup(context, input) {
    return context.transact((draft) => {
      const vpc = input.VpcId ? usable(draft, context, 'vpc', input.VpcId) : defaultVpc(draft.network, context);
      const name = (input.GroupName ?? '').trim();
      checkName(draft.network, context.account, vpc.id, name);
      checkText(input.Description ?? '', 'GroupDescription');
      const tags = specifiedTags(input.TagSpecifications, 'security-group');
      const count = draft.network.count('security-group', `owner:${context.account}/${context.region}`);
      checkQuota(context, 'securityGroupsPerRegion', count + 1);
      const { group } = createGroup(draft, context, { vpc: vpc.id, name, description: input.Description ?? '', tags });
      return { GroupId: group.id, Tags: tagList(tags), SecurityGroupArn: securityGroupArn(context, group) };
    });
  },

  DeleteSecurityGroup(context, input) {
    return context.transact((draft) => {
      const group = namedGroup(draft.network, context, input);
      deleteGroup(draft, group);
      return { Return: true, GroupId: group.id };
    });
  },

  DescribeSecurityGroups(context, input) {
    const named = (input.GroupNames ?? []).map((GroupName) => namedGroup(context.network, context, { GroupName }).id);
    const request = { ...input, ids: [...(input.GroupIds ?? []), ...named] };
    const { items, nextToken } = describe(context, 'security-group', request, groupFilters(context.network));
    return { SecurityGroups: items.map((group) => groupShape(context, group)), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
