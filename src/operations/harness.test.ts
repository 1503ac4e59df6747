import { expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import type { Vpc } from '../model/vpc.ts';
import type { Context } from './context.ts';
import { harness } from './harness.ts';

const vpc: Vpc = {
  kind: 'vpc',
  id: 'vpc-1',
  account: '111122223333',
  region: 'us-east-1',
  created: 0,
  tags: {},
  cidrs: [{ id: 'vpc-cidr-assoc-1', cidr: '10.0.0.0/16' }],
  isDefault: false,
  dhcpOptions: 'default',
  enableDnsSupport: true,
  enableDnsHostnames: false,
  enableNetworkAddressUsageMetrics: false,
  instanceTenancy: 'default',
};

const operations = {
  Add: (context: Context, input: { readonly fail: boolean }) =>
    context.transact((draft) => {
      draft.put(vpc);
      if (input.fail) throw new Fault('Sorry', 'not today');
      return draft.network.count('vpc', 'owner:111122223333/us-east-1');
    }),
  Fail: (context: Context, _input: object) => context.transact(() => Promise.reject(new Error('ours'))),
  Changes: async (context: Context, _input: object) => {
    await context.transact((draft) => draft.put(vpc));
    throw new Fault('Sorry', 'too late');
  },
};

test('a change is kept, read back and counted as one revision', async () => {
  const { call, store } = harness();
  expect(await call(operations, 'Add', { fail: false })).toBe(1);
  expect([store.network.revision, store.changesAfter(0)]).toEqual([1, [{ revision: 1, kind: 'vpc', id: 'vpc-1' }]]);
});

test('a refusal leaves nothing', async () => {
  const { refused, store } = harness();
  expect(await refused(operations, 'Add', { fail: true })).toBe('Sorry: not today');
  expect([store.network.revision, store.network.get('vpc', 'vpc-1')]).toEqual([0, undefined]);
});

test('refused rejects what is no refusal', async () => {
  const { refused } = harness();
  await expect(refused(operations, 'Add', { fail: false })).rejects.toThrow('Add was not refused');
  await expect(refused(operations, 'Changes', {})).rejects.toThrow('still changed the Network');
  await expect(refused(operations, 'Fail', {})).rejects.toThrow('ours');
});

test('other callers share the store and the clock', async () => {
  const one = harness();
  const other = one.as({ account: '444455556666', region: 'eu-west-1' });
  await one.call(operations, 'Add', { fail: false });
  one.clock.advance(1000);
  expect([other.context.account, other.context.region]).toEqual(['444455556666', 'eu-west-1']);
  expect(other.network.get('vpc', 'vpc-1')).toEqual(vpc);
  expect(other.context.now - Date.UTC(2026, 0, 1)).toBe(1000);
});

test('the data plane has applied everything, unless a test says otherwise', async () => {
  const one = harness();
  await one.call(operations, 'Add', { fail: false });
  expect(one.context.appliedRevision).toBe(1);
  one.applied = 0;
  expect(one.context.appliedRevision).toBe(0);
});

test('an EC2 answer with a member that EC2 has not is our mistake', async () => {
  const wrong = { DescribeVpcs: (_context: Context, _input: object) => ({ Vpcs: [{ VpcName: 'one' }] }) };
  await expect(harness().call(wrong, 'DescribeVpcs', {})).rejects.toThrow('has no member VpcName');
});
