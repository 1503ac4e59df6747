/**
 * What an evaluation answers: allowed or not, and which policy and statement decided; and AWS's sentence for a denial.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */

import { principalName } from './principal.ts';
import type { AccessRequest } from './statement.ts';

export type PolicyType =
  | 'identity-based'
  | 'resource-based'
  | 'role trust'
  | 'VPC endpoint'
  | 'service control'
  | 'permissions boundary'
  | 'session';

export interface StatementReference {
  /** Place of the policy among those of its type, from 0; for service control policies, counted over all levels. */
  readonly policy: number;
  /** Place of the statement in its policy, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
}

export interface AllowReason {
  readonly kind: 'allow';
  /** `root user`: no policy had to allow it. */
  readonly policyType: PolicyType | 'root user';
  readonly statement: StatementReference | undefined;
}

export interface ExplicitDenyReason {
  readonly kind: 'explicitDeny';
  readonly policyType: PolicyType;
  readonly statement: StatementReference;
}

/** No policy of this type allows the action. */
export interface ImplicitDenyReason {
  readonly kind: 'implicitDeny';
  readonly policyType: PolicyType;
}

export type Decision =
  | { readonly allowed: true; readonly reason: AllowReason }
  | { readonly allowed: false; readonly reason: ExplicitDenyReason | ImplicitDenyReason };

/** How sentences name each type: after `because no`, and after `with an explicit deny in`. */
const nouns: Readonly<Record<PolicyType, readonly [bare: string, withArticle: string]>> = {
  'identity-based': ['identity-based policy', 'an identity-based policy'],
  'resource-based': ['resource-based policy', 'a resource-based policy'],
  'role trust': ['role trust policy', 'the role trust policy'],
  'VPC endpoint': ['VPC endpoint policy', 'a VPC endpoint policy'],
  'service control': ['service control policy', 'a service control policy'],
  'permissions boundary': ['permissions boundary', 'a permissions boundary'],
  session: ['session policy', 'a session policy'],
};

/** `with an explicit deny in a VPC endpoint policy` or `because no VPC endpoint policy allows the s3:GetObject action`. */
export function denialContext(action: string, reason: ExplicitDenyReason | ImplicitDenyReason): string {
  const [bare, withArticle] = nouns[reason.policyType];
  if (reason.kind === 'explicitDeny') return `with an explicit deny in ${withArticle}`;
  return `because no ${bare} allows the ${action} action`;
}

/** S3 puts the resource in quotes, other services don't; nobody prints `*`. */
export function denialMessage(
  request: Pick<AccessRequest, 'principal' | 'action' | 'resource'>,
  decision: Extract<Decision, { allowed: false }>,
): string {
  const { action, resource } = request;
  const quote = action.toLowerCase().startsWith('s3:') ? '"' : '';
  const where = resource === '*' ? '' : ` on resource: ${quote}${resource}${quote}`;
  const context = denialContext(action, decision.reason);
  return `User: ${principalName(request.principal)} is not authorized to perform: ${action}${where} ${context}`;
}
