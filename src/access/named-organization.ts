/**
 * Which parts of an organization a request is about: its roots, units, accounts and policies, by the ids in its input. Whose
 * organization it is follows from the caller; of another's the request is about `*`, and the operation refuses it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */

import type { Organization } from '../model/account.ts';
import type { Network } from '../model/network.ts';
import { accountArn, managedPolicyArn, policyArn, rootArn, unitArn } from '../model/organization-arn.ts';
import { fullAccess } from '../model/service-control-policy.ts';
import type { NamedResource, Request } from './named-resources.ts';

const members = [
  'AccountId',
  'ChildId',
  'DestinationParentId',
  'OrganizationalUnitId',
  'ParentId',
  'PolicyId',
  'RootId',
  'SourceParentId',
  'TargetId',
] as const;

export function organizationResources(network: Network, { account, input }: Request): readonly NamedResource[] {
  const id = network.get('account', account)?.organization;
  const organization = id === undefined ? undefined : network.get('organization', id);
  if (organization === undefined) return [];
  const ids = members.map((member) => input[member]).filter((value) => typeof value === 'string');
  return ids.flatMap((one) => partOf(network, organization, one) ?? []);
}

/** By the form of its id: what is not there has an ARN, too. */
function partOf(network: Network, organization: Organization, id: string): NamedResource | undefined {
  if (id === fullAccess.id) return { arn: managedPolicyArn(id), tags: {} };
  if (id.startsWith('p-')) {
    return { arn: policyArn(organization, id), tags: network.get('service-control-policy', id)?.tags ?? {} };
  }
  if (id.startsWith('ou-')) {
    return { arn: unitArn(organization, id), tags: network.get('organizational-unit', id)?.tags ?? {} };
  }
  if (/^\d{12}$/.test(id)) return { arn: accountArn(organization, id), tags: network.get('account', id)?.tags ?? {} };
  return id === organization.rootId ? { arn: rootArn(organization), tags: {} } : undefined;
}
