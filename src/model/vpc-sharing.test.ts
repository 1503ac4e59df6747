/** Who sees what of a shared VPC; the cells of the table through real clients are in test/clients. */

import { expect, test } from 'vitest';
import { Network } from './network.ts';
import type { Resource } from './resource.ts';
import { principalsOf, sharedWith } from './sharing.ts';
import { othersSeen, partSeen, sees, uses } from './vpc-sharing.ts';

const [owner, participant, stranger] = ['111111111111', '222222222222', '333333333333'] as const;
const region = 'us-east-1';
const base = { account: owner, region, created: 0, tags: {} };
const made = (resource: object): Resource => ({ ...base, ...resource }) as Resource;
const associated = (id: string) => ({ id, desired: 'associated', stateRevision: 1, created: 0, updated: 0 });

function share(change: object = {}): Resource {
  return made({
    kind: 'resource-share',
    id: 'share-1',
    name: 's',
    desired: 'active',
    permissions: [],
    resources: [associated(`arn:aws:ec2:${region}:${owner}:subnet/subnet-1`)],
    principals: [{ ...associated(participant), external: false }],
    ...change,
  });
}

const organization = {
  kind: 'organization',
  id: 'o-1',
  region: 'aws-global',
  rootId: 'r-1',
  featureSet: 'ALL',
  serviceAccess: { 'ram.amazonaws.com': 0 },
};
const account = (id: string, more: object = {}) =>
  made({ kind: 'account', id, account: id, region: 'aws-global', organization: 'o-1', ...more });

function network(...more: readonly Resource[]): Network {
  return Network.of(
    [
      made(organization),
      account(owner),
      account(participant, { parent: 'ou-1' }),
      account(stranger),
      made({ kind: 'organizational-unit', id: 'ou-1', region: 'aws-global', organization: 'o-1', parent: 'r-1' }),
      made({ kind: 'vpc', id: 'vpc-1', cidrs: [], dhcpOptions: 'dopt-1' }),
      made({ kind: 'dhcp-options', id: 'dopt-1' }),
      made({ kind: 'subnet', id: 'subnet-1', vpc: 'vpc-1' }),
      made({ kind: 'subnet', id: 'subnet-2', vpc: 'vpc-1' }),
      made({
        kind: 'route-table',
        id: 'rtb-main',
        vpc: 'vpc-1',
        routes: [],
        associations: [
          { id: 'a', main: true },
          { id: 'c', main: false, gateway: 'igw-1' },
        ],
      }),
      made({
        kind: 'route-table',
        id: 'rtb-2',
        vpc: 'vpc-1',
        routes: [],
        associations: [{ id: 'b', subnet: 'subnet-2' }],
      }),
      made({ kind: 'nat-gateway', id: 'nat-1', vpc: 'vpc-1', subnet: 'subnet-1' }),
      made({ kind: 'security-group', id: 'sg-owner', vpc: 'vpc-1', name: 'o' }),
      made({ kind: 'security-group', id: 'sg-guest', account: participant, vpc: 'vpc-1', name: 'g' }),
      ...more,
    ],
    1,
  );
}

const as = (id: string) => ({ account: id, region });
const ids = (resources: readonly Resource[]) => resources.map(({ id }) => id);

test('a participant sees the shared subnet, its VPC and what holds for it, and nothing of the other subnet', () => {
  const shared = network(share());
  expect(ids(othersSeen(shared, as(participant), 'subnet'))).toEqual(['subnet-1']);
  expect(ids(othersSeen(shared, as(participant), 'vpc'))).toEqual(['vpc-1']);
  expect(ids(othersSeen(shared, as(participant), 'dhcp-options'))).toEqual(['dopt-1']);
  expect(ids(othersSeen(shared, as(participant), 'route-table'))).toEqual(['rtb-main']);
  expect(partSeen(shared, as(participant), shared.get('route-table', 'rtb-main')!).associations).toEqual([
    { id: 'a', main: true },
  ]);
  expect(ids(othersSeen(shared, as(participant), 'nat-gateway'))).toEqual([]);
  expect(ids(othersSeen(shared, as(participant), 'security-group'))).toEqual([]);
  expect(sees(shared, as(participant), shared.get('subnet', 'subnet-2')!)).toBe(false);
  expect(uses(shared, as(participant), shared.get('subnet', 'subnet-1')!)).toBe(true);
  expect(uses(shared, as(participant), shared.get('route-table', 'rtb-main')!)).toBe(false);
});

test("the owner sees participants' groups and uses none; a stranger sees nothing", () => {
  const shared = network(share());
  expect(ids(othersSeen(shared, as(owner), 'security-group'))).toEqual(['sg-guest']);
  expect(uses(shared, as(owner), shared.get('security-group', 'sg-guest')!)).toBe(false);
  for (const kind of ['vpc', 'subnet', 'route-table', 'security-group'] as const)
    expect(othersSeen(shared, as(stranger), kind)).toEqual([]);
});

test('in another region nothing is shared', () => {
  expect(sharedWith(network(share()), { account: participant, region: 'us-west-2' }, 'subnet')).toEqual([]);
});

test('a share with a unit or the organization reaches the accounts in it, as long as they are there', () => {
  const unit = `arn:aws:organizations::${owner}:ou/o-1/ou-1`;
  const whole = `arn:aws:organizations::${owner}:organization/o-1`;
  const to = (id: string) => share({ principals: [{ ...associated(id), external: false }] });
  expect(principalsOf(network(), participant)).toEqual([participant, whole, unit]);
  expect(ids(sharedWith(network(to(unit)), as(participant), 'subnet'))).toEqual(['subnet-1']);
  expect(ids(sharedWith(network(to(unit)), as(stranger), 'subnet'))).toEqual([]);
  expect(ids(sharedWith(network(to(whole)), as(stranger), 'subnet'))).toEqual(['subnet-1']);
  const moved = network(to(unit)).with(account(participant));
  expect(ids(sharedWith(moved, as(participant), 'subnet'))).toEqual([]);
});

test.each([
  ['has left the organization', { principals: [{ ...associated(stranger), external: true }] }, stranger],
  ['was disassociated', { principals: [{ ...associated(participant), desired: 'disassociated' }] }, participant],
  ['has not accepted yet', { principals: [{ ...associated(participant), invitation: 'pending' }] }, participant],
  ['could not be associated', { principals: [{ ...associated(participant), failure: 'no' }] }, participant],
  ['had the resource taken out', { resources: [] }, participant],
  ['was left when the share was deleted', { desired: 'deleted' }, participant],
])('nothing is shared with an account that %s', (_, change, viewer) => {
  const gone = made({ kind: 'account', id: stranger, account: stranger, region: 'aws-global' });
  expect(sharedWith(network(share(change), gone), as(viewer), 'subnet')).toEqual([]);
});
