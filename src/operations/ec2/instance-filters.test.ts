import { expect, test } from 'vitest';
import { instanceOperations } from './instance.ts';
import { instanceFilters } from './instance-filters.ts';
import { sampleInstance, sampleNetwork } from './sample-network.ts';

test.each([
  ['block-device-mapping.volume-id', '*', 0],
  ['ipv6-address', '*', 0],
  ['network-interface.attachment.device-index', '0', 1],
  ['network-interface.tag-key', '*', 0],
  ['network-interface.subnet-id', 'subnet-*', 1],
  ['iam-instance-profile.arn', '*', 0],
  ['private-dns-name-options.hostname-type', 'ip-name', 1],
  ['metadata-options.http-tokens', 'optional', 1],
  ['private-dns-name', 'ip-10-0-1-4.*', 1],
  ['ip-address', '3.128.*', 1],
  ['launch-time', '2026-01-01T*', 1],
])('%s=%s finds %i', async (Name, value, count) => {
  const { h, publicSubnet } = await sampleNetwork();
  await sampleInstance(h, publicSubnet);
  const { Reservations } = await h.call(instanceOperations, 'DescribeInstances', {
    Filters: [{ Name, Values: [value] }],
  });
  expect(Reservations).toHaveLength(count);
});

test('a terminated instance has no addresses to be found by', async () => {
  const { h, publicSubnet } = await sampleNetwork();
  const id = await sampleInstance(h, publicSubnet);
  await h.call(instanceOperations, 'TerminateInstances', { InstanceIds: [id] });
  const filters = instanceFilters(h.network, h.context);
  const instance = h.network.get('instance', id)!;
  expect(filters['private-ip-address']!(instance)).toBeUndefined();
  expect(filters['network-interface.network-interface-id']!(instance)).toEqual([]);
  expect(filters['instance-state-name']!(instance)).toBe('terminated');
});
