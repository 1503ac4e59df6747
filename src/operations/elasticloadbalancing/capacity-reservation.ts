/**
 * Reserved capacity, which nobody has here: load balancers are as fast as the machine. It only answers the question, because
 * tools ask it of each load balancer that they read.
 */

import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { owned } from './lookup.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/capacity-unit-reservation.html */
const decreasesPerDay = 2;

export const capacityReservationOperations = {
  DescribeCapacityReservation(context, input) {
    owned(context.network, context, 'load-balancer', input.LoadBalancerArn);
    return { DecreaseRequestsRemaining: decreasesPerDay, CapacityReservationState: [] };
  },
} satisfies ElasticLoadBalancingHandlers;
