/** Tags of a shared subnet and its VPC: each account has its own, and sees no other's. */

import { expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { sampleSharedVpc } from './sample-shared-vpc.ts';
import { ec2Operations as ec2 } from './table.ts';

const Name = (Value: string) => [{ Key: 'Name', Value }];

async function ground() {
  const world = await sampleSharedVpc();
  const end = await world.share([world.shared], 'participant', 'another');
  await world.as.owner.call(ec2, 'CreateTags', { Resources: [world.shared, world.vpc], Tags: Name('theirs') });
  return { ...world, end, ...world.as };
}

async function tagsOf(h: Harness, id: string) {
  const { Tags } = await h.call(ec2, 'DescribeTags', { Filters: [{ Name: 'resource-id', Values: [id] }] });
  return Tags!.map(({ Key, Value, ResourceType }) => `${ResourceType} ${Key}=${Value}`);
}

test('a participant tags what it sees, for itself alone', async () => {
  const { owner, participant, another, stranger, shared, hidden, vpc } = await ground();
  expect(await tagsOf(participant, shared)).toEqual([]);
  await participant.call(ec2, 'CreateTags', { Resources: [shared, vpc], Tags: Name('ours') });
  expect(await tagsOf(participant, shared)).toEqual(['subnet Name=ours']);
  expect(await tagsOf(owner, shared)).toEqual(['subnet Name=theirs']);
  expect(await tagsOf(another, shared)).toEqual([]);
  const { Tags } = await participant.call(ec2, 'DescribeTags', {});
  expect(Tags!.map((one) => one.ResourceId).sort()).toEqual([shared, vpc].sort());
  const change = { Resources: [hidden], Tags: Name('x') };
  expect(await participant.refused(ec2, 'CreateTags', change)).toMatch('InvalidSubnetID.NotFound');
  expect(await stranger.refused(ec2, 'CreateTags', { ...change, Resources: [shared] })).toMatch('NotFound');
});

test('each finds the subnet by its own tags', async () => {
  const { owner, participant, shared } = await ground();
  await participant.call(ec2, 'CreateTags', { Resources: [shared], Tags: Name('ours') });
  const found = async (h: Harness, name: string) => {
    const { Subnets } = await h.call(ec2, 'DescribeSubnets', { Filters: [{ Name: 'tag:Name', Values: [name] }] });
    return Subnets!.map((one) => [one.SubnetId, one.Tags]);
  };
  expect(await found(participant, 'ours')).toEqual([[shared, Name('ours')]]);
  expect(await found(participant, 'theirs')).toEqual([]);
  expect(await found(owner, 'theirs')).toEqual([[shared, Name('theirs')]]);
  expect(await found(owner, 'ours')).toEqual([]);
});

test('the owner tags the interfaces of participants for itself, too', async () => {
  const { owner, participant, vpc, shared } = await ground();
  const group = await participant.call(ec2, 'CreateSecurityGroup', {
    VpcId: vpc,
    GroupName: 'app',
    Description: 'app',
    TagSpecifications: [{ ResourceType: 'security-group', Tags: Name('app') }],
  });
  const place = { SubnetId: shared, Groups: [group.GroupId!] };
  const made = await participant.call(ec2, 'CreateNetworkInterface', place);
  const id = made.NetworkInterface!.NetworkInterfaceId!;
  await owner.call(ec2, 'CreateTags', { Resources: [id], Tags: Name('guest') });
  expect([await tagsOf(owner, id), await tagsOf(participant, id)]).toEqual([['network-interface Name=guest'], []]);
  expect(await tagsOf(owner, group.GroupId!)).toEqual([]);
  await participant.call(ec2, 'DeleteNetworkInterface', { NetworkInterfaceId: id });
  expect(owner.network.count('shared-resource-tags', `resource:${id}`)).toBe(0);
});

test('tags are taken away one by one and all at once', async () => {
  const { owner, participant, shared } = await ground();
  const Tags = [...Name('ours'), { Key: 'kubernetes.io/role/elb', Value: '1' }];
  await participant.call(ec2, 'CreateTags', { Resources: [shared], Tags });
  await participant.call(ec2, 'DeleteTags', { Resources: [shared], Tags: [{ Key: 'Name' }] });
  expect(await tagsOf(participant, shared)).toEqual(['subnet kubernetes.io/role/elb=1']);
  await participant.call(ec2, 'DeleteTags', { Resources: [shared] });
  expect(participant.network.count('shared-resource-tags', `resource:${shared}`)).toBe(0);
  expect(await tagsOf(owner, shared)).toEqual(['subnet Name=theirs']);
});

test('unsharing hides them, sharing again shows them, and they go with the subnet', async () => {
  const { owner, participant, shared, share, end } = await ground();
  await participant.call(ec2, 'CreateTags', { Resources: [shared], Tags: Name('ours') });
  await end();
  expect(await tagsOf(participant, shared)).toEqual([]);
  expect((await participant.call(ec2, 'DescribeTags', {})).Tags).toEqual([]);
  await share([shared], 'participant');
  expect(await tagsOf(participant, shared)).toEqual(['subnet Name=ours']);
  await owner.call(ec2, 'DeleteSubnet', { SubnetId: shared });
  expect(owner.network.count('shared-resource-tags', `resource:${shared}`)).toBe(0);
});
