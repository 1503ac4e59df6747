/**
 * Where an account stands in its organization, as condition keys write it: the organization's id, and the path of ids from it
 * down to the account's parent, each with a slash behind.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 */

import type { Network } from '../model/network.ts';
import { findOrganization, placeOf } from '../model/organizational-unit.ts';

export function organizationId(network: Network, account: string | undefined): string | undefined {
  return account === undefined ? undefined : network.get('account', account)?.organization;
}

/** A list, because policies compare it as one; absent outside an organization. */
export function organizationPath(network: Network, account: string | undefined): readonly string[] | undefined {
  const organization = account === undefined ? undefined : findOrganization(network, account);
  if (organization === undefined || account === undefined) return undefined;
  return [placeOf(network, organization, network.get('account', account)?.parent ?? organization.rootId)];
}
