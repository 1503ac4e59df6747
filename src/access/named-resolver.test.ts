import { expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { ResolverRule } from '../model/resolver-rule.ts';
import { namedResources } from './named-resources.ts';

const account = '222233334444';
const owner = '111122223333';
const rule = (id: string, by: string): ResolverRule => ({
  kind: 'resolver-rule',
  id,
  account: by,
  region: 'us-east-1',
  created: 0,
  tags: { a: 'b' },
  type: 'SYSTEM',
  domain: 'example.',
  creatorRequestId: id,
  targets: [],
  updated: 0,
});
const network = Network.empty().with(rule('rslvr-rr-own', account)).with(rule('rslvr-rr-shared', owner)).with({
  kind: 'resolver-rule-association',
  id: 'rslvr-rrassoc-1',
  account,
  region: 'us-east-1',
  created: 0,
  tags: {},
  rule: 'rslvr-rr-shared',
  vpc: 'vpc-1',
  stateRevision: 1,
});

const arn = (type: string, id: string, by = account) => `arn:aws:route53resolver:us-east-1:${by}:${type}/${id}`;

test.each<[operation: string, input: Readonly<Record<string, unknown>>, arn: string, tags: object]>([
  ['GetResolverRule', { ResolverRuleId: 'rslvr-rr-own' }, arn('resolver-rule', 'rslvr-rr-own'), { a: 'b' }],
  ['AssociateResolverRule', { ResolverRuleId: 'rslvr-rr-shared' }, arn('resolver-rule', 'rslvr-rr-shared', owner), {}],
  ['DeleteResolverEndpoint', { ResolverEndpointId: 'rslvr-in-9' }, arn('resolver-endpoint', 'rslvr-in-9'), {}],
  [
    'TagResource',
    { ResourceArn: arn('resolver-rule', 'rslvr-rr-own') },
    arn('resolver-rule', 'rslvr-rr-own'),
    { a: 'b' },
  ],
  ['TagResource', { ResourceArn: 'nonsense' }, 'nonsense', {}],
  ['GetResolverRulePolicy', { Arn: arn('resolver-rule', 'x') }, arn('resolver-rule', 'x'), {}],
  [
    'GetResolverRuleAssociation',
    { ResolverRuleAssociationId: 'rslvr-rrassoc-1' },
    arn('resolver-rule', 'rslvr-rr-shared', owner),
    {},
  ],
  ['CreateResolverRule', { ResolverEndpointId: 'rslvr-out-1' }, arn('resolver-rule', '*'), {}],
  ['CreateResolverEndpoint', {}, arn('resolver-endpoint', '*'), {}],
  ['ListResolverRules', {}, '*', {}],
])('%s of %j is about %s', (operation, input, expected, tags) => {
  const found = namedResources(network, { service: 'route53resolver', operation, input, account, region: 'us-east-1' });
  expect(found.map((one) => [one.arn, one.tags])).toEqual([[expected, tags]]);
});
