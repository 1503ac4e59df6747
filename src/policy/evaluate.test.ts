/**
 * evaluate: one row for each rule of AWS's evaluation logic. A row says the rule, who asks, what policies there are, and
 * who decides: `allow`, `no` (nothing allows) or `deny` (a statement denies), and the type of policy.
 */
import { describe, expect, test } from 'vitest';
import type { ContextKeys } from './context.ts';
import { type ApplicablePolicies, evaluate } from './evaluate.ts';
import { parsePolicy } from './parse.ts';
import type { Policy, PolicyKind } from './policy.ts';
import { principalFromArn, type RequestPrincipal } from './principal.ts';

const account = '111122223333';
const other = '444455556666';
const at = (arn: string) => principalFromArn(arn) as RequestPrincipal;
const rootArn = `arn:aws:iam::${account}:root`;
const userArn = `arn:aws:iam::${account}:user/alice`;
const roleArn = `arn:aws:iam::${account}:role/App`;
const sessionArn = `arn:aws:sts::${account}:assumed-role/App/i-1`;
const federatedArn = `arn:aws:sts::${account}:federated-user/alice`;
const [root, user, session, federated] = [at(rootArn), at(userArn), at(sessionArn), at(federatedArn)];
const anonymous: RequestPrincipal = { kind: 'anonymous' };
const service: RequestPrincipal = { kind: 'service', service: 'ec2.amazonaws.com' };

type Fields = Readonly<Record<string, unknown>>;

function policy(kind: PolicyKind, ...statements: readonly Fields[]): Policy {
  const principal = kind === 'resource' || kind === 'endpoint' ? { Principal: '*' } : {};
  const list = statements.map((fields) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...principal, ...fields }));
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: list }), kind);
}
const trust = (...statements: readonly Fields[]): Policy =>
  parsePolicy(
    JSON.stringify({
      Statement: statements.map((fields) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...fields })),
    }),
    'trust',
  );
const aws = (...names: readonly string[]) => ({ Principal: { AWS: names } });
const deny = { Effect: 'Deny' };
const only = (action: string) => ({ Action: action });
const when = (operator: string, key: string, ...values: readonly string[]) => ({
  Condition: { [operator]: { [key]: values } },
});

const identity = (...statements: readonly Fields[]) => ({ identity: [policy('identity', ...statements)] });
const resource = (...statements: readonly Fields[]) => ({ resource: policy('resource', ...statements) });
const endpoint = (...statements: readonly Fields[]) => ({ endpoint: policy('endpoint', ...statements) });
const boundary = (...statements: readonly Fields[]) => ({ boundary: policy('boundary', ...statements) });
const inSession = (...statements: readonly Fields[]) => ({ session: [policy('session', ...statements)] });
const control = (...levels: readonly (readonly Fields[])[]) => ({
  serviceControl: levels.map((level) => level.map((fields) => policy('serviceControl', fields))),
});
const assume = (...statements: readonly Fields[]) => ({ resource: trust(...statements) });

type Row = readonly [
  why: string,
  principal: RequestPrincipal,
  policies: Partial<ApplicablePolicies>,
  expected: string,
  context?: ContextKeys,
];

const words = { allow: 'allow', implicitDeny: 'no', explicitDeny: 'deny' } as const;

function decide(row: Row, sameAccount: boolean, action = 's3:GetObject', target = 'arn:aws:s3:::bucket/key'): string {
  const [, principal, policies, , context = {}] = row;
  const request = { principal, action, resource: target, context };
  const { reason } = evaluate(request, { identity: [], sameAccount, ...policies });
  return `${words[reason.kind]} ${reason.policyType}`;
}

const all = {};
const put = only('s3:PutObject');

describe('within one account', () => {
  const rows: readonly Row[] = [
    ['by default everything is denied', user, {}, 'no identity-based'],
    ['by default, to a session also', session, {}, 'no identity-based'],
    ['the root user has full access', root, {}, 'allow root user'],
    ['an identity policy allows', user, identity(all), 'allow identity-based'],
    ['an identity policy for another action does not', user, identity(put), 'no identity-based'],
    [
      'an identity policy for another resource does not',
      user,
      identity({ Resource: 'arn:aws:s3:::b/*' }),
      'no identity-based',
    ],
    [
      'any one identity policy is enough',
      user,
      { identity: [policy('identity', put), policy('identity', all)] },
      'allow identity-based',
    ],
    ['an explicit deny overrides an allow', user, identity(all, deny), 'deny identity-based'],
    ['whatever the order', user, identity(deny, all), 'deny identity-based'],
    [
      'also from another policy',
      user,
      { identity: [policy('identity', all), policy('identity', deny)] },
      'deny identity-based',
    ],
    ['a deny of another action is none', user, identity(all, { ...deny, ...put }), 'allow identity-based'],
    ['a resource policy that names the user allows alone', user, resource(aws(userArn)), 'allow resource-based'],
    ['a resource policy for everyone allows alone', user, resource(all), 'allow resource-based'],
    ['a resource policy that names the account only delegates', user, resource(aws(account)), 'no identity-based'],
    ['… by its root ARN too', user, resource(aws(rootArn)), 'no identity-based'],
    [
      '… and the identity policy then decides',
      user,
      { ...resource(aws(account)), ...identity(all) },
      'allow identity-based',
    ],
    ['the account in a resource policy is its root user', root, resource(aws(account)), 'allow resource-based'],
    ['a resource policy for another user does not', user, resource(aws(`${userArn}2`)), 'no identity-based'],
    [
      '… but does not take away what identity grants',
      user,
      { ...resource(aws(`${userArn}2`)), ...identity(all) },
      'allow identity-based',
    ],
    ['a deny in the resource policy wins', user, { ...resource(deny), ...identity(all) }, 'deny resource-based'],
    ['… over the root user', root, resource(deny), 'deny resource-based'],
    [
      'a deny that names the account hits its users',
      user,
      { ...resource({ ...deny, ...aws(account) }), ...identity(all) },
      'deny resource-based',
    ],
    [
      'a deny that names the role hits its sessions',
      session,
      { ...resource({ ...deny, ...aws(roleArn) }), ...identity(all) },
      'deny resource-based',
    ],
    [
      'a resource policy that names the role allows its session',
      session,
      resource(aws(roleArn)),
      'allow resource-based',
    ],
    ['a resource policy that names the session allows it', session, resource(aws(sessionArn)), 'allow resource-based'],
    ['… and not another session', session, resource(aws(`${sessionArn}2`)), 'no identity-based'],
    ['a resource policy that names the federating user', federated, resource(aws(userArn)), 'allow resource-based'],
    [
      'a resource policy that names the federated session',
      federated,
      resource(aws(federatedArn)),
      'allow resource-based',
    ],
    [
      'NotPrincipal in a deny spares user and account listed',
      user,
      { ...resource({ ...deny, Principal: undefined, NotPrincipal: { AWS: [account, userArn] } }), ...identity(all) },
      'allow identity-based',
    ],
    [
      'NotPrincipal in a deny hits all others',
      session,
      { ...resource({ ...deny, Principal: undefined, NotPrincipal: { AWS: [account, userArn] } }), ...identity(all) },
      'deny resource-based',
    ],
  ];
  test.each(rows)('%s', (...row) => expect(decide(row as unknown as Row, true)).toBe(row[3]));
});

describe('permissions boundaries and session policies', () => {
  const rows: readonly Row[] = [
    ['a boundary grants nothing', user, boundary(all), 'no identity-based'],
    ['a boundary that allows lets pass', user, { ...identity(all), ...boundary(all) }, 'allow identity-based'],
    ['a boundary limits the identity policy', user, { ...identity(all), ...boundary(put) }, 'no permissions boundary'],
    ['a deny in the boundary', user, { ...identity(all), ...boundary(all, deny) }, 'deny permissions boundary'],
    [
      'a user named by the resource policy passes the boundary',
      user,
      { ...resource(aws(userArn)), ...boundary(put) },
      'allow resource-based',
    ],
    ['… but not a deny in it', user, { ...resource(aws(userArn)), ...boundary(deny) }, 'deny permissions boundary'],
    [
      'a role named by the resource policy is limited by the boundary',
      session,
      { ...resource(aws(roleArn)), ...boundary(put) },
      'no permissions boundary',
    ],
    [
      'a session named by the resource policy is not',
      session,
      { ...resource(aws(sessionArn)), ...boundary(put) },
      'allow resource-based',
    ],
    [
      'an account named by the resource policy is limited',
      user,
      { ...resource(aws(account)), ...identity(all), ...boundary(put) },
      'no permissions boundary',
    ],
    [
      'a wildcard with aws:PrincipalArn of the role is not limited',
      session,
      { ...resource(when('ArnEquals', 'aws:PrincipalArn', roleArn)), ...boundary(put) },
      'allow resource-based',
    ],
    ['a session policy grants nothing', session, inSession(all), 'no identity-based'],
    [
      'a session policy that allows lets pass',
      session,
      { ...identity(all), ...inSession(all) },
      'allow identity-based',
    ],
    ['a session policy limits the role', session, { ...identity(all), ...inSession(put) }, 'no session'],
    ['a deny in the session policy', session, { ...identity(all), ...inSession(all, deny) }, 'deny session'],
    [
      'one of several session policies is enough',
      session,
      { ...identity(all), session: [policy('session', put), policy('session', all)] },
      'allow identity-based',
    ],
    [
      'a role named by the resource policy is limited by the session policy',
      session,
      { ...resource(aws(roleArn)), ...inSession(put) },
      'no session',
    ],
    [
      'a session named by the resource policy is not',
      session,
      { ...resource(aws(sessionArn)), ...inSession(put) },
      'allow resource-based',
    ],
    ['a federating user named is limited', federated, { ...resource(aws(userArn)), ...inSession(put) }, 'no session'],
    [
      'a federated session named is not',
      federated,
      { ...resource(aws(federatedArn)), ...inSession(put) },
      'allow resource-based',
    ],
    [
      'boundary and session must both allow',
      session,
      { ...identity(all), ...boundary(all), ...inSession(put) },
      'no session',
    ],
    [
      'the boundary comes first',
      session,
      { ...identity(all), ...boundary(put), ...inSession(put) },
      'no permissions boundary',
    ],
    ['the root user has no boundary', root, boundary(put), 'allow root user'],
  ];
  test.each(rows)('%s', (...row) => expect(decide(row as unknown as Row, true)).toBe(row[3]));
});

describe('service control policies', () => {
  const rows: readonly Row[] = [
    ['they grant nothing', user, control([all]), 'no identity-based'],
    ['they let pass what they allow', user, { ...identity(all), ...control([all]) }, 'allow identity-based'],
    ['they limit identity policies', user, { ...identity(all), ...control([put]) }, 'no service control'],
    ['they limit resource policies', user, { ...resource(aws(userArn)), ...control([put]) }, 'no service control'],
    ['they limit the root user', root, control([put]), 'no service control'],
    ['every level must allow', user, { ...identity(all), ...control([all], [put], [all]) }, 'no service control'],
    ['all levels allow', user, { ...identity(all), ...control([all], [all], [all]) }, 'allow identity-based'],
    ['one policy of a level is enough', user, { ...identity(all), ...control([put, all]) }, 'allow identity-based'],
    [
      'a level without policies allows nothing',
      user,
      { ...identity(all), ...control([all], []) },
      'no service control',
    ],
    ['a deny on any level', user, { ...identity(all), ...control([all], [all, deny]) }, 'deny service control'],
    ['a deny hits the root user', root, control([all, deny]), 'deny service control'],
    [
      'a deny by condition spares those it names',
      session,
      { ...identity(all), ...control([all, { ...deny, ...when('ArnNotLike', 'aws:PrincipalArn', roleArn) }]) },
      'allow identity-based',
    ],
    [
      '… and no others',
      user,
      { ...identity(all), ...control([all, { ...deny, ...when('ArnNotLike', 'aws:PrincipalArn', roleArn) }]) },
      'deny service control',
    ],
    ['their deny is reported before others', user, { ...identity(deny), ...control([deny]) }, 'deny service control'],
  ];
  test.each(rows)('%s', (...row) => expect(decide(row as unknown as Row, true)).toBe(row[3]));
});

describe('VPC endpoint policies', () => {
  const vpce = { 'aws:SourceVpce': 'vpce-1', 'aws:SourceVpc': 'vpc-1', 'aws:VpcSourceIp': '10.0.0.4' };
  const rows: readonly Row[] = [
    ['they do not replace identity policies', user, endpoint(all), 'no identity-based'],
    ['the default one lets everything pass', user, { ...identity(all), ...endpoint(all) }, 'allow identity-based'],
    ['they limit identity policies', user, { ...identity(all), ...endpoint(put) }, 'no VPC endpoint'],
    ['they limit resource policies', user, { ...resource(aws(userArn)), ...endpoint(put) }, 'no VPC endpoint'],
    [
      'they limit by resource',
      user,
      { ...identity(all), ...endpoint({ Resource: 'arn:aws:s3:::mine/*' }) },
      'no VPC endpoint',
    ],
    ['they limit the root user', root, endpoint(put), 'no VPC endpoint'],
    ['a deny in them wins', user, { ...identity(all), ...endpoint(all, deny) }, 'deny VPC endpoint'],
    [
      'an account in them is its root user only',
      user,
      { ...identity(all), ...endpoint(aws(account)) },
      'no VPC endpoint',
    ],
    ['… not its sessions', session, { ...identity(all), ...endpoint(aws(rootArn)) }, 'no VPC endpoint'],
    ['… the root user itself passes', root, endpoint(aws(account)), 'allow root user'],
    [
      'aws:PrincipalAccount lets a whole account pass',
      user,
      { ...identity(all), ...endpoint(when('StringEquals', 'aws:PrincipalAccount', account)) },
      'allow identity-based',
    ],
    [
      'aws:PrincipalArn lets a role pass',
      session,
      { ...identity(all), ...endpoint(when('ArnLike', 'aws:PrincipalArn', roleArn)) },
      'allow identity-based',
    ],
    [
      'a role named in them lets its sessions pass',
      session,
      { ...identity(all), ...endpoint(aws(roleArn)) },
      'allow identity-based',
    ],
    ['the anonymous need them too', anonymous, { ...resource(all), ...endpoint(put) }, 'no VPC endpoint'],
    [
      'a bucket policy that wants the endpoint',
      user,
      { ...identity(all), ...resource({ ...deny, ...when('StringNotEquals', 'aws:SourceVpce', 'vpce-1') }) },
      'allow identity-based',
      vpce,
    ],
    [
      '… through another endpoint',
      user,
      { ...identity(all), ...resource({ ...deny, ...when('StringNotEquals', 'aws:SourceVpce', 'vpce-2') }) },
      'deny resource-based',
      vpce,
    ],
    [
      '… through no endpoint: negated on an absent key',
      user,
      { ...identity(all), ...resource({ ...deny, ...when('StringNotEquals', 'aws:SourceVpce', 'vpce-1') }) },
      'deny resource-based',
    ],
    [
      '… negated with IfExists on an absent key is true too',
      user,
      { ...identity(all), ...resource({ ...deny, ...when('StringNotEqualsIfExists', 'aws:SourceVpce', 'vpce-1') }) },
      'deny resource-based',
    ],
    [
      'a bucket policy that wants the VPC',
      user,
      resource(when('StringEquals', 'aws:SourceVpc', 'vpc-1')),
      'allow resource-based',
      vpce,
    ],
    [
      'aws:SourceIp is absent through an endpoint',
      user,
      { ...identity(when('IpAddress', 'aws:SourceIp', '10.0.0.0/8')) },
      'no identity-based',
      vpce,
    ],
    [
      'aws:VpcSourceIp is there',
      user,
      { ...identity(when('IpAddress', 'aws:VpcSourceIp', '10.0.0.0/8')) },
      'allow identity-based',
      vpce,
    ],
    [
      'a deny by NotIpAddress hits what comes through an endpoint',
      user,
      { ...identity(all, { ...deny, ...when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24') }) },
      'deny identity-based',
      vpce,
    ],
    [
      'Null asks whether there was an endpoint',
      user,
      { ...identity(all, { ...deny, ...when('Null', 'aws:SourceVpce', 'true') }) },
      'deny identity-based',
    ],
  ];
  test.each(rows)('%s', (...row) => expect(decide(row as unknown as Row, true)).toBe(row[3]));
});

describe('across accounts', () => {
  const rows: readonly Row[] = [
    ['identity alone is not enough', user, identity(all), 'no resource-based'],
    ['the resource alone is not enough', user, resource(all), 'no identity-based'],
    ['both allow', user, { ...identity(all), ...resource(aws(userArn)) }, 'allow resource-based'],
    [
      'the resource may name the account',
      user,
      { ...identity(all), ...resource(aws(account)) },
      'allow resource-based',
    ],
    ['… but not another one', user, { ...identity(all), ...resource(aws(other)) }, 'no resource-based'],
    ['naming the user does not replace identity', user, resource(aws(userArn)), 'no identity-based'],
    [
      'naming the session does not pass the boundary',
      session,
      { ...identity(all), ...resource(aws(sessionArn)), ...boundary(put) },
      'no permissions boundary',
    ],
    [
      'naming the session does not pass the session policy',
      session,
      { ...identity(all), ...resource(aws(sessionArn)), ...inSession(put) },
      'no session',
    ],
    ['the root user needs the resource policy', root, {}, 'no resource-based'],
    ['… which may name its account', root, resource(aws(account)), 'allow resource-based'],
    ['a deny on the resource', user, { ...identity(all), ...resource(aws(account), deny) }, 'deny resource-based'],
    ['a deny in identity', user, { ...identity(all, deny), ...resource(all) }, 'deny identity-based'],
    [
      'service control policies of the caller',
      user,
      { ...identity(all), ...resource(all), ...control([put]) },
      'no service control',
    ],
    ['the endpoint policy', user, { ...identity(all), ...resource(all), ...endpoint(put) }, 'no VPC endpoint'],
  ];
  test.each(rows)('%s', (...row) => expect(decide(row as unknown as Row, false)).toBe(row[3]));
});

describe('services, the anonymous, and role trust', () => {
  const ec2 = { Principal: { Service: 'ec2.amazonaws.com' } };
  const anyone: readonly Row[] = [
    ['the anonymous need a resource policy for everyone', anonymous, {}, 'no resource-based'],
    ['… and may then', anonymous, resource(all), 'allow resource-based'],
    ['… {"AWS": "*"} is the same', anonymous, resource(aws('*')), 'allow resource-based'],
    ['… an account is not everyone', anonymous, resource(aws(account)), 'no resource-based'],
    ['an identity policy is not theirs', anonymous, identity(all), 'no resource-based'],
    ['a service needs the resource policy', service, identity(all), 'no resource-based'],
    ['… that names it', service, resource(ec2), 'allow resource-based'],
    ['… and no other service', service, resource({ Principal: { Service: 's3.amazonaws.com' } }), 'no resource-based'],
  ];
  test.each(anyone)('%s', (...row) => expect(decide(row as unknown as Row, true)).toBe(row[3]));

  const trusted: readonly Row[] = [
    ['identity alone does not assume a role', user, { ...identity(all), ...assume(ec2) }, 'no role trust'],
    ['a trust policy that names the user does', user, assume(aws(userArn)), 'allow role trust'],
    ['a trust policy that names the account delegates', user, assume(aws(account)), 'no identity-based'],
    [
      '… to identity policies',
      user,
      { ...identity(only('sts:AssumeRole')), ...assume(aws(account)) },
      'allow identity-based',
    ],
    ['a service by its name', service, assume(ec2), 'allow role trust'],
    [
      'a deny in the trust policy',
      user,
      { ...identity(all), ...assume(aws(userArn), { ...deny, ...aws(account) }) },
      'deny role trust',
    ],
    [
      'a provider',
      { kind: 'federated', provider: 'p.example.com' },
      assume({ Principal: { Federated: 'p.example.com' } }),
      'allow role trust',
    ],
    [
      'a condition on the external id',
      user,
      assume({ ...aws(userArn), ...when('StringEquals', 'sts:ExternalId', 'x') }),
      'no role trust',
    ],
    [
      '… that is met',
      user,
      assume({ ...aws(userArn), ...when('StringEquals', 'sts:ExternalId', 'x') }),
      'allow role trust',
      { 'sts:ExternalId': 'x' },
    ],
  ];
  test.each(trusted)('%s', (...row) =>
    expect(decide(row as unknown as Row, true, 'sts:AssumeRole', roleArn)).toBe(row[3]),
  );

  test('across accounts a trust policy needs the identity policy beside it', () => {
    expect(decide(['', user, assume(aws(userArn)), ''], false, 'sts:AssumeRole', roleArn)).toBe('no identity-based');
    const both = { ...identity(all), ...assume(aws(userArn)) };
    expect(decide(['', user, both, ''], false, 'sts:AssumeRole', roleArn)).toBe('allow role trust');
  });
});

test('the decision says which statement of which policy', () => {
  const request = { principal: user, action: 's3:GetObject', resource: '*', context: {} };
  const identities = [policy('identity', all), policy('identity', put, { ...deny, Sid: 'NoReading' })];
  expect(evaluate(request, { identity: identities, sameAccount: true })).toEqual({
    allowed: false,
    reason: {
      kind: 'explicitDeny',
      policyType: 'identity-based',
      statement: { policy: 1, index: 1, sid: 'NoReading' },
    },
  });
});
