/**
 * Invitations to resource shares, as the invited account sees and answers them: until it accepts, it learns what it would get, and gets
 * nothing. An account in the owner's organization is not invited while the organization shares within itself.
 * https://docs.aws.amazon.com/ram/latest/userguide/working-with-shared-invitations.html
 */

import { Fault } from '../../base/fault.ts';
import { type ResourceShare, type ResourceShareInvitation, resourceShareArn } from '../../model/resource-share.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invitationArn, readInvitationId, readShareId } from './arn.ts';
import { invitationAnswered, invitationNotFound } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';
import { checkScope } from './resource-type.ts';
import { echoed, sharerOf } from './share.ts';
import { listedKey, liveResources, resourceShape } from './shared-resource.ts';
import { invitationStatus } from './state.ts';

interface Received {
  readonly invitation: ResourceShareInvitation;
  readonly share: ResourceShare;
}

/** Those to the caller in its region; one to a single user or role is no other's. */
function received(context: Context): readonly Received[] {
  const { network, account, region } = context;
  const { identity } = sharerOf(context);
  return network.find('resource-share-invitation', `receiver:${account}`).flatMap((invitation) => {
    const share = network.get('resource-share', invitation.share);
    const isMine = invitation.principal === account || invitation.principal === identity;
    return share !== undefined && isMine && invitation.region === region ? [{ invitation, share }] : [];
  });
}

/** @throws Fault MalformedArnException, ResourceShareInvitationArnNotFoundException */
function receivedAt(context: Context, arn: string): Received {
  const id = readInvitationId(arn);
  const found = received(context).find((one) => one.invitation.id === id && invitationArn(one.invitation) === arn);
  if (found === undefined) throw invitationNotFound(arn);
  return found;
}

const shownStatus = { pending: 'PENDING', accepted: 'ACCEPTED', rejected: 'REJECTED', expired: 'EXPIRED' } as const;

function shape({ invitation, share }: Received, now: number) {
  const isAccount = invitation.principal === invitation.receiver;
  return {
    resourceShareInvitationArn: invitationArn(invitation),
    resourceShareName: share.name,
    resourceShareArn: resourceShareArn(share),
    senderAccountId: invitation.account,
    receiverAccountId: invitation.receiver,
    invitationTimestamp: new Date(invitation.created),
    status: shownStatus[invitationStatus(invitation, now)],
    ...(isAccount ? {} : { receiverArn: invitation.principal }),
  };
}

/** Writes the receiver's answer into the invitation and into the share. */
function answer(draft: Draft, context: Context, arn: string, status: 'accepted' | 'rejected') {
  const { invitation, share } = receivedAt({ ...context, network: draft.network }, arn);
  const before = invitationStatus(invitation, context.now);
  if (before !== 'pending') throw invitationAnswered(arn, before);
  const answered: ResourceShareInvitation = { ...invitation, status };
  draft.put(answered);
  const change = { invitation: status, stateRevision: draft.revision, updated: context.now };
  draft.put({
    ...share,
    principals: share.principals.map((one) => (one.id === invitation.principal ? { ...one, ...change } : one)),
  });
  return shape({ invitation: answered, share }, context.now);
}

const wrongSize = (size: number): Fault =>
  new Fault('InvalidMaxResultsException', `${size} is not a valid value for maxResults.`);

export const invitationOperations: RamHandlers<
  | 'AcceptResourceShareInvitation'
  | 'GetResourceShareInvitations'
  | 'ListPendingInvitationResources'
  | 'RejectResourceShareInvitation'
> = {
  GetResourceShareInvitations(context, input) {
    const { resourceShareInvitationArns: arns = [], resourceShareArns = [] } = input;
    const named = arns.length === 0 ? received(context) : arns.map((arn) => receivedAt(context, arn));
    const shares = new Set(resourceShareArns.map(readShareId));
    const wanted = named.filter(({ share }) => shares.size === 0 || shares.has(share.id));
    const { items, next } = ramPage(wanted, input, ({ invitation }) => invitation.id, wrongSize);
    return { resourceShareInvitations: items.map((one) => shape(one, context.now)), ...next };
  },

  AcceptResourceShareInvitation(context, input) {
    return context.transact((draft) => ({
      resourceShareInvitation: answer(draft, context, input.resourceShareInvitationArn, 'accepted'),
      ...echoed(input),
    }));
  },

  RejectResourceShareInvitation(context, input) {
    return context.transact((draft) => ({
      resourceShareInvitation: answer(draft, context, input.resourceShareInvitationArn, 'rejected'),
      ...echoed(input),
    }));
  },

  ListPendingInvitationResources(context, input) {
    const isRegional = checkScope(input.resourceRegionScope) !== 'GLOBAL';
    const { invitation, share } = receivedAt(context, input.resourceShareInvitationArn);
    const status = invitationStatus(invitation, context.now);
    if (status === 'rejected' || status === 'expired') {
      throw invitationAnswered(input.resourceShareInvitationArn, status);
    }
    const live = isRegional && status === 'pending' ? liveResources(context, share) : [];
    const listed = live.map((association) => ({ share, association }));
    const { items, next } = ramPage(listed, input, listedKey);
    return { resources: items.map((one) => resourceShape(context, one)), ...next };
  },
};
