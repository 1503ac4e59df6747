/**
 * Member accounts that administer an AWS service for the organization, and so may read what it is made of. How many a service
 * may have is that service's own rule, and none is held to here.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
 */

import { type Account, type Organization, trusts } from '../../model/account.ts';
import { accountNotFound, alreadyRegistered, constraint, notRegistered } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { accountShown, managedOrganization, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import { accountIn, checkId, type Reader } from './tree.ts';
import { checkDelegable, checkTrustable } from './trusted-service.ts';

/** @throws Fault InvalidInputException, AccountNotFoundException */
function memberNamed(reader: Reader, organization: Organization, id: string): Account {
  checkId(id, 'account');
  const account = accountIn(reader, organization, id);
  if (account === undefined) throw accountNotFound();
  return account;
}

function checkFit(organization: Organization, { id, status }: Account, principal: string): void {
  if (id === organization.account) throw constraint('CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR');
  if (status !== 'ACTIVE') throw constraint('CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR');
  if (!trusts(organization, principal)) throw constraint('SERVICE_ACCESS_NOT_ENABLED');
}

const administers = ({ delegations = {} }: Account, principal: string | undefined): boolean =>
  principal === undefined ? Object.keys(delegations).length > 0 : Object.hasOwn(delegations, principal);

export const delegationOperations: OrganizationsHandlers<
  | 'DeregisterDelegatedAdministrator'
  | 'ListDelegatedAdministrators'
  | 'ListDelegatedServicesForAccount'
  | 'RegisterDelegatedAdministrator'
> = {
  RegisterDelegatedAdministrator({ account: management, now, transact }, input) {
    const { AccountId: id, ServicePrincipal: principal } = input;
    checkDelegable(principal);
    return transact((draft) => {
      const organization = managedOrganization(draft, management);
      const account = memberNamed(draft, organization, id);
      checkFit(organization, account, principal);
      if (administers(account, principal)) throw alreadyRegistered();
      draft.put({ ...account, delegations: { ...account.delegations, [principal]: now } });
      return {};
    });
  },

  DeregisterDelegatedAdministrator({ account: management, transact }, input) {
    const { AccountId: id, ServicePrincipal: principal } = input;
    checkDelegable(principal);
    return transact((draft) => {
      const account = memberNamed(draft, managedOrganization(draft, management), id);
      if (!administers(account, principal)) throw notRegistered();
      const { delegations: { [principal]: _, ...left } = {}, ...member } = account;
      draft.put(Object.keys(left).length === 0 ? member : { ...member, delegations: left });
      return {};
    });
  },

  ListDelegatedAdministrators(context, input) {
    const { network, account } = context;
    const { ServicePrincipal: principal } = input;
    if (principal !== undefined) checkTrustable(principal);
    const organization = readableOrganization(network, account);
    const members = network.find('account', `organization:${organization.id}`);
    const { items, next } = organizationsPage(
      members.filter((one) => administers(one, principal)),
      input,
    );
    const shown = items.map((one) => {
      const { Paths: _, ...rest } = accountShown(context, organization, one);
      const since = Math.min(...Object.values(one.delegations ?? {}));
      return { ...rest, DelegationEnabledDate: new Date(since) };
    });
    return { DelegatedAdministrators: shown, ...next };
  },

  ListDelegatedServicesForAccount({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const { delegations } = memberNamed(network, organization, input.AccountId);
    if (delegations === undefined) throw notRegistered();
    const services = Object.entries(delegations).map(([id, since]) => ({ id, since }));
    const { items, next } = organizationsPage(
      services.sort((one, other) => (one.id < other.id ? -1 : 1)),
      input,
    );
    const shown = items.map(({ id, since }) => ({ ServicePrincipal: id, DelegationEnabledDate: new Date(since) }));
    return { DelegatedServices: shown, ...next };
  },
};
