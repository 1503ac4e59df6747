import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
const other = trust.replace('ec2', 'lambda');
const input = { RoleName: 'app', AssumeRolePolicyDocument: trust };

describe('roles', () => {
  test('are made, shown with their trust policy encoded, and deleted', async () => {
    const h = harness();
    const { Role } = await h.call(iam, 'CreateRole', {
      ...input,
      Path: '/x/',
      Description: 'd',
      MaxSessionDuration: 7200,
    });
    expect(Role).toMatchObject({
      Path: '/x/',
      RoleName: 'app',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{16}$/),
      Arn: 'arn:aws:iam::111122223333:role/x/app',
      Description: 'd',
      MaxSessionDuration: 7200,
    });
    expect(Role!.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22%3A%222012-10-17%22/);
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(trust);
    expect((await h.call(iam, 'GetRole', { RoleName: 'app' })).Role).toEqual(Role);
    expect((await h.call(iam, 'ListRoles', { PathPrefix: '/x/' })).Roles).toHaveLength(1);
    expect((await h.call(iam, 'ListRoles', { PathPrefix: '/y/' })).Roles).toHaveLength(0);
    await h.call(iam, 'UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: other });
    expect(h.network.get('role', '111122223333/app')!.trustPolicy).toBe(other);
    await h.call(iam, 'DeleteRole', { RoleName: 'app' });
    expect(await h.refused(iam, 'GetRole', { RoleName: 'app' })).toBe(
      'NoSuchEntity: The role with name app cannot be found.',
    );
  });

  test.each([
    [
      'a name that is taken',
      { ...input, RoleName: 'APP' },
      /^EntityAlreadyExists: Role with name APP already exists\.$/,
    ],
    [
      'trust that is no JSON',
      { RoleName: 'b', AssumeRolePolicyDocument: '{' },
      /^MalformedPolicyDocument: This policy contains invalid Json$/,
    ],
    [
      'trust with a resource',
      { RoleName: 'b', AssumeRolePolicyDocument: trust.replace('"Action"', '"Resource":"*","Action"') },
      /^MalformedPolicyDocument: Has prohibited field Resource$/,
    ],
    [
      'a path that is for services',
      { ...input, RoleName: 'b', Path: '/aws-service-role/x.amazonaws.com/' },
      /^InvalidInput: .*Service linked/,
    ],
    ['a short session', { ...input, RoleName: 'b', MaxSessionDuration: 3599 }, /value greater than or equal to 3600$/],
    ['a long session', { ...input, RoleName: 'b', MaxSessionDuration: 43201 }, /value less than or equal to 43200$/],
    [
      'long trust',
      { RoleName: 'b', AssumeRolePolicyDocument: trust.replace('ec2', 'e'.repeat(2048)) },
      /^(LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048|MalformedPolicyDocument)/,
    ],
  ])('are refused with %s', async (_, wanted, answer) => {
    const h = harness();
    await h.call(iam, 'CreateRole', input);
    expect(await h.refused(iam, 'CreateRole', wanted)).toMatch(answer);
  });

  test('stay while something is left of them', async () => {
    const h = harness();
    await h.call(iam, 'CreateRole', input);
    await h.call(iam, 'CreateInstanceProfile', { InstanceProfileName: 'p' });
    const link = { InstanceProfileName: 'p', RoleName: 'app' };
    await h.call(iam, 'AddRoleToInstanceProfile', link);
    expect(await h.refused(iam, 'DeleteRole', { RoleName: 'app' })).toBe(
      'DeleteConflict: Cannot delete entity, must remove roles from instance profile first.',
    );
    await h.call(iam, 'RemoveRoleFromInstanceProfile', link);
    await h.call(iam, 'DeleteRole', { RoleName: 'app' });
  });
});

describe('a role that is updated', () => {
  const RoleName = 'app';

  test('keeps what the request does not name', async () => {
    const h = harness();
    await h.call(iam, 'CreateRole', { ...input, Description: 'd', MaxSessionDuration: 7200 });
    const shown = async () => {
      const { Role } = await h.call(iam, 'GetRole', { RoleName });
      return [Role!.Description, Role!.MaxSessionDuration];
    };
    await h.call(iam, 'UpdateRole', { RoleName, MaxSessionDuration: 3600 });
    expect(await shown()).toEqual(['d', 3600]);
    await h.call(iam, 'UpdateRole', { RoleName, Description: '' });
    expect(await shown()).toEqual(['', 3600]);
    const { Role } = await h.call(iam, 'UpdateRoleDescription', { RoleName, Description: 'new' });
    expect(Role).toMatchObject({ RoleName, Description: 'new' });
  });

  test.each([
    ['too long a session', { MaxSessionDuration: 43201 }, 'value less than or equal to 43200'],
    ['too long a description', { Description: 'x'.repeat(1001) }, 'length less than or equal to 1000'],
    ['a role that is not there', { RoleName: 'x' }, 'NoSuchEntity: The role with name x cannot be found.'],
  ])('is refused: %s', async (_, more, answer) => {
    const h = harness();
    await h.call(iam, 'CreateRole', input);
    expect(await h.refused(iam, 'UpdateRole', { RoleName, ...more })).toContain(answer);
  });
});
