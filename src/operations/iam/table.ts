/** Every operation of IAM, by name. */

import { absentCredentialOperations } from './absent-credentials.ts';
import { accessKeyOperations } from './access-key.ts';
import { accountOperations } from './account.ts';
import { attachmentOperations } from './attachment.ts';
import { authorizationDetailsOperations } from './authorization-details.ts';
import { contextKeysOperations } from './context-keys.ts';
import { groupOperations } from './group.ts';
import { groupMembershipOperations } from './group-membership.ts';
import { inlinePolicyOperations } from './inline-policy.ts';
import { instanceProfileOperations } from './instance-profile.ts';
import { loginProfileOperations } from './login-profile.ts';
import { managedPolicyOperations } from './managed-policy.ts';
import { managedPolicyVersionOperations } from './managed-policy-version.ts';
import { permissionsBoundaryOperations } from './permissions-boundary.ts';
import { policyUseOperations } from './policy-use.ts';
import { roleOperations } from './role.ts';
import { serviceLinkedRoleOperations } from './service-linked-role.ts';
import { simulationOperations } from './simulation.ts';
import { tagOperations } from './tag.ts';
import { userOperations } from './user.ts';

export const iamOperations = {
  ...absentCredentialOperations,
  ...accessKeyOperations,
  ...accountOperations,
  ...attachmentOperations,
  ...authorizationDetailsOperations,
  ...contextKeysOperations,
  ...groupMembershipOperations,
  ...groupOperations,
  ...inlinePolicyOperations,
  ...instanceProfileOperations,
  ...loginProfileOperations,
  ...managedPolicyOperations,
  ...managedPolicyVersionOperations,
  ...permissionsBoundaryOperations,
  ...policyUseOperations,
  ...roleOperations,
  ...serviceLinkedRoleOperations,
  ...simulationOperations,
  ...tagOperations,
  ...userOperations,
};
