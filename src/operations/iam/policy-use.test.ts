import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const account = '111122223333';
const PolicyArn = `arn:aws:iam::${account}:policy/p`;
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' });
const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';

async function world() {
  const h = harness();
  await h.call(iam, 'CreatePolicy', { PolicyName: 'p', PolicyDocument: policy(allow('ec2:Describe*')) });
  await h.call(iam, 'CreateUser', { UserName: 'ann' });
  await h.call(iam, 'CreateUser', { UserName: 'bob', Path: '/team/', PermissionsBoundary: PolicyArn });
  await h.call(iam, 'CreateGroup', { GroupName: 'ops' });
  await h.call(iam, 'CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust, PermissionsBoundary: PolicyArn });
  await h.call(iam, 'AttachUserPolicy', { UserName: 'ann', PolicyArn });
  await h.call(iam, 'AttachGroupPolicy', { GroupName: 'ops', PolicyArn });
  await h.call(iam, 'AttachRolePolicy', { RoleName: 'app', PolicyArn });
  return h;
}

describe('ListEntitiesForPolicy', () => {
  test.each([
    ['all', {}, ['ops'], ['ann', 'bob'], ['app']],
    ['users only', { EntityFilter: 'User' }, [], ['ann', 'bob'], []],
    ['those it is attached to', { PolicyUsageFilter: 'PermissionsPolicy' }, ['ops'], ['ann'], ['app']],
    ['those it bounds', { PolicyUsageFilter: 'PermissionsBoundary' }, [], ['bob'], ['app']],
    ['in a path', { PathPrefix: '/team/' }, [], ['bob'], []],
  ] as const)('answers %s', async (_, filter, groups, users, roles) => {
    const answer = await (await world()).call(iam, 'ListEntitiesForPolicy', { PolicyArn, ...filter });
    expect(answer.PolicyGroups!.map((one) => one.GroupName)).toEqual(groups);
    expect(answer.PolicyUsers!.map((one) => one.UserName)).toEqual(users);
    expect(answer.PolicyRoles!.map((one) => one.RoleName)).toEqual(roles);
    for (const { UserId } of answer.PolicyUsers!) expect(UserId).toMatch(/^AIDA/);
  });

  test('comes in pages over all kinds', async () => {
    const h = await world();
    const first = await h.call(iam, 'ListEntitiesForPolicy', { PolicyArn, MaxItems: 2 });
    const second = await h.call(iam, 'ListEntitiesForPolicy', { PolicyArn, MaxItems: 2, Marker: first.Marker! });
    expect([first.PolicyGroups, first.PolicyRoles, first.PolicyUsers].map((list) => list!.length)).toEqual([1, 1, 0]);
    expect(second.PolicyUsers!.map((one) => one.UserName)).toEqual(['ann', 'bob']);
  });

  test('refuses a policy that is not there, and a filter that is none', async () => {
    const h = await world();
    const gone = `arn:aws:iam::${account}:policy/gone`;
    expect(await h.refused(iam, 'ListEntitiesForPolicy', { PolicyArn: gone })).toBe(
      `NoSuchEntity: Policy ${gone} was not found.`,
    );
    expect(await h.refused(iam, 'ListEntitiesForPolicy', { PolicyArn, EntityFilter: 'Cat' as never })).toContain(
      "ValidationError: 1 validation error detected: Value 'Cat' at 'entityFilter'",
    );
  });
});

describe('ListPoliciesGrantingServiceAccess', () => {
  const granting = async (h: Awaited<ReturnType<typeof world>>, Arn: string, ...ServiceNamespaces: string[]) => {
    const answer = await h.call(iam, 'ListPoliciesGrantingServiceAccess', { Arn, ServiceNamespaces });
    return answer.PoliciesGrantingServiceAccess!.map(({ ServiceNamespace, Policies }) => [
      ServiceNamespace,
      Policies!.map((one) => one.PolicyName),
    ]);
  };

  test("names managed and inline policies, the user's groups' too", async () => {
    const h = await world();
    await h.call(iam, 'AddUserToGroup', { GroupName: 'ops', UserName: 'bob' });
    await h.call(iam, 'AttachUserPolicy', { UserName: 'bob', PolicyArn: readOnly });
    const PolicyDocument = policy(allow('s3:Get*'), { ...allow('sns:*'), Effect: 'Deny' });
    await h.call(iam, 'PutUserPolicy', { UserName: 'bob', PolicyName: 'inline', PolicyDocument });
    const arn = `arn:aws:iam::${account}:user/team/bob`;
    expect(await granting(h, arn, 'ec2', 's3', 'sns', 'sqs')).toEqual([
      ['ec2', ['ReadOnlyAccess', 'p']],
      ['s3', ['inline', 'ReadOnlyAccess']],
      ['sns', ['ReadOnlyAccess']],
      ['sqs', []],
    ]);
    const { PoliciesGrantingServiceAccess } = await h.call(iam, 'ListPoliciesGrantingServiceAccess', {
      Arn: arn,
      ServiceNamespaces: ['s3'],
    });
    expect(PoliciesGrantingServiceAccess![0]!.Policies).toEqual([
      { PolicyName: 'inline', PolicyType: 'INLINE', EntityType: 'USER', EntityName: 'bob' },
      { PolicyName: 'ReadOnlyAccess', PolicyType: 'MANAGED', PolicyArn: readOnly },
    ]);
  });

  test.each([
    ['*', true],
    ['EC2:*', true],
    ['ec2messages:*', false],
  ])('takes %s for a grant of ec2: %s', async (action, yes) => {
    const h = await world();
    const input = { RoleName: 'app', PolicyName: 'inline', PolicyDocument: policy(allow(action)) };
    await h.call(iam, 'DetachRolePolicy', { RoleName: 'app', PolicyArn });
    await h.call(iam, 'PutRolePolicy', input);
    expect(await granting(h, `arn:aws:iam::${account}:role/app`, 'ec2')).toEqual([['ec2', yes ? ['inline'] : []]]);
  });

  test('knows what NotAction leaves', async () => {
    const h = await world();
    const PolicyDocument = policy({ Effect: 'Allow', NotAction: ['iam:*', 's3:Get*'], Resource: '*' });
    await h.call(iam, 'PutUserPolicy', { UserName: 'ann', PolicyName: 'inline', PolicyDocument });
    expect(await granting(h, `arn:aws:iam::${account}:user/ann`, 'iam', 's3')).toEqual([
      ['iam', []],
      ['s3', ['inline']],
    ]);
  });
});
