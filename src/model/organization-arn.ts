/**
 * The ARNs of an organization and its parts, which all carry the account that manages it; AWS's own policies carry `aws`. Also which
 * parts a request names.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */

import type { Organization } from './account.ts';
import type { Handshake } from './handshake.ts';
import { fullAccess } from './service-control-policy.ts';

type Named = Pick<Organization, 'account' | 'id' | 'rootId'>;

export const organizationArn = ({ account, id }: Named): string =>
  `arn:aws:organizations::${account}:organization/${id}`;

export const accountArn = ({ account, id }: Named, member: string): string =>
  `arn:aws:organizations::${account}:account/${id}/${member}`;

export const rootArn = ({ account, id, rootId }: Named): string =>
  `arn:aws:organizations::${account}:root/${id}/${rootId}`;

export const unitArn = ({ account, id }: Named, unit: string): string =>
  `arn:aws:organizations::${account}:ou/${id}/${unit}`;

export const policyArn = ({ account, id }: Named, policy: string): string =>
  `arn:aws:organizations::${account}:policy/${id}/service_control_policy/${policy}`;

export const managedPolicyArn = (policy: string): string =>
  `arn:aws:organizations::aws:policy/service_control_policy/${policy}`;

export const resourcePolicyArn = ({ account, id }: Named, policy: string): string =>
  `arn:aws:organizations::${account}:resourcepolicy/${id}/${policy}`;

export const handshakeArn = ({ account, organization, action, id }: Handshake): string =>
  `arn:aws:organizations::${account}:handshake/${organization}/${action.toLowerCase()}/${id}`;

/** Of a part of an organization, by the form of its id: what is not there has an ARN, too. */
export function partArn(organization: Named, id: string): string | undefined {
  if (id === fullAccess.id) return managedPolicyArn(id);
  if (id.startsWith('rp-')) return resourcePolicyArn(organization, id);
  if (id.startsWith('p-')) return policyArn(organization, id);
  if (id.startsWith('ou-')) return unitArn(organization, id);
  if (/^\d{12}$/.test(id)) return accountArn(organization, id);
  return id === organization.rootId ? rootArn(organization) : undefined;
}

/** The members of requests that name parts of an organization. */
const naming = [
  'AccountId',
  'ChildId',
  'DestinationParentId',
  'OrganizationalUnitId',
  'ParentId',
  'PolicyId',
  'ResourceId',
  'RootId',
  'SourceParentId',
  'TargetId',
] as const;

/** The ids of parts that a request names. */
export function namedParts(input: Readonly<Record<string, unknown>>): readonly string[] {
  return naming.map((member) => input[member]).filter((value) => typeof value === 'string');
}
