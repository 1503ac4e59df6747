/** What is shared, and with whom: the lists of resources and principals, for those who share and those who are shared with. */

import { present } from '../../base/assert.ts';
import { type ResourceShare, resourceShareArn, type ShareAssociation } from '../../model/resource-share.ts';
import { principalsOf, sameOrganization, shareableTypeOf, shareableTypes } from '../../model/sharing.ts';
import type { Context } from '../context.ts';
import { invalidParameter, malformedArn, unknownResourceType } from './faults.ts';
import type { InputOf, RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';
import { principalId } from './principal.ts';
import { checkScope } from './resource-type.ts';
import { narrowed, sharerOf, sharesOf } from './share.ts';
import { isLive, type Now, principalStatus, resourceStatus } from './state.ts';

interface Listed {
  readonly share: ResourceShare;
  readonly association: ShareAssociation;
}

/** Types are not case sensitive in requests: https://docs.aws.amazon.com/ram/latest/APIReference/API_Resource.html */
export function sameType(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function isKnown(type: string): boolean {
  return Object.values(shareableTypes).some(({ name }) => sameType(name, type));
}

/** What is in a share, and what will be. */
export function liveResources(context: Now, share: ResourceShare): readonly ShareAssociation[] {
  return share.resources.filter((one) => isLive(resourceStatus(context, share, one)));
}

/** What a consumer gets of a share: nothing that stays within the organization, once it is outside. */
function reachingResources(context: Context, share: ResourceShare): readonly ShareAssociation[] {
  const live = liveResources(context, share);
  if (share.account === context.account || sameOrganization(context.network, share.account, context.account))
    return live;
  return live.filter(({ id }) => shareableTypeOf(id)?.outsideOrganization);
}

export function resourceShape(context: Now, { share, association }: Listed) {
  const isDone = resourceStatus(context, share, association) === 'ASSOCIATED';
  return {
    arn: association.id,
    type: shareableTypeOf(association.id)?.name,
    resourceShareArn: resourceShareArn(share),
    status: isDone ? ('AVAILABLE' as const) : ('PENDING' as const),
    creationTime: new Date(association.created),
    lastUpdatedTime: new Date(association.updated),
    resourceRegionScope: 'REGIONAL' as const,
  };
}

export const listedKey = ({ share, association }: Listed): string => `${association.id} ${share.id}`;

function hasType(context: Context, share: ResourceShare, type: string | undefined): boolean {
  if (type === undefined) return true;
  return liveResources(context, share).some(({ id }) => sameType(shareableTypeOf(id)?.name ?? '', type));
}

/** What the caller is to shares of others: itself, its organization, its units. */
function ownNames(context: Context): readonly (string | undefined)[] {
  return [...principalsOf(context.network, context.account), sharerOf(context).identity];
}

/** Whether a share is with a principal. Of another's share the caller learns of no principal that it isn't itself. */
function isWith(context: Context, share: ResourceShare, principal: string | undefined): boolean {
  if (principal === undefined) return true;
  const id = principalId(principal);
  if (share.account !== context.account && !ownNames(context).includes(id)) return false;
  return share.principals.some((one) => one.id === id && isLive(principalStatus(context, share, one)));
}

/** For others the principals are the owners of the shares that reach them; they learn of no other principal. */
function principalsListed(
  context: Context,
  share: ResourceShare,
): readonly (Listed & { readonly external: boolean })[] {
  if (share.account === context.account) {
    const live = share.principals.filter((one) => isLive(principalStatus(context, share, one)));
    return live.map((association) => ({ share, association, external: association.external }));
  }
  const names = ownNames(context);
  const association = present(
    share.principals.find(({ id }) => names.includes(id)),
    'what a share reaches the caller by',
  );
  const external = !sameOrganization(context.network, share.account, context.account);
  return [{ share, association: { ...association, id: share.account }, external }];
}

export const sharedResourceOperations: RamHandlers<'ListPrincipals' | 'ListResources'> = {
  ListResources(context, input: InputOf<'ListResources'>) {
    const { resourceType: type, resourceArns, principal } = input;
    if (type !== undefined && !isKnown(type)) throw unknownResourceType(type);
    const isRegional = checkScope(input.resourceRegionScope) !== 'GLOBAL';
    for (const arn of resourceArns ?? []) if (!arn.startsWith('arn:')) throw malformedArn(arn);
    const shares = narrowed(sharesOf(context, input.resourceOwner), input.resourceShareArns);
    const all = shares
      .filter((share) => isRegional && isWith(context, share, principal))
      .flatMap((share) => reachingResources(context, share).map((association) => ({ share, association })))
      .filter(({ association: { id } }) => type === undefined || sameType(shareableTypeOf(id)?.name ?? '', type))
      .filter(({ association: { id } }) => !resourceArns?.length || resourceArns.includes(id));
    const { items, next } = ramPage(all, input, listedKey);
    return { resources: items.map((one) => resourceShape(context, one)), ...next };
  },

  ListPrincipals(context, input) {
    const { resourceArn, principals = [], resourceType } = input;
    if (resourceType !== undefined && !isKnown(resourceType)) {
      throw invalidParameter(`Invalid resource type: ${resourceType}`);
    }
    if (resourceArn !== undefined && !resourceArn.startsWith('arn:')) throw malformedArn(resourceArn);
    const ids = principals.map(principalId);
    const shares = narrowed(sharesOf(context, input.resourceOwner), input.resourceShareArns);
    const all = shares
      .filter((share) => hasType(context, share, resourceType))
      .filter(
        (share) => resourceArn === undefined || liveResources(context, share).some(({ id }) => id === resourceArn),
      )
      .flatMap((share) => principalsListed(context, share))
      .filter(({ association: { id } }) => ids.length === 0 || ids.includes(id));
    const { items, next } = ramPage(all, input, listedKey);
    return {
      principals: items.map(({ share, association, external }) => ({
        id: association.id,
        resourceShareArn: resourceShareArn(share),
        creationTime: new Date(association.created),
        lastUpdatedTime: new Date(association.updated),
        external,
      })),
      ...next,
    };
  },
};
