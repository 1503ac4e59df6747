/** Every operation of SNS, by name. */

import { messageOperations } from './message.ts';
import { subscriptionOperations } from './subscription.ts';
import { subscriptionListOperations } from './subscription-list.ts';
import { tagOperations } from './tag.ts';
import { topicOperations } from './topic.ts';
import { topicPolicyOperations } from './topic-policy.ts';

export const snsOperations = {
  ...messageOperations,
  ...subscriptionOperations,
  ...subscriptionListOperations,
  ...tagOperations,
  ...topicOperations,
  ...topicPolicyOperations,
};
