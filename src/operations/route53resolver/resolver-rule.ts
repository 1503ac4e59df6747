/**
 * Route 53 Resolver's rules: made, shown, changed, deleted by their owners; seen by those that they are shared with. In which
 * VPCs they hold is resolver-rule-association.ts's. Rules that delegate are not offered.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_CreateResolverRule.html
 */

import { resourceId } from '../../base/ids.ts';
import { readDomainName } from '../../model/domain-name.ts';
import { type ResolverRule, type ResolverTarget, resolverArn, rootDomain, rulesOf } from '../../model/resolver-rule.ts';
import { sharedWith } from '../../model/sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { removeResource } from '../ec2/resource-removal.ts';
import { checkAddress, checkProtocols, checkRequestId, oneOf, readName } from './constraint.ts';
import {
  cannotCreateType,
  exists,
  inUse,
  invalidParameter,
  invalidRequest,
  limitExceeded,
  notOffered,
} from './faults.ts';
import type { InputOf, Route53ResolverHandlers } from './handlers.ts';
import { mostRules, mostTargets } from './limits.ts';
import { ownEndpoint, ownRule, usableRule } from './lookup.ts';
import { type FilterTable, filtered, listed } from './page.ts';
import { defaultRuleId, defaultRuleShape, ruleShape } from './resolver-rule-shape.ts';
import { withTags } from './tags.ts';

type CreateInput = InputOf<'CreateResolverRule'>;

function readType(type: string): ResolverRule['type'] {
  const known = oneOf(type, 'ruleType', ['FORWARD', 'SYSTEM', 'RECURSIVE', 'DELEGATE']);
  if (known === 'RECURSIVE') throw cannotCreateType(known);
  if (known === 'DELEGATE') throw notOffered('A rule that delegates');
  return known;
}

function readDomain(text: string | undefined): string {
  if (text === undefined || text === '') throw invalidParameter('The domain name must be specified', 'DomainName');
  if (text === rootDomain) return rootDomain;
  const read = readDomainName(text);
  if ('problem' in read) throw invalidParameter(`Invalid domain name: '${text}'`, 'DomainName');
  return read.name;
}

function readTargets(targets: CreateInput['TargetIps']): readonly ResolverTarget[] {
  if (!targets?.length) throw invalidRequest('At least one target IP must be specified for FORWARD type resolver rule');
  if (targets.length > mostTargets) {
    throw limitExceeded('target-ip', `A resolver rule can have at most ${mostTargets} target IP addresses`);
  }
  return targets.map(({ Ip, Ipv6, Port: port = 53, Protocol }) => {
    if (Ipv6 !== undefined) throw notOffered('An IPv6 target');
    checkProtocols(Protocol === undefined ? [] : [Protocol]);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw invalidParameter(`Invalid port: ${port}`, 'Port');
    return { address: checkAddress(Ip ?? ''), port };
  });
}

function outboundEndpoint(draft: Draft, context: Context, id: string | undefined): string {
  if (id === undefined) throw invalidRequest('Resolver endpoint ID must be specified for FORWARD type resolver rule');
  const endpoint = ownEndpoint(draft, context, id);
  if (endpoint.direction !== 'OUTBOUND') throw invalidRequest(`Resolver endpoint '${id}' is not an outbound endpoint`);
  return endpoint.id;
}

type Destination = Pick<ResolverRule, 'endpoint' | 'targets'>;

function destinationOf(draft: Draft, context: Context, type: ResolverRule['type'], input: CreateInput): Destination {
  const { ResolverEndpointId: endpoint, TargetIps } = input;
  if (type === 'FORWARD') {
    return { endpoint: outboundEndpoint(draft, context, endpoint), targets: readTargets(TargetIps) };
  }
  if (endpoint !== undefined || TargetIps?.length) {
    throw invalidRequest('Cannot specify resolver endpoint ID and target IP for SYSTEM type resolver rule');
  }
  return { targets: [] };
}

function checkRoom(draft: Draft, { account, region }: Context, requestId: string): void {
  const own = draft.network.owned('resolver-rule', account, region);
  if (own.some((one) => one.creatorRequestId === requestId)) {
    throw exists('resolver-rule', `Resolver rule with creator request ID '${requestId}' already exists`);
  }
  if (own.length >= mostRules) throw limitExceeded('resolver-rule', `Account '${account}' has exceeded 'max-rules'`);
}

function createRule(draft: Draft, context: Context, input: CreateInput): ResolverRule {
  const type = readType(input.RuleType);
  const creatorRequestId = checkRequestId(input.CreatorRequestId);
  checkRoom(draft, context, creatorRequestId);
  const made: ResolverRule = {
    kind: 'resolver-rule',
    id: resourceId(context.random, 'rslvr-rr'),
    account: context.account,
    region: context.region,
    created: context.now,
    tags: withTags({}, input.Tags),
    type,
    domain: readDomain(input.DomainName),
    ...readName(input.Name),
    creatorRequestId,
    ...destinationOf(draft, context, type, input),
    updated: context.now,
  };
  draft.put(made);
  return made;
}

type Config = InputOf<'UpdateResolverRule'>['Config'];

function changed(draft: Draft, context: Context, rule: ResolverRule, config: Config): ResolverRule {
  const { Name, TargetIps, ResolverEndpointId } = config;
  if (rule.type === 'SYSTEM' && (TargetIps?.length || ResolverEndpointId !== undefined)) {
    throw invalidRequest('Cannot specify resolver endpoint ID and target IP for SYSTEM type resolver rule');
  }
  const { name, ...nameless } = rule;
  return {
    ...nameless,
    ...(Name === undefined && name !== undefined ? { name } : readName(Name)),
    ...(TargetIps === undefined ? {} : { targets: readTargets(TargetIps) }),
    ...(ResolverEndpointId === undefined ? {} : { endpoint: outboundEndpoint(draft, context, ResolverEndpointId) }),
    updated: context.now,
  };
}

/** What was associated by somebody whom the rule is shared with no more, holds no more and goes with the rule. */
function deleteRule(draft: Draft, rule: ResolverRule): void {
  const associations = draft.find('resolver-rule-association', `rule:${rule.id}`);
  const holds = associations.some(({ id, vpc }) => rulesOf(draft.network, vpc).some(([one]) => one.id === id));
  if (holds) throw inUse('resolver-rule', 'Please disassociate this resolver rule from VPC first before deleting');
  for (const association of associations) draft.remove(association.kind, association.id);
  removeResource(draft, rule, resolverArn(rule));
}

/** The caller's own, those that are shared with it, and the one that everybody has. */
function rulesSeen(context: Context) {
  const { network, account, region } = context;
  const rules = [...network.owned('resolver-rule', account, region), ...sharedWith(network, context, 'resolver-rule')];
  return [...rules.map((rule) => ruleShape(context, rule)), defaultRuleShape(context)].map((shape) => ({
    id: shape.Id,
    shape,
  }));
}

const filters: FilterTable<ReturnType<typeof rulesSeen>[number]> = {
  CreatorRequestId: ({ shape }) => [shape.CreatorRequestId],
  DomainName: ({ shape }) => [shape.DomainName],
  Name: ({ shape }) => [shape.Name],
  ResolverEndpointId: ({ shape }) => ['ResolverEndpointId' in shape ? shape.ResolverEndpointId : undefined],
  Status: ({ shape }) => [shape.Status],
  Type: ({ shape }) => [shape.RuleType],
};

type Operations =
  | 'CreateResolverRule'
  | 'GetResolverRule'
  | 'ListResolverRules'
  | 'UpdateResolverRule'
  | 'DeleteResolverRule';

export const resolverRuleOperations: Route53ResolverHandlers<Operations> = {
  CreateResolverRule(context, input) {
    return context.transact((draft) => ({ ResolverRule: ruleShape(context, createRule(draft, context, input)) }));
  },

  GetResolverRule(context, { ResolverRuleId: id }) {
    if (id === defaultRuleId) return { ResolverRule: defaultRuleShape(context) };
    return { ResolverRule: ruleShape(context, usableRule(context.network, context, id)) };
  },

  ListResolverRules(context, input) {
    const { items, next, MaxResults } = listed(filtered(rulesSeen(context), input.Filters, filters), input);
    return { ResolverRules: items.map(({ shape }) => shape), MaxResults, ...next };
  },

  UpdateResolverRule(context, { ResolverRuleId: id, Config: config }) {
    return context.transact((draft) => {
      const updated = changed(draft, context, ownRule(draft, context, id), config);
      draft.put(updated);
      return { ResolverRule: ruleShape(context, updated, 'UPDATING') };
    });
  },

  DeleteResolverRule(context, { ResolverRuleId: id }) {
    return context.transact((draft) => {
      const rule = ownRule(draft, context, id);
      const shape = ruleShape(context, rule, 'DELETING');
      deleteRule(draft, rule);
      return { ResolverRule: shape };
    });
  },
};
