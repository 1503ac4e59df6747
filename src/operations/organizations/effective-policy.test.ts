import { expect, test } from 'vitest';
import { management, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

test('no type of management policy is enabled, so none has an effective policy', async () => {
  const { h, account } = await sampleOrganization();
  const id = await account('dev');
  const member = h.as({ account: id });
  const describe = (PolicyType: string, more: object = {}, by = h) =>
    by.refused(organizations, 'DescribeEffectivePolicy', { PolicyType: PolicyType as 'TAG_POLICY', ...more });
  const none = /^EffectivePolicyNotFoundException: /;
  expect(await describe('TAG_POLICY')).toMatch(none);
  expect(await describe('BACKUP_POLICY', {}, member)).toMatch(none);
  expect(await describe('TAG_POLICY', { TargetId: id })).toMatch(none);
  expect(await describe('TAG_POLICY', { TargetId: management }, member)).toMatch(/^AccessDeniedException: /);
  expect(await describe('TAG_POLICY', { TargetId: '999999999999' })).toMatch(/^TargetNotFoundException: /);
  expect(await describe('SERVICE_CONTROL_POLICY')).toMatch(/^InvalidInputException: /);
  const invalid = { PolicyType: 'S3_POLICY' } as const;
  expect(await h.refused(organizations, 'ListAccountsWithInvalidEffectivePolicy', invalid)).toMatch(none);
  const errors = { PolicyType: 'S3_POLICY', AccountId: id } as const;
  expect(await h.refused(organizations, 'ListEffectivePolicyValidationErrors', errors)).toMatch(none);
  const elsewhere = { ...errors, AccountId: '999999999999' };
  expect(await h.refused(organizations, 'ListEffectivePolicyValidationErrors', elsewhere)).toMatch(/^AccountNotFound/);
});
