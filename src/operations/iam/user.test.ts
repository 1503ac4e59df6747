import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const allowAll = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

describe('users', () => {
  test('are made, shown and deleted', async () => {
    const h = harness();
    const { User } = await h.call(iam, 'CreateUser', {
      UserName: 'ann',
      Path: '/team/',
      Tags: [{ Key: 'b', Value: '2' }],
      PermissionsBoundary: readOnly,
    });
    expect(User).toEqual({
      Path: '/team/',
      UserName: 'ann',
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{16}$/),
      Arn: 'arn:aws:iam::111122223333:user/team/ann',
      CreateDate: new Date('2026-01-01T00:00:00Z'),
      PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: readOnly },
      Tags: [{ Key: 'b', Value: '2' }],
    });
    expect((await h.call(iam, 'GetUser', { UserName: 'ann' })).User).toEqual(User);
    const { Users, IsTruncated } = await h.call(iam, 'ListUsers', { PathPrefix: '/team/' });
    expect(Users!.map((user) => [user.UserName, user.Tags])).toEqual([['ann', undefined]]);
    expect(IsTruncated).toBe(false);
    expect((await h.call(iam, 'ListUsers', { PathPrefix: '/other/' })).Users).toEqual([]);
    await h.call(iam, 'DeleteUser', { UserName: 'ann' });
    expect(await h.refused(iam, 'GetUser', { UserName: 'ann' })).toBe(
      'NoSuchEntity: The user with name ann cannot be found.',
    );
  });

  test('who calls without a name is shown itself', async () => {
    const h = harness();
    expect((await h.call(iam, 'GetUser', {})).User).toMatchObject({
      UserId: '111122223333',
      Arn: 'arn:aws:iam::111122223333:root',
    });
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    const principal = { kind: 'user', account: '111122223333', name: 'ann' } as const;
    expect(await iam.GetUser({ ...h.context, principal }, {})).toMatchObject({ User: { UserName: 'ann' } });
  });

  test.each([
    [
      'a name of another case that is taken',
      { UserName: 'ANN' },
      'EntityAlreadyExists: User with name ANN already exists.',
    ],
    [
      'a bad name',
      { UserName: 'a b' },
      'ValidationError: The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ],
    [
      'a long name',
      { UserName: 'a'.repeat(65) },
      "ValidationError: 1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64",
    ],
    [
      'a bad path',
      { UserName: 'bob', Path: 'x' },
      'ValidationError: The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    ],
    [
      'a boundary that is not there',
      { UserName: 'bob', PermissionsBoundary: 'arn:aws:iam::aws:policy/None' },
      'NoSuchEntity: Policy arn:aws:iam::aws:policy/None does not exist or is not attachable.',
    ],
    [
      'one tag twice',
      {
        UserName: 'bob',
        Tags: [
          { Key: 'a', Value: '' },
          { Key: 'A', Value: '' },
        ],
      },
      'InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
  ])('are refused with %s', async (_, input, answer) => {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    expect(await h.refused(iam, 'CreateUser', input)).toBe(answer);
  });

  test('stay while something is left of them', async () => {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    const { AccessKey } = await h.call(iam, 'CreateAccessKey', { UserName: 'ann' });
    await h.call(iam, 'AttachUserPolicy', { UserName: 'ann', PolicyArn: readOnly });
    await h.call(iam, 'PutUserPolicy', { UserName: 'ann', PolicyName: 'p', PolicyDocument: allowAll });
    const refusal = () => h.refused(iam, 'DeleteUser', { UserName: 'ann' });
    expect(await refusal()).toBe('DeleteConflict: Cannot delete entity, must delete access keys first.');
    await h.call(iam, 'DeleteAccessKey', { UserName: 'ann', AccessKeyId: AccessKey!.AccessKeyId! });
    expect(await refusal()).toBe('DeleteConflict: Cannot delete entity, must detach all policies first.');
    await h.call(iam, 'DetachUserPolicy', { UserName: 'ann', PolicyArn: readOnly });
    expect(await refusal()).toBe('DeleteConflict: Cannot delete entity, must delete policies first.');
    await h.call(iam, 'DeleteUserPolicy', { UserName: 'ann', PolicyName: 'p' });
    await h.call(iam, 'DeleteUser', { UserName: 'ann' });
  });

  test('come in pages', async () => {
    const h = harness();
    for (const UserName of ['c', 'a', 'b']) await h.call(iam, 'CreateUser', { UserName });
    const first = await h.call(iam, 'ListUsers', { MaxItems: 2 });
    expect([first.Users!.map((user) => user.UserName), first.IsTruncated]).toEqual([['a', 'b'], true]);
    const second = await h.call(iam, 'ListUsers', { MaxItems: 2, Marker: first.Marker! });
    expect([second.Users!.map((user) => user.UserName), second.IsTruncated]).toEqual([['c'], false]);
    expect(await h.refused(iam, 'ListUsers', { Marker: 'x' })).toBe('ValidationError: Invalid Marker: x');
    expect(await h.refused(iam, 'ListUsers', { MaxItems: 0 })).toMatch(/^ValidationError/);
  });

  test("are the account's own", async () => {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    const other = h.as({ account: '444455556666' });
    expect((await other.call(iam, 'ListUsers', {})).Users).toEqual([]);
    expect(await other.refused(iam, 'DeleteUser', { UserName: 'ann' })).toMatch(/^NoSuchEntity/);
    await other.call(iam, 'CreateUser', { UserName: 'ann' });
  });
});

describe('a user with a new name or path', () => {
  async function renamed() {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    await h.call(iam, 'CreateGroup', { GroupName: 'ops' });
    await h.call(iam, 'AddUserToGroup', { GroupName: 'ops', UserName: 'ann' });
    const { AccessKey } = await h.call(iam, 'CreateAccessKey', { UserName: 'ann' });
    await h.call(iam, 'UpdateUser', { UserName: 'ann', NewUserName: 'Ann', NewPath: '/team/' });
    return { h, key: AccessKey!.AccessKeyId! };
  }

  test('keeps its keys, groups and id', async () => {
    const { h, key } = await renamed();
    const { User } = await h.call(iam, 'GetUser', { UserName: 'Ann' });
    expect(User!.Arn).toBe('arn:aws:iam::111122223333:user/team/Ann');
    expect((await h.call(iam, 'GetGroup', { GroupName: 'ops' })).Users!.map((one) => one.UserId)).toEqual([
      User!.UserId,
    ]);
    const keys = (await h.call(iam, 'ListAccessKeys', { UserName: 'Ann' })).AccessKeyMetadata!;
    expect(keys.map((one) => [one.UserName, one.AccessKeyId])).toEqual([['Ann', key]]);
    expect(await h.refused(iam, 'GetUser', { UserName: 'ann' })).toBe(
      'NoSuchEntity: The user with name ann cannot be found.',
    );
  });

  test.each([
    ['a name that is taken', { NewUserName: 'BOB' }, 'EntityAlreadyExists: User with name BOB already exists.'],
    ['a name with a space', { NewUserName: 'a b' }, 'ValidationError: '],
    ['a path without an end', { NewPath: '/team' }, 'ValidationError: '],
    ['nobody', { UserName: 'x', NewUserName: 'y' }, 'NoSuchEntity: The user with name x cannot be found.'],
  ])('is refused: %s', async (_, more, answer) => {
    const { h } = await renamed();
    await h.call(iam, 'CreateUser', { UserName: 'bob' });
    expect(await h.refused(iam, 'UpdateUser', { UserName: 'Ann', ...more })).toContain(answer);
  });
});
