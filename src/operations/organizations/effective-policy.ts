/**
 * Effective policies: what management policies of a type, such as tag policies, come to for an account. None of these types can
 * be enabled here, so the answer is AWS's where a type is not enabled. Service control policies have no effective policy.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inheritance_mgmt.html
 */

import { accountNotFound, effectivePolicyNotFound, invalidInput, targetNotFound } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { organizationOf, readableOrganization } from './membership.ts';
import { isManagementPolicy } from './policy-shape.ts';
import { accountIn, checkId } from './tree.ts';

function checkType(type: string): void {
  if (!isManagementPolicy(type)) throw invalidInput('INVALID_ENUM');
}

export const effectivePolicyOperations: OrganizationsHandlers<
  'DescribeEffectivePolicy' | 'ListAccountsWithInvalidEffectivePolicy' | 'ListEffectivePolicyValidationErrors'
> = {
  DescribeEffectivePolicy({ network, account }, { PolicyType: type, TargetId: target = account }) {
    checkType(type);
    checkId(target, 'account');
    const organization = target === account ? organizationOf(network, account) : readableOrganization(network, account);
    if (accountIn(network, organization, target) === undefined) throw targetNotFound();
    throw effectivePolicyNotFound();
  },

  ListAccountsWithInvalidEffectivePolicy({ network, account }, { PolicyType: type }) {
    checkType(type);
    readableOrganization(network, account);
    throw effectivePolicyNotFound();
  },

  ListEffectivePolicyValidationErrors({ network, account }, { AccountId: id, PolicyType: type }) {
    checkType(type);
    checkId(id, 'account');
    if (accountIn(network, readableOrganization(network, account), id) === undefined) throw accountNotFound();
    throw effectivePolicyNotFound();
  },
};
