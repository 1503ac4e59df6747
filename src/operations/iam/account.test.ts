import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const other = '444455556666';

async function world() {
  const h = harness();
  for (const id of ['111122223333', other]) {
    const account = { kind: 'account', id, account: id, region: 'aws-global', created: 0, tags: {}, status: 'ACTIVE' };
    await h.store.transact((draft) => draft.put(account as never));
  }
  return h;
}

describe("an account's alias", () => {
  test('replaces the one before it, and is no other account’s', async () => {
    const h = await world();
    await h.call(iam, 'CreateAccountAlias', { AccountAlias: 'first' });
    await h.call(iam, 'CreateAccountAlias', { AccountAlias: 'second' });
    expect((await h.call(iam, 'ListAccountAliases', {})).AccountAliases).toEqual(['second']);
    await h.as({ account: other }).call(iam, 'CreateAccountAlias', { AccountAlias: 'first' });
    expect(await h.refused(iam, 'CreateAccountAlias', { AccountAlias: 'first' })).toBe(
      'EntityAlreadyExists: The account alias first already exists.',
    );
    expect(await h.refused(iam, 'DeleteAccountAlias', { AccountAlias: 'first' })).toBe(
      'NoSuchEntity: The account alias first cannot be found.',
    );
    await h.call(iam, 'DeleteAccountAlias', { AccountAlias: 'second' });
    expect((await h.call(iam, 'ListAccountAliases', {})).AccountAliases).toEqual([]);
  });

  test.each(['ab', 'Big', '-a-b', 'a--b', 'a-', 'x'.repeat(64)])('is not %s', async (AccountAlias) => {
    expect(await (await world()).refused(iam, 'CreateAccountAlias', { AccountAlias })).toContain('ValidationError');
  });
});

test('the summary counts what there is, and tells the quotas', async () => {
  const h = await world();
  const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
  await h.call(iam, 'CreateUser', { UserName: 'ann' });
  await h.call(iam, 'CreateGroup', { GroupName: 'ops' });
  await h.call(iam, 'CreatePolicy', { PolicyName: 'p', PolicyDocument: document });
  const PolicyArn = 'arn:aws:iam::111122223333:policy/p';
  await h.call(iam, 'CreatePolicyVersion', { PolicyArn, PolicyDocument: document });
  await h.call(iam, 'CreateAccessKey', { UserName: 'ann' });
  const { SummaryMap } = await h.call(iam, 'GetAccountSummary', {});
  const counted = { Users: 1, Groups: 1, Roles: 0, Policies: 1, PolicyVersionsInUse: 2, InstanceProfiles: 0 };
  expect(SummaryMap).toMatchObject({ ...counted, AccountAccessKeysPresent: 0, UsersQuota: 5000, MFADevices: 0 });
  await h.call(iam, 'CreateAccessKey', {});
  expect((await h.call(iam, 'GetAccountSummary', {})).SummaryMap).toMatchObject({ AccountAccessKeysPresent: 1 });
});
