import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { elasticAddressOperations } from './elastic-address.ts';
import { createInterface, deleteInterface, networkInterfaceOperations as interfaces } from './network-interface.ts';
import { sampleAddress, sampleNetwork, sampleZone } from './sample-network.ts';
import { securityGroupOperations } from './security-group.ts';
import { subnetOperations } from './subnet.ts';

async function create(h: Harness, request: { SubnetId: string; [member: string]: unknown }) {
  return (await h.call(interfaces, 'CreateNetworkInterface', request)).NetworkInterface!;
}

describe('CreateNetworkInterface', () => {
  test('answers the whole interface, with the VPC’s default group', async () => {
    const { h, vpc, privateSubnet } = await sampleNetwork();
    const made = await create(h, { SubnetId: privateSubnet, Description: 'front' });
    const standard = h.network.find('security-group', `vpc:${vpc}`).find((one) => one.name === 'default')!;
    expect(made).toEqual({
      NetworkInterfaceId: expect.stringMatching(/^eni-0[0-9a-f]{16}$/),
      AvailabilityZone: sampleZone.name,
      AvailabilityZoneId: sampleZone.id,
      Description: 'front',
      Groups: [{ GroupId: standard.id, GroupName: 'default' }],
      InterfaceType: 'interface',
      Ipv6Addresses: [],
      MacAddress: expect.stringMatching(/^02(:[0-9a-f]{2}){5}$/),
      OwnerId: '111122223333',
      PrivateIpAddress: '10.0.2.4',
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.2.4' }],
      RequesterManaged: false,
      SourceDestCheck: true,
      Status: 'pending',
      SubnetId: privateSubnet,
      TagSet: [],
      VpcId: vpc,
    });
  });

  test('takes addresses by name and by number', async () => {
    const { h, privateSubnet: SubnetId } = await sampleNetwork();
    const addresses = (one: Awaited<ReturnType<typeof create>>) =>
      one.PrivateIpAddresses!.map((address) => address.PrivateIpAddress);
    const listed = await create(h, {
      SubnetId,
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.2.21' }, { PrivateIpAddress: '10.0.2.20', Primary: true }],
    });
    expect(addresses(listed)).toEqual(['10.0.2.20', '10.0.2.21']);
    const counted = await create(h, { SubnetId, PrivateIpAddress: '10.0.2.30', SecondaryPrivateIpAddressCount: 2 });
    expect(addresses(counted)).toHaveLength(3);
    expect(new Set([...addresses(listed), ...addresses(counted)]).size).toBe(5);
  });

  test.each([
    [
      { PrivateIpAddress: '10.0.9.9' },
      "InvalidParameterValue: Address does not fall within the subnet's address range",
    ],
    [{ PrivateIpAddress: '10.0.2.3' }, "InvalidParameterValue: Address is in subnet's reserved address range"],
    [{ PrivateIpAddress: '10.0.2.40' }, 'InvalidIPAddress.InUse: Address 10.0.2.40 is in use.'],
    [{ Groups: ['sg-00000000'] }, "InvalidGroup.NotFound: The security group 'sg-00000000' does not exist"],
    [{ Groups: ['web'] }, 'InvalidGroupId.Malformed: Invalid id: "web" (expecting "sg-...")'],
    [
      { PrivateIpAddresses: [{ PrivateIpAddress: '10.0.2.50' }], SecondaryPrivateIpAddressCount: 1 },
      'InvalidParameterCombination: The parameters secondaryPrivateIpAddressCount and privateIpAddresses cannot be used together.',
    ],
    [{ Ipv6AddressCount: 1 }, 'UnsupportedOperation: An IPv6 address on a network interface is not supported.'],
  ])('refuses %j', async (request, message) => {
    const { h, privateSubnet: SubnetId } = await sampleNetwork();
    await create(h, { SubnetId, PrivateIpAddress: '10.0.2.40' });
    expect(await h.refused(interfaces, 'CreateNetworkInterface', { SubnetId, ...request })).toBe(message);
  });

  test('five groups are allowed, six are not', async () => {
    const { h, vpc, privateSubnet: SubnetId } = await sampleNetwork();
    const Groups: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const request = { VpcId: vpc, GroupName: name, Description: name };
      Groups.push((await h.call(securityGroupOperations, 'CreateSecurityGroup', request)).GroupId!);
    }
    expect(await h.refused(interfaces, 'CreateNetworkInterface', { SubnetId, Groups })).toBe(
      'SecurityGroupsPerInterfaceLimitExceeded: The maximum number of security groups per interface has been reached.',
    );
    expect((await create(h, { SubnetId, Groups: Groups.slice(1) })).Groups).toHaveLength(5);
  });
});

describe('deleting', () => {
  test('frees the address for the next', async () => {
    const { h, privateSubnet: SubnetId } = await sampleNetwork();
    const NetworkInterfaceId = (await create(h, { SubnetId })).NetworkInterfaceId!;
    await h.call(interfaces, 'DeleteNetworkInterface', { NetworkInterfaceId });
    expect((await create(h, { SubnetId, PrivateIpAddress: '10.0.2.4' })).PrivateIpAddress).toBe('10.0.2.4');
    expect(await h.refused(interfaces, 'DeleteNetworkInterface', { NetworkInterfaceId })).toBe(
      `InvalidNetworkInterfaceID.NotFound: The networkInterface ID '${NetworkInterfaceId}' does not exist`,
    );
  });

  test('sets an elastic address on it free', async () => {
    const { h, privateSubnet: SubnetId } = await sampleNetwork();
    const NetworkInterfaceId = (await create(h, { SubnetId })).NetworkInterfaceId!;
    const { allocation } = await sampleAddress(h);
    const request = { AllocationId: allocation, NetworkInterfaceId };
    await h.call(elasticAddressOperations, 'AssociateAddress', request);
    await h.call(interfaces, 'DeleteNetworkInterface', { NetworkInterfaceId });
    expect(h.network.get('elastic-address', allocation)).not.toHaveProperty('association');
  });

  test('of an interface that a service attached is refused, and done for the service', async () => {
    const { h, privateSubnet } = await sampleNetwork();
    const { context } = h;
    const subnet = h.network.get('subnet', privateSubnet)!;
    const made = await context.transact((draft) =>
      createInterface(draft, context, {
        subnet,
        groups: [],
        interfaceType: 'vpc_endpoint',
        requester: 'amazon-aws',
        parent: 'vpce-1',
        attachment: {
          id: 'ela-attach-1',
          instanceOwner: 'amazon-aws',
          deviceIndex: 1,
          deleteOnTermination: false,
          attached: context.now,
        },
      }),
    );
    const NetworkInterfaceIds = [made.id];
    const { NetworkInterfaces } = await h.call(interfaces, 'DescribeNetworkInterfaces', { NetworkInterfaceIds });
    expect(NetworkInterfaces).toMatchObject([
      {
        InterfaceType: 'vpc_endpoint',
        RequesterManaged: true,
        RequesterId: 'amazon-aws',
        Status: 'in-use',
        Attachment: { AttachmentId: 'ela-attach-1', InstanceOwnerId: 'amazon-aws', DeviceIndex: 1, Status: 'attached' },
      },
    ]);
    const request = { NetworkInterfaceId: made.id };
    expect(await h.refused(interfaces, 'DeleteNetworkInterface', request)).toBe(
      `InvalidParameterValue: Network interface '${made.id}' is currently in use.`,
    );
    await context.transact((draft) => deleteInterface(draft, made));
    await h.call(subnetOperations, 'DeleteSubnet', { SubnetId: privateSubnet });
  });
});

test.each([
  ['subnet-id', (network: { privateSubnet: string }) => network.privateSubnet, 1],
  ['addresses.private-ip-address', () => '10.0.2.99', 1],
  ['status', () => 'in-use', 0],
  ['description', () => 'fr?nt', 1],
  ['requester-managed', () => 'true', 0],
  ['availability-zone', () => sampleZone.name, 1],
])('filter %s', async (Name, value, count) => {
  const network = await sampleNetwork();
  const SubnetId = network.privateSubnet;
  await create(network.h, {
    SubnetId,
    Description: 'front',
    PrivateIpAddresses: [{ PrivateIpAddress: '10.0.2.98', Primary: true }, { PrivateIpAddress: '10.0.2.99' }],
  });
  const Filters = [{ Name, Values: [value(network)] }];
  const { NetworkInterfaces } = await network.h.call(interfaces, 'DescribeNetworkInterfaces', { Filters });
  expect(NetworkInterfaces).toHaveLength(count);
});
