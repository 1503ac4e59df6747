import { describe, expect, test } from 'vitest';
import type { Organization } from '../model/account.ts';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { denialContext } from '../policy/decision.ts';
import { type AccessQuestion, createAuthorizer } from './authorize.ts';
import { type Caller, rootPrincipal } from './caller.ts';
import { guardrailsOf } from './guardrails.ts';

const management = '111122223333';
const member = '444455556666';
const outer = 'ou-aaaa-11111111';
const inner = 'ou-aaaa-22222222';
const base = { account: management, region: 'aws-global', created: 0, tags: {} } as const;

const statement = (Effect: string, Action: string, more = {}) => ({ Effect, Action, Resource: '*', ...more });
const text = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

const organization = (withoutFullAccess: readonly string[] | undefined): Organization => ({
  ...base,
  kind: 'organization',
  id: 'o-1',
  featureSet: 'ALL',
  rootId: 'r-aaaa',
  ...(withoutFullAccess === undefined ? {} : { serviceControl: { withoutFullAccess } }),
});
const account = (id: string, parent?: string): Resource => ({
  ...base,
  kind: 'account',
  id,
  account: id,
  name: id,
  email: `${id}@example.com`,
  status: 'ACTIVE',
  joined: 'CREATED',
  management: id === management,
  organization: 'o-1',
  ...(parent === undefined ? {} : { parent }),
});
const unit = (id: string, parent: string): Resource => ({
  ...base,
  kind: 'organizational-unit',
  id,
  organization: 'o-1',
  name: id,
  parent,
});
const scp = (id: string, content: string, ...targets: string[]): Resource => ({
  ...base,
  kind: 'service-control-policy',
  id,
  organization: 'o-1',
  name: id,
  description: '',
  content,
  targets,
});
const administrator: Resource = {
  ...base,
  kind: 'role',
  id: `${member}/admin`,
  account: member,
  name: 'admin',
  path: '/aws-service-role/',
  uniqueId: 'AROA',
  trustPolicy: text(),
  maxSessionDuration: 3600,
  inlinePolicies: { all: text(statement('Allow', '*')) },
  attachedPolicies: [],
};

/** The member in the inner of two units, and what more there is. */
const tree = (withoutFullAccess: readonly string[] | undefined, ...policies: Resource[]): Network =>
  [
    organization(withoutFullAccess),
    account(management),
    account(member, inner),
    unit(outer, 'r-aaaa'),
    unit(inner, outer),
    administrator,
    ...policies,
  ].reduce((all, one) => all.with(one), Network.empty());

const rootOf = (id: string): Caller => ({ account: id, secret: 's', principal: rootPrincipal(id) });
const session: Caller = {
  account: member,
  secret: 's',
  principal: {
    kind: 'assumedRole',
    account: member,
    arn: `arn:aws:sts::${member}:assumed-role/admin/s`,
    roleArn: `arn:aws:iam::${member}:role/aws-service-role/admin`,
  },
  session: { account: member, role: 'admin', session: 's', expires: 1 } as NonNullable<Caller['session']>,
};

const authorizer = createAuthorizer(() => undefined, 'k');
const question = (caller: Caller, more: Partial<AccessQuestion> = {}): AccessQuestion => ({
  caller,
  circumstances: {
    origin: { kind: 'local', sourceAddress: '127.0.0.1' },
    region: 'us-east-1',
    now: 0,
    secureTransport: false,
  },
  action: 'ec2:CreateVpc',
  resource: '*',
  resourceAccount: caller.account,
  ...more,
});

function answer(network: Network, caller: Caller, more: Partial<AccessQuestion> = {}): string {
  const asked = question(caller, more);
  const decision = authorizer.decide(network, asked);
  return decision.allowed ? 'allowed' : denialContext(asked.action, decision.reason);
}

const denied = 'with an explicit deny in a service control policy';
const unallowed = 'because no service control policy allows the ec2:CreateVpc action';
const deny = text(statement('Deny', 'ec2:CreateVpc'));
const allowS3 = text(statement('Allow', 's3:*'));
const allowEc2 = text(statement('Allow', 'ec2:*'));

describe.each([
  ['a root user', rootOf(member)],
  ['a role session', session],
])('%s of a member account', (_, caller) => {
  test.each<[string, string, Network]>([
    ['is free where the type is not enabled', 'allowed', tree(undefined, scp('p-1', deny, member))],
    ['is free where FullAWSAccess is alone', 'allowed', tree([])],
    ['is bound by a deny at the root', denied, tree([], scp('p-1', deny, 'r-aaaa'))],
    ['is bound by a deny at an outer unit', denied, tree([], scp('p-1', deny, outer))],
    ['is bound by a deny at its own unit', denied, tree([], scp('p-1', deny, inner))],
    ['is bound by a deny at its account', denied, tree([], scp('p-1', deny, member))],
    ['is free of what is attached to others', 'allowed', tree([], scp('p-1', deny, management, 'ou-aaaa-33333333'))],
    ['needs an allow at the root', unallowed, tree(['r-aaaa'], scp('p-1', allowS3, 'r-aaaa'))],
    ['needs an allow at each level', unallowed, tree([outer], scp('p-1', allowS3, outer), scp('p-2', allowEc2, inner))],
    ['needs an allow at its account', unallowed, tree([member], scp('p-1', allowS3, member))],
    ['may what each level allows', 'allowed', tree([outer, member], scp('p-1', allowEc2, outer, member))],
  ])('%s: %s', (_name, expected, network) => {
    expect(answer(network, caller)).toBe(expected);
  });

  test('is bound by conditions on the region', () => {
    const Condition = { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    const network = tree([], scp('p-1', text(statement('Deny', '*', { Condition })), inner));
    expect(answer(network, caller)).toBe(denied);
    const { circumstances } = question(caller);
    expect(answer(network, caller, { circumstances: { ...circumstances, region: 'eu-west-1' } })).toBe('allowed');
  });

  test('may always ask who it is', () => {
    const network = tree([], scp('p-1', text(statement('Deny', '*')), member));
    const asking = { action: 'sts:GetCallerIdentity', needsNoPermission: true };
    expect(answer(network, caller, asking)).toBe('allowed');
  });
});

test('the management account is bound by nothing', () => {
  const network = tree(['r-aaaa'], scp('p-1', text(statement('Deny', '*')), 'r-aaaa', management));
  expect(answer(network, rootOf(management))).toBe('allowed');
});

test('what a policy allows still has to be allowed by an identity policy', () => {
  const network = tree([member], scp('p-1', allowEc2, member)).with({
    ...administrator,
    inlinePolicies: {},
  } as Resource);
  expect(answer(network, session)).toBe('because no identity-based policy allows the ec2:CreateVpc action');
});

test('there is nothing to evaluate for those that nothing binds', () => {
  expect(guardrailsOf(tree([]), member)).toBeUndefined();
  expect(guardrailsOf(tree(undefined), member)).toBeUndefined();
  expect(guardrailsOf(Network.empty(), member)).toBeUndefined();
  expect(guardrailsOf(tree([], scp('p-1', deny, outer)), member)).toHaveLength(4);
});

test('a changed policy binds by its new text', () => {
  const network = tree([], scp('p-1', deny, inner));
  expect(answer(network, session)).toBe(denied);
  expect(answer(network.with(scp('p-1', text(statement('Deny', 's3:*')), inner)), session)).toBe('allowed');
});
