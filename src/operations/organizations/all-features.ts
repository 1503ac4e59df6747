/**
 * From consolidated billing to all features: accounts that were invited are asked to approve, those that were created are not,
 * and once all have approved the management account accepts its own handshake. The reference tells the names of the two kinds
 * of handshakes both ways round; here they are as in its examples and in the sentence about the finish.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html
 */

import type { Organization } from '../../model/account.ts';
import { handshakeState } from '../../model/handshake.ts';
import type { Draft } from '../../store/store.ts';
import { handshakeConstraint } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { handshakeShown } from './handshake-shape.ts';
import { putHandshake } from './invitation.ts';
import { managedOrganization } from './membership.ts';

const day = 86_400_000;
/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html */
const approvalLife = 90 * day;

export function enableAllFeatures(draft: Draft, organization: Organization): void {
  draft.put({ ...organization, featureSet: 'ALL' });
}

/** Who is asked: accounts that are in use, and did not come to be in the organization. */
function invited(draft: Draft, { id, account }: Organization): readonly string[] {
  return draft
    .find('account', `organization:${id}`)
    .filter((one) => one.joined === 'INVITED' && one.id !== account && one.status === 'ACTIVE')
    .map((one) => one.id);
}

export const allFeaturesOperations: OrganizationsHandlers<'EnableAllFeatures'> = {
  EnableAllFeatures({ account, now, random, transact }) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      if (organization.featureSet === 'ALL') throw handshakeConstraint('ORGANIZATION_ALREADY_HAS_ALL_FEATURES');
      const isPending = draft
        .find('handshake', `organization:${organization.id}`)
        .filter(({ action }) => action === 'ENABLE_ALL_FEATURES')
        .some((one) => ['OPEN', 'REQUESTED'].includes(handshakeState(draft, one, now)));
      if (isPending) throw handshakeConstraint('ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION');
      const asked = { organization, life: approvalLife, now, random };
      const parent = putHandshake(draft, { ...asked, action: 'ENABLE_ALL_FEATURES' });
      for (const id of invited(draft, organization)) {
        const more = { parent: parent.id, recipient: { type: 'ACCOUNT' as const, id } };
        putHandshake(draft, { ...asked, action: 'APPROVE_ALL_FEATURES', more });
      }
      return { Handshake: handshakeShown(draft, parent, now) };
    });
  },
};
