import { expect, test } from 'vitest';
import { loadBalancerHostedZone } from './load-balancer-zone.ts';
import { regions } from './region.ts';

test('every region has a hosted zone for load balancers, and none shares it', () => {
  const zones = regions.map(({ name }) => loadBalancerHostedZone(name));
  expect(zones.every((zone) => /^Z[0-9A-Z]{10,31}$/.test(zone))).toBe(true);
  expect(new Set(zones).size).toBe(regions.length);
  expect(loadBalancerHostedZone('us-east-1')).toBe('Z26RNL4JYFTOTI');
});
