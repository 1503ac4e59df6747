import { describe, expect, test } from 'vitest';
import { defaultVpcOperations } from './default-vpc.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { sampleNetwork } from './sample-network.ts';
import { securityGroupOperations as groups } from './security-group.ts';
import { securityGroupRuleOperations as rules } from './security-group-rule.ts';

describe('CreateSecurityGroup', () => {
  test('makes a group from which everything may leave', async () => {
    const { h, vpc } = await sampleNetwork();
    const { GroupId } = await h.call(groups, 'CreateSecurityGroup', {
      VpcId: vpc,
      GroupName: 'db',
      Description: 'databases',
      TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    const { SecurityGroups } = await h.call(groups, 'DescribeSecurityGroups', { GroupIds: [GroupId!] });
    expect(SecurityGroups).toEqual([
      {
        GroupId,
        GroupName: 'db',
        Description: 'databases',
        OwnerId: '111122223333',
        VpcId: vpc,
        SecurityGroupArn: `arn:aws:ec2:us-east-1:111122223333:security-group/${GroupId}`,
        IpPermissions: [],
        IpPermissionsEgress: [
          {
            IpProtocol: '-1',
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [],
            PrefixListIds: [],
            UserIdGroupPairs: [],
          },
        ],
        Tags: [{ Key: 'a', Value: 'b' }],
      },
    ]);
  });

  test.each([
    ['default', 'InvalidGroup.Reserved: Cannot use reserved security group name: default'],
    [
      'sg-1',
      'InvalidParameterValue: Value (sg-1) for parameter GroupName is invalid. Group names may not be in the format sg-*.',
    ],
    [
      'größe',
      'InvalidParameterValue: Value (größe) for parameter GroupName is invalid. Character sets beyond ASCII are not supported.',
    ],
  ])('refuses the name %s', async (GroupName, message) => {
    const { h, vpc } = await sampleNetwork();
    expect(await h.refused(groups, 'CreateSecurityGroup', { VpcId: vpc, GroupName, Description: 'd' })).toBe(message);
  });

  test('refuses a name that the VPC has, whatever its case, and a missing default VPC', async () => {
    const { h, vpc } = await sampleNetwork();
    const request = { GroupName: 'WEB', Description: 'd' };
    expect(await h.refused(groups, 'CreateSecurityGroup', { ...request, VpcId: vpc })).toBe(
      `InvalidGroup.Duplicate: The security group 'WEB' already exists for VPC '${vpc}'`,
    );
    expect(await h.refused(groups, 'CreateSecurityGroup', request)).toBe(
      'VPCIdNotSpecified: No default VPC for this user',
    );
  });
});

describe('DeleteSecurityGroup', () => {
  test('takes the rules along', async () => {
    const { h, group } = await sampleNetwork();
    expect(await h.call(groups, 'DeleteSecurityGroup', { GroupId: group })).toEqual({ Return: true, GroupId: group });
    expect(h.network.find('security-group-rule', `group:${group}`)).toEqual([]);
    expect(await h.refused(groups, 'DeleteSecurityGroup', { GroupId: group })).toBe(
      `InvalidGroup.NotFound: The security group '${group}' does not exist`,
    );
  });

  test('refuses the default group, a group that is worn, and one that another group names', async () => {
    const { h, vpc, group, privateSubnet } = await sampleNetwork();
    const standard = h.network.find('security-group', `vpc:${vpc}`).find((one) => one.name === 'default')!.id;
    expect(await h.refused(groups, 'DeleteSecurityGroup', { GroupId: standard })).toBe(
      `CannotDelete: the specified group: "${standard}" name: "default" cannot be deleted by a user`,
    );
    const inUse = `DependencyViolation: resource ${group} has a dependent object`;
    const request = { SubnetId: privateSubnet, Groups: [group] };
    const { NetworkInterface } = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', request);
    expect(await h.refused(groups, 'DeleteSecurityGroup', { GroupId: group })).toBe(inUse);
    const NetworkInterfaceId = NetworkInterface!.NetworkInterfaceId!;
    await h.call(networkInterfaceOperations, 'DeleteNetworkInterface', { NetworkInterfaceId });
    await h.call(rules, 'AuthorizeSecurityGroupIngress', {
      GroupId: standard,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group }] }],
    });
    expect(await h.refused(groups, 'DeleteSecurityGroup', { GroupId: group })).toBe(inUse);
  });

  test('refuses groups of another account or region', async () => {
    const { h, group } = await sampleNetwork();
    const message = `InvalidGroup.NotFound: The security group '${group}' does not exist`;
    for (const other of [h.as({ account: '444455556666' }), h.as({ region: 'eu-west-1' })]) {
      expect(await other.refused(groups, 'DeleteSecurityGroup', { GroupId: group })).toBe(message);
    }
  });
});

describe('DescribeSecurityGroups', () => {
  test.each([
    ['group-name', 'w*', 1],
    ['ip-permission.to-port', '443', 1],
    ['ip-permission.cidr', '10.0.0.0/8', 1],
    ['egress.ip-permission.cidr', '10.0.0.0/8', 0],
    ['egress.ip-permission.protocol', '-1', 2],
    ['description', 'nothing', 0],
    ['owner-id', '111122223333', 2],
    ['ip-permission.user-id', '111122223333', 1],
    ['ip-permission.group-name', 'default', 1],
    ['ip-permission.protocol', 'tcp', 1],
    ['egress.ip-permission.user-id', '111122223333', 0],
  ])('filter %s=%s finds %i', async (Name, value, count) => {
    const { h, group } = await sampleNetwork();
    await h.call(rules, 'AuthorizeSecurityGroupIngress', {
      GroupId: group,
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      CidrIp: '10.0.0.0/8',
    });
    const { SecurityGroups } = await h.call(groups, 'DescribeSecurityGroups', { Filters: [{ Name, Values: [value] }] });
    expect(SecurityGroups).toHaveLength(count);
  });

  test('finds groups by name in the default VPC only', async () => {
    const { h } = await sampleNetwork();
    await h.call(defaultVpcOperations, 'CreateDefaultVpc', undefined as never);
    const { SecurityGroups } = await h.call(groups, 'DescribeSecurityGroups', { GroupNames: ['default'] });
    expect(SecurityGroups).toHaveLength(1);
    expect(await h.refused(groups, 'DescribeSecurityGroups', { GroupNames: ['web'] })).toMatch(
      /^InvalidGroup.NotFound: The security group 'web' does not exist in default VPC 'vpc-/,
    );
  });
});
