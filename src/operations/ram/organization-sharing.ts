/**
 * Sharing within an organization: which one an account may share in, and the operation that begins it. What it needs is the
 * organization's trust in RAM, and the role by which RAM reads the organization; where trust was given through Organizations alone the
 * role is missing, and RAM finds no unit and no member.
 * https://docs.aws.amazon.com/ram/latest/userguide/tshoot-unknown-resource.html
 */

import { present } from '../../base/assert.ts';
import { type Organization, trusts } from '../../model/account.ts';
import { linkedService } from '../../model/linked-service.ts';
import type { Network } from '../../model/network.ts';
import { findOrganization } from '../../model/organizational-unit.ts';
import { sharingService } from '../../model/sharing.ts';
import { identityId } from '../iam/arn.ts';
import { linkedRole } from '../iam/service-linked-role.ts';
import { notPermitted } from './faults.ts';
import type { RamHandlers } from './handlers.ts';

const linked = present(linkedService(sharingService), 'a role for RAM');

/** The organization of an account, if RAM may share in it. */
export function sharingOrganization(network: Network, account: string): Organization | undefined {
  const organization = findOrganization(network, account);
  if (organization === undefined || !trusts(organization, sharingService)) return undefined;
  return network.get('role', identityId(organization.account, linked.roleName)) && organization;
}

/** The sentence of public reports of the real answer; what follows the colon is what Organizations said. */
const refused = (code: string, sentence: string) =>
  notPermitted(
    `Unable to enable sharing with AWS Organizations. Received ${code} from AWSOrganizations with the following error message: ${sentence}`,
  );

export const organizationSharingOperations: RamHandlers<'EnableSharingWithAwsOrganization'> = {
  EnableSharingWithAwsOrganization({ account, now, random, transact }) {
    return transact((draft) => {
      const organization = findOrganization(draft, account);
      if (organization === undefined) {
        throw refused('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
      }
      if (organization.account !== account || organization.featureSet !== 'ALL') {
        throw refused('AccessDeniedException', "You don't have permissions to access this resource.");
      }
      if (draft.get('role', identityId(account, linked.roleName)) === undefined) {
        draft.put(linkedRole({ account, now, random }, sharingService, linked));
      }
      if (!trusts(organization, sharingService)) {
        draft.put({ ...organization, serviceAccess: { ...organization.serviceAccess, [sharingService]: now } });
      }
      return { returnValue: true };
    });
  },
};
