/**
 * What is in a share: adding and removing, and the list of associations, which is its owner's alone. An account that an invitation
 * brought may leave a share again; one that is in it by its organization may not
 * (https://docs.aws.amazon.com/ram/latest/userguide/working-with-shared-leave.html).
 */

import {
  type PrincipalAssociation,
  type ResourceShare,
  resourceShareArn,
  type ShareAssociation,
} from '../../model/resource-share.ts';
import { sharesReaching } from '../../model/sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { readShareId } from './arn.ts';
import { checkNamed, type Named, withAdded, withoutForgotten, withRemoved } from './association.ts';
import { invalidParameter, notPermitted } from './faults.ts';
import type { InputOf, RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';
import { principalId } from './principal.ts';
import { changeableShare, echoed, narrowed, ownShares, sharerOf } from './share.ts';
import { type AssociationStatus, isRemembered, type Now, principalStatus, resourceStatus } from './state.ts';

const statuses: readonly string[] = [
  'ASSOCIATING',
  'ASSOCIATED',
  'FAILED',
  'DISASSOCIATING',
  'DISASSOCIATED',
  'SUSPENDED',
  'SUSPENDING',
  'RESTORING',
];

interface Shown {
  readonly share: ResourceShare;
  readonly association: ShareAssociation;
  readonly associationType: 'PRINCIPAL' | 'RESOURCE';
  readonly status: AssociationStatus;
  readonly external: boolean;
}

const shownResource = (context: Now, share: ResourceShare, association: ShareAssociation): Shown => ({
  share,
  association,
  associationType: 'RESOURCE',
  status: resourceStatus(context, share, association),
  external: false,
});

const shownPrincipal = (context: Now, share: ResourceShare, association: PrincipalAssociation): Shown => ({
  share,
  association,
  associationType: 'PRINCIPAL',
  status: principalStatus(context, share, association),
  external: association.external,
});

function shape({ share, association, associationType, status, external }: Shown) {
  return {
    resourceShareArn: resourceShareArn(share),
    resourceShareName: share.name,
    associatedEntity: association.id,
    associationType,
    status,
    ...(association.failure === undefined ? {} : { statusMessage: association.failure }),
    creationTime: new Date(association.created),
    lastUpdatedTime: new Date(association.updated),
    external,
  };
}

/** The associations that a request named, as they are now. */
function named(context: Now, share: ResourceShare, { principals, resourceArns }: Named) {
  const ids = new Set(principals?.map(principalId));
  const arns = new Set(resourceArns);
  return [
    ...share.principals.filter(({ id }) => ids.has(id)).map((one) => shownPrincipal(context, share, one)),
    ...share.resources.filter(({ id }) => arns.has(id)).map((one) => shownResource(context, share, one)),
  ].map(shape);
}

/** The share that the caller takes something out of: its own, or one that it leaves. */
function shareToShrink(draft: Draft, context: Context, input: InputOf<'DisassociateResourceShare'>): ResourceShare {
  const id = readShareId(input.resourceShareArn);
  const reaching = sharesReaching(draft.network, sharerOf(context)).find((share) => share.id === id);
  if (reaching === undefined) return changeableShare(draft, context, input.resourceShareArn);
  const { principals = [], resourceArns = [] } = input;
  const isSelf = principals.length === 1 && principals[0] === context.account && resourceArns.length === 0;
  const own = reaching.principals.find((one) => one.id === context.account);
  if (!isSelf || own?.invitation !== 'accepted') {
    throw notPermitted('You can leave only resource shares that you accepted an invitation to.');
  }
  return reaching;
}

export const shareAssociationOperations: RamHandlers<
  'AssociateResourceShare' | 'DisassociateResourceShare' | 'GetResourceShareAssociations' | 'ListSourceAssociations'
> = {
  AssociateResourceShare(context, input) {
    if (input.sources?.length) throw noSources();
    checkNamed(input);
    return context.transact((draft) => {
      const share = changeableShare(draft, context, input.resourceShareArn);
      const changed = withAdded(draft, context, withoutForgotten(share, context.now), input);
      draft.put({ ...changed, updated: context.now });
      const at = { ...context, network: draft.network };
      return { resourceShareAssociations: named(at, changed, input), ...echoed(input) };
    });
  },

  DisassociateResourceShare(context, input) {
    if (input.sources?.length) throw noSources();
    checkNamed(input);
    return context.transact((draft) => {
      const share = shareToShrink(draft, context, input);
      const changed = withRemoved(draft, context, withoutForgotten(share, context.now), input);
      draft.put({ ...changed, updated: context.now });
      const at = { ...context, network: draft.network };
      return { resourceShareAssociations: named(at, changed, input), ...echoed(input) };
    });
  },

  GetResourceShareAssociations(context, input) {
    const { associationType, associationStatus: status } = input;
    checkFilters(input);
    const shares = narrowed(ownShares(context), input.resourceShareArns);
    const all = shares.flatMap((share) => associationsOf(context, share, associationType));
    const entity = input.resourceArn ?? (input.principal === undefined ? undefined : principalId(input.principal));
    const wanted = all.filter(
      (one) => (entity === undefined || isNamed(one, entity)) && (status === undefined || one.status === status),
    );
    const { items, next } = ramPage(wanted, input, ({ share, association }) => `${share.id} ${association.id}`);
    return { resourceShareAssociations: items.map(shape), ...next };
  },

  /** Sources narrow service principals, which no share here has. */
  ListSourceAssociations(context, input) {
    narrowed(ownShares(context), input.resourceShareArns);
    return { sourceAssociations: ramPage([], input, () => '').items };
  },
};

/** Organizations and units may be named by their ids alone. */
function isNamed({ association: { id } }: Shown, entity: string): boolean {
  return id === entity || (id.startsWith('arn:aws:organizations:') && id.endsWith(`/${entity}`));
}

const noSources = () => invalidParameter('You can specify sources only with service principals.');

/** What ended stays listed for a while. */
function associationsOf(context: Context, share: ResourceShare, type: string): readonly Shown[] {
  const isShown = (one: ShareAssociation) => one.desired === 'associated' || isRemembered(context.now, one.updated);
  if (type === 'RESOURCE') return share.resources.filter(isShown).map((one) => shownResource(context, share, one));
  if (type === 'PRINCIPAL') return share.principals.filter(isShown).map((one) => shownPrincipal(context, share, one));
  return [];
}

function checkFilters(input: InputOf<'GetResourceShareAssociations'>): void {
  const { associationType: type, associationStatus: status, resourceArn, principal } = input;
  if (type !== 'PRINCIPAL' && type !== 'RESOURCE' && type !== 'SOURCE') {
    throw invalidParameter(
      `${type} is not a valid association type. Specify either PRINCIPAL or RESOURCE and try again.`,
    );
  }
  if (status !== undefined && !statuses.includes(status)) {
    throw invalidParameter(`${status} is not a valid association status.`);
  }
  if (type === 'PRINCIPAL' && resourceArn !== undefined) {
    throw invalidParameter('You cannot specify a resource ARN when the association type is PRINCIPAL.');
  }
  if (type === 'RESOURCE' && principal !== undefined) {
    throw invalidParameter('You cannot specify a principal when the association type is RESOURCE.');
  }
}
