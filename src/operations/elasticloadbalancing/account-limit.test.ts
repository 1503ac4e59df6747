import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { accountLimitOperations } from './account-limit.ts';

test('an account is told its quotas, in pages', async () => {
  const h = harness();
  h.quotas = { networkLoadBalancersPerRegion: 7 };
  const { Limits, NextMarker } = await h.call(accountLimitOperations, 'DescribeAccountLimits', {});
  expect(NextMarker).toBeUndefined();
  expect(Limits).toContainEqual({ Name: 'network-load-balancers', Max: '7' });
  expect(Limits).toContainEqual({ Name: 'target-groups', Max: '3000' });
  const first = await h.call(accountLimitOperations, 'DescribeAccountLimits', { PageSize: 2 });
  const rest = await h.call(accountLimitOperations, 'DescribeAccountLimits', { Marker: first.NextMarker! });
  expect([...first.Limits!, ...rest.Limits!]).toEqual(Limits);
});
