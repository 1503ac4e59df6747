/**
 * Closing member accounts. A closed account stays in its organization; from its closure on nobody acts for it any more (see
 * access/caller.ts), where AWS lets it work until the closure is done. What it has is kept, and nobody reaches it by an API; it
 * is not deleted after ninety days. Nobody can be asked to open it again.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
 */

import type { Organization } from '../../model/account.ts';
import { accountNotFound, alreadyClosed, constraint } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { managedOrganization } from './membership.ts';
import { accountIn, checkId, type Reader } from './tree.ts';

const closurePeriod = 30 * 86_400_000;
const leastClosures = 250;
const mostClosures = 1000;
const closurePart = 0.2;

/** The higher of a number and a part of the accounts, up to a limit, within thirty days. */
function checkQuota(reader: Reader, { id }: Organization, now: number): void {
  const accounts = reader.find('account', `organization:${id}`);
  const recent = accounts.filter(({ closed }) => closed !== undefined && closed.at > now - closurePeriod);
  const most = Math.min(mostClosures, Math.max(leastClosures, Math.floor((accounts.length - 1) * closurePart)));
  if (recent.length >= most) throw constraint('CLOSE_ACCOUNT_QUOTA_EXCEEDED');
}

export const closureOperations: OrganizationsHandlers<'CloseAccount'> = {
  CloseAccount({ account: management, now, transact }, input) {
    const { AccountId: id } = input;
    checkId(id, 'account');
    return transact((draft) => {
      const organization = managedOrganization(draft, management);
      if (organization.featureSet !== 'ALL') throw constraint('ORGANIZATION_NOT_IN_ALL_FEATURES_MODE');
      if (id === management) throw constraint('CANNOT_CLOSE_MANAGEMENT_ACCOUNT');
      const account = accountIn(draft, organization, id);
      if (account === undefined) throw accountNotFound();
      if (account.status !== 'ACTIVE') throw alreadyClosed();
      checkQuota(draft, organization, now);
      draft.put({ ...account, status: 'SUSPENDED', closed: { at: now, stateRevision: draft.revision } });
      return {};
    });
  },
};
