/**
 * What RAM shows of shares, associations and permissions over time: derived from what was asked for, from the revision that is
 * in force, and from what stands and falls without RAM (the organization). Nothing is written when time passes.
 */

import {
  invitationLifetime,
  type PrincipalAssociation,
  type ResourceShare,
  type ResourceShareInvitation,
  type ShareAssociation,
} from '../../model/resource-share.ts';
import { isGrounded } from '../../model/sharing.ts';
import type { Context } from '../context.ts';
import { settled } from '../ec2/state.ts';

export type Now = Pick<Context, 'network' | 'appliedRevision' | 'now'>;

/**
 * Milliseconds for which what was deleted stays listed.
 * https://docs.aws.amazon.com/ram/latest/userguide/working-with-sharing-delete.html; likeliest for associations, too.
 */
export const afterlife = 2 * 60 * 60 * 1000;

export function isRemembered(now: number, ended: number): boolean {
  return ended + afterlife > now;
}

/** A share is active from its beginning: only associations take time. */
export function shareStatus(context: Now, share: ResourceShare): 'ACTIVE' | 'DELETING' | 'DELETED' {
  if (share.desired === 'active') return 'ACTIVE';
  return settled(context, share.stateRevision) ? 'DELETED' : 'DELETING';
}

export function isListed({ now }: Pick<Now, 'now'>, share: ResourceShare): boolean {
  return share.desired === 'active' || isRemembered(now, share.updated);
}

export type AssociationStatus = 'ASSOCIATING' | 'ASSOCIATED' | 'FAILED' | 'DISASSOCIATING' | 'DISASSOCIATED';

export function isExpired({ created }: { readonly created: number }, now: number): boolean {
  return created + invitationLifetime <= now;
}

export function invitationStatus(
  invitation: ResourceShareInvitation,
  now: number,
): 'pending' | 'accepted' | 'rejected' | 'expired' {
  return invitation.status === 'pending' && isExpired(invitation, now) ? 'expired' : invitation.status;
}

export function resourceStatus(context: Now, share: ResourceShare, association: ShareAssociation): AssociationStatus {
  return status(context, share, association, true);
}

export function principalStatus(
  context: Now,
  share: ResourceShare,
  association: PrincipalAssociation,
): AssociationStatus {
  const { invitation } = association;
  const isDeclined = invitation === 'rejected' || (invitation === 'pending' && isExpired(association, context.now));
  const stands = !isDeclined && isGrounded(context.network, share, association);
  const found = status(context, share, association, stands);
  return found === 'ASSOCIATED' && invitation === 'pending' ? 'ASSOCIATING' : found;
}

function status(context: Now, share: ResourceShare, association: ShareAssociation, stands: boolean): AssociationStatus {
  if (association.failure !== undefined) return 'FAILED';
  if (share.desired === 'deleted') return settled(context, share.stateRevision) ? 'DISASSOCIATED' : 'DISASSOCIATING';
  const isSettled = settled(context, association.stateRevision);
  if (association.desired === 'disassociated') return isSettled ? 'DISASSOCIATED' : 'DISASSOCIATING';
  if (!stands) return 'DISASSOCIATED';
  return isSettled ? 'ASSOCIATED' : 'ASSOCIATING';
}

/** Whether an association holds, or will without anybody asking anew. */
export function isLive(found: AssociationStatus): boolean {
  return found === 'ASSOCIATED' || found === 'ASSOCIATING';
}
