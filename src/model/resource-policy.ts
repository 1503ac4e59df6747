/**
 * The one policy that an organization may have on itself, by which its management account lets members act in its stead. What its
 * text means is the business of `policy`.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */

import type { ResourceBase } from './resource.ts';

export interface ResourcePolicy extends ResourceBase {
  readonly kind: 'resource-policy';
  readonly organization: string;
  readonly content: string;
}
