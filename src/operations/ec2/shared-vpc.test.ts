/** What the parties of a shared VPC see of each other's in detail, and what stays theirs; the whole matrix is in test/clients. */

import { expect, test } from 'vitest';
import { zoneNameOf } from '../../model/region.ts';
import type { Harness } from '../harness.ts';
import { accounts, sampleSharedVpc } from './sample-shared-vpc.ts';
import { ec2Operations as ec2 } from './table.ts';

const unauthorized = 'UnauthorizedOperation: You are not authorized to perform this operation.';
const launching = { ImageId: 'ami-12345678', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 } as const;

async function ground() {
  const world = await sampleSharedVpc();
  const end = await world.share([world.shared], 'participant', 'another');
  return { ...world, end, ...world.as };
}

async function groupOf(h: Harness, VpcId: string, GroupName = 'app'): Promise<string> {
  return (await h.call(ec2, 'CreateSecurityGroup', { VpcId, GroupName, Description: 'app' })).GroupId!;
}

async function launched(h: Harness, vpc: string, SubnetId: string) {
  const group = await groupOf(h, vpc);
  const { Instances } = await h.call(ec2, 'RunInstances', { ...launching, SubnetId, SecurityGroupIds: [group] });
  const [one] = Instances!;
  return { group, instance: one!.InstanceId!, networkInterface: one!.NetworkInterfaces![0]!.NetworkInterfaceId! };
}

test('zones have the names of the viewer in shapes and filters, and ids and free addresses are the same for all', async () => {
  const { owner, participant, shared } = await ground();
  const seen = async (h: Harness) => (await h.call(ec2, 'DescribeSubnets', { SubnetIds: [shared] })).Subnets![0]!;
  const [own, others] = [await seen(owner), await seen(participant)];
  const nameFor = (account: string) => zoneNameOf(account, 'us-east-1', 'use1-az1');
  expect([own.AvailabilityZone, others.AvailabilityZone]).toEqual([
    nameFor(accounts.owner),
    nameFor(accounts.participant),
  ]);
  expect(own.AvailabilityZone).not.toBe(others.AvailabilityZone);
  expect({ ...others, AvailabilityZone: '' }).toEqual({ ...own, AvailabilityZone: '' });
  expect(others).toMatchObject({ OwnerId: accounts.owner, AvailabilityZoneId: 'use1-az1' });
  const named = async (zone: string) => {
    const input = { Filters: [{ Name: 'availability-zone', Values: [zone] }] };
    return (await participant.call(ec2, 'DescribeSubnets', input)).Subnets!.length;
  };
  expect([await named(others.AvailabilityZone!), await named(own.AvailabilityZone!)]).toEqual([1, 0]);
});

test("the owner sees a participant's interface in its own zone names, and not what it belongs to", async () => {
  const { owner, participant, vpc, shared } = await ground();
  const { instance, networkInterface } = await launched(participant, vpc, shared);
  const { NetworkInterfaces } = await owner.call(ec2, 'DescribeNetworkInterfaces', {});
  expect(NetworkInterfaces).toMatchObject([
    {
      NetworkInterfaceId: networkInterface,
      OwnerId: accounts.participant,
      AvailabilityZone: zoneNameOf(accounts.owner, 'us-east-1', 'use1-az1'),
      Attachment: { InstanceOwnerId: accounts.participant },
    },
  ]);
  const attribute = { NetworkInterfaceId: networkInterface, Attribute: 'description' as const };
  expect(await owner.call(ec2, 'DescribeNetworkInterfaceAttribute', attribute)).toMatchObject({
    Description: { Value: '' },
  });
  expect((await owner.call(ec2, 'DescribeInstances', {})).Reservations).toEqual([]);
  expect(await owner.refused(ec2, 'TerminateInstances', { InstanceIds: [instance] })).toMatch(
    'InvalidInstanceID.NotFound',
  );
  const AttachmentId = NetworkInterfaces![0]!.Attachment!.AttachmentId!;
  expect(await owner.refused(ec2, 'DetachNetworkInterface', { AttachmentId })).toBe(unauthorized);
});

test('of tables and ACLs a participant sees those that hold for shared subnets, without the associations of others', async () => {
  const { owner, participant, mainTable, hiddenTable, shared, hidden } = await ground();
  const tables = async () => {
    const { RouteTables } = await participant.call(ec2, 'DescribeRouteTables', {});
    return RouteTables!.map((one) => [
      one.RouteTableId,
      one.Associations!.map(({ Main, SubnetId }) => SubnetId ?? Main),
    ]);
  };
  expect(await tables()).toEqual([[mainTable, [true]]]);
  await owner.call(ec2, 'AssociateRouteTable', { RouteTableId: hiddenTable, SubnetId: shared });
  expect(await tables()).toEqual([[hiddenTable, [shared]]]);
  const { NetworkAcls } = await participant.call(ec2, 'DescribeNetworkAcls', {});
  expect(NetworkAcls!.map(({ Associations }) => Associations!.map((one) => one.SubnetId))).toEqual([[shared]]);
  const filtered = { Filters: [{ Name: 'association.subnet-id', Values: [hidden] }] };
  expect((await participant.call(ec2, 'DescribeNetworkAcls', filtered)).NetworkAcls).toEqual([]);
});

test('associations that a participant sees it may not change; those that it does not see are not there', async () => {
  const { owner, participant, stranger, vpc, shared, hidden, hiddenTable } = await ground();
  await owner.call(ec2, 'AssociateRouteTable', { RouteTableId: hiddenTable, SubnetId: shared });
  const table = owner.network.get('route-table', hiddenTable)!;
  const acl = owner.network.find('network-acl', `vpc:${vpc}`)[0]!;
  const ofSubnet = (list: readonly { readonly id: string; readonly subnet?: string }[], id: string) =>
    list.find((one) => one.subnet === id)!.id;
  const refusals = (h: Harness, subnet: string) =>
    Promise.all([
      h.refused(ec2, 'DisassociateRouteTable', { AssociationId: ofSubnet(table.associations, subnet) }),
      h.refused(ec2, 'ReplaceRouteTableAssociation', {
        AssociationId: ofSubnet(table.associations, subnet),
        RouteTableId: hiddenTable,
      }),
      h.refused(ec2, 'ReplaceNetworkAclAssociation', {
        AssociationId: ofSubnet(acl.associations, subnet),
        NetworkAclId: acl.id,
      }),
    ]);
  expect(new Set(await refusals(participant, shared))).toEqual(new Set([unauthorized]));
  const unseen = [...(await refusals(participant, hidden)), ...(await refusals(stranger, shared))];
  for (const one of unseen) expect(one).toMatch('InvalidAssociationID.NotFound');
  const AssociationId = owner.network.get('vpc', vpc)!.cidrs[0]!.id;
  expect(await participant.refused(ec2, 'DisassociateVpcCidrBlock', { AssociationId })).toBe(unauthorized);
  expect(await stranger.refused(ec2, 'DisassociateVpcCidrBlock', { AssociationId })).toMatch('NotFound');
});

test('attributes and DHCP options of the VPC are read by participants, and by nobody else', async () => {
  const { participant, stranger, vpc } = await ground();
  const attribute = { VpcId: vpc, Attribute: 'enableDnsSupport' as const };
  expect(await participant.call(ec2, 'DescribeVpcAttribute', attribute)).toMatchObject({
    EnableDnsSupport: { Value: true },
  });
  expect(await stranger.refused(ec2, 'DescribeVpcAttribute', attribute)).toMatch('InvalidVpcID.NotFound');
  expect(
    await participant.refused(ec2, 'ModifyVpcAttribute', { VpcId: vpc, EnableDnsHostnames: { Value: true } }),
  ).toBe(unauthorized);
  const { DhcpOptions } = await participant.call(ec2, 'DescribeDhcpOptions', {});
  expect(DhcpOptions).toMatchObject([{ OwnerId: accounts.owner }]);
});

test('a launch brings the public address that the shared subnet is set to give, and needs a group of the launcher', async () => {
  const { owner, participant, vpc, shared } = await ground();
  const made = await owner.call(ec2, 'CreateInternetGateway', {});
  const InternetGatewayId = made.InternetGateway!.InternetGatewayId!;
  await owner.call(ec2, 'AttachInternetGateway', { InternetGatewayId, VpcId: vpc });
  await owner.call(ec2, 'ModifySubnetAttribute', { SubnetId: shared, MapPublicIpOnLaunch: { Value: true } });
  const { instance } = await launched(participant, vpc, shared);
  const { Reservations } = await participant.call(ec2, 'DescribeInstances', { InstanceIds: [instance] });
  expect(Reservations![0]).toMatchObject({
    OwnerId: accounts.participant,
    Instances: [{ PublicIpAddress: expect.any(String), NetworkInterfaces: [{ OwnerId: accounts.participant }] }],
  });
  expect((await participant.call(ec2, 'DescribeInternetGateways', {})).InternetGateways).toMatchObject([
    { InternetGatewayId, OwnerId: accounts.owner },
  ]);
  // Without a group it would be the VPC's default one, which is the owner's.
  expect(await participant.refused(ec2, 'RunInstances', { ...launching, SubnetId: shared })).toMatch(
    'InvalidGroup.NotFound',
  );
});

test('an interface named at launch must be the own one', async () => {
  const { owner, participant, another, vpc, shared } = await ground();
  const group = await groupOf(participant, vpc);
  const made = await participant.call(ec2, 'CreateNetworkInterface', { SubnetId: shared, Groups: [group] });
  const NetworkInterfaceId = made.NetworkInterface!.NetworkInterfaceId!;
  const input = { ...launching, NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }] };
  expect(await owner.refused(ec2, 'RunInstances', input)).toBe(unauthorized);
  expect(await another.refused(ec2, 'RunInstances', input)).toMatch('InvalidNetworkInterfaceID.NotFound');
  const { Instances } = await participant.call(ec2, 'RunInstances', input);
  expect(Instances![0]!.NetworkInterfaces).toMatchObject([{ NetworkInterfaceId, OwnerId: accounts.participant }]);
});

test("what a participant makes counts against its own quotas, not the owner's", async () => {
  const { owner, participant, vpc, shared } = await ground();
  const group = await groupOf(participant, vpc);
  participant.quotas = { networkInterfacesPerZone: 1, securityGroupsPerRegion: 1, elasticAddressesPerRegion: 1 };
  const place = (h: Harness, groups: string[]) => ({ SubnetId: shared, Groups: groups, h });
  const { h, ...input } = place(participant, [group]);
  await h.call(ec2, 'CreateNetworkInterface', input);
  await h.call(ec2, 'AllocateAddress', {});
  expect(await h.refused(ec2, 'CreateNetworkInterface', input)).toMatch('NetworkInterfaceLimitExceeded');
  expect(await h.refused(ec2, 'AllocateAddress', {})).toMatch('AddressLimitExceeded');
  const second = { VpcId: vpc, GroupName: 'second', Description: 'second' };
  expect(await h.refused(ec2, 'CreateSecurityGroup', second)).toMatch('SecurityGroupLimitExceeded');
  await owner.call(ec2, 'CreateNetworkInterface', { SubnetId: shared });
  await owner.call(ec2, 'AllocateAddress', {});
});

test('after unsharing what runs goes on and is managed by its owner, and nothing new comes', async () => {
  const { owner, participant, vpc, shared, end } = await ground();
  const { group, instance, networkInterface } = await launched(participant, vpc, shared);
  const spare = await participant.call(ec2, 'CreateNetworkInterface', { SubnetId: shared, Groups: [group] });
  const NetworkInterfaceId = spare.NetworkInterface!.NetworkInterfaceId!;
  await end();
  const InstanceIds = [instance];
  expect(await participant.refused(ec2, 'RunInstances', { ...launching, SubnetId: shared })).toMatch(
    'InvalidSubnetID.NotFound',
  );
  const place = { SubnetId: shared, Groups: [group] };
  expect(await participant.refused(ec2, 'CreateNetworkInterface', place)).toMatch('InvalidSubnetID.NotFound');
  const again = { ...launching, NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }] };
  expect(await participant.refused(ec2, 'RunInstances', again)).toMatch('InvalidSubnetID.NotFound');
  await participant.call(ec2, 'DeleteNetworkInterface', { NetworkInterfaceId });
  const second = { VpcId: vpc, GroupName: 'second', Description: 'second' };
  expect(await participant.refused(ec2, 'CreateSecurityGroup', second)).toMatch('InvalidVpcID.NotFound');
  expect((await participant.call(ec2, 'DescribeVpcs', {})).Vpcs!.map((one) => one.OwnerId)).not.toContain(
    accounts.owner,
  );
  expect((await participant.call(ec2, 'DescribeInstances', { InstanceIds })).Reservations).toHaveLength(1);
  const description = { NetworkInterfaceId: networkInterface, Description: { Value: 'still mine' } };
  await participant.call(ec2, 'ModifyNetworkInterfaceAttribute', description);
  await participant.call(ec2, 'StopInstances', { InstanceIds });
  await participant.call(ec2, 'StartInstances', { InstanceIds });
  expect(await owner.refused(ec2, 'DeleteSubnet', { SubnetId: shared })).toBe(
    `DependencyViolation: The subnet '${shared}' has dependencies and cannot be deleted.`,
  );
  await participant.call(ec2, 'TerminateInstances', { InstanceIds });
  await owner.call(ec2, 'DeleteSubnet', { SubnetId: shared });
  await owner.call(ec2, 'DeleteSubnet', { SubnetId: owner.network.find('subnet', `vpc:${vpc}`)[0]!.id });
  await owner.call(ec2, 'DeleteRouteTable', {
    RouteTableId: owner.network.find('route-table', `vpc:${vpc}`).find((one) => one.associations.length === 0)!.id,
  });
  expect(await owner.refused(ec2, 'DeleteVpc', { VpcId: vpc })).toMatch('DependencyViolation');
  await participant.call(ec2, 'DeleteSecurityGroup', { GroupId: group });
  await owner.call(ec2, 'DeleteVpc', { VpcId: vpc });
});

test('a subnet that is deleted vanishes from its shares', async () => {
  const { owner, shared } = await ground();
  await owner.call(ec2, 'DeleteSubnet', { SubnetId: shared });
  const [share] = owner.network.all('resource-share');
  expect(share!.resources).toEqual([]);
});
