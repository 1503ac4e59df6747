import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { instanceOperations } from './instance.ts';
import { instanceLaunchOperations } from './instance-launch.ts';
import { sampleNetwork, sampleZone } from './sample-network.ts';

const one = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 };

async function run(h: Harness, request: object) {
  return (await h.call(instanceLaunchOperations, 'RunInstances', { ...one, ...request })).Instances!;
}

describe('RunInstances', () => {
  test('answers the whole instance, pending until the data plane has it', async () => {
    const { h, vpc, publicSubnet, group } = await sampleNetwork();
    h.applied = h.network.revision;
    const answer = await h.call(instanceLaunchOperations, 'RunInstances', {
      ...one,
      InstanceType: 't3.micro',
      SubnetId: publicSubnet,
      SecurityGroupIds: [group],
      KeyName: 'mine',
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web-1' }] },
        { ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'disk' }] },
        { ResourceType: 'network-interface', Tags: [{ Key: 'Name', Value: 'card' }] },
      ],
    });
    expect(answer).toMatchObject({ OwnerId: '111122223333', ReservationId: expect.stringMatching(/^r-0/), Groups: [] });
    const [instance] = answer.Instances!;
    expect(instance).toMatchObject({
      InstanceId: expect.stringMatching(/^i-0[0-9a-f]{16}$/),
      ImageId: 'ami-12345678',
      InstanceType: 't3.micro',
      KeyName: 'mine',
      State: { Code: 0, Name: 'pending' },
      Placement: { AvailabilityZone: sampleZone.name, Tenancy: 'default' },
      PrivateIpAddress: '10.0.1.4',
      PrivateDnsName: 'ip-10-0-1-4.ec2.internal',
      PublicDnsName: '',
      PublicIpAddress: expect.stringMatching(/^3\.128\.\d+\.\d+$/),
      SecurityGroups: [{ GroupId: group, GroupName: 'web' }],
      SourceDestCheck: true,
      SubnetId: publicSubnet,
      VpcId: vpc,
      StateTransitionReason: '',
      Tags: [{ Key: 'Name', Value: 'web-1' }],
      BlockDeviceMappings: [],
      RootDeviceName: '/dev/xvda',
      MetadataOptions: {
        State: 'applied',
        HttpTokens: 'optional',
        HttpPutResponseHopLimit: 1,
        HttpEndpoint: 'enabled',
      },
    });
    expect(instance!.NetworkInterfaces).toMatchObject([
      {
        Association: { IpOwnerId: 'amazon', PublicIp: instance!.PublicIpAddress },
        Attachment: { DeviceIndex: 0, DeleteOnTermination: true, Status: 'attached' },
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.4' }],
        Status: 'in-use',
      },
    ]);
    const [card] = h.network.find('network-interface', `instance:${instance!.InstanceId}`);
    expect(card!.tags).toEqual({ Name: 'card' });
    h.applied = h.network.revision;
    const { Reservations } = await h.call(instanceOperations, 'DescribeInstances', {});
    expect(Reservations![0]!.Instances![0]!.State).toEqual({ Code: 16, Name: 'running' });
  });

  test('launches as many as the subnet has addresses for, between the two counts', async () => {
    const { h, privateSubnet: SubnetId } = await sampleNetwork();
    const request = { SubnetId, MinCount: 200, MaxCount: 300 };
    expect(await run(h, request)).toHaveLength(251);
    expect(await h.refused(instanceLaunchOperations, 'RunInstances', { ...one, SubnetId })).toBe(
      `InsufficientFreeAddressesInSubnet: There are not enough free addresses in subnet '${SubnetId}' to satisfy the requested number of instances.`,
    );
  });

  test('is quick with two hundred at once, each with addresses of its own', async () => {
    const { h, publicSubnet } = await sampleNetwork();
    const begin = performance.now();
    const instances = await run(h, { SubnetId: publicSubnet, MinCount: 200, MaxCount: 200 });
    // About thirty milliseconds on an idle machine.
    expect(performance.now() - begin).toBeLessThan(1500);
    expect(new Set(instances.map((instance) => instance.PrivateIpAddress)).size).toBe(200);
    expect(new Set(instances.map((instance) => instance.PublicIpAddress)).size).toBe(200);
  });

  test.each([
    [{ ImageId: undefined }, 'MissingParameter: The request must contain the parameter ImageId'],
    [{ ImageId: 'debian' }, 'InvalidAMIID.Malformed: Invalid id: "debian" (expecting "ami-...")'],
    [{ InstanceType: 'huge' }, "InvalidParameterValue: Invalid value 'huge' for InstanceType."],
    [{ UserData: '#!' }, 'InvalidUserData.Malformed: Invalid BASE64 encoding of user data.'],
    [{ UserData: btoa('x'.repeat(16_385)) }, 'InvalidParameterValue: User data is limited to 16384 bytes'],
    [
      { IamInstanceProfile: { Name: 'nobody' } },
      'InvalidParameterValue: Value (nobody) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
    ],
    [
      { MinCount: 2, MaxCount: 1 },
      'InvalidParameterCombination: Value (2) for parameter minCount is invalid. Minimum count exceeds maximum count.',
    ],
    [
      { MetadataOptions: { HttpPutResponseHopLimit: 65 } },
      'InvalidParameterValue: Value (65) for parameter HttpPutResponseHopLimit is invalid.',
    ],
    [
      { PrivateIpAddress: '10.0.2.9', MaxCount: 2 },
      'InvalidParameterCombination: Network interface IDs and private IP addresses may not be specified when launching more than one instance.',
    ],
    [{ SubnetId: 'subnet-00000000' }, "InvalidSubnetID.NotFound: The subnet ID 'subnet-00000000' does not exist"],
    [{ SubnetId: undefined }, 'VPCIdNotSpecified: No default VPC for this user'],
    [
      { TagSpecifications: [{ ResourceType: 'vpc', Tags: [] }] },
      "InvalidParameterValue: 'vpc' is not a valid taggable resource type for this operation.",
    ],
  ])('refuses %j', async (change, message) => {
    const { h, privateSubnet: SubnetId } = await sampleNetwork();
    const request = { ...one, SubnetId, ...change } as typeof one;
    expect(await h.refused(instanceLaunchOperations, 'RunInstances', request)).toBe(message);
  });

  test('takes user data of sixteen kilobytes', async () => {
    const { h, privateSubnet: SubnetId } = await sampleNetwork();
    const UserData = btoa('x'.repeat(16_384));
    const [instance] = await run(h, { SubnetId, UserData });
    expect(h.network.get('instance', instance!.InstanceId!)!.userData).toBe(UserData);
  });
});
