/** Permissions of an account's own, with their versions: create, delete, and choose the version that shares get. */

import { Fault } from '../../base/fault.ts';
import type { ResourceSharePermission } from '../../model/resource-share.ts';
import { shareableTypes } from '../../model/sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { permissionArn } from './arn.ts';
import { invalidParameter, notPermitted, versionNotFound } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { attachable, isShown, permissionAt, permissionDetail, permissionSummary, versionOf } from './permission.ts';
import { checkTemplate } from './policy-template.ts';
import { mostPermissions, mostPermissionsPerType, mostVersions } from './quotas.ts';
import { echoed } from './share.ts';
import { withTags } from './tag-list.ts';

const nameForm = /^[\w.-]{1,36}$/;

/** @throws Fault those of `permissionAt`, OperationNotPermittedException for AWS's */
export function ownPermission(draft: Draft, context: Context, arn: string): ResourceSharePermission {
  const permission = attachable(draft.network, context, arn);
  if (permission.isManaged) throw notPermitted(`You cannot change the AWS managed permission ${arn}.`);
  return draft.get('resource-share-permission', arn)!;
}

/** Shares of the owner that have a permission, or one version of it. */
function users(draft: Draft, { account, region }: Context, arn: string, version?: number): number {
  const shares = draft.network.owned('resource-share', account, region).filter(({ desired }) => desired === 'active');
  return shares.filter(({ permissions }) =>
    permissions.some((one) => one.arn === arn && (version === undefined || one.version === version)),
  ).length;
}

function checkNew(draft: Draft, { account, region }: Context, arn: string, resourceType: string): void {
  const own = draft.network
    .owned('resource-share-permission', account, region)
    .filter(({ deleted }) => deleted === undefined);
  if (own.some(({ id }) => id === arn)) {
    throw new Fault('PermissionAlreadyExistsException', `Permission ${arn} already exists.`, 409);
  }
  const ofType = own.filter((one) => one.resourceType === resourceType);
  if (own.length >= mostPermissions || ofType.length >= mostPermissionsPerType) {
    throw new Fault('PermissionLimitExceededException', 'You have the maximum number of customer managed permissions.');
  }
}

export const customerPermissionOperations: RamHandlers<
  | 'CreatePermission'
  | 'CreatePermissionVersion'
  | 'DeletePermission'
  | 'DeletePermissionVersion'
  | 'SetDefaultPermissionVersion'
> = {
  CreatePermission(context, input) {
    const { account, region, now } = context;
    const { name, resourceType, policyTemplate } = input;
    if (!nameForm.test(name)) throw invalidParameter(`The permission name ${name} is not valid.`);
    const isShareable = Object.values(shareableTypes).some((type) => type.name === resourceType);
    if (!isShareable) throw invalidParameter(`Invalid resource type: ${resourceType}`);
    checkTemplate(policyTemplate, resourceType);
    return context.transact((draft) => {
      const arn = permissionArn(region, account, name);
      checkNew(draft, context, arn, resourceType);
      draft.put({
        kind: 'resource-share-permission',
        id: arn,
        account,
        region,
        created: now,
        updated: now,
        tags: withTags({}, input.tags),
        name,
        resourceType,
        defaultVersion: 1,
        versions: [{ version: 1, policyTemplate, created: now, updated: now }],
      });
      const permission = permissionAt(draft.network, context, arn);
      return { permission: permissionSummary(permission, versionOf(permission, 1, now)), ...echoed(input) };
    });
  },

  /** The new version is the default at once. */
  CreatePermissionVersion(context, input) {
    const { now } = context;
    return context.transact((draft) => {
      const own = ownPermission(draft, context, input.permissionArn);
      checkTemplate(input.policyTemplate, own.resourceType);
      if (own.versions.filter(({ deleted }) => deleted === undefined).length >= mostVersions) {
        throw new Fault(
          'PermissionVersionsLimitExceededException',
          `The permission has the maximum number of versions: ${mostVersions}.`,
        );
      }
      const version = 1 + Math.max(...own.versions.map((one) => one.version));
      const added = { version, policyTemplate: input.policyTemplate, created: now, updated: now };
      const kept = own.versions.filter((one) => isShown(one, now));
      draft.put({ ...own, versions: [...kept, added], defaultVersion: version, updated: now });
      const permission = permissionAt(draft.network, context, own.id);
      return { permission: permissionDetail(permission, versionOf(permission, version, now)), ...echoed(input) };
    });
  },

  SetDefaultPermissionVersion(context, input) {
    const { permissionArn: arn, permissionVersion: version } = input;
    return context.transact((draft) => {
      const own = ownPermission(draft, context, arn);
      const isThere = own.versions.some((one) => one.version === version && one.deleted === undefined);
      if (!isThere) throw versionNotFound(arn, version);
      draft.put({ ...own, defaultVersion: version, updated: context.now });
      return { returnValue: true, ...echoed(input) };
    });
  },

  DeletePermissionVersion(context, input) {
    const { permissionArn: arn, permissionVersion: version } = input;
    return context.transact((draft) => {
      const own = ownPermission(draft, context, arn);
      const isThere = own.versions.some((one) => one.version === version && one.deleted === undefined);
      if (!isThere) throw versionNotFound(arn, version);
      if (version === own.defaultVersion) throw notPermitted('You cannot delete the default version of a permission.');
      if (users(draft, context, arn, version) > 0) throw notPermitted('The version is used by resource shares.');
      const ended = { deleted: context.now, updated: context.now };
      const versions = own.versions.map((one) => (one.version === version ? { ...one, ...ended } : one));
      draft.put({ ...own, versions, updated: context.now });
      return { returnValue: true, permissionStatus: 'DELETED', ...echoed(input) };
    });
  },

  /** AWS answers that it is still deleting, and shows what is gone for a while. */
  DeletePermission(context, input) {
    return context.transact((draft) => {
      const own = ownPermission(draft, context, input.permissionArn);
      if (users(draft, context, own.id) > 0) throw notPermitted('The permission is used by resource shares.');
      draft.put({ ...own, deleted: context.now, updated: context.now });
      return { returnValue: true, permissionStatus: 'DELETING', ...echoed(input) };
    });
  },
};
