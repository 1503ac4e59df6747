/**
 * Resource shares: create, change, delete and list. What is in them is changed by association.ts, and shown by those of
 * share-association.ts. Deleting one ends everything that it shared, and leaves the shared resources as they are.
 */

import { uuid } from '../../base/ids.ts';
import type { ResourceShare } from '../../model/resource-share.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { checkPermissionArn } from './arn.ts';
import { removeInvitations, withAdded } from './association.ts';
import { invalidParameter, missingParameter, shareLimit } from './faults.ts';
import type { InputOf, RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';
import { attachable, type Permission } from './permission.ts';
import { mostShares } from './quotas.ts';
import { changeableShare, echoed, narrowed, ownShare, shareShape, sharesOf } from './share.ts';
import { shareStatus } from './state.ts';
import { withTags } from './tag-list.ts';

const nameForm = /^[^\s](?:.{0,254}[^\s])?$/;

function checkName(name: string): string {
  if (!nameForm.test(name)) throw invalidParameter('The specified resource share name is not valid.');
  return name;
}

/** One permission for each type of resource. @throws Fault InvalidParameterException */
function namedPermissions(draft: Draft, context: Context, arns: readonly string[]): ResourceShare['permissions'] {
  const named = arns.map((arn) => attachable(draft.network, context, arn));
  const types = new Set(named.map(({ resourceType }) => resourceType));
  if (types.size < named.length) {
    throw invalidParameter('You can associate only one permission with each resource type in the resource share.');
  }
  return named.map(({ arn, resourceType, defaultVersion }: Permission) => ({
    arn,
    resourceType,
    version: defaultVersion,
  }));
}

function madeShare(draft: Draft, context: Context, input: InputOf<'CreateResourceShare'>): ResourceShare {
  const { account, region, now, random } = context;
  const own = draft.network.owned('resource-share', account, region).filter(({ desired }) => desired === 'active');
  if (own.length >= mostShares) throw shareLimit('You have the maximum number of resource shares.');
  return {
    kind: 'resource-share',
    id: uuid(random),
    account,
    region,
    created: now,
    updated: now,
    tags: withTags({}, input.tags),
    name: checkName(input.name),
    allowExternalPrincipals: input.allowExternalPrincipals ?? true,
    ...(input.resourceShareConfiguration?.retainSharingOnAccountLeaveOrganization ? { retainsLeavers: true } : {}),
    desired: 'active',
    stateRevision: draft.revision,
    permissions: namedPermissions(draft, context, input.permissionArns ?? []),
    resources: [],
    principals: [],
  };
}

type Filter = (share: ResourceShare) => boolean;

/** Filters of different kinds must all match; of tags, one of the filters is enough. */
function filtersOf(context: Context, input: InputOf<'GetResourceShares'>): readonly Filter[] {
  const { name, resourceShareStatus: status, tagFilters, permissionArn, permissionVersion } = input;
  if (permissionArn === undefined && permissionVersion !== undefined) {
    throw invalidParameter('You must specify permissionArn with permissionVersion.');
  }
  if (permissionArn !== undefined) checkPermissionArn(permissionArn);
  const isTagged: Filter = ({ account, tags }) =>
    account === context.account &&
    (tagFilters ?? []).some(({ tagKey = '', tagValues = [] }) => {
      const value = Object.hasOwn(tags, tagKey) ? tags[tagKey] : undefined;
      return value !== undefined && (tagValues.length === 0 || tagValues.includes(value));
    });
  const hasPermission: Filter = ({ permissions }) =>
    permissions.some(
      ({ arn, version }) => arn === permissionArn && (permissionVersion === undefined || version === permissionVersion),
    );
  return [
    ...(name === undefined ? [] : [(share: ResourceShare) => share.name === name]),
    ...(status === undefined ? [] : [(share: ResourceShare) => shareStatus(context, share) === status]),
    ...(tagFilters === undefined || tagFilters.length === 0 ? [] : [isTagged]),
    ...(permissionArn === undefined ? [] : [hasPermission]),
  ];
}

export const resourceShareOperations: RamHandlers<
  'CreateResourceShare' | 'DeleteResourceShare' | 'GetResourceShares' | 'UpdateResourceShare'
> = {
  CreateResourceShare(context, input) {
    return context.transact((draft) => {
      const share = withAdded(draft, context, madeShare(draft, context, input), input);
      draft.put(share);
      return { resourceShare: shareShape({ ...context, network: draft.network }, share), ...echoed(input) };
    });
  },

  UpdateResourceShare(context, input) {
    const { name, allowExternalPrincipals } = input;
    if (name === undefined && allowExternalPrincipals === undefined) {
      throw missingParameter('You must specify name or allowExternalPrincipals.');
    }
    return context.transact((draft) => {
      const share = changeableShare(draft, context, input.resourceShareArn);
      // Likeliest: what is shared with outsiders has to be taken from them first.
      const hasExternal = share.principals.some((one) => one.external && one.desired === 'associated' && !one.failure);
      if (allowExternalPrincipals === false && hasExternal) {
        throw invalidParameter('The resource share has principals that are not in your AWS organization.');
      }
      const changed: ResourceShare = {
        ...share,
        ...(name === undefined ? {} : { name: checkName(name) }),
        ...(allowExternalPrincipals === undefined ? {} : { allowExternalPrincipals }),
        updated: context.now,
      };
      draft.put(changed);
      return { resourceShare: shareShape({ ...context, network: draft.network }, changed), ...echoed(input) };
    });
  },

  DeleteResourceShare(context, input) {
    return context.transact((draft) => {
      const share = ownShare(draft.network, context, input.resourceShareArn);
      if (share.desired === 'active') {
        draft.put({ ...share, desired: 'deleted', stateRevision: draft.revision, updated: context.now });
        removeInvitations(draft, share);
      }
      return { returnValue: true, ...echoed(input) };
    });
  },

  GetResourceShares(context, input) {
    const filters = filtersOf(context, input);
    const shares = narrowed(sharesOf(context, input.resourceOwner), input.resourceShareArns);
    const wanted = shares.filter((share) => filters.every((matches) => matches(share)));
    const { items, next } = ramPage(wanted, input, ({ id }) => id);
    return { resourceShares: items.map((share) => shareShape(context, share)), ...next };
  },
};
