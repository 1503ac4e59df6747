import { describe, expect, test } from 'vitest';
import { defaultVpcOperations } from './default-vpc.ts';
import { instanceLaunchOperations } from './instance-launch.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { sampleNetwork, sampleZone } from './sample-network.ts';

const one = { ImageId: 'ami-12345678', InstanceType: 't3.small' as const, MinCount: 1, MaxCount: 1 };

async function start() {
  const network = await sampleNetwork();
  const { h } = network;
  const run = async (request: object) =>
    (await h.call(instanceLaunchOperations, 'RunInstances', { ...one, ...request })).Instances![0]!;
  const refused = (request: object) => h.refused(instanceLaunchOperations, 'RunInstances', { ...one, ...request });
  return { ...network, run, refused };
}

test('without a subnet, a launch goes to the default VPC and its default group', async () => {
  const { h, run } = await start();
  await h.call(defaultVpcOperations, 'CreateDefaultVpc', undefined as never);
  const instance = await run({ Placement: { AvailabilityZone: sampleZone.name }, SecurityGroups: ['default'] });
  const vpc = h.network.get('vpc', instance.VpcId!)!;
  expect(vpc.isDefault).toBe(true);
  expect(instance.Placement!.AvailabilityZone).toBe(sampleZone.name);
  expect(instance.SecurityGroups).toMatchObject([{ GroupName: 'default' }]);
  expect(instance.PublicDnsName).toMatch(/^ec2-3-128-\d+-\d+\.compute-1\.amazonaws\.com$/);
});

test.each([
  ['publicSubnet', undefined, true],
  ['publicSubnet', false, false],
  ['privateSubnet', undefined, false],
  ['privateSubnet', true, true],
] as const)('in the %s with associatePublicIpAddress %s: public address %s', async (place, wish, expected) => {
  const network = await start();
  const AssociatePublicIpAddress = wish;
  const instance = await network.run({
    NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: network[place], AssociatePublicIpAddress }],
  });
  expect(instance.PublicIpAddress !== undefined).toBe(expected);
});

test('several interfaces come ordered by device index, and none gets a public address', async () => {
  const { run, publicSubnet, privateSubnet, group } = await start();
  const instance = await run({
    NetworkInterfaces: [
      { DeviceIndex: 1, SubnetId: privateSubnet, DeleteOnTermination: false },
      {
        DeviceIndex: 0,
        SubnetId: publicSubnet,
        Groups: [group],
        SecondaryPrivateIpAddressCount: 1,
        Description: 'front',
      },
    ],
  });
  expect(instance.NetworkInterfaces).toMatchObject([
    { SubnetId: publicSubnet, Description: 'front', Attachment: { DeviceIndex: 0, DeleteOnTermination: true } },
    { SubnetId: privateSubnet, Attachment: { DeviceIndex: 1, DeleteOnTermination: false } },
  ]);
  expect(instance.NetworkInterfaces![0]!.PrivateIpAddresses).toHaveLength(2);
  expect(instance.SubnetId).toBe(publicSubnet);
  expect(instance.PublicIpAddress).toBeUndefined();
});

test('an existing interface keeps its address and is not deleted with the instance', async () => {
  const { h, run, refused, privateSubnet: SubnetId } = await start();
  const request = { SubnetId, PrivateIpAddress: '10.0.2.50' };
  const { NetworkInterface } = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', request);
  const { NetworkInterfaceId } = NetworkInterface!;
  const NetworkInterfaces = [{ DeviceIndex: 0, NetworkInterfaceId }];
  const instance = await run({ NetworkInterfaces });
  expect(instance.PrivateIpAddress).toBe('10.0.2.50');
  expect(instance.NetworkInterfaces![0]!.Attachment!.DeleteOnTermination).toBe(false);
  expect(await refused({ NetworkInterfaces })).toBe(
    `InvalidNetworkInterface.InUse: Interface: [${NetworkInterfaceId}] in use.`,
  );
});

describe('refused', () => {
  test.each([
    [
      { SubnetId: 'subnet-00000000', NetworkInterfaces: [{ DeviceIndex: 0 }] },
      'InvalidParameterCombination: Network interfaces and an instance-level subnet ID may not be specified on the same request',
    ],
    [
      { SecurityGroupIds: ['sg-00000000'], NetworkInterfaces: [{ DeviceIndex: 0 }] },
      'InvalidParameterCombination: Network interfaces and instance-level security groups may not be specified on the same request',
    ],
    [
      { NetworkInterfaces: [{ DeviceIndex: 1 }] },
      'InvalidParameterCombination: When specifying network interfaces, you must include a device at index 0.',
    ],
    [
      { NetworkInterfaces: [{ DeviceIndex: 0 }, { DeviceIndex: 0 }] },
      'InvalidParameterCombination: Each network interface requires a unique device index.',
    ],
    [
      { SubnetId: 'subnet-00000000', SecurityGroups: ['web'] },
      "InvalidSubnetID.NotFound: The subnet ID 'subnet-00000000' does not exist",
    ],
  ])('%j', async (request, message) => {
    const { refused } = await start();
    expect(await refused(request)).toBe(message);
  });

  test('group names beside a subnet, a public address for several, and one interface too many', async () => {
    const { refused, privateSubnet: SubnetId } = await start();
    expect(await refused({ SubnetId, SecurityGroups: ['web'] })).toBe(
      'InvalidParameterCombination: The parameter groupName cannot be used with the parameter subnet',
    );
    const cards = (count: number) => Array.from({ length: count }, (_, DeviceIndex) => ({ DeviceIndex, SubnetId }));
    const [first, ...rest] = cards(2);
    expect(await refused({ NetworkInterfaces: [{ ...first, AssociatePublicIpAddress: true }, ...rest] })).toBe(
      'InvalidParameterCombination: The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.',
    );
    expect(await refused({ NetworkInterfaces: cards(4) })).toBe(
      'AttachmentLimitExceeded: Interface count 4 exceeds the limit for t3.small',
    );
    expect(await refused({ NetworkInterfaces: [{ ...first, SecondaryPrivateIpAddressCount: 4 }] })).toBe(
      'PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.',
    );
  });

  test('a group of another VPC', async () => {
    const { h, refused, group } = await start();
    await h.call(defaultVpcOperations, 'CreateDefaultVpc', undefined as never);
    expect(await refused({ SecurityGroupIds: [group] })).toMatch(
      /^InvalidParameter: Security group sg-\w+ and subnet subnet-\w+ belong to different networks\.$/,
    );
  });
});
