/**
 * What IAM knows of an account as a whole: its alias, which replaces the one before it and is no other account's, and how much
 * of what it has. Aliases are names only: nothing here is reached by them.
 */

import { present } from '../../base/assert.ts';
import { globalRegion } from '../../model/account.ts';
import { every } from '../../model/indexes.ts';
import type { Network } from '../../model/network.ts';
import { alreadyExists, noSuchEntity, validationError } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { versionsOf } from './known-policy.ts';
import { iamPage } from './page.ts';
import { inlineSizes, mostPolicyVersions, mostPolicyVersionsInUse, quotas } from './quotas.ts';

const aliasForm = /^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$/;

function checkAlias(alias: string): void {
  if (aliasForm.test(alias)) return;
  throw validationError(
    `1 validation error detected: Value '${alias}' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression pattern: ${aliasForm.source}`,
  );
}

const accountOf = (network: Network, id: string) => present(network.get('account', id), "the caller's account");

/** What cannot be made here counts as none. */
const absent = {
  AccountMFAEnabled: 0,
  AccountPasswordPresent: 0,
  AccountSigningCertificatesPresent: 0,
  MFADevices: 0,
  MFADevicesInUse: 0,
  Providers: 0,
  ServerCertificates: 0,
} as const;

const quotasShown = {
  AccessKeysPerUserQuota: quotas.AccessKeysPerUser,
  AssumeRolePolicySizeQuota: quotas.ACLSizePerRole,
  AttachedPoliciesPerGroupQuota: quotas.PoliciesPerGroup,
  AttachedPoliciesPerRoleQuota: quotas.PoliciesPerRole,
  AttachedPoliciesPerUserQuota: quotas.PoliciesPerUser,
  GroupPolicySizeQuota: inlineSizes.group,
  GroupsPerUserQuota: quotas.GroupsPerUser,
  GroupsQuota: quotas.GroupsPerAccount,
  InstanceProfilesQuota: quotas.InstanceProfilesPerAccount,
  PoliciesQuota: quotas.PoliciesPerAccount,
  PolicySizeQuota: quotas.PolicySize,
  PolicyVersionsInUseQuota: mostPolicyVersionsInUse,
  RolePolicySizeQuota: inlineSizes.role,
  RolesQuota: quotas.RolesPerAccount,
  UserPolicySizeQuota: inlineSizes.user,
  UsersQuota: quotas.UsersPerAccount,
  VersionsPerPolicyQuota: mostPolicyVersions,
} as const;

export const accountOperations: IamHandlers<
  'CreateAccountAlias' | 'DeleteAccountAlias' | 'GetAccountSummary' | 'ListAccountAliases'
> = {
  CreateAccountAlias(context, { AccountAlias }) {
    checkAlias(AccountAlias);
    return context.transact((draft) => {
      if (draft.network.find('account', every).some(({ alias }) => alias === AccountAlias)) {
        throw alreadyExists(`The account alias ${AccountAlias} already exists.`);
      }
      draft.put({ ...accountOf(draft.network, context.account), alias: AccountAlias });
      return {};
    });
  },

  DeleteAccountAlias(context, { AccountAlias }) {
    checkAlias(AccountAlias);
    return context.transact((draft) => {
      const { alias, ...account } = accountOf(draft.network, context.account);
      if (alias !== AccountAlias) throw noSuchEntity(`The account alias ${AccountAlias} cannot be found.`);
      draft.put(account);
      return {};
    });
  },

  ListAccountAliases({ network, account }, input) {
    const { alias } = accountOf(network, account);
    const { items, ...rest } = iamPage(alias === undefined ? [] : [alias], input, (one) => one);
    return { AccountAliases: items, ...rest };
  },

  GetAccountSummary({ network, account }) {
    const count = (kind: 'user' | 'group' | 'role' | 'instance-profile') =>
      network.owned(kind, account, globalRegion).length;
    const policies = network.owned('managed-policy', account, globalRegion);
    const rootKeys = network.owned('access-key', account, globalRegion).filter((key) => key.userName === undefined);
    return {
      SummaryMap: {
        ...absent,
        ...quotasShown,
        AccountAccessKeysPresent: rootKeys.length > 0 ? 1 : 0,
        Groups: count('group'),
        InstanceProfiles: count('instance-profile'),
        Policies: policies.length,
        PolicyVersionsInUse: policies.reduce((sum, policy) => sum + versionsOf(policy).length, 0),
        Roles: count('role'),
        Users: count('user'),
      },
    };
  },
};
