/** Lists of subscriptions: the caller's own, and those of a topic, whoever made them. */

import type { TopicSubscription } from '../../model/topic.ts';
import type { SnsHandlers } from './handlers.ts';
import { isStale, topicAt } from './lookup.ts';
import { page } from './page.ts';

/** Until it is confirmed a subscription has no ARN to show. */
function shown({ id, account, protocol, endpoint, topic, confirmed }: TopicSubscription) {
  return {
    SubscriptionArn: confirmed ? id : 'PendingConfirmation',
    Owner: account,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topic,
  };
}

export const subscriptionListOperations: SnsHandlers<'ListSubscriptions' | 'ListSubscriptionsByTopic'> = {
  ListSubscriptions({ network, account, region, now }, { NextToken }) {
    const own = network.owned('topic-subscription', account, region).filter((one) => !isStale(one, now));
    const { items, next } = page(own, NextToken);
    return { Subscriptions: items.map(shown), ...next };
  },

  ListSubscriptionsByTopic({ network, region, now }, { TopicArn, NextToken }) {
    const topic = topicAt(network, region, TopicArn);
    const all = network.find('topic-subscription', `topic:${topic.id}`).filter((one) => !isStale(one, now));
    const { items, next } = page(all, NextToken);
    return { Subscriptions: items.map(shown), ...next };
  },
};
