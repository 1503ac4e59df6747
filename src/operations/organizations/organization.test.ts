import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { organizationsOperations as organizations } from './table.ts';

const notMember = 'AWSOrganizationsNotInUseException: Your account is not a member of an organization.';

test('an organization is made once, and shown', async () => {
  const h = harness();
  expect(await h.refused(organizations, 'DescribeOrganization', {})).toBe(notMember);
  expect(await h.refused(organizations, 'ListAccounts', {})).toBe(notMember);
  const { Organization } = await h.call(organizations, 'CreateOrganization', {});
  const id = Organization!.Id!;
  expect(id).toMatch(/^o-[a-z0-9]{10}$/);
  expect(Organization).toMatchObject({
    Arn: `arn:aws:organizations::111122223333:organization/${id}`,
    FeatureSet: 'ALL',
    MasterAccountArn: `arn:aws:organizations::111122223333:account/${id}/111122223333`,
    MasterAccountId: '111122223333',
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  });
  expect((await h.call(organizations, 'DescribeOrganization', {})).Organization).toEqual(Organization);
  expect(await h.refused(organizations, 'CreateOrganization', {})).toMatch(/^AlreadyInOrganizationException/);
  const { Roots } = await h.call(organizations, 'ListRoots', {});
  expect(Roots).toEqual([
    {
      Id: expect.stringMatching(/^r-[a-z0-9]{4}$/),
      Arn: expect.stringContaining(`:root/${id}/r-`),
      Name: 'Root',
      PolicyTypes: [],
    },
  ]);
});

test('another account is not in it', async () => {
  const h = harness();
  await h.call(organizations, 'CreateOrganization', { FeatureSet: 'CONSOLIDATED_BILLING' });
  expect(await h.as({ account: '444455556666' }).refused(organizations, 'DescribeOrganization', {})).toBe(notMember);
});
