/**
 * Service control policies of an organization's own, each with what it is attached to, and AWS's FullAWSAccess, which is no
 * document: it is attached to every root, unit and account of an organization that has the type enabled, but where it was
 * detached. What a policy's text means is the business of `policy`.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */

import type { Organization } from './account.ts';
import type { ResourceBase } from './resource.ts';

export interface ServiceControlPolicy extends ResourceBase {
  readonly kind: 'service-control-policy';
  readonly organization: string;
  readonly name: string;
  readonly description: string;
  readonly content: string;
  /** Ids of the root, units and accounts that it is attached to. */
  readonly targets: readonly string[];
}

export const fullAccess = {
  id: 'p-FullAWSAccess',
  name: 'FullAWSAccess',
  description: 'Allows access to every operation',
  content:
    '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}',
} as const;

/** Whether AWS's policy that allows everything is attached to a root, unit or account. */
export function hasFullAccess({ serviceControl }: Organization, target: string): boolean {
  return serviceControl !== undefined && !serviceControl.withoutFullAccess.includes(target);
}
