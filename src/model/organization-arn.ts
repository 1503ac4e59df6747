/**
 * The ARNs of an organization and its parts, which all carry the account that manages it; AWS's own policies carry `aws`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */

import type { Organization } from './account.ts';

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
