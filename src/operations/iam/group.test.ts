import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const account = '111122223333';
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const team = { GroupName: 'team' } as const;
const ann = { UserName: 'ann' } as const;

async function world(): Promise<Harness> {
  const h = harness();
  await h.call(iam, 'CreateGroup', { ...team, Path: '/net/' });
  await h.call(iam, 'CreateUser', ann);
  return h;
}

const groupsOf = async (h: Harness) =>
  (await h.call(iam, 'ListGroupsForUser', ann)).Groups!.map((group) => group.GroupName);
const usersOf = async (h: Harness, GroupName = 'team') =>
  (await h.call(iam, 'GetGroup', { GroupName })).Users!.map((user) => user.UserName);

describe('groups', () => {
  test('are made, shown, listed and deleted', async () => {
    const h = await world();
    const { Group } = await h.call(iam, 'GetGroup', team);
    expect(Group).toEqual({
      Path: '/net/',
      GroupName: 'team',
      GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{16}$/),
      Arn: `arn:aws:iam::${account}:group/net/team`,
      CreateDate: new Date('2026-01-01T00:00:00Z'),
    });
    expect(await h.call(iam, 'ListGroups', { PathPrefix: '/net/' })).toEqual({ Groups: [Group], IsTruncated: false });
    expect((await h.call(iam, 'ListGroups', { PathPrefix: '/other/' })).Groups).toEqual([]);
    await h.call(iam, 'DeleteGroup', team);
    expect(await h.refused(iam, 'GetGroup', team)).toBe('NoSuchEntity: The group with name team cannot be found.');
  });

  test('are refused with a name that is taken in any case, a bad one, or a bad path', async () => {
    const h = await world();
    expect(await h.refused(iam, 'CreateGroup', { GroupName: 'TEAM' })).toBe(
      'EntityAlreadyExists: Group with name TEAM already exists.',
    );
    expect(await h.refused(iam, 'CreateGroup', { GroupName: 'a b' })).toMatch(/^ValidationError/);
    expect(await h.refused(iam, 'CreateGroup', { GroupName: 'a'.repeat(129) })).toMatch(/^ValidationError/);
    expect(await h.refused(iam, 'CreateGroup', { GroupName: 'b', Path: 'x' })).toMatch(/^ValidationError/);
  });

  test("are the account's own", async () => {
    const other = (await world()).as({ account: '444455556666' });
    expect((await other.call(iam, 'ListGroups', {})).Groups).toEqual([]);
    expect(await other.refused(iam, 'DeleteGroup', team)).toMatch(/^NoSuchEntity/);
    await other.call(iam, 'CreateGroup', team);
  });

  test('are 300 at most, and come in pages', async () => {
    const h = harness();
    for (let index = 0; index < 300; index += 1) await h.call(iam, 'CreateGroup', { GroupName: `g${1000 + index}` });
    expect(await h.refused(iam, 'CreateGroup', { GroupName: 'x' })).toBe(
      'LimitExceeded: Cannot exceed quota for GroupsPerAccount: 300',
    );
    const first = await h.call(iam, 'ListGroups', { MaxItems: 299 });
    expect([first.Groups!.length, first.IsTruncated]).toEqual([299, true]);
    const second = await h.call(iam, 'ListGroups', { Marker: first.Marker! });
    expect(second.Groups!.map((group) => group.GroupName)).toEqual(['g1299']);
  });

  test('stay while something is left of them', async () => {
    const h = await world();
    await h.call(iam, 'AddUserToGroup', { ...team, ...ann });
    await h.call(iam, 'AttachGroupPolicy', { ...team, PolicyArn: readOnly });
    await h.call(iam, 'PutGroupPolicy', { ...team, PolicyName: 'p', PolicyDocument });
    const refusal = () => h.refused(iam, 'DeleteGroup', team);
    expect(await refusal()).toBe('DeleteConflict: Cannot delete entity, must remove users from group first.');
    await h.call(iam, 'RemoveUserFromGroup', { ...team, ...ann });
    expect(await refusal()).toBe('DeleteConflict: Cannot delete entity, must detach all policies first.');
    await h.call(iam, 'DetachGroupPolicy', { ...team, PolicyArn: readOnly });
    expect(await refusal()).toBe('DeleteConflict: Cannot delete entity, must delete policies first.');
    await h.call(iam, 'DeleteGroupPolicy', { ...team, PolicyName: 'p' });
    await h.call(iam, 'DeleteGroup', team);
  });
});

describe('a group that is renamed', () => {
  test('keeps its id, its policies and its members', async () => {
    const h = await world();
    const before = (await h.call(iam, 'GetGroup', team)).Group!;
    await h.call(iam, 'AddUserToGroup', { ...team, ...ann });
    await h.call(iam, 'PutGroupPolicy', { ...team, PolicyName: 'p', PolicyDocument });
    await h.call(iam, 'UpdateGroup', { ...team, NewGroupName: 'crew', NewPath: '/' });
    expect((await h.call(iam, 'GetGroup', { GroupName: 'crew' })).Group).toEqual({
      ...before,
      GroupName: 'crew',
      Path: '/',
      Arn: `arn:aws:iam::${account}:group/crew`,
    });
    expect(await usersOf(h, 'crew')).toEqual(['ann']);
    expect(await groupsOf(h)).toEqual(['crew']);
    expect((await h.call(iam, 'ListGroupPolicies', { GroupName: 'crew' })).PolicyNames).toEqual(['p']);
    expect(await h.refused(iam, 'GetGroup', team)).toMatch(/^NoSuchEntity/);
  });

  test('may change the case of its name, and take no other group’s', async () => {
    const h = await world();
    await h.call(iam, 'CreateGroup', { GroupName: 'crew' });
    expect(await h.refused(iam, 'UpdateGroup', { ...team, NewGroupName: 'Crew' })).toBe(
      'EntityAlreadyExists: Group with name Crew already exists.',
    );
    expect(await h.refused(iam, 'UpdateGroup', { GroupName: 'none', NewPath: '/' })).toMatch(/^NoSuchEntity/);
    await h.call(iam, 'UpdateGroup', { ...team, NewGroupName: 'TEAM' });
    expect((await h.call(iam, 'ListGroups', {})).Groups!.map((group) => group.GroupName)).toEqual(['TEAM', 'crew']);
  });
});

describe('members', () => {
  test('are added once, shown from both sides, and removed', async () => {
    const h = await world();
    await h.call(iam, 'AddUserToGroup', { ...team, ...ann });
    await h.call(iam, 'AddUserToGroup', { ...team, ...ann });
    expect([await usersOf(h), await groupsOf(h)]).toEqual([['ann'], ['team']]);
    await h.call(iam, 'RemoveUserFromGroup', { ...team, ...ann });
    expect([await usersOf(h), await groupsOf(h)]).toEqual([[], []]);
    expect(await h.refused(iam, 'RemoveUserFromGroup', { ...team, ...ann })).toBe(
      'NoSuchEntity: User ann is not in group team.',
    );
  });

  test('and groups must be there', async () => {
    const h = await world();
    expect(await h.refused(iam, 'AddUserToGroup', { ...team, UserName: 'bob' })).toBe(
      'NoSuchEntity: The user with name bob cannot be found.',
    );
    expect(await h.refused(iam, 'AddUserToGroup', { GroupName: 'x', ...ann })).toBe(
      'NoSuchEntity: The group with name x cannot be found.',
    );
    expect(await h.refused(iam, 'ListGroupsForUser', { UserName: 'bob' })).toMatch(/^NoSuchEntity/);
  });

  test('are in ten groups at most', async () => {
    const h = await world();
    for (let index = 0; index < 11; index += 1) await h.call(iam, 'CreateGroup', { GroupName: `g${index}` });
    for (let index = 0; index < 10; index += 1) {
      await h.call(iam, 'AddUserToGroup', { GroupName: `g${index}`, ...ann });
    }
    expect(await h.refused(iam, 'AddUserToGroup', { GroupName: 'g10', ...ann })).toBe(
      'LimitExceeded: Cannot exceed quota for GroupsPerUser: 10',
    );
    const first = await h.call(iam, 'ListGroupsForUser', { ...ann, MaxItems: 9 });
    expect([first.Groups!.length, first.IsTruncated]).toEqual([9, true]);
  });

  test('are not deleted while they are in a group', async () => {
    const h = await world();
    await h.call(iam, 'AddUserToGroup', { ...team, ...ann });
    expect(await h.refused(iam, 'DeleteUser', ann)).toBe(
      'DeleteConflict: Cannot delete entity, must remove users from group first.',
    );
    await h.call(iam, 'RemoveUserFromGroup', { ...team, ...ann });
    await h.call(iam, 'DeleteUser', ann);
  });

  test('come in pages', async () => {
    const h = await world();
    for (const UserName of ['cid', 'bob']) await h.call(iam, 'CreateUser', { UserName });
    for (const UserName of ['cid', 'ann', 'bob']) await h.call(iam, 'AddUserToGroup', { ...team, UserName });
    const first = await h.call(iam, 'GetGroup', { ...team, MaxItems: 2 });
    expect(first.Users!.map((user) => user.UserName)).toEqual(['ann', 'bob']);
    const second = await h.call(iam, 'GetGroup', { ...team, Marker: first.Marker! });
    expect([second.Users!.map((user) => user.UserName), second.IsTruncated]).toEqual([['cid'], false]);
  });
});

describe('policies of a group', () => {
  test('are put, shown, listed and deleted', async () => {
    const h = await world();
    const p = { ...team, PolicyName: 'p' };
    await h.call(iam, 'PutGroupPolicy', { ...p, PolicyDocument });
    const shown = await h.call(iam, 'GetGroupPolicy', p);
    expect({ ...shown, PolicyDocument: decodeURIComponent(shown.PolicyDocument!) }).toEqual({ ...p, PolicyDocument });
    expect((await h.call(iam, 'ListGroupPolicies', team)).PolicyNames).toEqual(['p']);
    await h.call(iam, 'DeleteGroupPolicy', p);
    expect(await h.refused(iam, 'GetGroupPolicy', p)).toBe(
      'NoSuchEntity: The group policy with name p cannot be found.',
    );
  });

  test('fit into 5120 characters', async () => {
    const h = await world();
    const sized = (size: number) =>
      PolicyDocument.replace('"Action":"*"', `"Action":"s3:${'x'.repeat(size - PolicyDocument.length - 2)}"`);
    await h.call(iam, 'PutGroupPolicy', { ...team, PolicyName: 'p', PolicyDocument: sized(5120) });
    expect(await h.refused(iam, 'PutGroupPolicy', { ...team, PolicyName: 'p', PolicyDocument: sized(5121) })).toBe(
      'LimitExceeded: Maximum policy size of 5120 bytes exceeded for group team',
    );
  });

  test('are attached, counted, listed, and keep the policy from being deleted', async () => {
    const h = await world();
    const { Policy } = await h.call(iam, 'CreatePolicy', { PolicyName: 'own', PolicyDocument });
    const PolicyArn = Policy!.Arn!;
    await h.call(iam, 'AttachGroupPolicy', { ...team, PolicyArn });
    expect((await h.call(iam, 'ListAttachedGroupPolicies', team)).AttachedPolicies).toEqual([
      { PolicyName: 'own', PolicyArn },
    ]);
    expect((await h.call(iam, 'GetPolicy', { PolicyArn })).Policy!.AttachmentCount).toBe(1);
    expect(await h.refused(iam, 'DeletePolicy', { PolicyArn })).toMatch(/^DeleteConflict/);
    await h.call(iam, 'DetachGroupPolicy', { ...team, PolicyArn });
    expect(await h.refused(iam, 'DetachGroupPolicy', { ...team, PolicyArn })).toBe(
      `NoSuchEntity: Policy ${PolicyArn} was not found.`,
    );
  });

  test('are ten managed ones at most', async () => {
    const h = await world();
    for (let index = 0; index < 11; index += 1) {
      await h.call(iam, 'CreatePolicy', { PolicyName: `p${index}`, PolicyDocument });
    }
    const attach = (index: number) => ({ ...team, PolicyArn: `arn:aws:iam::${account}:policy/p${index}` });
    for (let index = 0; index < 10; index += 1) await h.call(iam, 'AttachGroupPolicy', attach(index));
    expect(await h.refused(iam, 'AttachGroupPolicy', attach(10))).toBe(
      'LimitExceeded: Cannot exceed quota for PoliciesPerGroup: 10',
    );
  });
});
