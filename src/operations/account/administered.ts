/**
 * Whose account a request is about: the caller's own, or a member's, for the organization's management account and for the
 * member that administers Account Management. It takes all features and trusted access.
 * https://docs.aws.amazon.com/accounts/latest/reference/using-orgs.html
 */

import { isAccountId } from '../../base/ids.ts';
import { trusts } from '../../model/account.ts';
import { findOrganization } from '../../model/organizational-unit.ts';
import type { Context } from '../context.ts';
import { accessDenied, wrongField } from './faults.ts';

const principal = 'account.amazonaws.com';

/** @throws Fault ValidationException, AccessDeniedException */
export function accountAskedFor({ network, account: caller }: Context, id: string | undefined): string {
  if (id === undefined) return caller;
  if (!isAccountId(id)) throw wrongField(`The account ID ${id} is not valid.`);
  const organization = findOrganization(network, caller);
  const isDelegated = Object.hasOwn(network.get('account', caller)?.delegations ?? {}, principal);
  if (organization === undefined || (organization.account !== caller && !isDelegated)) {
    throw accessDenied('Only the management account or a delegated administrator can specify an account ID.');
  }
  if (organization.featureSet !== 'ALL' || !trusts(organization, principal)) {
    throw accessDenied(`Trusted access for ${principal} is not enabled in the organization ${organization.id}.`);
  }
  if (id === organization.account) throw accessDenied('The management account cannot be specified by its account ID.');
  if (network.get('account', id)?.organization !== organization.id) {
    throw accessDenied(`The account ${id} is not a member of the organization ${organization.id}.`);
  }
  return id;
}
