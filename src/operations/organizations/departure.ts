/**
 * Accounts out of their organization: removed by the management account, or by their own will, and the organization's end. What
 * bound or reached an account as a member, such as policies and resource shares, follows from where it is and ends with it.
 *
 * AWS lets an account go that was created in the organization only after four days, and with a payment method of its own. Here
 * nobody pays, and removing a created account is the one way to an account outside of organizations: it goes at once.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_account_delete-account.html
 */

import { globalRegion, type Organization } from '../../model/account.ts';
import type { Draft } from '../../store/store.ts';
import { accountNotFound, constraint, masterCannotLeave, organizationNotEmpty } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { managedOrganization, organizationOf, withoutOrganization } from './membership.ts';
import { forgetTarget } from './policy-attachment.ts';
import { accountIn, checkId } from './tree.ts';

/** @throws Fault MasterCannotLeaveOrganizationException, AccountNotFoundException, ConstraintViolationException */
export function depart(draft: Draft, organization: Organization, id: string, now: number): void {
  if (id === organization.account) throw masterCannotLeave();
  const account = accountIn(draft, organization, id);
  if (account === undefined) throw accountNotFound();
  if (account.delegations !== undefined) throw constraint('CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG');
  forgetTarget(draft, organization, id);
  cancelApproval(draft, id, now);
  draft.put(withoutOrganization(account));
}

/** Whether to enable all features is no question for an account that is gone. */
function cancelApproval(draft: Draft, account: string, now: number): void {
  for (const asked of draft.find('handshake', `recipient:ACCOUNT/${account}`)) {
    if (asked.action !== 'APPROVE_ALL_FEATURES' || asked.answer?.state === 'ACCEPTED') continue;
    draft.put({ ...asked, answer: { state: 'CANCELED', at: now } });
  }
}

/** Units, policies and handshakes go with their organization, and what was written down about the creation of its accounts. */
function end(draft: Draft, organization: Organization): void {
  const members = `organization:${organization.id}`;
  for (const kind of ['organizational-unit', 'service-control-policy', 'resource-policy', 'handshake'] as const) {
    for (const { id } of draft.find(kind, members)) draft.remove(kind, id);
  }
  for (const { id } of draft.find('account-creation', `owner:${organization.account}/${globalRegion}`)) {
    draft.remove('account-creation', id);
  }
  const management = draft.get('account', organization.account);
  if (management) draft.put(withoutOrganization(management));
  draft.remove('organization', organization.id);
}

export const departureOperations: OrganizationsHandlers<
  'DeleteOrganization' | 'LeaveOrganization' | 'RemoveAccountFromOrganization'
> = {
  RemoveAccountFromOrganization({ account, now, transact }, input) {
    checkId(input.AccountId, 'account');
    return transact((draft) => {
      depart(draft, managedOrganization(draft, account), input.AccountId, now);
      return {};
    });
  },

  LeaveOrganization({ account, now, transact }) {
    return transact((draft) => {
      depart(draft, organizationOf(draft, account), account, now);
      return {};
    });
  },

  DeleteOrganization({ account, transact }) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      if (draft.find('account', `organization:${organization.id}`).length > 1) throw organizationNotEmpty();
      end(draft, organization);
      return {};
    });
  },
};
