import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
const link = { InstanceProfileName: 'web', RoleName: 'app' };

async function world() {
  const h = harness();
  await h.call(iam, 'CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust });
  await h.call(iam, 'CreateInstanceProfile', { InstanceProfileName: 'web', Path: '/x/' });
  return h;
}

test('a profile holds one role', async () => {
  const h = await world();
  await h.call(iam, 'AddRoleToInstanceProfile', link);
  const { InstanceProfile } = await h.call(iam, 'GetInstanceProfile', { InstanceProfileName: 'web' });
  expect(InstanceProfile).toMatchObject({
    InstanceProfileId: expect.stringMatching(/^AIPA/),
    Arn: 'arn:aws:iam::111122223333:instance-profile/x/web',
    Roles: [{ RoleName: 'app' }],
  });
  expect(await h.refused(iam, 'AddRoleToInstanceProfile', link)).toBe(
    'LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  );
  expect((await h.call(iam, 'ListInstanceProfilesForRole', { RoleName: 'app' })).InstanceProfiles).toHaveLength(1);
  expect(await h.refused(iam, 'DeleteInstanceProfile', { InstanceProfileName: 'web' })).toBe(
    'DeleteConflict: Cannot delete entity, must remove roles from instance profile first.',
  );
  await h.call(iam, 'RemoveRoleFromInstanceProfile', link);
  expect(await h.refused(iam, 'RemoveRoleFromInstanceProfile', link)).toBe(
    'NoSuchEntity: The role with name app cannot be found.',
  );
  expect((await h.call(iam, 'ListInstanceProfiles', { PathPrefix: '/x/' })).InstanceProfiles).toMatchObject([
    { Roles: [] },
  ]);
  await h.call(iam, 'DeleteInstanceProfile', { InstanceProfileName: 'web' });
  expect(await h.refused(iam, 'GetInstanceProfile', { InstanceProfileName: 'web' })).toBe(
    'NoSuchEntity: Instance Profile web cannot be found.',
  );
});

test('a name is taken once', async () => {
  expect(await (await world()).refused(iam, 'CreateInstanceProfile', { InstanceProfileName: 'Web' })).toBe(
    'EntityAlreadyExists: Instance Profile Web already exists.',
  );
});
