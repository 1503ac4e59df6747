/** Every operation of this service, by name. */

import { accountLimitOperations } from './account-limit.ts';
import { capacityReservationOperations } from './capacity-reservation.ts';
import { listenerOperations } from './listener.ts';
import { listenerAttributeOperations } from './listener-attribute.ts';
import { loadBalancerOperations } from './load-balancer.ts';
import { loadBalancerAttributeOperations } from './load-balancer-attribute.ts';
import { loadBalancerModifyOperations } from './load-balancer-modify.ts';
import { tagOperations } from './tags.ts';
import { targetOperations } from './target.ts';
import { targetGroupOperations } from './target-group.ts';
import { targetGroupAttributeOperations } from './target-group-attribute.ts';
import { targetHealthOperations } from './target-health.ts';

export const elasticLoadBalancingOperations = {
  ...accountLimitOperations,
  ...capacityReservationOperations,
  ...listenerOperations,
  ...listenerAttributeOperations,
  ...loadBalancerOperations,
  ...loadBalancerAttributeOperations,
  ...loadBalancerModifyOperations,
  ...tagOperations,
  ...targetOperations,
  ...targetGroupOperations,
  ...targetGroupAttributeOperations,
  ...targetHealthOperations,
};
