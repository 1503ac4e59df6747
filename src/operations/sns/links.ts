/**
 * What following a link in a message does: confirming a subscription or ending it, without credentials, for the token or
 * the ARN in the link is known to the subscriber alone. AWS serves these links itself; here they lead to Postern's own
 * pages, for the names of AWS's would lead subscribers out to the real AWS.
 */

import { Fault } from '../../base/fault.ts';
import type { Store } from '../../store/store.ts';
import { confirmIn, unsubscribeIn } from './subscription.ts';

export interface Followed {
  readonly SubscriptionArn: string;
}

/** @throws Fault */
export function followLink(store: Pick<Store, 'transact'>, now: number, query: URLSearchParams): Promise<Followed> {
  const value = (name: string): string => query.get(name) ?? '';
  switch (query.get('Action')) {
    case 'ConfirmSubscription':
      return store.transact((draft) => ({
        SubscriptionArn: confirmIn(draft, now, value('TopicArn'), value('Token')),
      }));
    case 'Unsubscribe':
      return store.transact((draft) => {
        unsubscribeIn(draft, value('SubscriptionArn'));
        return { SubscriptionArn: value('SubscriptionArn') };
      });
    default:
      throw new Fault('InvalidAction', 'The link has no action that is known here.');
  }
}
