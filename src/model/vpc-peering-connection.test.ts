import { expect, test } from 'vitest';
import { Network } from './network.ts';
import type { Resource } from './resource.ts';
import { blocksOverlap, peeringBetween, roleOf, type VpcPeeringConnection } from './vpc-peering-connection.ts';

const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };
const vpcIn = (id: string, region = 'us-east-1') =>
  ({ ...base, region, kind: 'vpc', id, cidrs: [] }) as unknown as Resource;
const side = (vpc: string, region = 'us-east-1') => ({
  account: base.account,
  region,
  vpc,
  cidrs: [],
  allowDnsResolutionFromRemoteVpc: false,
});

const near: VpcPeeringConnection = {
  ...base,
  kind: 'vpc-peering-connection',
  id: 'pcx-1',
  requester: side('vpc-1'),
  accepter: side('vpc-2'),
  accepterTags: {},
  expires: 0,
  stateRevision: 0,
  outcome: { kind: 'accepted', at: 0 },
};
const abroad: VpcPeeringConnection = { ...near, id: 'pcx-2', accepter: side('vpc-3', 'eu-west-1') };
const network = Network.of([vpcIn('vpc-1'), vpcIn('vpc-2'), vpcIn('vpc-3', 'eu-west-1'), near, abroad], 1);

test('groups are named over a connection within a region that is up, in either direction', () => {
  expect(peeringBetween(network, ['vpc-1'], ['vpc-2'])).toBe(near);
  expect(peeringBetween(network, ['vpc-9', 'vpc-2'], ['vpc-1'])).toBe(near);
  expect(peeringBetween(network, ['vpc-1'], ['vpc-3'])).toBeUndefined();
  expect(peeringBetween(network, ['vpc-2'], ['vpc-3'])).toBeUndefined();
  const ended = network.with({ ...near, outcome: { kind: 'deleted', at: 0, by: base.account } });
  expect(peeringBetween(ended, ['vpc-1'], ['vpc-2'])).toBeUndefined();
  expect(peeringBetween(network.without('vpc', 'vpc-2'), ['vpc-1'], ['vpc-2'])).toBeUndefined();
});

test('a place is one side of a connection, and of a failed request only who asked is any', () => {
  const place = (region: string, account = base.account) => ({ account, region });
  expect(roleOf(abroad, place('us-east-1'))).toBe('requester');
  expect(roleOf(abroad, place('eu-west-1'))).toBe('accepter');
  expect(roleOf(near, place('us-east-1'))).toBe('requester');
  expect(roleOf(near, place('eu-west-1'))).toBeUndefined();
  expect(roleOf(near, place('us-east-1', '444455556666'))).toBeUndefined();
  const failed: VpcPeeringConnection = { ...abroad, outcome: { kind: 'failed', at: 0, message: '' } };
  expect(roleOf(failed, place('us-east-1'))).toBe('requester');
  expect(roleOf(failed, place('eu-west-1'))).toBeUndefined();
});

test.each([
  [['10.0.0.0/16'], ['10.0.0.0/16'], true],
  [['10.0.0.0/16'], ['10.1.0.0/16', '10.0.255.0/24'], true],
  [['10.0.16.0/20'], ['10.0.0.0/16'], true],
  [['10.0.0.0/16', '10.2.0.0/16'], ['10.1.0.0/16', '10.3.0.0/16'], false],
])('blocks %j and %j overlap: %s', (one, other, expected) => {
  expect(blocksOverlap(one, other)).toBe(expected);
});
