/**
 * Resource shares of AWS RAM: which resources of their owner are shared, with whom, under which permissions; and the
 * invitations that principals outside the owner's organization have to accept. The document keeps what was asked for; whether
 * an account really may use a resource is worked out in sharing.ts, each time from the organization as it is.
 * https://docs.aws.amazon.com/ram/latest/userguide/what-is.html
 */

import type { ResourceBase } from './resource.ts';

export interface ShareAssociation {
  /** A resource's ARN; or a principal: an account id, or the ARN of an organization, of a unit, or of a user or role. */
  readonly id: string;
  readonly desired: 'associated' | 'disassociated';
  /** The revision in which `desired` was asked for. */
  readonly stateRevision: number;
  /** Why it failed, as RAM prints it: then nothing is shared by it. */
  readonly failure?: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
}

export interface PrincipalAssociation extends ShareAssociation {
  /** Whether the principal was outside the owner's organization when it was associated. */
  readonly external: boolean;
  /** Absent where no invitation was needed; nothing is shared before it is accepted. That one expires is seen from its age. */
  readonly invitation?: 'pending' | 'accepted' | 'rejected';
}

/**
 * Milliseconds in which an invitation to a share of subnets or prefix lists can be accepted.
 * https://docs.aws.amazon.com/ram/latest/userguide/working-with-shared-invitations.html
 */
export const invitationLifetime = 7 * 24 * 60 * 60 * 1000;

export interface ResourceShare extends ResourceBase {
  readonly kind: 'resource-share';
  /** The id is the UUID at the end of the ARN. */
  readonly name: string;
  readonly allowExternalPrincipals: boolean;
  /** Whether accounts that leave the organization keep what they could use as its members. */
  readonly retainsLeavers?: boolean;
  readonly desired: 'active' | 'deleted';
  readonly stateRevision: number;
  readonly updated: number;
  /** One for each type of resource. */
  readonly permissions: readonly { readonly arn: string; readonly resourceType: string; readonly version: number }[];
  readonly resources: readonly ShareAssociation[];
  readonly principals: readonly PrincipalAssociation[];
}

export interface ResourceShareInvitation extends ResourceBase {
  /** The id is the UUID at the end of the ARN; it belongs to the share's owner, and to its region. */
  readonly kind: 'resource-share-invitation';
  readonly share: string;
  /** The account that is invited. */
  readonly receiver: string;
  /** The association that it is for: the account again, or a user or role of it. */
  readonly principal: string;
  readonly status: 'pending' | 'accepted' | 'rejected';
}

/** A permission of an account's own; RAM's own ones are not stored. */
export interface ResourceSharePermission extends ResourceBase {
  /** The id is the ARN. */
  readonly kind: 'resource-share-permission';
  readonly name: string;
  readonly resourceType: string;
  readonly defaultVersion: number;
  readonly updated: number;
  /** When it was deleted. */
  readonly deleted?: number;
  readonly versions: readonly PermissionVersion[];
}

export interface PermissionVersion {
  readonly version: number;
  readonly policyTemplate: string;
  readonly created: number;
  readonly updated: number;
  readonly deleted?: number;
}

/** That one permission was put in another's place in all shares of an account, as ReplacePermissionAssociations does. */
export interface PermissionReplacement extends ResourceBase {
  readonly kind: 'permission-replacement';
  readonly from: { readonly arn: string; readonly version?: number };
  readonly to: { readonly arn: string; readonly version: number };
  readonly stateRevision: number;
}

export function resourceShareArn({ region, account, id }: Pick<ResourceShare, 'region' | 'account' | 'id'>): string {
  return `arn:aws:ram:${region}:${account}:resource-share/${id}`;
}
