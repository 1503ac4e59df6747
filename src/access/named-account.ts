/**
 * The account that a request to Account Management is about: the caller's own, or a member of its organization
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html). Of an account outside of
 * the organization the request is about `*`, and the operation refuses it.
 */

import type { Network } from '../model/network.ts';
import { findOrganization } from '../model/organizational-unit.ts';
import { organizationPath } from './organization-keys.ts';
import type { NamedResource, Request } from './request.ts';

export function accountResources(network: Network, { account, input }: Request): readonly NamedResource[] {
  const { AccountId: id } = input;
  if (typeof id !== 'string') return [{ arn: `arn:aws:account::${account}:account`, tags: {} }];
  const organization = findOrganization(network, account);
  const member = network.get('account', id);
  if (organization === undefined || member?.organization !== organization.id) return [];
  const tags = Object.entries(member.tags).map(([key, value]) => [`account:AccountResourceOrgTags/${key}`, value]);
  const keys = { 'account:AccountResourceOrgPaths': organizationPath(network, id) ?? [], ...Object.fromEntries(tags) };
  return [{ arn: `arn:aws:account::${organization.account}:account/${organization.id}/${id}`, tags: {}, keys }];
}
