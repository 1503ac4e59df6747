/**
 * Which permission a share has for each of its types: given, taken away, and replaced, in one share or in all of an account's. A share
 * keeps the version that it was given until it is given another; only default versions are given.
 * https://docs.aws.amazon.com/ram/latest/APIReference/API_AssociateResourceSharePermission.html
 */

import { type ResourceShare, resourceShareArn } from '../../model/resource-share.ts';
import { shareableTypeOf } from '../../model/sharing.ts';
import type { Context } from '../context.ts';
import { checkPermissionArn } from './arn.ts';
import { invalidParameter, notAssociated, notPermitted } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';
import { attachable, type Permission, permissionAt, permissionSummary } from './permission.ts';
import { changeableShare, echoed, ownShare, ownShares } from './share.ts';
import { liveResources, sameType } from './shared-resource.ts';

type Held = ResourceShare['permissions'][number];

function held({ arn, resourceType, defaultVersion }: Permission): Held {
  return { arn, resourceType, version: defaultVersion };
}

/** The share with a permission in place of the one that it had for the type. */
export function withPermission(share: ResourceShare, permission: Permission): ResourceShare {
  const others = share.permissions.filter(({ resourceType }) => resourceType !== permission.resourceType);
  return { ...share, permissions: [...others, held(permission)] };
}

/** A version that was deleted is in no share, so that each is there. */
function shownIn(context: Context, { arn, version }: Held) {
  const permission = permissionAt(context.network, context, arn);
  return permissionSummary(permission, permission.versions.find((one) => one.version === version)!);
}

interface Listed {
  readonly share: ResourceShare;
  readonly held: Held;
}

function associationShape(context: Context, { share, held: { arn, resourceType, version } }: Listed) {
  const { defaultVersion } = permissionAt(context.network, context, arn);
  return {
    arn,
    permissionVersion: String(version),
    defaultVersion: version === defaultVersion,
    resourceType,
    status: 'ASSOCIATED',
    featureSet: 'STANDARD' as const,
    lastUpdatedTime: new Date(share.updated),
    resourceShareArn: resourceShareArn(share),
  };
}

export const permissionAssociationOperations: RamHandlers<
  | 'AssociateResourceSharePermission'
  | 'DisassociateResourceSharePermission'
  | 'ListPermissionAssociations'
  | 'ListResourceSharePermissions'
> = {
  AssociateResourceSharePermission(context, input) {
    return context.transact((draft) => {
      const share = changeableShare(draft, context, input.resourceShareArn);
      const permission = attachable(draft.network, context, input.permissionArn);
      const { resourceType, defaultVersion } = permission;
      if (input.permissionVersion !== undefined && input.permissionVersion !== defaultVersion) {
        throw invalidParameter('You can associate only the default version of a permission.');
      }
      const hasOther = share.permissions.some((one) => one.resourceType === resourceType);
      if (hasOther && input.replace !== true) {
        throw invalidParameter(
          `The resource share already has a permission for the resource type ${resourceType}. Specify replace to replace it.`,
        );
      }
      draft.put({ ...withPermission(share, permission), updated: context.now });
      return { returnValue: true, ...echoed(input) };
    });
  },

  DisassociateResourceSharePermission(context, input) {
    const { permissionArn: arn } = input;
    checkPermissionArn(arn);
    return context.transact((draft) => {
      const share = changeableShare(draft, context, input.resourceShareArn);
      const found = share.permissions.find((one) => one.arn === arn);
      if (found === undefined) throw notAssociated(arn);
      const live = liveResources({ ...context, network: draft.network }, share);
      if (live.some(({ id }) => shareableTypeOf(id)?.name === found.resourceType)) {
        throw notPermitted(`The resource share has resources of the type ${found.resourceType}.`);
      }
      draft.put({ ...share, permissions: share.permissions.filter((one) => one !== found), updated: context.now });
      return { returnValue: true, ...echoed(input) };
    });
  },

  ListResourceSharePermissions(context, input) {
    const { permissions: all } = ownShare(context.network, context, input.resourceShareArn);
    const { items, next } = ramPage(all, input, ({ arn }) => arn);
    return { permissions: items.map((one) => shownIn(context, one)), ...next };
  },

  ListPermissionAssociations(context, input) {
    const { permissionArn: arn, permissionVersion: version, resourceType: type } = input;
    if (arn !== undefined) checkPermissionArn(arn);
    if (arn === undefined && version !== undefined) {
      throw invalidParameter('You must specify permissionArn with permissionVersion.');
    }
    const { associationStatus: status = 'ASSOCIATED', featureSet = 'STANDARD' } = input;
    const isAny = status === 'ASSOCIATED' && featureSet === 'STANDARD';
    const shares = ownShares(context).filter(({ desired }) => isAny && desired === 'active');
    const all = shares
      .flatMap((share) => share.permissions.map((one) => ({ share, held: one })))
      .filter(({ held: one }) => arn === undefined || one.arn === arn)
      .filter(({ held: one }) => version === undefined || one.version === version)
      .filter(({ held: one }) => type === undefined || sameType(one.resourceType, type))
      .filter((one) => !input.defaultVersion || associationShape(context, one).defaultVersion);
    const { items, next } = ramPage(all, input, ({ share, held: one }) => `${one.arn} ${share.id}`);
    return { permissions: items.map((one) => associationShape(context, one)), ...next };
  },
};
