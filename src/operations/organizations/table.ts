/** Every operation of Organizations, by name. */

import { accountOperations } from './account.ts';
import { organizationOperations } from './organization.ts';
import { organizationalUnitOperations } from './organizational-unit.ts';
import { placementOperations } from './placement.ts';
import { policyAttachmentOperations } from './policy-attachment.ts';
import { policyTypeOperations } from './policy-type.ts';
import { serviceControlPolicyOperations } from './service-control-policy.ts';

export const organizationsOperations = {
  ...accountOperations,
  ...organizationOperations,
  ...organizationalUnitOperations,
  ...placementOperations,
  ...policyAttachmentOperations,
  ...policyTypeOperations,
  ...serviceControlPolicyOperations,
};
