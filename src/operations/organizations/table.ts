/** Every operation of Organizations, by name, also for members that the organization's resource policy lets call it. */

import { accountOperations } from './account.ts';
import { allFeaturesOperations } from './all-features.ts';
import { closureOperations } from './closure.ts';
import { delegated } from './delegated-call.ts';
import { delegationOperations } from './delegation.ts';
import { departureOperations } from './departure.ts';
import { effectivePolicyOperations } from './effective-policy.ts';
import { handshakeOperations } from './handshake.ts';
import { invitationOperations } from './invitation.ts';
import { organizationOperations } from './organization.ts';
import { organizationalUnitOperations } from './organizational-unit.ts';
import { placementOperations } from './placement.ts';
import { policyAttachmentOperations } from './policy-attachment.ts';
import { policyTypeOperations } from './policy-type.ts';
import { resourcePolicyOperations } from './resource-policy.ts';
import { serviceAccessOperations } from './service-access.ts';
import { serviceControlPolicyOperations } from './service-control-policy.ts';
import { tagOperations } from './tag.ts';

export const organizationsOperations = delegated({
  ...accountOperations,
  ...allFeaturesOperations,
  ...closureOperations,
  ...delegationOperations,
  ...resourcePolicyOperations,
  ...serviceAccessOperations,
  ...tagOperations,
  ...effectivePolicyOperations,
  ...departureOperations,
  ...handshakeOperations,
  ...invitationOperations,
  ...organizationOperations,
  ...organizationalUnitOperations,
  ...placementOperations,
  ...policyAttachmentOperations,
  ...policyTypeOperations,
  ...serviceControlPolicyOperations,
});
