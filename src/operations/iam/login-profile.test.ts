import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const Password = 'Correct-Horse-7';
const UserName = 'ann';

async function world() {
  const h = harness();
  await h.call(iam, 'CreateUser', { UserName });
  return h;
}

test('a login profile is made, changed, shown and deleted, and its password kept nowhere', async () => {
  const h = await world();
  await h.call(iam, 'CreateLoginProfile', { UserName, Password, PasswordResetRequired: true });
  await h.call(iam, 'UpdateLoginProfile', { UserName, Password });
  const shown = { UserName, CreateDate: new Date(h.clock.now()), PasswordResetRequired: true };
  expect((await h.call(iam, 'GetLoginProfile', { UserName })).LoginProfile).toEqual(shown);
  expect(JSON.stringify(h.network.get('user', '111122223333/ann'))).not.toContain(Password);
  await h.call(iam, 'UpdateLoginProfile', { UserName, PasswordResetRequired: false });
  expect((await h.call(iam, 'GetLoginProfile', { UserName })).LoginProfile!.PasswordResetRequired).toBe(false);
  expect(await h.refused(iam, 'CreateLoginProfile', { UserName, Password })).toBe(
    'EntityAlreadyExists: Login Profile for user ann already exists.',
  );
  expect(await h.refused(iam, 'DeleteUser', { UserName })).toBe(
    'DeleteConflict: Cannot delete entity, must delete login profile first.',
  );
  await h.call(iam, 'DeleteLoginProfile', { UserName });
  expect(await h.refused(iam, 'GetLoginProfile', { UserName })).toBe(
    'NoSuchEntity: Login Profile for User ann cannot be found.',
  );
  await h.call(iam, 'DeleteUser', { UserName });
});

test.each(['short1A', 'alllowercase1', 'x'.repeat(129)])('the password %s is refused', async (password) => {
  expect(await (await world()).refused(iam, 'CreateLoginProfile', { UserName, Password: password })).toBe(
    'PasswordPolicyViolation: Password does not conform to the account password policy.',
  );
});

test('there are no credentials of other kinds, and none of a user who is not there', async () => {
  const h = await world();
  expect((await h.call(iam, 'ListMFADevices', { UserName })).MFADevices).toEqual([]);
  expect((await h.call(iam, 'ListVirtualMFADevices', {})).VirtualMFADevices).toEqual([]);
  for (const name of ['ListMFADevices', 'ListSSHPublicKeys', 'ListSigningCertificates'] as const) {
    expect(await h.refused(iam, name, { UserName: 'x' })).toBe('NoSuchEntity: The user with name x cannot be found.');
  }
});
