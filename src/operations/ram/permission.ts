/**
 * The permissions that shares can have, AWS's and accounts' own, in one form: which there are, and how they are shown. Only the default
 * version of one can be given to a share.
 * https://docs.aws.amazon.com/ram/latest/userguide/create-customer-managed-permissions.html
 */

import type { Network } from '../../model/network.ts';
import type { Tags } from '../../model/resource.ts';
import type { PermissionVersion, ResourceSharePermission } from '../../model/resource-share.ts';
import type { Context } from '../context.ts';
import { checkPermissionArn } from './arn.ts';
import { permissionNotFound, versionNotFound } from './faults.ts';
import { managedPermissions } from './managed-permission.ts';
import { isRemembered } from './state.ts';
import { tagList } from './tag-list.ts';

export interface Permission {
  readonly arn: string;
  readonly name: string;
  readonly resourceType: string;
  readonly isManaged: boolean;
  readonly defaultVersion: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted?: number | undefined;
  readonly tags: Tags;
  readonly versions: readonly PermissionVersion[];
}

const brought: readonly Permission[] = managedPermissions.map(({ version, created, policyTemplate, ...named }) => ({
  ...named,
  isManaged: true,
  defaultVersion: version,
  created,
  updated: created,
  tags: {},
  versions: [{ version, policyTemplate, created, updated: created }],
}));

function ownForm(document: ResourceSharePermission): Permission {
  const { id, name, resourceType, defaultVersion, created, updated, deleted, tags, versions } = document;
  return { arn: id, name, resourceType, isManaged: false, defaultVersion, created, updated, deleted, tags, versions };
}

/** AWS's, then the account's own of the region, with those that were deleted a short while ago. */
export function permissionsOf({ network, account, region, now }: Context): readonly Permission[] {
  const own = network.owned('resource-share-permission', account, region).filter((one) => isShown(one, now));
  return [...brought, ...own.map(ownForm)];
}

export function isShown({ deleted }: { readonly deleted?: number | undefined }, now: number): boolean {
  return deleted === undefined || isRemembered(now, deleted);
}

type Caller = Pick<Context, 'account' | 'region' | 'now'>;

/** @throws Fault MalformedArnException, UnknownResourceException */
export function permissionAt(network: Network, { account, region, now }: Caller, arn: string): Permission {
  checkPermissionArn(arn);
  const managed = brought.find((one) => one.arn === arn);
  if (managed) return managed;
  const own = network.get('resource-share-permission', arn);
  if (own?.account !== account || own.region !== region || !isShown(own, now)) throw permissionNotFound(arn);
  return ownForm(own);
}

/** One that a share can be given. @throws Fault MalformedArnException, UnknownResourceException */
export function attachable(network: Network, caller: Caller, arn: string): Permission {
  const permission = permissionAt(network, caller, arn);
  if (permission.deleted !== undefined) throw permissionNotFound(arn);
  return permission;
}

export function versionOf(permission: Permission, number: number, now: number): PermissionVersion {
  const version = permission.versions.find((one) => one.version === number);
  if (version === undefined || !isShown(version, now)) throw versionNotFound(permission.arn, number);
  return version;
}

/** The one that shares get for a type of resource. */
export function usualPermission(resourceType: string): Permission | undefined {
  return brought.find((one) => one.resourceType === resourceType);
}

export type PermissionStatus = 'ATTACHABLE' | 'UNATTACHABLE' | 'DELETED';

/** What was deleted is gone from shares before, so that deleting takes no time. */
function statusOf(permission: Permission, version: PermissionVersion): PermissionStatus {
  if (permission.deleted !== undefined || version.deleted !== undefined) return 'DELETED';
  return version.version === permission.defaultVersion ? 'ATTACHABLE' : 'UNATTACHABLE';
}

export function permissionSummary(permission: Permission, version: PermissionVersion) {
  const tags = tagList(permission.tags);
  return {
    arn: permission.arn,
    version: String(version.version),
    defaultVersion: version.version === permission.defaultVersion,
    name: permission.name,
    resourceType: permission.resourceType,
    status: statusOf(permission, version),
    creationTime: new Date(version.created),
    lastUpdatedTime: new Date(version.updated),
    isResourceTypeDefault: permission.isManaged,
    permissionType: permission.isManaged ? ('AWS_MANAGED' as const) : ('CUSTOMER_MANAGED' as const),
    featureSet: 'STANDARD' as const,
    ...(tags.length > 0 ? { tags } : {}),
  };
}

export function permissionDetail(permission: Permission, version: PermissionVersion) {
  return { ...permissionSummary(permission, version), permission: version.policyTemplate };
}
