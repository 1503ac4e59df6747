/** Shared VPCs as files: what the owner and a participant see of one, and the shares between them. */

import { expect, test } from 'vitest';
import type { Network } from '../model/network.ts';
import type { ResourceShare } from '../model/resource-share.ts';
import { sharedWith } from '../model/sharing.ts';
import { ec2Operations as ec2 } from '../operations/ec2/table.ts';
import { type Harness, harness } from '../operations/harness.ts';
import { ensureFirstAccount } from '../operations/organizations/first-account.ts';
import { type SampleSharedSubnet, sampleSharedSubnet } from '../operations/ram/sample-shared-subnet.ts';
import { adopt } from './adopt.ts';
import { exportPlace, wantedPlaces } from './export.ts';
import { importSnapshot } from './import.ts';
import type { SnapshotFile } from './source.ts';

async function files({
  owner: { network, targetHealth, clock },
}: SampleSharedSubnet): Promise<readonly SnapshotFile[]> {
  const exporting = { network, targetHealth, now: clock.now() };
  return (await Promise.all(wantedPlaces(network, {}).map((place) => exportPlace(exporting, place)))).flat();
}

/** With an instance of the participant's in the shared subnet. */
async function shared(): Promise<SampleSharedSubnet> {
  const s = await sampleSharedSubnet();
  const input = { GroupName: 'team', Description: 'of the participant', VpcId: s.vpc };
  const SecurityGroupIds = [(await s.participant.call(ec2, 'CreateSecurityGroup', input)).GroupId!];
  const many = { ImageId: 'ami-12345678', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 } as const;
  await s.participant.call(ec2, 'RunInstances', { ...many, SubnetId: s.subnet, SecurityGroupIds });
  return s;
}

const shareIn = (network: Network): ResourceShare => [...network.all('resource-share')][0]!;

const ofAccount = (all: readonly SnapshotFile[], account: string) => all.filter(({ path }) => path.includes(account));

test('a share comes back with its resources, principals and permissions', async () => {
  const s = await shared();
  const { network, report } = importSnapshot(await files(s));
  expect(report.notUnderstood).toEqual([]);
  const [before, after] = [shareIn(s.owner.network), shareIn(network)];
  const bare = (one: ResourceShare) =>
    JSON.parse(JSON.stringify({ ...one, stateRevision: 0 }).replaceAll(/"stateRevision":\d+/g, '"stateRevision":0'));
  expect(bare(after)).toEqual(bare(before));
});

test("a participant's files alone have the shared subnet under its owner's name, and what is missing denies", async () => {
  const s = await shared();
  const { network, report } = importSnapshot(ofAccount(await files(s), s.accounts.participant));
  expect(network.get('subnet', s.subnet)).toMatchObject({ account: s.accounts.owner, vpc: s.vpc });
  expect([...network.all('network-interface')].map(({ account }) => account)).toEqual([s.accounts.participant]);
  expect(report.accounts).toEqual([s.accounts.owner, s.accounts.participant].sort());
});

test('what is shared with a unit or an organization reaches nobody, and is reported', async () => {
  const s = await shared();
  const organization = s.owner.network.get('account', s.accounts.owner)!.organization!;
  const { id, account } = s.owner.network.get('organization', organization)!;
  const arn = `arn:aws:organizations::${account}:organization/${id}`;
  await s.shareOf({ resourceArns: [s.subnetArn], principals: [arn] });
  const { report } = importSnapshot(await files(s));
  expect(report.notUnderstood).toMatchObject([
    {
      what: 'a share with a principal that is no account',
      ids: [arn],
      effect: expect.stringContaining('nothing is shared'),
    },
  ]);
});

async function server(): Promise<Harness> {
  const h = harness({ account: '999900001111' });
  const given = { now: h.clock.now(), random: h.random, accountId: '999900001111' };
  await h.store.transact((draft) => ensureFirstAccount(draft, given));
  return h;
}

test('an adopted share is in force: the participant goes on to use the subnet, and again changes nothing', async () => {
  const s = await shared();
  const { network } = importSnapshot(await files(s));
  const h = await server();
  const take = () => h.store.transact((draft) => adopt(draft, network, { now: h.clock.now(), random: h.random }));
  const first = await take();
  expect(first.newAccounts).toEqual(expect.arrayContaining([s.accounts.owner, s.accounts.participant]));
  const participant = { account: s.accounts.participant, region: 'us-east-1' };
  expect(sharedWith(h.network, participant, 'subnet').map(({ id }) => id)).toEqual([s.subnet]);
  expect(shareIn(h.network).principals[0]?.stateRevision).toBe(first.revision);
  const described = await h.as(participant).call(ec2, 'DescribeSubnets', { SubnetIds: [s.subnet] });
  expect(described.Subnets?.[0]?.OwnerId).toBe(s.accounts.owner);
  const before = h.network;
  expect(await take()).toMatchObject({ adopted: {}, newAccounts: [] });
  expect(h.network).toBe(before);
});

test('of a share that is not wholly in the snapshot the rest is imported, and what is missing is reported', async () => {
  const s = await shared();
  const some = (await files(s)).map((file) =>
    file.path.endsWith('/ResourceShareResources.json')
      ? { ...file, text: file.text.replaceAll(s.subnet, 'subnet-00000000000000000') }
      : file,
  );
  const { network, report } = importSnapshot(some);
  expect(shareIn(network).resources).toEqual([]);
  expect(report.notUnderstood).toMatchObject([{ what: 'a shared subnet that is not in the snapshot' }]);
});
