import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const own = 'arn:aws:iam::111122223333:policy/p';

async function world() {
  const h = harness();
  await h.call(iam, 'CreatePolicy', { PolicyName: 'p', PolicyDocument: document });
  await h.call(iam, 'CreatePolicyVersion', { PolicyArn: own, PolicyDocument: document, SetAsDefault: true });
  await h.call(iam, 'CreateGroup', { GroupName: 'ops' });
  await h.call(iam, 'CreateUser', { UserName: 'ann', Tags: [{ Key: 'a', Value: 'b' }], PermissionsBoundary: own });
  await h.call(iam, 'AddUserToGroup', { GroupName: 'ops', UserName: 'ann' });
  await h.call(iam, 'PutUserPolicy', { UserName: 'ann', PolicyName: 'inline', PolicyDocument: document });
  await h.call(iam, 'CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust });
  await h.call(iam, 'AttachRolePolicy', { RoleName: 'app', PolicyArn: readOnly });
  await h.call(iam, 'CreateInstanceProfile', { InstanceProfileName: 'app' });
  await h.call(iam, 'AddRoleToInstanceProfile', { InstanceProfileName: 'app', RoleName: 'app' });
  return h;
}

test('all that decides is there, with documents and versions', async () => {
  const details = await (await world()).call(iam, 'GetAccountAuthorizationDetails', {});
  expect(details.UserDetailList).toMatchObject([
    {
      UserName: 'ann',
      GroupList: ['ops'],
      UserPolicyList: [{ PolicyName: 'inline', PolicyDocument: encodeURIComponent(document).replace(/\*/g, '%2A') }],
      AttachedManagedPolicies: [],
      PermissionsBoundary: { PermissionsBoundaryArn: own },
      Tags: [{ Key: 'a', Value: 'b' }],
    },
  ]);
  expect(details.GroupDetailList).toMatchObject([{ GroupName: 'ops', GroupPolicyList: [] }]);
  expect(details.RoleDetailList).toMatchObject([
    {
      RoleName: 'app',
      InstanceProfileList: [{ InstanceProfileName: 'app', Roles: [{ RoleName: 'app' }] }],
      AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: readOnly }],
    },
  ]);
  expect(details.Policies!.map(({ Arn, PolicyVersionList }) => [Arn, PolicyVersionList!.length])).toEqual([
    [own, 2],
    [readOnly, 1],
  ]);
});

test.each([
  [['User'], [1, 0, 0, 0]],
  [
    ['Role', 'Group'],
    [0, 1, 1, 0],
  ],
  [['LocalManagedPolicy'], [0, 0, 0, 1]],
  [['AWSManagedPolicy'], [0, 0, 0, 1]],
] as const)('a filter on %j leaves the others out', async (Filter, counts) => {
  const details = await (await world()).call(iam, 'GetAccountAuthorizationDetails', { Filter });
  const lists = [details.UserDetailList, details.GroupDetailList, details.RoleDetailList, details.Policies];
  expect(lists.map((list) => list!.length)).toEqual(counts);
});

test('pages run over all lists', async () => {
  const h = await world();
  let Marker: string | undefined;
  let count = 0;
  for (let page = 0; page < 5; page += 1) {
    const more = Marker === undefined ? {} : { Marker };
    const answer = await h.call(iam, 'GetAccountAuthorizationDetails', { MaxItems: 1, ...more });
    const lists = [answer.UserDetailList, answer.GroupDetailList, answer.RoleDetailList, answer.Policies];
    count += lists.flatMap((list) => list as readonly object[]).length;
    Marker = answer.Marker;
  }
  expect([count, Marker]).toEqual([5, undefined]);
});

test('an unknown filter is refused', async () => {
  const asked = { Filter: ['Cat' as never] };
  expect(await (await world()).refused(iam, 'GetAccountAuthorizationDetails', asked)).toContain('ValidationError');
});
