/**
 * IAM's quotas, as refusals name them and GetAccountSummary counts them, with the values that a new account has
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). None of them can be raised here.
 */

import type { PolicyHolder } from '../../model/identity.ts';
import { quotaExceeded } from './faults.ts';

export const quotas = {
  AccessKeysPerUser: 2,
  ACLSizePerRole: 2048,
  GroupsPerAccount: 300,
  GroupsPerUser: 10,
  InstanceProfilesPerAccount: 1000,
  InstanceSessionsPerInstanceProfile: 1,
  PoliciesPerAccount: 1500,
  PoliciesPerGroup: 10,
  PoliciesPerRole: 10,
  PoliciesPerUser: 10,
  PolicySize: 6144,
  RolesPerAccount: 1000,
  TagsPerResource: 50,
  UsersPerAccount: 5000,
} as const;

export type Quota = keyof typeof quotas;

/** AWS has words of its own where a policy has too many. */
export const mostPolicyVersions = 5;
/** Over all policies of an account; only counted. */
export const mostPolicyVersionsInUse = 10_000;

/** All inline policies of an entity together, in characters. */
export const inlineSizes = { user: 2048, group: 5120, role: 10240 } as const;

export const attachedQuotas = {
  user: 'PoliciesPerUser',
  group: 'PoliciesPerGroup',
  role: 'PoliciesPerRole',
} as const satisfies Record<PolicyHolder['kind'], Quota>;

/** Before one more is added to what is there. @throws Fault LimitExceeded */
export function checkRoom(quota: Quota, present: number): void {
  if (present >= quotas[quota]) throw quotaExceeded(quota, quotas[quota]);
}
