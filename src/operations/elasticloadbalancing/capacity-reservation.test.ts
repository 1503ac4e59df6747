import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { capacityReservationOperations } from './capacity-reservation.ts';

test('a load balancer that is not there has no capacity to tell of', async () => {
  const LoadBalancerArn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/gone/0123456789abcdef';
  expect(
    await harness().refused(capacityReservationOperations, 'DescribeCapacityReservation', { LoadBalancerArn }),
  ).toMatch(/^LoadBalancerNotFound/);
});
