/** Every operation of IAM, by name. */

import { accessKeyOperations } from './access-key.ts';
import { attachmentOperations } from './attachment.ts';
import { groupOperations } from './group.ts';
import { groupMembershipOperations } from './group-membership.ts';
import { inlinePolicyOperations } from './inline-policy.ts';
import { instanceProfileOperations } from './instance-profile.ts';
import { managedPolicyOperations } from './managed-policy.ts';
import { roleOperations } from './role.ts';
import { simulationOperations } from './simulation.ts';
import { userOperations } from './user.ts';

export const iamOperations = {
  ...accessKeyOperations,
  ...attachmentOperations,
  ...groupMembershipOperations,
  ...groupOperations,
  ...inlinePolicyOperations,
  ...instanceProfileOperations,
  ...managedPolicyOperations,
  ...roleOperations,
  ...simulationOperations,
  ...userOperations,
};
