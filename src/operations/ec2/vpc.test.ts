import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { networkAclOperations } from './network-acl.ts';
import { routeTableOperations } from './route-table.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';

async function makeVpc(h: Harness, CidrBlock = '10.0.0.0/16'): Promise<string> {
  const { Vpc } = await h.call(vpcOperations, 'CreateVpc', { CidrBlock });
  return Vpc!.VpcId!;
}

describe('CreateVpc', () => {
  test('answers the VPC, pending and with empty lists', async () => {
    const h = harness();
    const { Vpc } = await h.call(vpcOperations, 'CreateVpc', {
      CidrBlock: '10.0.3.7/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'one' }] }],
    });
    expect(Vpc).toEqual({
      VpcId: expect.stringMatching(/^vpc-0[0-9a-f]{16}$/),
      OwnerId: '111122223333',
      State: 'pending',
      CidrBlock: '10.0.0.0/16',
      CidrBlockAssociationSet: [
        {
          AssociationId: expect.stringMatching(/^vpc-cidr-assoc-0/),
          CidrBlock: '10.0.0.0/16',
          CidrBlockState: { State: 'associated' },
        },
      ],
      Ipv6CidrBlockAssociationSet: [],
      DhcpOptionsId: expect.stringMatching(/^dopt-0/),
      InstanceTenancy: 'default',
      IsDefault: false,
      BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
      Tags: [{ Key: 'Name', Value: 'one' }],
    });
  });

  test('brings a main route table, a default network ACL and a default security group', async () => {
    const h = harness();
    const vpc = await makeVpc(h);
    const [table] = h.network.find('route-table', `main:${vpc}`);
    expect(table!.routes).toEqual([
      { destination: { kind: 'cidr', cidr: '10.0.0.0/16' }, target: { kind: 'local' }, origin: 'CreateRouteTable' },
    ]);
    const [acl] = h.network.find('network-acl', `vpc:${vpc}`);
    expect(acl).toMatchObject({ isDefault: true, associations: [] });
    expect(acl!.entries.map((entry) => [entry.number, entry.egress, entry.action, entry.cidr])).toEqual([
      [100, true, 'allow', '0.0.0.0/0'],
      [100, false, 'allow', '0.0.0.0/0'],
    ]);
    const [group] = h.network.find('security-group', `vpc:${vpc}`);
    expect(group).toMatchObject({ name: 'default', description: 'default VPC security group' });
    const rules = h.network.find('security-group-rule', `group:${group!.id}`);
    expect(new Map(rules.map((rule) => [rule.egress, rule.peer]))).toEqual(
      new Map<boolean, unknown>([
        [false, { kind: 'group', group: group!.id, account: '111122223333' }],
        [true, { kind: 'cidr', cidr: '0.0.0.0/0' }],
      ]),
    );
  });

  test('VPCs of an account in a region share its set of DHCP options', async () => {
    const h = harness();
    await makeVpc(h);
    await makeVpc(h);
    await makeVpc(h.as({ region: 'eu-west-1' }));
    expect([...h.network.all('dhcp-options')].map((set) => set.configurations['domain-name'])).toEqual(
      expect.arrayContaining([['ec2.internal'], ['eu-west-1.compute.internal']]),
    );
    expect([...h.network.all('dhcp-options')]).toHaveLength(2);
  });

  test.each([
    [{}, "MissingParameter: Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."],
    [
      { CidrBlock: '10.0.0.0/16', InstanceTenancy: 'host' as const },
      "InvalidParameterValue: Value (host) for parameter instanceTenancy is invalid. Tenancy must be 'default' or 'dedicated'.",
    ],
    [{ CidrBlock: '10.0.0.0/15' }, "InvalidVpc.Range: The CIDR '10.0.0.0/15' is invalid."],
    [{ CidrBlock: '10.0.0.0/29' }, "InvalidVpc.Range: The CIDR '10.0.0.0/29' is invalid."],
    [
      { CidrBlock: '10.0.0.0' },
      'InvalidParameterValue: Value (10.0.0.0) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
    ],
    [
      { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true },
      'UnsupportedOperation: An IPv6 CIDR block for a VPC is not supported.',
    ],
    [
      { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'subnet' as const, Tags: [] }] },
      "InvalidParameterValue: 'subnet' is not a valid taggable resource type for this operation.",
    ],
  ])('refuses %j', async (input, message) => {
    expect(await harness().refused(vpcOperations, 'CreateVpc', input)).toBe(message);
  });

  test('an account may have five in a region, or what its quota says', async () => {
    const h = harness();
    for (let count = 0; count < 5; count += 1) await makeVpc(h);
    expect(await h.refused(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).toBe(
      'VpcLimitExceeded: The maximum number of VPCs has been reached.',
    );
    await makeVpc(h.as({ region: 'us-west-2' }));
    await makeVpc(h.as({ account: '444455556666' }));
    h.quotas = { vpcsPerRegion: 6 };
    await makeVpc(h);
    expect(await h.refused(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).toMatch(/^VpcLimitExceeded/);
  });
});

describe('DeleteVpc', () => {
  test('takes the VPC’s own parts with it', async () => {
    const h = harness();
    const vpc = await makeVpc(h);
    await h.call(vpcOperations, 'DeleteVpc', { VpcId: vpc });
    expect([...h.network.resources()].map(({ kind }) => kind)).toEqual(['dhcp-options']);
  });

  test.each<[string, (h: Harness, vpc: string) => Promise<unknown>]>([
    ['a subnet', (h, VpcId) => h.call(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })],
    ['another route table', (h, VpcId) => h.call(routeTableOperations, 'CreateRouteTable', { VpcId })],
    ['another network ACL', (h, VpcId) => h.call(networkAclOperations, 'CreateNetworkAcl', { VpcId })],
    [
      'an internet gateway',
      async (h, VpcId) => {
        const { InternetGateway } = await h.call(internetGatewayOperations, 'CreateInternetGateway', {});
        const InternetGatewayId = InternetGateway!.InternetGatewayId!;
        await h.call(internetGatewayOperations, 'AttachInternetGateway', { VpcId, InternetGatewayId });
      },
    ],
  ])('is refused while it has %s', async (_what, add) => {
    const h = harness();
    const vpc = await makeVpc(h);
    await add(h, vpc);
    expect(await h.refused(vpcOperations, 'DeleteVpc', { VpcId: vpc })).toBe(
      `DependencyViolation: The vpc '${vpc}' has dependencies and cannot be deleted.`,
    );
  });

  test('another account’s or region’s VPC does not exist', async () => {
    const h = harness();
    const vpc = await makeVpc(h);
    const message = `InvalidVpcID.NotFound: The vpc ID '${vpc}' does not exist`;
    for (const other of [h.as({ account: '444455556666' }), h.as({ region: 'eu-west-1' })]) {
      expect(await other.refused(vpcOperations, 'DeleteVpc', { VpcId: vpc })).toBe(message);
      expect(await other.refused(vpcOperations, 'DescribeVpcs', { VpcIds: [vpc] })).toBe(message);
      expect((await other.call(vpcOperations, 'DescribeVpcs', {})).Vpcs).toEqual([]);
    }
    expect(await h.refused(vpcOperations, 'DeleteVpc', { VpcId: 'vpc-x' })).toBe(
      'InvalidVpcID.Malformed: Invalid id: "vpc-x" (expecting "vpc-...")',
    );
  });
});

describe('DescribeVpcs', () => {
  test('an untagged VPC has no list of tags', async () => {
    const h = harness();
    await makeVpc(h);
    const { Vpcs } = await h.call(vpcOperations, 'DescribeVpcs', {});
    expect(Vpcs![0]).not.toHaveProperty('Tags');
    expect(Vpcs![0]!.State).toBe('available');
  });

  test.each([
    ['cidr', ['10.1.0.0/16'], ['10.1.0.0/16']],
    ['cidr-block-association.cidr-block', ['10.*'], ['10.0.0.0/16', '10.1.0.0/16']],
    ['cidr-block-association.state', ['associated'], ['10.0.0.0/16', '10.1.0.0/16']],
    ['is-default', ['true'], []],
    ['state', ['available'], ['10.0.0.0/16', '10.1.0.0/16']],
    ['owner-id', ['444455556666'], []],
  ])('filter %s = %j', async (Name, Values, cidrs) => {
    const h = harness();
    await makeVpc(h, '10.0.0.0/16');
    await makeVpc(h, '10.1.0.0/16');
    const { Vpcs } = await h.call(vpcOperations, 'DescribeVpcs', { Filters: [{ Name, Values }] });
    expect(Vpcs!.map((vpc) => vpc.CidrBlock).sort()).toEqual(cidrs);
  });

  test('pages hold everything once', async () => {
    const h = harness();
    h.quotas = { vpcsPerRegion: 12 };
    for (let count = 0; count < 12; count += 1) await makeVpc(h);
    const first = await h.call(vpcOperations, 'DescribeVpcs', { MaxResults: 7 });
    const second = await h.call(vpcOperations, 'DescribeVpcs', { MaxResults: 7, NextToken: first.NextToken });
    const ids = [...first.Vpcs!, ...second.Vpcs!].map((vpc) => vpc.VpcId);
    expect([first.Vpcs!.length, second.Vpcs!.length, new Set(ids).size, second.NextToken]).toEqual([
      7,
      5,
      12,
      undefined,
    ]);
  });
});

describe('attributes', () => {
  test('DNS support is on and hostnames are off at first, and both can be changed', async () => {
    const h = harness();
    const VpcId = await makeVpc(h);
    const read = async (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
      h.call(vpcOperations, 'DescribeVpcAttribute', { VpcId, Attribute });
    expect(await read('enableDnsSupport')).toEqual({ VpcId, EnableDnsSupport: { Value: true } });
    expect(await read('enableDnsHostnames')).toEqual({ VpcId, EnableDnsHostnames: { Value: false } });
    await h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } });
    expect(await read('enableDnsHostnames')).toEqual({ VpcId, EnableDnsHostnames: { Value: true } });
  });

  test.each([
    [{}, 'InvalidParameterCombination: No attributes specified.'],
    [
      { EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } },
      'InvalidParameterCombination: Fields for multiple attribute types specified: enableDnsSupport, enableDnsHostnames',
    ],
  ])('ModifyVpcAttribute refuses %j', async (input, message) => {
    const h = harness();
    const VpcId = await makeVpc(h);
    expect(await h.refused(vpcOperations, 'ModifyVpcAttribute', { VpcId, ...input })).toBe(message);
  });

  test('hostnames need DNS support', async () => {
    const h = harness();
    const VpcId = await makeVpc(h);
    await h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId, EnableDnsSupport: { Value: false } });
    expect(
      await h.refused(vpcOperations, 'ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } }),
    ).toMatch(/^InvalidParameterCombination/);
  });

  test('an attribute that there is not is refused', async () => {
    const h = harness();
    const VpcId = await makeVpc(h);
    expect(await h.refused(vpcOperations, 'DescribeVpcAttribute', { VpcId, Attribute: 'toString' as never })).toBe(
      'InvalidParameterValue: Value (toString) for parameter attribute is invalid. Unknown attribute.',
    );
  });
});
