import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

describe.each([
  ['User', 'user', { UserName: 'n' }, { UserName: 'x' }],
  ['Role', 'role', { RoleName: 'n' }, { RoleName: 'x' }],
] as const)('the permissions boundary of a %s', (noun, kind, named, missing) => {
  const put = `Put${noun}PermissionsBoundary` as 'PutUserPermissionsBoundary';
  const remove = `Delete${noun}PermissionsBoundary` as 'DeleteUserPermissionsBoundary';
  const name = named as { UserName: string };

  async function world() {
    const h = harness();
    await h.call(iam, 'CreateUser', { UserName: 'n' });
    await h.call(iam, 'CreateRole', { RoleName: 'n', AssumeRolePolicyDocument: trust });
    return h;
  }

  test('is set, replaced, counted, and taken away', async () => {
    const h = await world();
    const found = () => h.network.get(kind, '111122223333/n')!.permissionsBoundary;
    await h.call(iam, put, { ...name, PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess' });
    await h.call(iam, put, { ...name, PermissionsBoundary });
    expect(found()).toBe(PermissionsBoundary);
    const { Policy } = await h.call(iam, 'GetPolicy', { PolicyArn: PermissionsBoundary });
    expect(Policy!.PermissionsBoundaryUsageCount).toBe(1);
    await h.call(iam, remove, name);
    expect(found()).toBeUndefined();
    expect(await h.refused(iam, remove, name)).toBe(
      `NoSuchEntity: The ${kind} with name n has no permissions boundary.`,
    );
  });

  test('must be a policy that is there, and not one of a service’s role', async () => {
    const h = await world();
    const gone = 'arn:aws:iam::111122223333:policy/gone';
    expect(await h.refused(iam, put, { ...name, PermissionsBoundary: gone })).toBe(
      `NoSuchEntity: Policy ${gone} does not exist or is not attachable.`,
    );
    const ofService = 'arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy';
    expect(await h.refused(iam, put, { ...name, PermissionsBoundary: ofService })).toBe(
      'PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role.',
    );
    const nobody = missing as unknown as { UserName: string };
    expect(await h.refused(iam, put, { ...nobody, PermissionsBoundary })).toBe(
      `NoSuchEntity: The ${kind} with name x cannot be found.`,
    );
  });
});
