import { beforeEach, describe, expect, test } from 'vitest';
import { forgetEndedShares } from './forget.ts';
import { type SampleSharedSubnet, sampleSharedSubnet } from './sample-shared-subnet.ts';
import { ramOperations as ram } from './table.ts';

const hour = 60 * 60 * 1000;
const usual = 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionSubnet';
const template = (...Action: readonly string[]) => JSON.stringify({ Effect: 'Allow', Action });
let s: SampleSharedSubnet;
let arn: string;

beforeEach(async () => {
  s = await sampleSharedSubnet();
  arn = `arn:aws:ram:us-east-1:${s.accounts.owner}:permission/see`;
});

const create = (policyTemplate = template('ec2:DescribeSubnets'), name = 'see', resourceType = 'ec2:Subnet') =>
  s.owner.call(ram, 'CreatePermission', { name, resourceType, policyTemplate });
const held = async (resourceShareArn = s.share) =>
  (await s.owner.call(ram, 'ListResourceSharePermissions', { resourceShareArn })).permissions!.map((one) => [
    one.name,
    one.version,
  ]);

test("AWS's permissions, one for each type", async () => {
  const { permissions } = await s.owner.call(ram, 'ListPermissions', {});
  expect(permissions!.map(({ name, resourceType }) => [name, resourceType])).toEqual([
    ['AWSRAMDefaultPermissionPrefixList', 'ec2:PrefixList'],
    ['AWSRAMDefaultPermissionSecurityGroup', 'ec2:SecurityGroup'],
    ['AWSRAMDefaultPermissionSubnet', 'ec2:Subnet'],
    ['AWSRAMDefaultPermissionTransitGateway', 'ec2:TransitGateway'],
  ]);
  const { permission } = await s.owner.call(ram, 'GetPermission', { permissionArn: usual });
  expect(permission).toMatchObject({ version: '1', isResourceTypeDefault: true, permissionType: 'AWS_MANAGED' });
  expect(JSON.parse(permission!.permission!).Action).toContain('ec2:RunInstances');
  const managed = { permissionArn: usual, policyTemplate: template('ec2:DescribeSubnets') };
  expect(await s.owner.refused(ram, 'CreatePermissionVersion', managed)).toMatch(/^OperationNotPermittedException: /);
});

describe("an account's own permission", () => {
  test('is listed with its type, and is nobody else’s', async () => {
    expect((await create()).permission).toMatchObject({
      arn,
      version: '1',
      status: 'ATTACHABLE',
      defaultVersion: true,
    });
    const only = { permissionType: 'CUSTOMER_MANAGED', resourceType: 'EC2:subnet' } as const;
    expect((await s.owner.call(ram, 'ListPermissions', only)).permissions).toMatchObject([{ arn }]);
    expect((await s.participant.call(ram, 'ListPermissions', only)).permissions).toEqual([]);
    expect(await s.participant.refused(ram, 'GetPermission', { permissionArn: arn })).toBe(
      `UnknownResourceException: Permission ${arn} could not be found.`,
    );
    expect(
      await s.owner.refused(ram, 'CreatePermission', {
        name: 'see',
        resourceType: 'ec2:Subnet',
        policyTemplate: template('ec2:RunInstances'),
      }),
    ).toMatch(/^PermissionAlreadyExistsException: /);
  });

  test.each([
    ['{', 'MalformedPolicyTemplateException'],
    [JSON.stringify({ Effect: 'Deny', Action: ['ec2:DescribeSubnets'] }), 'MalformedPolicyTemplateException'],
    [JSON.stringify({ Effect: 'Allow', Action: [] }), 'MalformedPolicyTemplateException'],
    [
      JSON.stringify({ Effect: 'Allow', Action: ['ec2:DescribeSubnets'], Resource: '*' }),
      'MalformedPolicyTemplateException',
    ],
    [template('ec2:DeleteSubnet'), 'InvalidPolicyException'],
    [template('ec2:*'), 'InvalidPolicyException'],
  ])('cannot have the template %s', async (policyTemplate, code) => {
    const input = { name: 'see', resourceType: 'ec2:Subnet', policyTemplate };
    expect(await s.owner.refused(ram, 'CreatePermission', input)).toMatch(new RegExp(`^${code}: `));
  });

  test('has at most five versions, of which the default one alone is given to shares', async () => {
    await create();
    const policyTemplate = template('ec2:RunInstances');
    for (const version of ['2', '3', '4', '5']) {
      const made = await s.owner.call(ram, 'CreatePermissionVersion', { permissionArn: arn, policyTemplate });
      expect(made.permission).toMatchObject({ version, defaultVersion: true, permission: policyTemplate });
    }
    expect(await s.owner.refused(ram, 'CreatePermissionVersion', { permissionArn: arn, policyTemplate })).toMatch(
      /^PermissionVersionsLimitExceededException: /,
    );
    await s.owner.call(ram, 'SetDefaultPermissionVersion', { permissionArn: arn, permissionVersion: 2 });
    const { permissions } = await s.owner.call(ram, 'ListPermissionVersions', { permissionArn: arn });
    expect(permissions!.map(({ version, status }) => `${version} ${status}`)).toEqual([
      '1 UNATTACHABLE',
      '2 ATTACHABLE',
      '3 UNATTACHABLE',
      '4 UNATTACHABLE',
      '5 UNATTACHABLE',
    ]);
    const old = { resourceShareArn: s.share, permissionArn: arn, permissionVersion: 1, replace: true };
    expect(await s.owner.refused(ram, 'AssociateResourceSharePermission', old)).toMatch(/^InvalidParameterException: /);
  });

  test('is one of at most ten for its type', async () => {
    for (let index = 0; index < 10; index += 1) await create(template('ec2:DescribeSubnets'), `see-${index}`);
    const input = { name: 'more', policyTemplate: template('ec2:GetManagedPrefixListEntries') };
    const another = { ...input, resourceType: 'ec2:Subnet', policyTemplate: template('ec2:DescribeSubnets') };
    expect(await s.owner.refused(ram, 'CreatePermission', another)).toMatch(/^PermissionLimitExceededException: /);
    await s.owner.call(ram, 'CreatePermission', { ...input, resourceType: 'ec2:PrefixList' });
  });

  test('loses a version that no share has', async () => {
    await create();
    await s.owner.call(ram, 'AssociateResourceSharePermission', {
      resourceShareArn: s.share,
      permissionArn: arn,
      replace: true,
    });
    const policyTemplate = template('ec2:RunInstances');
    await s.owner.call(ram, 'CreatePermissionVersion', { permissionArn: arn, policyTemplate });
    const version = (permissionVersion: number) => ({ permissionArn: arn, permissionVersion });
    expect(await s.owner.refused(ram, 'DeletePermissionVersion', version(2))).toMatch(/default version/);
    expect(await s.owner.refused(ram, 'DeletePermissionVersion', version(1))).toMatch(/used by resource shares/);
    expect(await s.owner.refused(ram, 'DeletePermissionVersion', version(9))).toMatch(/^UnknownResourceException: /);
    expect(await held()).toEqual([['see', '1']]);
    const replaced = await s.owner.call(ram, 'ReplacePermissionAssociations', {
      fromPermissionArn: arn,
      fromPermissionVersion: 1,
      toPermissionArn: arn,
    });
    expect(await held()).toEqual([['see', '2']]);
    expect(replaced.replacePermissionAssociationsWork).toMatchObject({
      toPermissionVersion: '2',
      status: 'IN_PROGRESS',
    });
    const works = await s.owner.call(ram, 'ListReplacePermissionAssociationsWork', { status: 'COMPLETED' });
    expect(works.replacePermissionAssociationsWorks).toMatchObject([{ fromPermissionVersion: '1' }]);
    await s.owner.call(ram, 'DeletePermissionVersion', version(1));
    const { permissions } = await s.owner.call(ram, 'ListPermissionVersions', { permissionArn: arn });
    expect(permissions!.map(({ version: number, status }) => `${number} ${status}`)).toEqual([
      '1 DELETED',
      '2 ATTACHABLE',
    ]);
  });

  test('that no share has is deleted, listed for two hours, and its name is free at once', async () => {
    await create();
    const deleted = await s.owner.call(ram, 'DeletePermission', { permissionArn: arn });
    expect(deleted).toEqual({ returnValue: true, permissionStatus: 'DELETING' });
    const own = async () =>
      (await s.owner.call(ram, 'ListPermissions', { permissionType: 'CUSTOMER_MANAGED' })).permissions!;
    expect(await own()).toMatchObject([{ status: 'DELETED' }]);
    expect(await s.owner.refused(ram, 'CreateResourceShare', { name: 'n', permissionArns: [arn] })).toMatch(
      /^UnknownResourceException: /,
    );
    s.owner.clock.advance(2 * hour);
    expect(await own()).toEqual([]);
    await s.owner.store.transact((draft) => forgetEndedShares(draft, s.owner.clock.now()));
    expect([...s.owner.network.all('resource-share-permission')]).toEqual([]);
    await create();
    expect(await own()).toMatchObject([{ status: 'ATTACHABLE' }]);
  });
});

describe('a share', () => {
  test("has AWS's permission for each type that it has, and one for each", async () => {
    expect(await held()).toEqual([['AWSRAMDefaultPermissionSubnet', '1']]);
    await s.owner.call(ram, 'AssociateResourceShare', { resourceShareArn: s.share, resourceArns: [s.groupArn] });
    expect(await held()).toEqual([
      ['AWSRAMDefaultPermissionSecurityGroup', '1'],
      ['AWSRAMDefaultPermissionSubnet', '1'],
    ]);
    await create();
    const input = { resourceShareArn: s.share, permissionArn: arn };
    expect(await s.owner.refused(ram, 'AssociateResourceSharePermission', input)).toMatch(
      /^InvalidParameterException: .* already has a permission/,
    );
    expect(await s.owner.refused(ram, 'CreateResourceShare', { name: 'n', permissionArns: [arn, usual] })).toMatch(
      /^InvalidParameterException: /,
    );
    await s.owner.call(ram, 'AssociateResourceSharePermission', { ...input, replace: true });
    expect(await held()).toContainEqual(['see', '1']);
    const associations = await s.owner.call(ram, 'ListPermissionAssociations', { permissionArn: arn });
    expect(associations.permissions).toMatchObject([{ resourceShareArn: s.share, permissionVersion: '1' }]);
    expect(await s.owner.refused(ram, 'DeletePermission', { permissionArn: arn })).toMatch(
      /^OperationNotPermittedException: /,
    );
  });

  test('keeps the permission of a type while it has resources of it', async () => {
    const input = { resourceShareArn: s.share, permissionArn: usual };
    expect(await s.owner.refused(ram, 'DisassociateResourceSharePermission', input)).toMatch(
      /^OperationNotPermittedException: /,
    );
    await s.owner.call(ram, 'DisassociateResourceShare', { resourceShareArn: s.share, resourceArns: [s.subnetArn] });
    await s.owner.call(ram, 'DisassociateResourceSharePermission', input);
    expect(await held()).toEqual([]);
  });

  test('and a permission that no policy made cannot be promoted', async () => {
    expect(await s.owner.refused(ram, 'PromoteResourceShareCreatedFromPolicy', { resourceShareArn: s.share })).toMatch(
      /^InvalidParameterException: .*was not created from a policy/,
    );
    await create();
    const input = { permissionArn: arn, name: 'n' };
    expect(await s.owner.refused(ram, 'PromotePermissionCreatedFromPolicy', input)).toMatch(
      /^InvalidParameterException: .*was not created from a policy/,
    );
  });
});

test('tags are those of shares and of own permissions', async () => {
  await create();
  const tags = [{ key: 'team', value: 'net' }];
  await s.owner.call(ram, 'TagResource', { resourceArn: arn, tags });
  const shown = async () => (await s.owner.call(ram, 'GetPermission', { permissionArn: arn })).permission!.tags;
  expect(await shown()).toEqual(tags);
  await s.owner.call(ram, 'UntagResource', { resourceArn: arn, tagKeys: ['team'] });
  expect(await shown()).toBeUndefined();
  const both = { resourceArn: arn, resourceShareArn: s.share, tags };
  expect(await s.owner.refused(ram, 'TagResource', both)).toMatch(/^InvalidParameterException: /);
  const reserved = { resourceShareArn: s.share, tags: [{ key: 'aws:x', value: '' }] };
  expect(await s.owner.refused(ram, 'TagResource', reserved)).toMatch(/^TagPolicyViolationException: /);
  const many = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' }));
  expect(await s.owner.refused(ram, 'TagResource', { resourceShareArn: s.share, tags: many })).toMatch(
    /^TagLimitExceededException: /,
  );
});
