import { describe, expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import type { Context, Principal } from '../context.ts';
import { type Harness, harness } from '../harness.ts';
import { iamOperations as iam } from '../iam/table.ts';
import { stsOperations as sts } from './table.ts';

const account = '111122223333';
const ann: Principal = { kind: 'user', account, name: 'ann' };
const trusting = (principal: object, condition?: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal,
        Action: 'sts:AssumeRole',
        ...(condition ? { Condition: condition } : {}),
      },
    ],
  });
const RoleArn = `arn:aws:iam::${account}:role/app`;
const input = { RoleArn, RoleSessionName: 'work' };

async function world(trust: string, more: object = {}): Promise<Harness> {
  const h = harness();
  await h.call(iam, 'CreateUser', { UserName: 'ann' });
  await h.call(iam, 'CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust, ...more });
  return h;
}

const assume = async (context: Context, given: Parameters<typeof sts.AssumeRole>[1]) => sts.AssumeRole(context, given);

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Fault) return `${error.status} ${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}

describe('AssumeRole', () => {
  test('gives a session of the role', async () => {
    const h = await world(trusting({ AWS: `arn:aws:iam::${account}:root` }));
    const answer = await assume({ ...h.context, principal: ann }, input);
    expect(answer.AssumedRoleUser).toEqual({
      AssumedRoleId: `${h.network.get('role', `${account}/app`)!.uniqueId}:work`,
      Arn: `arn:aws:sts::${account}:assumed-role/app/work`,
    });
    expect(answer.Credentials).toMatchObject({
      SessionToken: `${account}/app/work`,
      Expiration: new Date(h.clock.now() + 3600_000),
    });
    expect(answer).not.toHaveProperty('PackedPolicySize');
  });

  test.each<[string, object, object | undefined, Principal, object, boolean]>([
    ['the account', { AWS: account }, undefined, ann, {}, true],
    ['the user', { AWS: `arn:aws:iam::${account}:user/ann` }, undefined, ann, {}, true],
    ['another account', { AWS: '444455556666' }, undefined, ann, {}, false],
    ['a service', { Service: 'ec2.amazonaws.com' }, undefined, ann, {}, false],
    [
      'an account across accounts',
      { AWS: '444455556666' },
      undefined,
      { kind: 'user', account: '444455556666', name: 'bob' },
      {},
      true,
    ],
    [
      'an external id that is given',
      { AWS: account },
      { StringEquals: { 'sts:ExternalId': 'x1' } },
      ann,
      { ExternalId: 'x1' },
      true,
    ],
    ['an external id that is not', { AWS: account }, { StringEquals: { 'sts:ExternalId': 'x' } }, ann, {}, false],
    ['a session name', { AWS: account }, { StringEquals: { 'sts:RoleSessionName': 'work' } }, ann, {}, true],
    [
      'a time that is over',
      { AWS: account },
      { DateLessThan: { 'aws:CurrentTime': '2025-01-01T00:00:00Z' } },
      ann,
      {},
      false,
    ],
  ])('with trust in %s', async (_, principal, condition, caller, more, allowed) => {
    const h = await world(trusting(principal, condition));
    const work = () => assume({ ...h.context, account: caller.account, principal: caller }, { ...input, ...more });
    const name = caller.kind === 'user' ? caller.name : '';
    const arn = `arn:aws:iam::${caller.account}:user/${name}`;
    expect(await refusal(work)).toBe(
      allowed
        ? 'not refused'
        : `403 AccessDenied: User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    );
  });

  test.each<[string, object, string]>([
    [
      'a role that is not there',
      { RoleArn: `${RoleArn}x` },
      '403 AccessDenied: User: arn:aws:iam::111122223333:user/ann is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/appx',
    ],
    [
      'a role under another path',
      { RoleArn: `arn:aws:iam::${account}:role/x/app` },
      `403 AccessDenied: User: arn:aws:iam::111122223333:user/ann is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${account}:role/x/app`,
    ],
    [
      'a short ARN',
      { RoleArn: 'x' },
      "400 ValidationError: 1 validation error detected: Value 'x' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
    [
      'no ARN of a role',
      { RoleArn: 'arn:aws:iam::111122223333:user/app' },
      '400 ValidationError: arn:aws:iam::111122223333:user/app is invalid',
    ],
    [
      'a bad session name',
      { RoleSessionName: 'a b' },
      "400 ValidationError: 1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      'a short session name',
      { RoleSessionName: 'a' },
      "400 ValidationError: 1 validation error detected: Value 'a' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      'a short time',
      { DurationSeconds: 899 },
      "400 ValidationError: 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      "more than the role's time",
      { DurationSeconds: 3601 },
      '400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ],
    [
      'a short external id',
      { ExternalId: 'x' },
      "400 ValidationError: 1 validation error detected: Value 'x' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    ['a broken policy', { Policy: '{' }, '400 MalformedPolicyDocument: Syntax errors in policy.'],
    [
      'a managed policy that is not there',
      { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/None' }] },
      '400 ValidationError: arn:aws:iam::aws:policy/None is not a valid managed policy.',
    ],
  ])('refuses %s', async (_, more, answer) => {
    const h = await world(trusting({ AWS: account }));
    expect(await refusal(() => assume({ ...h.context, principal: ann }, { ...input, ...more }))).toBe(answer);
  });

  test('lets the root user in where the role trusts its account', async () => {
    const h = await world(trusting({ AWS: account }));
    await assume(h.context, input);
    const other = await world(trusting({ AWS: '444455556666' }));
    expect(await refusal(() => assume(other.context, input))).toMatch(
      /^403 AccessDenied: User: .*:root is not authorized/,
    );
  });

  test('leads into no closed account', async () => {
    const h = await world(trusting({ AWS: account }));
    const closed = {
      kind: 'account',
      id: account,
      account,
      region: 'aws-global',
      created: 0,
      tags: {},
      name: 'closed',
      email: 'closed@example.com',
      status: 'SUSPENDED',
      joined: 'CREATED',
      management: false,
    } as const;
    await assume({ ...h.context, principal: ann }, input);
    await h.store.transact((draft) => draft.put(closed));
    expect(await refusal(() => assume({ ...h.context, principal: ann }, input))).toMatch(/^403 AccessDenied: /);
  });

  test('lasts an hour at most from one role to the next', async () => {
    const h = await world(trusting({ AWS: account }), { MaxSessionDuration: 7200 });
    const principal: Principal = { kind: 'session', account, role: 'app', session: 's' };
    expect(await refusal(() => assume({ ...h.context, principal }, { ...input, DurationSeconds: 7200 }))).toMatch(
      /1 hour session limit/,
    );
    await assume({ ...h.context, principal: ann }, { ...input, DurationSeconds: 7200 });
  });

  describe('with tags and a source identity', () => {
    const trust = (...Action: string[]) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: ['sts:AssumeRole', ...Action] }],
      });
    const Tags = [{ Key: 'team', Value: 'red' }];

    /** What the session that is issued carries. */
    async function issued(h: Harness, more: object, context: Partial<Context> = {}) {
      const sessions: Parameters<Context['issueSession']>[0][] = [];
      const issueSession: Context['issueSession'] = (session) => {
        sessions.push(session);
        return h.context.issueSession(session);
      };
      const answer = await assume({ ...h.context, principal: ann, issueSession, ...context }, { ...input, ...more });
      return { session: sessions[0]!, answer };
    }

    test('the session has them, where the trust policy allows both', async () => {
      const h = await world(trust('sts:TagSession', 'sts:SetSourceIdentity'));
      const asked = { Tags, TransitiveTagKeys: ['team'], SourceIdentity: 'ann' };
      const { session, answer } = await issued(h, asked);
      expect(session).toMatchObject({ tags: { team: 'red' }, transitiveTagKeys: ['team'], sourceIdentity: 'ann' });
      expect(answer).toMatchObject({ SourceIdentity: 'ann', PackedPolicySize: 2 });
    });

    test.each([
      ['sts:TagSession', { Tags }],
      ['sts:SetSourceIdentity', { SourceIdentity: 'ann' }],
    ])('are refused where it does not allow %s', async (action, more) => {
      const h = await world(trust());
      expect(await refusal(() => assume({ ...h.context, principal: ann }, { ...input, ...more }))).toBe(
        `403 AccessDenied: User: arn:aws:iam::${account}:user/ann is not authorized to perform: ${action} on resource: ${RoleArn}`,
      );
    });

    test.each([
      ['the tag that it asks for', { 'aws:RequestTag/team': 'red' }, true],
      ['another tag', { 'aws:RequestTag/team': 'blue' }, false],
      ['the tag of the user', { 'aws:PrincipalTag/unit': 'net' }, true],
    ])('count in conditions: %s', async (_, StringEquals, allowed) => {
      const statement = { Effect: 'Allow', Principal: { AWS: account }, Condition: { StringEquals } };
      const Statement = [{ ...statement, Action: ['sts:AssumeRole', 'sts:TagSession'] }];
      const h = await world(JSON.stringify({ Version: '2012-10-17', Statement }));
      await h.call(iam, 'TagUser', { UserName: 'ann', Tags: [{ Key: 'unit', Value: 'net' }] });
      const answer = await refusal(() => assume({ ...h.context, principal: ann }, { ...input, Tags }));
      expect(answer === 'not refused').toBe(allowed);
    });

    test('are handed on from session to session, where they are transitive', async () => {
      const h = await world(trust('sts:TagSession', 'sts:SetSourceIdentity'));
      const principal: Principal = { kind: 'session', account, role: 'app', session: 's' };
      const caller = {
        principal,
        session: { tags: { team: 'red', own: 'x' }, transitiveTagKeys: ['team'], sourceIdentity: 'ann' },
      };
      const { session } = await issued(h, { Tags: [{ Key: 'more', Value: 'y' }] }, caller);
      expect(session).toMatchObject({
        tags: { team: 'red', more: 'y' },
        transitiveTagKeys: ['team'],
        sourceIdentity: 'ann',
      });
      expect(session.tags).not.toHaveProperty('own');
      const context = { ...h.context, ...caller };
      expect(await refusal(() => assume(context, { ...input, Tags: [{ Key: 'Team', Value: 'blue' }] }))).toMatch(
        /^400 InvalidParameterValue: One of the specified transitive tag keys can't be set because it conflicts/,
      );
      expect(await refusal(() => assume(context, { ...input, SourceIdentity: 'bob' }))).toMatch(/^403 AccessDenied/);
      const untagged = await world(trust('sts:SetSourceIdentity'));
      expect(await refusal(() => assume({ ...untagged.context, ...caller }, input))).toMatch(/sts:TagSession/);
    });

    test.each<[string, object, string]>([
      [
        'the same key twice',
        { Tags: [...Tags, { Key: 'TEAM', Value: '' }] },
        'InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      ],
      [
        'a transitive key of no tag',
        { Tags, TransitiveTagKeys: ['other'] },
        'InvalidParameterValue: The specified transitive tag key must be included in the requested tags.',
      ],
      [
        'fifty-one tags',
        { Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })) },
        "ValidationError: 1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
      ],
      [
        'more than a token has room for',
        { Tags: [1, 2, 3].map((index) => ({ Key: `k${index}`, Value: 'x'.repeat(250) })) },
        'PackedPolicyTooLarge: Packed size of session tags consumes 167% of allotted space.',
      ],
      ['a long value', { Tags: [{ Key: 'a', Value: 'x'.repeat(257) }] }, 'ValidationError: '],
      ['a reserved key', { Tags: [{ Key: 'aws:a', Value: 'x' }] }, 'InvalidParameterValue: '],
      ['a short source identity', { SourceIdentity: 'a' }, 'ValidationError: '],
    ])('are refused: %s', async (_, more, answer) => {
      const h = await world(trust('sts:*'));
      expect(await refusal(() => assume({ ...h.context, principal: ann }, { ...input, ...more }))).toContain(answer);
    });
  });

  test('hands on the session policies as one', async () => {
    const h = await world(trusting({ AWS: account }));
    const given: { policy?: string }[] = [];
    const context: Context = {
      ...h.context,
      principal: ann,
      issueSession: (session) => {
        given.push(session);
        return h.context.issueSession(session);
      },
    };
    const Policy = '{"Version":"2012-10-17","Statement":{"Sid":"a","Effect":"Allow","Action":"s3:*","Resource":"*"}}';
    const { PackedPolicySize } = await assume(context, { ...input, Policy });
    await assume(context, { ...input, Policy, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] });
    expect(PackedPolicySize).toBeGreaterThan(0);
    expect(given[0]!.policy).toBe(Policy);
    expect(JSON.parse(given[1]!.policy!).Statement).toEqual([
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      { Effect: 'Allow', Action: '*', Resource: '*' },
    ]);
  });
});
