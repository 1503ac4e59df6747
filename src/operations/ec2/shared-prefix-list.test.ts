/** A prefix list of another account's: read, named in routes and rules, and changed by its owner alone. */

import { expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { accounts, sampleSharedVpc } from './sample-shared-vpc.ts';
import { ec2Operations as ec2 } from './table.ts';

async function ground() {
  const { as, share } = await sampleSharedVpc();
  const { owner, participant: consumer, stranger } = as;
  const made = await owner.call(ec2, 'CreateManagedPrefixList', {
    PrefixListName: 'offices',
    AddressFamily: 'IPv4',
    MaxEntries: 2,
    Entries: [{ Cidr: '192.0.2.0/24', Description: 'Oslo' }],
    TagSpecifications: [{ ResourceType: 'prefix-list', Tags: [{ Key: 'Name', Value: 'offices' }] }],
  });
  const id = made.PrefixList!.PrefixListId!;
  const end = await share([id], 'participant');
  return { owner, consumer, stranger, id, end };
}

const listed = async (h: Harness, id: string) =>
  (await h.call(ec2, 'DescribeManagedPrefixLists', { Filters: [{ Name: 'prefix-list-id', Values: [id] }] }))
    .PrefixLists!;

/** A route and a rule of the consumer's, in a VPC of its own. */
async function references(consumer: Harness, id: string) {
  const VpcId = (await consumer.call(ec2, 'CreateVpc', { CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!;
  const table = consumer.network.find('route-table', `main:${VpcId}`)[0]!.id;
  const made = await consumer.call(ec2, 'CreateInternetGateway', {});
  const GatewayId = made.InternetGateway!.InternetGatewayId!;
  await consumer.call(ec2, 'AttachInternetGateway', { InternetGatewayId: GatewayId, VpcId });
  const route = { RouteTableId: table, DestinationPrefixListId: id, GatewayId };
  await consumer.call(ec2, 'CreateRoute', route);
  const group = { VpcId, GroupName: 'offices', Description: 'offices' };
  const GroupId = (await consumer.call(ec2, 'CreateSecurityGroup', group)).GroupId!;
  const IpPermissions = [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: id }] }];
  await consumer.call(ec2, 'AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });
  const end = async (): Promise<void> => {
    await consumer.call(ec2, 'DeleteRoute', { RouteTableId: table, DestinationPrefixListId: id });
    await consumer.call(ec2, 'DeleteSecurityGroup', { GroupId });
  };
  return { table, GroupId, route, end };
}

test('a consumer sees the list with its entries, without the tags of the owner, and a stranger does not', async () => {
  const { owner, consumer, stranger, id } = await ground();
  const [own, shared] = [(await listed(owner, id))[0]!, (await listed(consumer, id))[0]!];
  expect(own.Tags).toHaveLength(1);
  expect(shared).toEqual({ ...own, Tags: [] });
  expect(shared.OwnerId).toBe(accounts.owner);
  const { Entries } = await consumer.call(ec2, 'GetManagedPrefixListEntries', { PrefixListId: id });
  expect(Entries).toEqual([{ Cidr: '192.0.2.0/24', Description: 'Oslo' }]);
  expect(await listed(stranger, id)).toEqual([]);
  for (const name of ['GetManagedPrefixListEntries', 'GetManagedPrefixListAssociations'] as const)
    expect(await stranger.refused(ec2, name, { PrefixListId: id })).toMatch('InvalidPrefixListID.NotFound');
});

test('a consumer does not change the list', async () => {
  const { consumer, id } = await ground();
  const change = { PrefixListId: id, CurrentVersion: 1, AddEntries: [{ Cidr: '198.51.100.0/24' }] };
  const refusals = [
    await consumer.refused(ec2, 'ModifyManagedPrefixList', change),
    await consumer.refused(ec2, 'DeleteManagedPrefixList', { PrefixListId: id }),
    await consumer.refused(ec2, 'GetManagedPrefixListAssociations', { PrefixListId: id }),
  ];
  for (const one of refusals) expect(one).toMatch('UnauthorizedOperation');
});

test("the owner is told which of a consumer's resources name the list, and cannot delete it while any does", async () => {
  const { owner, consumer, id } = await ground();
  const { table, GroupId, end } = await references(consumer, id);
  const { PrefixListAssociations } = await owner.call(ec2, 'GetManagedPrefixListAssociations', { PrefixListId: id });
  expect(PrefixListAssociations).toEqual([
    { ResourceId: table, ResourceOwner: accounts.participant },
    { ResourceId: GroupId, ResourceOwner: accounts.participant },
  ]);
  expect(await owner.refused(ec2, 'DeleteManagedPrefixList', { PrefixListId: id })).toMatch('DependencyViolation');
  await end();
  await owner.call(ec2, 'DeleteManagedPrefixList', { PrefixListId: id });
  const [share] = owner.network.all('resource-share');
  expect(share!.resources).toEqual([]);
});

test('after unsharing references stay, are still told, and no new ones are made', async () => {
  const { owner, consumer, id, end } = await ground();
  const { route, table } = await references(consumer, id);
  await end();
  expect(await listed(consumer, id)).toEqual([]);
  const { RouteTables } = await consumer.call(ec2, 'DescribeRouteTables', { RouteTableIds: [table] });
  expect(RouteTables![0]!.Routes).toMatchObject([{}, { DestinationPrefixListId: id, State: 'active' }]);
  const { PrefixListAssociations } = await owner.call(ec2, 'GetManagedPrefixListAssociations', { PrefixListId: id });
  expect(PrefixListAssociations).toHaveLength(2);
  await consumer.call(ec2, 'DeleteRoute', { RouteTableId: table, DestinationPrefixListId: id });
  expect(await consumer.refused(ec2, 'CreateRoute', route)).toMatch('InvalidPrefixListID.NotFound');
});
