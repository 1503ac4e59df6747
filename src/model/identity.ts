/**
 * IAM: who may sign a request. Ids of users, groups, roles, instance profiles and policies are `ACCOUNT/NAME`, because names are
 * unique in an account; access keys are found by their key id. Secrets live here and are never printed.
 */

import type { ResourceBase } from './resource.ts';

export interface AccessKey extends ResourceBase {
  readonly kind: 'access-key';
  readonly secret: string;
  /** Absent for the account's root user. */
  readonly userName?: string;
  readonly status: 'Active' | 'Inactive';
}

/** Name of an inline policy → its text. */
export type InlinePolicies = Readonly<Record<string, string>>;

export interface User extends ResourceBase {
  readonly kind: 'user';
  readonly name: string;
  readonly path: string;
  /** `AIDA…` */
  readonly uniqueId: string;
  readonly inlinePolicies: InlinePolicies;
  /** ARNs of managed policies. */
  readonly attachedPolicies: readonly string[];
  /** ARN of the managed policy that limits what the others grant. */
  readonly permissionsBoundary?: string;
  /** Names of the groups that it is in, whose policies count for it too. */
  readonly groups?: readonly string[];
}

export interface Group extends ResourceBase {
  readonly kind: 'group';
  readonly name: string;
  readonly path: string;
  /** `AGPA…` */
  readonly uniqueId: string;
  readonly inlinePolicies: InlinePolicies;
  readonly attachedPolicies: readonly string[];
}

export interface Role extends ResourceBase {
  readonly kind: 'role';
  readonly name: string;
  readonly path: string;
  /** `AROA…` */
  readonly uniqueId: string;
  readonly trustPolicy: string;
  readonly description?: string;
  /** Seconds, 3600 to 43200. */
  readonly maxSessionDuration: number;
  readonly inlinePolicies: InlinePolicies;
  readonly attachedPolicies: readonly string[];
  readonly permissionsBoundary?: string;
}

/** What identity-based policies belong to. */
export type PolicyHolder = User | Group | Role;

export interface InstanceProfile extends ResourceBase {
  readonly kind: 'instance-profile';
  readonly name: string;
  readonly path: string;
  /** `AIPA…` */
  readonly uniqueId: string;
  readonly roleName?: string;
}

export interface ManagedPolicy extends ResourceBase {
  readonly kind: 'managed-policy';
  readonly name: string;
  readonly path: string;
  /** `ANPA…` */
  readonly uniqueId: string;
  readonly description?: string;
  readonly document: string;
}
