/**
 * Adding resources and principals to a share and taking them out, as a change of its document: with the checks of each, the
 * permissions that new types need, and the invitations that outsiders get. What doesn't fit what is there already fails as an
 * association of its own, and the request succeeds: https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceShareAssociation.html
 */

import { uuid } from '../../base/ids.ts';
import type { PrincipalAssociation, ResourceShare, ShareAssociation } from '../../model/resource-share.ts';
import { identityAccount, type ShareableType, shareableTypeOf } from '../../model/sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidParameter, notAssociated, shareLimit } from './faults.ts';
import { checkParticipantQuotas } from './participant-quotas.ts';
import { usualPermission } from './permission.ts';
import { checkPrincipal, principalId } from './principal.ts';
import {
  mostPendingInvitations,
  mostPerCall,
  mostPrincipals,
  mostPrincipalsPerShare,
  mostResources,
  mostResourcesPerShare,
} from './quotas.ts';
import { checkShareable } from './shareable-resource.ts';
import { invitationStatus, isLive, isRemembered, type Now, principalStatus, resourceStatus } from './state.ts';

export interface Named {
  readonly resourceArns?: readonly string[] | undefined;
  readonly principals?: readonly string[] | undefined;
}

/** @throws Fault ResourceShareLimitExceededException */
export function checkCount({ resourceArns = [], principals = [] }: Named): void {
  if (resourceArns.length > mostPerCall) throw shareLimit(`You can specify at most ${mostPerCall} resources.`);
  if (principals.length > mostPerCall) throw shareLimit(`You can specify at most ${mostPerCall} principals.`);
}

/** The share with what was asked for; what is associated already stays as it is. */
export function withAdded(draft: Draft, context: Context, share: ResourceShare, named: Named): ResourceShare {
  checkCount(named);
  const resources = addResources(draft, context, share, named.resourceArns ?? []);
  const principals = addPrincipals(draft, context, { ...share, resources }, named.principals ?? []);
  const added = { ...share, resources, principals, permissions: permissionsFor(share, resources) };
  checkQuotas(draft, context, added);
  checkParticipantQuotas(draft.network.with(added), context, added);
  return added;
}

const now = (draft: Draft, { appliedRevision, now }: Context): Now => ({
  network: draft.network,
  appliedRevision,
  now,
});

const begun = (draft: Draft, context: Context) => ({
  desired: 'associated' as const,
  stateRevision: draft.revision,
  created: context.now,
  updated: context.now,
});

function addResources(
  draft: Draft,
  context: Context,
  share: ResourceShare,
  arns: readonly string[],
): readonly ShareAssociation[] {
  const at = now(draft, context);
  const outsiders = share.principals.filter((one) => isLive(principalStatus(at, share, one)));
  let all = share.resources;
  for (const arn of new Set(arns)) {
    const { type } = checkShareable(draft.network, context, arn);
    const known = all.find((one) => one.id === arn);
    if (known && isLive(resourceStatus(at, share, known))) continue;
    const failure = outsiders.map((one) => misfit(type, one)).find((reason) => reason !== undefined);
    const added = { id: arn, ...begun(draft, context), ...(failure === undefined ? {} : { failure }) };
    all = [...all.filter((one) => one.id !== arn), added];
  }
  return all;
}

function addPrincipals(
  draft: Draft,
  context: Context,
  share: ResourceShare,
  ids: readonly string[],
): readonly PrincipalAssociation[] {
  const at = now(draft, context);
  const types = liveTypes(at, share);
  let all = share.principals;
  for (const id of new Set(ids.map(principalId))) {
    const asked = { owner: share.account, allowExternalPrincipals: share.allowExternalPrincipals };
    const { external } = checkPrincipal(draft.network, asked, id);
    const known = all.find((one) => one.id === id);
    if (known && isLive(principalStatus(at, share, known))) continue;
    const failure = types.map((type) => misfit(type, { id, external })).find((reason) => reason !== undefined);
    removeInvitations(draft, share, id);
    const isInvited = external && failure === undefined;
    if (isInvited) invite(draft, context, share, id);
    const added: PrincipalAssociation = {
      id,
      external,
      ...begun(draft, context),
      ...(failure === undefined ? {} : { failure }),
      ...(isInvited ? { invitation: 'pending' } : {}),
    };
    all = [...all.filter((one) => one.id !== id), added];
  }
  return all;
}

/**
 * Why a principal may not have resources of a type, as its association says. The first sentence is the user guide's, which doesn't
 * say where it stands: https://docs.aws.amazon.com/ram/latest/userguide/tshoot-sharing-outside-org.html; the second is the likeliest.
 */
function misfit(type: ShareableType, principal: Pick<PrincipalAssociation, 'id' | 'external'>): string | undefined {
  if (principal.external && !type.outsideOrganization)
    return 'You cannot share the resource outside your organization.';
  const isIdentity = principal.id.startsWith('arn:aws:iam:');
  return isIdentity && !type.identities ? 'You cannot share the resource with IAM users or roles.' : undefined;
}

function liveTypes(at: Now, share: ResourceShare): readonly ShareableType[] {
  const live = share.resources.filter((one) => isLive(resourceStatus(at, share, one)));
  return [...new Set(live.flatMap(({ id }) => shareableTypeOf(id) ?? []))];
}

/** A share has one permission for each type; new types get AWS's. */
function permissionsFor(
  { permissions }: ResourceShare,
  resources: readonly ShareAssociation[],
): ResourceShare['permissions'] {
  const types = new Set(resources.map(({ id }) => shareableTypeOf(id)?.name ?? ''));
  const missing = [...types].filter((type) => !permissions.some((one) => one.resourceType === type));
  const added = missing.flatMap((type) => usualPermission(type) ?? []);
  return [
    ...permissions,
    ...added.map(({ arn, resourceType, defaultVersion }) => ({ arn, resourceType, version: defaultVersion })),
  ];
}

function invite(draft: Draft, { now, random, account, region }: Context, share: ResourceShare, id: string): void {
  draft.put({
    kind: 'resource-share-invitation',
    id: uuid(random),
    account,
    region,
    created: now,
    tags: {},
    share: share.id,
    receiver: identityAccount(id) ?? id,
    principal: id,
    status: 'pending',
  });
}

/** What was sent to a principal, or to all, is void once the share is none of theirs. */
export function removeInvitations(draft: Draft, share: ResourceShare, principal?: string): void {
  for (const one of draft.find('resource-share-invitation', `share:${share.id}`)) {
    if (principal === undefined || one.principal === principal) draft.remove('resource-share-invitation', one.id);
  }
}

const held = (associations: readonly ShareAssociation[]): number =>
  associations.filter(({ desired }) => desired === 'associated').length;

function checkQuotas(draft: Draft, context: Context, share: ResourceShare): void {
  const { account, region } = context;
  if (held(share.resources) > mostResourcesPerShare || held(share.principals) > mostPrincipalsPerShare) {
    throw shareLimit('The resource share has the maximum number of associations.');
  }
  const others = draft.network.owned('resource-share', account, region).filter(({ id }) => id !== share.id);
  const count = (of: 'resources' | 'principals') => [share, ...others].reduce((sum, one) => sum + held(one[of]), 0);
  if (count('resources') > mostResources || count('principals') > mostPrincipals) {
    throw shareLimit('Your resource shares have the maximum number of associations.');
  }
  const sent = draft.network.owned('resource-share-invitation', account, region);
  if (sent.filter((one) => invitationStatus(one, context.now) === 'pending').length > mostPendingInvitations) {
    throw shareLimit('You have the maximum number of pending invitations.');
  }
}

/** The share without what was named. @throws Fault UnknownResourceException for what it hasn't */
export function withRemoved(draft: Draft, context: Context, share: ResourceShare, named: Named): ResourceShare {
  checkCount(named);
  const ended = { desired: 'disassociated' as const, stateRevision: draft.revision, updated: context.now };
  const ids = new Set(named.principals?.map(principalId));
  const arns = new Set(named.resourceArns);
  for (const id of ids) if (!share.principals.some((one) => one.id === id)) throw notAssociated(id);
  for (const arn of arns) if (!share.resources.some((one) => one.id === arn)) throw notAssociated(arn);
  for (const id of ids) removeInvitations(draft, share, id);
  const end = <T extends ShareAssociation>({ failure: _, ...one }: T) => ({ ...one, ...ended });
  return {
    ...share,
    resources: share.resources.map((one) => (arns.has(one.id) ? end(one) : one)),
    principals: share.principals.map((one) => (ids.has(one.id) ? end(one) : one)),
  };
}

/** @throws Fault InvalidParameterException where a request names nothing */
export function checkNamed({ resourceArns = [], principals = [] }: Named): void {
  if (resourceArns.length + principals.length > 0) return;
  throw invalidParameter('You must specify at least one resource or principal.');
}

/** Without the associations that ended long ago. */
export function withoutForgotten(share: ResourceShare, time: number): ResourceShare {
  const isKept = (one: ShareAssociation) => one.desired === 'associated' || isRemembered(time, one.updated);
  return { ...share, resources: share.resources.filter(isKept), principals: share.principals.filter(isKept) };
}
