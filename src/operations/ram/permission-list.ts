/** Which permissions and versions there are, and what is in one. */

import { shareableTypes } from '../../model/sharing.ts';
import { invalidParameter } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';
import { isShown, permissionAt, permissionDetail, permissionSummary, permissionsOf, versionOf } from './permission.ts';
import { sameType } from './shared-resource.ts';

const permissionTypes: readonly string[] = ['ALL', 'AWS_MANAGED', 'CUSTOMER_MANAGED'];

/** Numbers in the order of text. */
const versionKey = (version: number): string => String(version).padStart(10, '0');

export const permissionListOperations: RamHandlers<'GetPermission' | 'ListPermissions' | 'ListPermissionVersions'> = {
  ListPermissions(context, input) {
    const { resourceType: type, permissionType = 'ALL' } = input;
    const isKnown = type === undefined || Object.values(shareableTypes).some(({ name }) => sameType(name, type));
    if (!isKnown) throw invalidParameter(`Invalid resource type: ${type}`);
    if (!permissionTypes.includes(permissionType)) {
      throw invalidParameter(`${permissionType} is not a valid scope. Must be one of: ${permissionTypes.join(', ')}.`);
    }
    const wanted = permissionsOf(context)
      .filter((one) => type === undefined || sameType(one.resourceType, type))
      .filter((one) => permissionType === 'ALL' || one.isManaged === (permissionType === 'AWS_MANAGED'));
    const { items, next } = ramPage(wanted, input, ({ arn }) => arn);
    const permissions = items.map((one) => permissionSummary(one, versionOf(one, one.defaultVersion, context.now)));
    return { permissions, ...next };
  },

  GetPermission(context, input) {
    const permission = permissionAt(context.network, context, input.permissionArn);
    const version = versionOf(permission, input.permissionVersion ?? permission.defaultVersion, context.now);
    return { permission: permissionDetail(permission, version) };
  },

  ListPermissionVersions(context, input) {
    const permission = permissionAt(context.network, context, input.permissionArn);
    const versions = permission.versions.filter((one) => isShown(one, context.now));
    const { items, next } = ramPage(versions, input, ({ version }) => versionKey(version));
    return { permissions: items.map((version) => permissionSummary(permission, version)), ...next };
  },
};
