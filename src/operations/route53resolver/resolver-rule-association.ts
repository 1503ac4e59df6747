/**
 * In which VPCs a rule holds: the VPC's owner associates it, its own rule or one that is shared with it, and ends that. One
 * rule of a domain holds in a VPC.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_AssociateResolverRule.html
 */

import { resourceId } from '../../base/ids.ts';
import { type ResolverRule, type ResolverRuleAssociation, rulesOf } from '../../model/resolver-rule.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { settled } from '../ec2/state.ts';
import { readName } from './constraint.ts';
import { exists, invalidParameter, invalidRequest, limitExceeded, notFound } from './faults.ts';
import type { Route53ResolverHandlers } from './handlers.ts';
import { mostAssociations } from './limits.ts';
import { usableRule } from './lookup.ts';
import { type FilterTable, filtered, listed } from './page.ts';
import { defaultRuleId } from './resolver-rule-shape.ts';

type Status = 'CREATING' | 'COMPLETE' | 'DELETING';

function associationShape(context: Context, one: ResolverRuleAssociation, status?: Status) {
  return {
    Id: one.id,
    ResolverRuleId: one.rule,
    ...(one.name === undefined ? {} : { Name: one.name }),
    VPCId: one.vpc,
    Status: status ?? (settled(context, one.stateRevision) ? ('COMPLETE' as const) : ('CREATING' as const)),
    StatusMessage: '',
  };
}

/** Every VPC has the rule for all names from the beginning. */
function defaultAssociationShape(vpc: string) {
  return {
    Id: `rslvr-autodefined-assoc-${vpc}-internet-resolver`,
    ResolverRuleId: defaultRuleId,
    Name: 'System Rule Association',
    VPCId: vpc,
    Status: 'COMPLETE' as const,
    StatusMessage: '',
  };
}

/** Those that hold: what was associated while a rule was shared ended with the share. */
function associationsSeen(context: Context) {
  const { network, account, region } = context;
  const vpcs = network.owned('vpc', account, region).map(({ id }) => id);
  const shapes = vpcs.flatMap((vpc) => [
    ...rulesOf(network, vpc).map(([association]) => associationShape(context, association)),
    defaultAssociationShape(vpc),
  ]);
  return shapes.map((shape) => ({ id: shape.Id, shape }));
}

const filters: FilterTable<ReturnType<typeof associationsSeen>[number]> = {
  Name: ({ shape }) => [shape.Name],
  ResolverRuleId: ({ shape }) => [shape.ResolverRuleId],
  Status: ({ shape }) => [shape.Status],
  VPCId: ({ shape }) => [shape.VPCId],
};

function checkFree(draft: Draft, { account, region }: Context, rule: ResolverRule, vpc: string): void {
  for (const [, other] of rulesOf(draft.network, vpc)) {
    if (other.id === rule.id) {
      const message = `Resolver rule '${rule.id}' is already associated with VPC '${vpc}'`;
      throw exists('resolver-rule-association', message);
    }
    if (other.domain === rule.domain) {
      throw invalidRequest(
        `Cannot associate rules with same domain name with same VPC. Conflict with resolver rule '${other.id}'`,
      );
    }
  }
  if (draft.network.count('resolver-rule-association', `owner:${account}/${region}`) >= mostAssociations) {
    throw limitExceeded('resolver-rule-association', `Account '${account}' has exceeded 'max-rule-association'`);
  }
}

function associate(draft: Draft, context: Context, ruleId: string, vpcId: string, name: string | undefined) {
  const rule = usableRule(draft.network, context, ruleId);
  const vpc = draft.get('vpc', vpcId);
  if (vpc?.account !== context.account || vpc.region !== context.region) {
    throw invalidParameter(`The vpc ID '${vpcId}' does not exist`, 'VPCId');
  }
  checkFree(draft, context, rule, vpc.id);
  // One that a share's end left behind is in nobody's list.
  for (const old of draft.find('resolver-rule-association', `vpc:${vpc.id}`)) {
    if (old.rule === rule.id) draft.remove(old.kind, old.id);
  }
  const made: ResolverRuleAssociation = {
    kind: 'resolver-rule-association',
    id: resourceId(context.random, 'rslvr-rrassoc'),
    account: context.account,
    region: context.region,
    created: context.now,
    tags: {},
    rule: rule.id,
    vpc: vpc.id,
    ...readName(name),
    stateRevision: draft.revision,
  };
  draft.put(made);
  return made;
}

type Operations =
  | 'AssociateResolverRule'
  | 'DisassociateResolverRule'
  | 'GetResolverRuleAssociation'
  | 'ListResolverRuleAssociations';

export const resolverRuleAssociationOperations: Route53ResolverHandlers<Operations> = {
  AssociateResolverRule(context, { ResolverRuleId, VPCId, Name }) {
    return context.transact((draft) => {
      const made = associate(draft, context, ResolverRuleId, VPCId, Name);
      return { ResolverRuleAssociation: associationShape(context, made, 'CREATING') };
    });
  },

  DisassociateResolverRule(context, { ResolverRuleId: rule, VPCId: vpc }) {
    return context.transact((draft) => {
      const found = draft
        .find('resolver-rule-association', `vpc:${vpc}`)
        .find((one) => one.rule === rule && one.account === context.account && one.region === context.region);
      if (found === undefined) {
        const message = `Resolver Rule Association between Resolver Rule '${rule}' and VPC '${vpc}' does not exist`;
        throw notFound('resolver-rule-association', message);
      }
      draft.remove(found.kind, found.id);
      return { ResolverRuleAssociation: associationShape(context, found, 'DELETING') };
    });
  },

  GetResolverRuleAssociation(context, { ResolverRuleAssociationId: id }) {
    const found = associationsSeen(context).find((one) => one.id === id);
    if (found === undefined) {
      throw notFound('resolver-rule-association', `ResolverRuleAssociation '${id}' does not Exist`);
    }
    return { ResolverRuleAssociation: found.shape };
  },

  ListResolverRuleAssociations(context, input) {
    const { items, next, MaxResults } = listed(filtered(associationsSeen(context), input.Filters, filters), input);
    return { ResolverRuleAssociations: items.map(({ shape }) => shape), MaxResults, ...next };
  },
};
