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
  /** That it has a password, which is not kept: nothing here can be signed in to with one. */
  readonly loginProfile?: { readonly created: number; readonly passwordResetRequired: boolean };
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
  /** `elasticloadbalancing.amazonaws.com`: the service that it is linked to, which alone may change it. */
  readonly service?: string;
}

/** An attempt to delete a role that is linked to a service. The id is the task's, which its maker asks for. */
export interface ServiceLinkedRoleDeletion extends ResourceBase {
  readonly kind: 'service-linked-role-deletion';
  /** ARNs of what still needs the role, by region; none where the role was deleted. */
  readonly usage: readonly { readonly region: string; readonly resources: readonly string[] }[];
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

export interface PolicyVersion {
  /** `v2` */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly document: string;
}

export interface ManagedPolicy extends ResourceBase {
  readonly kind: 'managed-policy';
  readonly name: string;
  readonly path: string;
  /** `ANPA…` */
  readonly uniqueId: string;
  readonly description?: string;
  /** The default version's. */
  readonly document: string;
  /** All that are left, the oldest first; absent while there was never another than `v1`. */
  readonly versions?: readonly PolicyVersion[];
  /** Absent: `v1`. */
  readonly defaultVersion?: string;
  /** The newest version's number, which is never given again. */
  readonly lastVersion?: number;
  /** When its versions changed last. Milliseconds since 1970. */
  readonly updated?: number;
}
