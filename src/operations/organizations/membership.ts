/** Which organization an account belongs to, what may be asked of it, and how it shows its root and accounts. */

import type { Account, Organization } from '../../model/account.ts';
import { accountArn, rootArn } from '../../model/organization-arn.ts';
import { findOrganization, placeOf } from '../../model/organizational-unit.ts';
import type { Kind, ResourceOf } from '../../model/resource.ts';
import { type Applied, settled } from '../ec2/state.ts';
import { accessDenied, notInUse } from './faults.ts';

interface Reader {
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
}

/** @throws Fault AWSOrganizationsNotInUseException */
export function organizationOf(reader: Reader, account: string): Organization {
  const organization = findOrganization(reader, account);
  if (organization === undefined) throw notInUse();
  return organization;
}

/** The organization that the account manages. @throws Fault AccessDeniedException for its other members */
export function managedOrganization(reader: Reader, account: string): Organization {
  const organization = organizationOf(reader, account);
  if (organization.account !== account) throw accessDenied();
  return organization;
}

/** The organization that the account manages, or administers a service for. @throws Fault AccessDeniedException */
export function readableOrganization(reader: Reader, account: string): Organization {
  const organization = organizationOf(reader, account);
  const isDelegated = reader.get('account', account)?.delegations !== undefined;
  if (organization.account !== account && !isDelegated) throw accessDenied();
  return organization;
}

/** An account as it is in no organization: what it had as a member of one is gone, its tags with it. */
export function withoutOrganization(account: Account): Account {
  const { organization: _, parent: __, delegations: ___, joinedAt: ____, ...alone } = account;
  return { ...alone, tags: {} };
}

/** What the ids of organizations, roots, units and policies are made of. */
export const idAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function rootShown(organization: Organization) {
  const enabled = [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] as const;
  return {
    Id: organization.rootId,
    Arn: rootArn(organization),
    Name: 'Root',
    PolicyTypes: organization.serviceControl === undefined ? [] : enabled,
  };
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html */
function standing(applied: Applied, { status, closed }: Account) {
  if (closed === undefined) return { Status: status, State: status };
  return settled(applied, closed.stateRevision)
    ? ({ Status: 'SUSPENDED', State: 'CLOSED' } as const)
    : ({ Status: 'PENDING_CLOSURE', State: 'PENDING_CLOSURE' } as const);
}

/** @param context of the request, for its Network and for what has been applied */
export function accountShown(
  context: Applied & { readonly network: Reader },
  organization: Organization,
  account: Account,
) {
  return {
    Id: account.id,
    Arn: accountArn(organization, account.id),
    Email: account.email,
    Name: account.name,
    ...standing(context, account),
    Paths: [placeOf(context.network, organization, account.id)],
    JoinedMethod: account.joined,
    JoinedTimestamp: new Date(account.joinedAt ?? account.created),
  };
}
