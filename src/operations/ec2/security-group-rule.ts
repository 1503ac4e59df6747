/**
 * Operations on the rules of security groups: authorize, revoke, modify, describe. What a rule may say is checked in
 * ip-permission.ts, how requests name rules and what a group has room for in security-group-rule-set.ts.
 */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Tags } from '../../model/resource.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe } from './describe.ts';
import { missingParameter, notFound, owned } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { permissionList, type RuleTerms, readDescription, readPermissions, ruleKey } from './ip-permission.ts';
import { removeResource } from './resource-removal.ts';
import type { Reading } from './rule-peer.ts';
import { namedGroup } from './security-group.ts';
import {
  checkWeight,
  duplicate,
  type Matches,
  matchRules,
  permissionsOf,
  readingFor,
  rulesById,
  rulesOf,
} from './security-group-rule-set.ts';
import { revokedShape, ruleShape } from './security-group-rule-shape.ts';
import { specifiedTags } from './tags.ts';

function addRules(
  draft: Draft,
  context: Context,
  group: SecurityGroup,
  egress: boolean,
  terms: readonly RuleTerms[],
  tags: Tags,
): readonly SecurityGroupRule[] {
  const existing = rulesOf(draft.network, group, egress);
  const known = new Set(existing.map(ruleKey));
  for (const rule of terms) if (known.has(ruleKey(rule))) throw duplicate(rule);
  checkWeight(context, draft.network, [...existing, ...terms]);
  return terms.map((rule) => {
    const made: SecurityGroupRule = {
      ...rule,
      kind: 'security-group-rule',
      id: resourceId(context.random, 'sgr'),
      account: group.account,
      region: group.region,
      created: context.now,
      vpc: group.vpc,
      group: group.id,
      egress,
      tags,
    };
    draft.put(made);
    return made;
  });
}

function authorize(context: Context, input: InputOf<'AuthorizeSecurityGroupIngress'>, egress: boolean) {
  return context.transact((draft) => {
    const group = namedGroup(draft.network, context, input);
    const tags = specifiedTags(input.TagSpecifications, 'security-group-rule');
    const terms = readPermissions(readingFor(draft, context, group, true), permissionsOf(input));
    const rules = addRules(draft, context, group, egress, terms, tags);
    return { Return: true, SecurityGroupRules: rules.map((rule) => ruleShape(draft.network, rule)) };
  });
}

/**
 * In the default VPC what matches no rule is told, elsewhere it is an error
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html).
 */
function revoke(context: Context, input: InputOf<'RevokeSecurityGroupIngress'>, egress: boolean) {
  return context.transact((draft) => {
    const group = namedGroup(draft.network, context, input);
    const ids = input.SecurityGroupRuleIds ?? [];
    const { found, unknown }: Matches =
      ids.length > 0
        ? { found: rulesById(draft, group, egress, ids), unknown: [] }
        : matchRules(
            rulesOf(draft.network, group, egress),
            readPermissions(readingFor(draft, context, group, false), permissionsOf(input)),
          );
    if (unknown.length > 0 && draft.get('vpc', group.vpc)?.isDefault !== true) {
      throw new Fault('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
    }
    for (const rule of found) removeResource(draft, rule);
    return {
      Return: true,
      UnknownIpPermissions: permissionList(unknown),
      RevokedSecurityGroupRules: found.map(revokedShape),
    };
  });
}

type RuleUpdate = NonNullable<InputOf<'ModifySecurityGroupRules'>['SecurityGroupRules']>[number];

/** The rule's new terms: a request states them whole. */
function updatedTerms(reading: Reading, update: RuleUpdate): RuleTerms {
  const request = update.SecurityGroupRule;
  if (request === undefined) throw missingParameter('securityGroupRule');
  const [terms] = readPermissions(reading, [
    {
      IpProtocol: request.IpProtocol,
      FromPort: request.FromPort,
      ToPort: request.ToPort,
      IpRanges: request.CidrIpv4 ? [{ CidrIp: request.CidrIpv4 }] : [],
      Ipv6Ranges: request.CidrIpv6 ? [{ CidrIpv6: request.CidrIpv6 }] : [],
      PrefixListIds: request.PrefixListId ? [{ PrefixListId: request.PrefixListId }] : [],
      UserIdGroupPairs: request.ReferencedGroupId ? [{ GroupId: request.ReferencedGroupId }] : [],
    },
  ]);
  return { ...terms!, ...readDescription(request.Description) };
}

function modifyRule(draft: Draft, context: Context, group: SecurityGroup, update: RuleUpdate): void {
  const id = update.SecurityGroupRuleId ?? '';
  const rule = draft.get('security-group-rule', id);
  if (rule?.group !== group.id) throw notFound('security-group-rule', id);
  const terms = updatedTerms(readingFor(draft, context, group, true), update);
  const others = rulesOf(draft.network, group, rule.egress).filter((one) => one.id !== id);
  if (others.some((one) => ruleKey(one) === ruleKey(terms))) throw duplicate(terms);
  checkWeight(context, draft.network, [...others, terms]);
  draft.put({ ...withoutTerms(rule), ...terms });
}

/** Which rule it is, without what it says. */
function withoutTerms(rule: SecurityGroupRule): Omit<SecurityGroupRule, keyof RuleTerms> {
  const { kind, id, account, region, created, tags, vpc, group, egress } = rule;
  return { kind, id, account, region, created, tags, vpc, group, egress };
}

type DescriptionRequest = InputOf<'UpdateSecurityGroupRuleDescriptionsIngress'>;

function describedRules(
  draft: Draft,
  context: Context,
  group: SecurityGroup,
  egress: boolean,
  input: DescriptionRequest,
) {
  const listed = input.SecurityGroupRuleDescriptions ?? [];
  if (listed.length > 0) {
    return listed.map((one) => {
      const [rule] = rulesById(draft, group, egress, [one.SecurityGroupRuleId ?? '']);
      return { rule: rule!, description: one.Description };
    });
  }
  const terms = readPermissions(readingFor(draft, context, group, false), permissionsOf(input));
  const { found, unknown } = matchRules(rulesOf(draft.network, group, egress), terms);
  if (unknown.length > 0) {
    throw new Fault('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  }
  return found.map((rule, index) => ({ rule, description: terms[index]!.description }));
}

function updateDescriptions(context: Context, input: DescriptionRequest, egress: boolean) {
  return context.transact((draft) => {
    const group = namedGroup(draft.network, context, input);
    for (const { rule, description } of describedRules(draft, context, group, egress, input)) {
      const { description: _, ...kept } = rule;
      draft.put({ ...kept, ...readDescription(description) });
    }
    return { Return: true };
  });
}

export const securityGroupRuleOperations = {
  AuthorizeSecurityGroupIngress: (context, input) => authorize(context, input, false),
  AuthorizeSecurityGroupEgress: (context, input) => authorize(context, input, true),
  RevokeSecurityGroupIngress: (context, input) => revoke(context, input, false),
  RevokeSecurityGroupEgress: (context, input) => revoke(context, input, true),
  UpdateSecurityGroupRuleDescriptionsIngress: (context, input) => updateDescriptions(context, input, false),
  UpdateSecurityGroupRuleDescriptionsEgress: (context, input) => updateDescriptions(context, input, true),

  ModifySecurityGroupRules(context, input) {
    return context.transact((draft) => {
      const group = owned(draft, context, 'security-group', input.GroupId ?? '');
      const updates = input.SecurityGroupRules ?? [];
      if (updates.length === 0) throw missingParameter('securityGroupRules');
      for (const update of updates) modifyRule(draft, context, group, update);
      return { Return: true };
    });
  },

  DescribeSecurityGroupRules(context, input) {
    const request = { ...input, ids: input.SecurityGroupRuleIds };
    const { items, nextToken } = describe(context, 'security-group-rule', request, {
      'group-id': (rule) => rule.group,
      'security-group-rule-id': (rule) => rule.id,
    });
    return { SecurityGroupRules: items.map((rule) => ruleShape(context.network, rule)), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
