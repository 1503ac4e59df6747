/**
 * What is listed no more is removed: shares and permissions that were deleted a while ago, invitations to shares that are gone, and
 * work that was done. How long AWS lists the last is not published: as long as the rest.
 */

import type { Draft } from '../../store/store.ts';
import { isShown } from './permission.ts';
import { isListed, isRemembered } from './state.ts';

export function forgetEndedShares(draft: Draft, now: number): void {
  for (const share of draft.network.all('resource-share')) {
    if (!isListed({ now }, share)) draft.remove('resource-share', share.id);
  }
  for (const invitation of draft.network.all('resource-share-invitation')) {
    if (draft.get('resource-share', invitation.share) === undefined) {
      draft.remove('resource-share-invitation', invitation.id);
    }
  }
  for (const permission of draft.network.all('resource-share-permission')) {
    if (!isShown(permission, now)) draft.remove('resource-share-permission', permission.id);
  }
  for (const work of draft.network.all('permission-replacement')) {
    if (!isRemembered(now, work.created)) draft.remove('permission-replacement', work.id);
  }
}
