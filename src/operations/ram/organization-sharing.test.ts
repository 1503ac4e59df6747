import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from '../iam/table.ts';
import { sampleOrganization } from '../organizations/sample-organization.ts';
import { ramOperations as ram } from './table.ts';

const refusal = 'OperationNotPermittedException: Unable to enable sharing with AWS Organizations. Received ';

test('the management account enables sharing, which makes the role that RAM reads the organization by', async () => {
  const { h, account } = await sampleOrganization();
  const member = h.as({ account: await account('team') });
  expect(await member.refused(ram, 'EnableSharingWithAwsOrganization', {})).toContain(
    `${refusal}AccessDeniedException from AWSOrganizations`,
  );
  const enable = () => h.call(ram, 'EnableSharingWithAwsOrganization', {});
  expect([await enable(), await enable()]).toEqual([{ returnValue: true }, { returnValue: true }]);
  const { Role } = await h.call(iam, 'GetRole', { RoleName: 'AWSServiceRoleForResourceAccessManager' });
  expect(Role).toMatchObject({ Path: '/aws-service-role/ram.amazonaws.com/' });
});

test('without an organization there is nothing to share within', async () => {
  expect(await harness().refused(ram, 'EnableSharingWithAwsOrganization', {})).toContain(
    `${refusal}AWSOrganizationsNotInUseException`,
  );
});
