import { describe, expect, test } from 'vitest';
import { zonesOf } from '../../model/region.ts';
import { type Harness, harness } from '../harness.ts';
import { routeTableOperations } from './route-table.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';

async function start(CidrBlock = '10.0.0.0/16') {
  const h = harness();
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock })).Vpc!.VpcId!;
  return { h, VpcId };
}

async function makeSubnet(h: Harness, VpcId: string, CidrBlock: string): Promise<string> {
  return (await h.call(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock })).Subnet!.SubnetId!;
}

const zone = zonesOf('111122223333', 'us-east-1')[2]!;

describe('CreateSubnet', () => {
  test('answers the subnet in canonical form, with five addresses fewer than its block has', async () => {
    const { h, VpcId } = await start();
    const { Subnet } = await h.call(subnetOperations, 'CreateSubnet', {
      VpcId,
      CidrBlock: '10.0.1.9/24',
      AvailabilityZone: zone.name,
    });
    expect(Subnet).toEqual({
      SubnetId: expect.stringMatching(/^subnet-0[0-9a-f]{16}$/),
      SubnetArn: `arn:aws:ec2:us-east-1:111122223333:subnet/${Subnet!.SubnetId}`,
      VpcId,
      OwnerId: '111122223333',
      State: 'available',
      CidrBlock: '10.0.1.0/24',
      AvailabilityZone: zone.name,
      AvailabilityZoneId: zone.id,
      AvailableIpAddressCount: 251,
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      MapCustomerOwnedIpOnLaunch: false,
      AssignIpv6AddressOnCreation: false,
      Ipv6CidrBlockAssociationSet: [],
      Ipv6Native: false,
      EnableDns64: false,
      PrivateDnsNameOptionsOnLaunch: {
        HostnameType: 'ip-name',
        EnableResourceNameDnsARecord: false,
        EnableResourceNameDnsAAAARecord: false,
      },
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    });
  });

  test('takes a zone by its id too', async () => {
    const { h, VpcId } = await start();
    const input = { VpcId, CidrBlock: '10.0.1.0/24', AvailabilityZoneId: zone.id };
    expect((await h.call(subnetOperations, 'CreateSubnet', input)).Subnet!.AvailabilityZone).toBe(zone.name);
  });

  test('joins the default network ACL', async () => {
    const { h, VpcId } = await start();
    const id = await makeSubnet(h, VpcId, '10.0.1.0/24');
    const [acl] = h.network.find('network-acl', `subnet:${id}`);
    expect(acl).toMatchObject({ isDefault: true, vpc: VpcId });
  });

  test.each([
    ['10.0.0.0/15', "InvalidSubnet.Range: The CIDR '10.0.0.0/15' is invalid."],
    ['10.0.0.0/29', "InvalidSubnet.Range: The CIDR '10.0.0.0/29' is invalid."],
    ['10.1.0.0/24', "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid."],
    ['10.0.4.0/22', "InvalidSubnet.Conflict: The CIDR '10.0.4.0/22' conflicts with another subnet"],
    ['10.0.5.128/28', "InvalidSubnet.Conflict: The CIDR '10.0.5.128/28' conflicts with another subnet"],
    ['ten', 'InvalidParameterValue: Value (ten) for parameter cidrBlock is invalid. This is not a valid CIDR block.'],
  ])('refuses the block %s', async (CidrBlock, message) => {
    const { h, VpcId } = await start();
    await makeSubnet(h, VpcId, '10.0.5.0/24');
    expect(await h.refused(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock })).toBe(message);
  });

  test.each([
    [
      { AvailabilityZone: 'eu-west-1a' },
      /^InvalidParameterValue: Value \(eu-west-1a\) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f.$/,
    ],
    [{ AvailabilityZoneId: 'use1-az9' }, /^InvalidParameterValue: Value \(use1-az9\) for parameter availabilityZoneId/],
    [{ AvailabilityZone: zone.name, AvailabilityZoneId: zone.id }, /^InvalidParameterCombination/],
    [{ Ipv6CidrBlock: '2001:db8::/64' }, /^UnsupportedOperation/],
  ])('refuses %j', async (input, message) => {
    const { h, VpcId } = await start();
    expect(await h.refused(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24', ...input })).toMatch(
      message,
    );
  });

  test('a VPC has as many as its quota', async () => {
    const { h, VpcId } = await start();
    h.quotas = { subnetsPerVpc: 2 };
    await makeSubnet(h, VpcId, '10.0.1.0/24');
    await makeSubnet(h, VpcId, '10.0.2.0/24');
    expect(await h.refused(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock: '10.0.3.0/24' })).toBe(
      'SubnetLimitExceeded: The maximum number of subnets for this virtual private cloud has been reached.',
    );
  });
});

describe('DeleteSubnet', () => {
  test('leaves no association behind', async () => {
    const { h, VpcId } = await start();
    const SubnetId = await makeSubnet(h, VpcId, '10.0.1.0/24');
    const { RouteTable } = await h.call(routeTableOperations, 'CreateRouteTable', { VpcId });
    const RouteTableId = RouteTable!.RouteTableId!;
    await h.call(routeTableOperations, 'AssociateRouteTable', { RouteTableId, SubnetId });
    await h.call(subnetOperations, 'DeleteSubnet', { SubnetId });
    expect(h.network.get('route-table', RouteTableId)!.associations).toEqual([]);
    expect(h.network.find('network-acl', `vpc:${VpcId}`)[0]!.associations).toEqual([]);
    expect(await h.refused(subnetOperations, 'DeleteSubnet', { SubnetId })).toBe(
      `InvalidSubnetID.NotFound: The subnet ID '${SubnetId}' does not exist`,
    );
  });

  test('is refused while an interface is in it', async () => {
    const { h, VpcId } = await start();
    const SubnetId = await makeSubnet(h, VpcId, '10.0.1.0/24');
    await h.store.transact((draft) =>
      draft.put({
        ...draft.get('subnet', SubnetId)!,
        kind: 'network-interface',
        id: 'eni-1',
        subnet: SubnetId,
        interfaceType: 'interface',
        description: '',
        mac: '02:00:00:00:00:01',
        privateAddresses: ['10.0.1.4', '10.0.1.5'],
        groups: [],
        sourceDestCheck: true,
        requesterManaged: false,
      }),
    );
    expect(await h.refused(subnetOperations, 'DeleteSubnet', { SubnetId })).toBe(
      `DependencyViolation: The subnet '${SubnetId}' has dependencies and cannot be deleted.`,
    );
    const { Subnets } = await h.call(subnetOperations, 'DescribeSubnets', { SubnetIds: [SubnetId] });
    expect(Subnets![0]!.AvailableIpAddressCount).toBe(249);
  });
});

describe('DescribeSubnets', () => {
  test.each([
    ['vpc-id', 'VPC', 2],
    ['cidr-block', '10.0.1.0/24', 1],
    ['cidrBlock', '10.0.9.0/24', 0],
    ['availability-zone-id', zonesOf('111122223333', 'us-east-1')[0]!.id, 2],
    ['availabilityZone', 'us-east-1a', 2],
    ['availability-zone', zone.name, 0],
    ['available-ip-address-count', '251', 1],
    ['default-for-az', 'false', 2],
    ['map-public-ip-on-launch', 'true', 0],
    ['state', 'available', 2],
    ['subnet-arn', 'arn:aws:ec2:us-east-1:111122223333:subnet/*', 2],
    ['private-dns-name-options-on-launch.hostname-type', 'ip-name', 2],
  ])('filter %s = %s finds %4$i', async (Name, value, count) => {
    const { h, VpcId } = await start();
    await makeSubnet(h, VpcId, '10.0.1.0/24');
    await makeSubnet(h, VpcId, '10.0.2.0/28');
    const Filters = [{ Name, Values: [value === 'VPC' ? VpcId : value] }];
    expect((await h.call(subnetOperations, 'DescribeSubnets', { Filters })).Subnets).toHaveLength(count);
  });
});

describe('ModifySubnetAttribute', () => {
  test.each([
    [{ MapPublicIpOnLaunch: { Value: true } }, { MapPublicIpOnLaunch: true }],
    [
      { PrivateDnsHostnameTypeOnLaunch: 'resource-name' as const },
      { PrivateDnsNameOptionsOnLaunch: expect.objectContaining({ HostnameType: 'resource-name' }) },
    ],
    [
      { EnableResourceNameDnsARecordOnLaunch: { Value: true } },
      { PrivateDnsNameOptionsOnLaunch: expect.objectContaining({ EnableResourceNameDnsARecord: true }) },
    ],
    [{ AssignIpv6AddressOnCreation: { Value: false } }, { AssignIpv6AddressOnCreation: false }],
  ])('%j', async (input, shown) => {
    const { h, VpcId } = await start();
    const SubnetId = await makeSubnet(h, VpcId, '10.0.1.0/24');
    await h.call(subnetOperations, 'ModifySubnetAttribute', { SubnetId, ...input });
    expect((await h.call(subnetOperations, 'DescribeSubnets', {})).Subnets![0]).toMatchObject(shown);
  });

  test.each([
    [{}, /^InvalidParameterCombination: No attributes specified/],
    [
      { MapPublicIpOnLaunch: { Value: true }, EnableResourceNameDnsARecordOnLaunch: { Value: true } },
      /^InvalidParameterCombination: Fields for multiple attribute types specified/,
    ],
    [{ EnableDns64: { Value: true } }, /^UnsupportedOperation/],
    [{ PrivateDnsHostnameTypeOnLaunch: 'pet-name' as 'ip-name' }, /^InvalidParameterValue: Value \(pet-name\)/],
  ])('refuses %j', async (input, message) => {
    const { h, VpcId } = await start();
    const SubnetId = await makeSubnet(h, VpcId, '10.0.1.0/24');
    expect(await h.refused(subnetOperations, 'ModifySubnetAttribute', { SubnetId, ...input })).toMatch(message);
  });
});
