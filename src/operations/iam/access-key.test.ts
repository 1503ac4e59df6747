import { describe, expect, test } from 'vitest';
import type { Principal } from '../context.ts';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const account = '111122223333';

describe('access keys', () => {
  test("of a user: the secret is answered once, and it is the user's", async () => {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    const { AccessKey } = await h.call(iam, 'CreateAccessKey', { UserName: 'ann' });
    expect(AccessKey).toMatchObject({
      UserName: 'ann',
      AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      Status: 'Active',
      SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    });
    const id = AccessKey!.AccessKeyId!;
    expect(h.network.get('access-key', id)).toMatchObject({
      account,
      userName: 'ann',
      secret: AccessKey!.SecretAccessKey,
    });
    const { AccessKeyMetadata } = await h.call(iam, 'ListAccessKeys', { UserName: 'ann' });
    expect(AccessKeyMetadata).toEqual([
      { UserName: 'ann', AccessKeyId: id, Status: 'Active', CreateDate: new Date(h.clock.now()) },
    ]);
    await h.call(iam, 'UpdateAccessKey', { UserName: 'ann', AccessKeyId: id, Status: 'Inactive' });
    expect(h.network.get('access-key', id)!.status).toBe('Inactive');
    await h.call(iam, 'DeleteAccessKey', { UserName: 'ann', AccessKeyId: id });
    expect(h.network.get('access-key', id)).toBeUndefined();
  });

  test.each<[string, Principal, string | undefined]>([
    ['the root user', { kind: 'root', account }, undefined],
    ['a user', { kind: 'user', account, name: 'ann' }, 'ann'],
  ])('without a name are those of %s who calls', async (_, principal, owner) => {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    const { AccessKey } = await iam.CreateAccessKey({ ...h.context, principal }, {});
    const id = AccessKey!.AccessKeyId!;
    expect(h.network.get('access-key', id)!.userName).toBe(owner);
    const { AccessKeyMetadata } = await iam.ListAccessKeys({ ...h.context, principal }, {});
    expect(AccessKeyMetadata!.map((key) => key.AccessKeyId)).toEqual([id]);
    await iam.DeleteAccessKey({ ...h.context, principal }, { AccessKeyId: id });
    expect(h.network.get('access-key', id)).toBeUndefined();
  });

  test('of a role session there are none', () => {
    const principal = { kind: 'session', account, role: 'r', session: 's' } as const;
    expect(() => iam.CreateAccessKey({ ...harness().context, principal }, {})).toThrow(
      'Must specify userName when calling with non-User credentials',
    );
  });

  test('are two at most', async () => {
    const h = harness();
    await h.call(iam, 'CreateAccessKey', {});
    await h.call(iam, 'CreateAccessKey', {});
    expect(await h.refused(iam, 'CreateAccessKey', {})).toBe(
      'LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2',
    );
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    await h.call(iam, 'CreateAccessKey', { UserName: 'ann' });
  });

  test('are found only by their owner', async () => {
    const h = harness();
    const { AccessKey } = await h.call(iam, 'CreateAccessKey', {});
    const AccessKeyId = AccessKey!.AccessKeyId!;
    await h.call(iam, 'CreateUser', { UserName: 'ann' });
    const answer = `NoSuchEntity: The Access Key with id ${AccessKeyId} cannot be found.`;
    expect(await h.refused(iam, 'DeleteAccessKey', { UserName: 'ann', AccessKeyId })).toBe(answer);
    expect(await h.as({ account: '444455556666' }).refused(iam, 'DeleteAccessKey', { AccessKeyId })).toBe(answer);
    expect(await h.refused(iam, 'UpdateAccessKey', { AccessKeyId, Status: 'Expired' })).toMatch(/^ValidationError/);
    expect(await h.refused(iam, 'ListAccessKeys', { UserName: 'bob' })).toMatch(/^NoSuchEntity/);
  });
});

test('the last use of a key is told, and that there was none', async () => {
  const h = harness();
  await h.call(iam, 'CreateUser', { UserName: 'ann' });
  const { AccessKey } = await h.call(iam, 'CreateAccessKey', { UserName: 'ann' });
  const AccessKeyId = AccessKey!.AccessKeyId!;
  const lastUsed = () => h.call(iam, 'GetAccessKeyLastUsed', { AccessKeyId });
  expect(await lastUsed()).toEqual({ UserName: 'ann', AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } });
  h.keyUses.record(AccessKeyId, { at: 5000, service: 'ec2', region: 'eu-west-1' });
  expect((await lastUsed()).AccessKeyLastUsed).toEqual({
    LastUsedDate: new Date(5000),
    ServiceName: 'ec2',
    Region: 'eu-west-1',
  });
  expect(await h.as({ account: '444455556666' }).refused(iam, 'GetAccessKeyLastUsed', { AccessKeyId })).toBe(
    `NoSuchEntity: The Access Key with id ${AccessKeyId} cannot be found.`,
  );
});
