import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { routeOperations } from './route.ts';
import { routeTableOperations } from './route-table.ts';
import { securityGroupOperations } from './security-group.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';
import { vpcEndpointOperations } from './vpc-endpoint.ts';
import { vpcEndpointModifyOperations } from './vpc-endpoint-modify.ts';

const operations = { ...vpcEndpointOperations, ...vpcEndpointModifyOperations };
const s3 = 'com.amazonaws.us-east-1.s3';
const sts = 'com.amazonaws.us-east-1.sts';

interface World {
  readonly h: Harness;
  readonly vpc: string;
  readonly table: string;
  readonly group: string;
  /** In the zones a, b, and a once more. */
  readonly subnets: readonly [string, string, string];
}

async function world(): Promise<World> {
  const h = harness();
  const vpc = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  await h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId: vpc, EnableDnsHostnames: { Value: true } });
  const subnet = async (cidr: string, zone: string): Promise<string> => {
    const input = { VpcId: vpc, CidrBlock: cidr, AvailabilityZone: zone };
    return (await h.call(subnetOperations, 'CreateSubnet', input)).Subnet!.SubnetId!;
  };
  const subnets = [
    await subnet('10.0.0.0/24', 'us-east-1a'),
    await subnet('10.0.1.0/24', 'us-east-1b'),
    await subnet('10.0.2.0/24', 'us-east-1a'),
  ] as const;
  const table = (await h.call(routeTableOperations, 'CreateRouteTable', { VpcId: vpc })).RouteTable!.RouteTableId!;
  const group = h.network.find('security-group', `vpc:${vpc}`)[0]!.id;
  return { h, vpc, table, group, subnets };
}

const routesTo = (h: Harness, table: string, endpoint: string) =>
  h.network
    .get('route-table', table)!
    .routes.filter((route) => route.target.kind === 'vpc-endpoint' && route.target.id === endpoint);

const interfacesOf = (h: Harness, endpoint: string) => h.network.find('network-interface', `parent:${endpoint}`);

async function gateway({ h, vpc, table }: World, more: object = {}) {
  const input = { VpcId: vpc, ServiceName: s3, RouteTableIds: [table], ...more };
  return (await h.call(operations, 'CreateVpcEndpoint', input)).VpcEndpoint!;
}

async function interfaceEndpoint({ h, vpc, subnets }: World, more: object = {}) {
  const input = {
    VpcId: vpc,
    ServiceName: sts,
    VpcEndpointType: 'Interface' as const,
    SubnetIds: [subnets[0], subnets[1]],
    ...more,
  };
  return (await h.call(operations, 'CreateVpcEndpoint', input)).VpcEndpoint!;
}

async function state({ h }: World, id: string) {
  return (await h.call(operations, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] })).VpcEndpoints![0]!.State;
}

describe('a gateway endpoint', () => {
  test('is the default type and puts its route into its tables', async () => {
    const w = await world();
    const made = await gateway(w);
    expect(made).toMatchObject({
      VpcEndpointType: 'Gateway',
      ServiceName: s3,
      State: 'pending',
      RouteTableIds: [w.table],
      SubnetIds: [],
      Groups: [],
      NetworkInterfaceIds: [],
      DnsEntries: [],
      PrivateDnsEnabled: false,
      DnsOptions: { DnsRecordIpType: 'service-defined' },
      PolicyDocument:
        '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
      OwnerId: '111122223333',
    });
    expect(routesTo(w.h, w.table, made.VpcEndpointId!)).toEqual([
      {
        destination: { kind: 'prefix-list', prefixList: 'pl-63a5400a' },
        target: { kind: 'vpc-endpoint', id: made.VpcEndpointId },
        origin: 'CreateRoute',
      },
    ]);
    expect(await state(w, made.VpcEndpointId!)).toBe('available');
  });

  test('is one of its service in a table, and S3 and DynamoDB go together', async () => {
    const w = await world();
    await gateway(w);
    expect(
      await w.h.refused(operations, 'CreateVpcEndpoint', { VpcId: w.vpc, ServiceName: s3, RouteTableIds: [w.table] }),
    ).toBe(
      `RouteAlreadyExists: route table ${w.table} already has a route with destination-prefix-list-id pl-63a5400a`,
    );
    await gateway(w, { ServiceName: 'com.amazonaws.us-east-1.dynamodb' });
    await gateway(w, { RouteTableIds: [] });
  });

  test('moves between tables', async () => {
    const w = await world();
    const id = (await gateway(w, { RouteTableIds: [] })).VpcEndpointId!;
    await w.h.call(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, AddRouteTableIds: [w.table] });
    expect(routesTo(w.h, w.table, id)).toHaveLength(1);
    await w.h.call(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, RemoveRouteTableIds: [w.table] });
    expect(routesTo(w.h, w.table, id)).toHaveLength(0);
    expect(w.h.network.get('vpc-endpoint', id)!.routeTables).toEqual([]);
  });

  test('takes its routes with it', async () => {
    const w = await world();
    const id = (await gateway(w)).VpcEndpointId!;
    expect(await w.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] })).toEqual({ Unsuccessful: [] });
    expect(routesTo(w.h, w.table, id)).toEqual([]);
    expect((await w.h.call(operations, 'DescribeVpcEndpoints', {})).VpcEndpoints).toEqual([]);
    await w.h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.9.0.0/16' });
  });

  test('has a route that the route operations leave alone', async () => {
    const w = await world();
    await gateway(w);
    const input = { RouteTableId: w.table, DestinationPrefixListId: 'pl-63a5400a' };
    expect(await w.h.refused(routeOperations, 'DeleteRoute', input)).not.toBe('');
  });
});

describe('an interface endpoint', () => {
  test('has an interface of its own in each subnet', async () => {
    const w = await world();
    const made = await interfaceEndpoint(w);
    const id = made.VpcEndpointId!;
    expect(made).toMatchObject({
      State: 'pending',
      PrivateDnsEnabled: true,
      SubnetIds: [w.subnets[0], w.subnets[1]],
      Groups: [{ GroupId: w.group, GroupName: 'default' }],
      IpAddressType: 'ipv4',
    });
    const interfaces = interfacesOf(w.h, id);
    expect(made.NetworkInterfaceIds).toHaveLength(2);
    expect(interfaces.map((one) => one.id).sort()).toEqual([...made.NetworkInterfaceIds!].sort());
    for (const one of interfaces) {
      expect(one).toMatchObject({
        interfaceType: 'vpc_endpoint',
        description: `VPC Endpoint Interface ${id}`,
        requesterManaged: true,
        groups: [w.group],
        attachment: { instanceOwner: 'amazon-aws', deviceIndex: 1, deleteOnTermination: false },
      });
    }
    expect(made.DnsEntries!.map((entry) => entry.DnsName!.replace(/^vpce-[0-9a-f]+-[0-9a-z]{8}/, 'ENDPOINT'))).toEqual([
      'ENDPOINT.sts.us-east-1.vpce.amazonaws.com',
      'ENDPOINT-us-east-1a.sts.us-east-1.vpce.amazonaws.com',
      'ENDPOINT-us-east-1b.sts.us-east-1.vpce.amazonaws.com',
      'sts.us-east-1.amazonaws.com',
    ]);
    expect(JSON.parse(made.PolicyDocument!)).toEqual({
      Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
    });
  });

  test('takes the addresses that are named', async () => {
    const w = await world();
    const id = (await interfaceEndpoint(w, { SubnetConfigurations: [{ SubnetId: w.subnets[0], Ipv4: '10.0.0.77' }] }))
      .VpcEndpointId!;
    const address = () => interfacesOf(w.h, id).find((one) => one.subnet === w.subnets[0])!;
    const first = address();
    expect(first.privateAddresses).toEqual(['10.0.0.77']);
    const same = { VpcEndpointId: id, SubnetConfigurations: [{ SubnetId: w.subnets[0], Ipv4: '10.0.0.77' }] };
    await w.h.call(operations, 'ModifyVpcEndpoint', same);
    expect(address().id).toBe(first.id);
    const other = { VpcEndpointId: id, SubnetConfigurations: [{ SubnetId: w.subnets[0], Ipv4: '10.0.0.78' }] };
    await w.h.call(operations, 'ModifyVpcEndpoint', other);
    expect(address().privateAddresses).toEqual(['10.0.0.78']);
    expect(address().id).not.toBe(first.id);
  });

  test('changes subnets and groups, and is pending until the change is in force', async () => {
    const w = await world();
    const id = (await interfaceEndpoint(w, { SubnetIds: [w.subnets[0]] })).VpcEndpointId!;
    const group = (
      await w.h.call(securityGroupOperations, 'CreateSecurityGroup', {
        GroupName: 'endpoint',
        Description: 'd',
        VpcId: w.vpc,
      })
    ).GroupId!;
    w.h.applied = w.h.network.revision;
    await w.h.call(operations, 'ModifyVpcEndpoint', {
      VpcEndpointId: id,
      AddSubnetIds: [w.subnets[1]],
      RemoveSubnetIds: [w.subnets[0]],
      AddSecurityGroupIds: [group],
      RemoveSecurityGroupIds: [w.group],
    });
    expect(await state(w, id)).toBe('pending');
    w.h.applied = undefined;
    expect(await state(w, id)).toBe('available');
    expect(interfacesOf(w.h, id).map((one) => [one.subnet, one.groups])).toEqual([[w.subnets[1], [group]]]);
    expect(w.h.network.get('vpc-endpoint', id)).toMatchObject({
      subnets: [w.subnets[1]],
      groups: [group],
      networkInterfaces: interfacesOf(w.h, id).map((one) => one.id),
    });
  });

  test('is deleting while the data plane holds it, then gone and forgotten', async () => {
    const w = await world();
    const id = (await interfaceEndpoint(w)).VpcEndpointId!;
    w.h.applied = w.h.network.revision;
    await w.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] });
    expect(interfacesOf(w.h, id)).toEqual([]);
    expect(await state(w, id)).toBe('deleting');
    w.h.applied = undefined;
    expect(await w.h.refused(operations, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] })).toBe(
      `InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '${id}' does not exist`,
    );
    await gateway(w);
    expect(w.h.network.get('vpc-endpoint', id)).toBeUndefined();
  });
});

describe('private DNS', () => {
  test.each([
    ['off where nobody asks, for S3', { ServiceName: s3 }, false, false],
    ['off where the service has no name', { ServiceName: 'com.amazonaws.us-east-1.dynamodb' }, false, false],
    ['off when told', { PrivateDnsEnabled: false }, false, false],
    [
      'for everybody, when S3 is told',
      { ServiceName: s3, PrivateDnsEnabled: true, DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: false } },
      true,
      false,
    ],
  ])('%s', async (_, more, enabled, onlyResolver) => {
    const w = await world();
    const { VpcEndpointId: id } = await interfaceEndpoint(w, more);
    expect(w.h.network.get('vpc-endpoint', id!)).toMatchObject({
      privateDnsEnabled: enabled,
      privateDnsOnlyForInboundResolver: onlyResolver,
    });
  });

  test('of S3 is for the inbound resolver alone, and needs the gateway endpoint, which then must stay', async () => {
    const w = await world();
    const input = {
      VpcId: w.vpc,
      ServiceName: s3,
      VpcEndpointType: 'Interface' as const,
      SubnetIds: [w.subnets[0]],
      PrivateDnsEnabled: true,
    };
    expect(await w.h.refused(operations, 'CreateVpcEndpoint', input)).toBe(
      `InvalidParameter: To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC ${w.vpc} must have a Gateway endpoint for the service.`,
    );
    const id = (await gateway(w)).VpcEndpointId!;
    const made = (await w.h.call(operations, 'CreateVpcEndpoint', input)).VpcEndpoint!;
    expect(made.DnsOptions).toEqual({ DnsRecordIpType: 'ipv4', PrivateDnsOnlyForInboundResolverEndpoint: true });
    const { Unsuccessful } = await w.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id] });
    expect(Unsuccessful).toMatchObject([{ ResourceId: id, Error: { Code: 'InvalidParameter' } }]);
    expect(routesTo(w.h, w.table, id)).toHaveLength(1);
    const both = { VpcEndpointIds: [made.VpcEndpointId!, id] };
    expect((await w.h.call(operations, 'DeleteVpcEndpoints', both)).Unsuccessful).toEqual([]);
  });

  test('is one of a name in a VPC', async () => {
    const w = await world();
    await interfaceEndpoint(w);
    const input = { VpcId: w.vpc, ServiceName: sts, VpcEndpointType: 'Interface' as const, SubnetIds: [w.subnets[1]] };
    expect(await w.h.refused(operations, 'CreateVpcEndpoint', input)).toBe(
      `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for sts.us-east-1.amazonaws.com in the VPC ${w.vpc}`,
    );
    const second = await interfaceEndpoint(w, { PrivateDnsEnabled: false });
    const change = { VpcEndpointId: second.VpcEndpointId!, PrivateDnsEnabled: true };
    expect(await w.h.refused(operations, 'ModifyVpcEndpoint', change)).toMatch(
      /^InvalidParameter: private-dns-enabled cannot/,
    );
  });

  test('needs both DNS attributes', async () => {
    const w = await world();
    await w.h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId: w.vpc, EnableDnsHostnames: { Value: false } });
    const input = { VpcId: w.vpc, ServiceName: sts, VpcEndpointType: 'Interface' as const, SubnetIds: [w.subnets[0]] };
    expect(await w.h.refused(operations, 'CreateVpcEndpoint', input)).toBe(
      `InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${w.vpc}`,
    );
  });
});

describe('what is refused', () => {
  const Interface = 'Interface' as const;
  const cases: readonly (readonly [string, (w: World) => object, RegExp])[] = [
    ['no service', () => ({ ServiceName: undefined }), /^MissingParameter/],
    [
      'an unknown service',
      () => ({ ServiceName: 'com.amazonaws.us-east-1.nothing' }),
      /^InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.nothing' does not exist$/,
    ],
    ["another region's service", () => ({ ServiceName: 'com.amazonaws.eu-west-1.s3' }), /^InvalidServiceName/],
    [
      'a gateway for EC2',
      () => ({ ServiceName: 'com.amazonaws.us-east-1.ec2' }),
      /^InvalidParameter: Endpoint type \(Gateway\) does not match available service types \(\[Interface\]\)\.$/,
    ],
    ['an unknown type', () => ({ VpcEndpointType: 'Tunnel' }), /^InvalidVpcEndpointType/],
    ['a type of VPC Lattice', () => ({ VpcEndpointType: 'Resource' }), /^UnsupportedOperation/],
    ['another VPC', () => ({ VpcId: 'vpc-00000000000000000' }), /^InvalidVpcID.NotFound/],
    ['an unknown table', () => ({ RouteTableIds: ['rtb-00000000000000000'] }), /^InvalidRouteTableID.NotFound/],
    ['subnets for a gateway', (w) => ({ SubnetIds: [w.subnets[0]] }), /^InvalidParameter: Subnet IDs are only/],
    [
      'groups for a gateway',
      (w) => ({ SecurityGroupIds: [w.group] }),
      /^InvalidParameter: Security group IDs are only/,
    ],
    ['private DNS for a gateway', () => ({ PrivateDnsEnabled: true }), /^InvalidParameter: Private DNS is only/],
    [
      'the resolver option for a gateway',
      () => ({ DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true } }),
      /^InvalidParameter: DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints\.$/,
    ],
    [
      'tables for an interface',
      (w) => ({ VpcEndpointType: Interface, RouteTableIds: [w.table] }),
      /^InvalidParameter: Route table IDs are only supported for Gateway type VPC Endpoint\.$/,
    ],
    [
      'two subnets in a zone',
      (w) => ({ VpcEndpointType: Interface, SubnetIds: [w.subnets[0], w.subnets[2]] }),
      /^DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of subnet-[0-9a-f]+\./,
    ],
    [
      'an unknown subnet',
      () => ({ VpcEndpointType: Interface, SubnetIds: ['subnet-00000000000000000'] }),
      /^InvalidSubnetID.NotFound/,
    ],
    [
      'an unknown group',
      (w) => ({ VpcEndpointType: Interface, SubnetIds: [w.subnets[0]], SecurityGroupIds: ['sg-00000000000000000'] }),
      /^InvalidGroup.NotFound/,
    ],
    [
      'a name that the service lacks',
      () => ({ VpcEndpointType: Interface, ServiceName: 'com.amazonaws.us-east-1.dynamodb', PrivateDnsEnabled: true }),
      /^InvalidParameter: Private DNS can't be enabled/,
    ],
    ['IPv6', () => ({ IpAddressType: 'dualstack' }), /^UnsupportedOperation/],
    [
      'a policy without principal',
      () => ({ PolicyDocument: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' }),
      /^InvalidPolicyDocument/,
    ],
    ['a policy that is no JSON', () => ({ PolicyDocument: 'x' }), /^InvalidPolicyDocument/],
    [
      'a taken address',
      (w) => ({
        VpcEndpointType: Interface,
        SubnetIds: [w.subnets[0]],
        SubnetConfigurations: [{ SubnetId: w.subnets[0], Ipv4: '10.0.0.2' }],
      }),
      /reserved address range/,
    ],
    [
      'a configuration of a subnet that is not there',
      (w) => ({
        VpcEndpointType: Interface,
        SubnetIds: [w.subnets[0]],
        SubnetConfigurations: [{ SubnetId: w.subnets[1] }],
      }),
      /^InvalidParameter/,
    ],
  ];
  test.each(cases)('%s', async (_, more, answer) => {
    const w = await world();
    expect(await w.h.refused(operations, 'CreateVpcEndpoint', { VpcId: w.vpc, ServiceName: s3, ...more(w) })).toMatch(
      answer,
    );
  });

  const changes: readonly (readonly [string, (w: World) => object, RegExp])[] = [
    ['tables', (w) => ({ AddRouteTableIds: [w.table] }), /^InvalidParameter: Route table IDs are only/],
    ['a subnet in a zone that it has', (w) => ({ AddSubnetIds: [w.subnets[2]] }), /^DuplicateSubnetsInSameZone/],
    ['a subnet that it lacks', (w) => ({ RemoveSubnetIds: [w.subnets[2]] }), /^InvalidParameter/],
    ['its last group', (w) => ({ RemoveSecurityGroupIds: [w.group] }), /^InvalidParameter/],
    ['a broken policy', () => ({ PolicyDocument: '{' }), /^InvalidPolicyDocument/],
  ];
  test.each(changes)('a change of %s', async (_, more, answer) => {
    const w = await world();
    const id = (await interfaceEndpoint(w)).VpcEndpointId!;
    expect(await w.h.refused(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, ...more(w) })).toMatch(answer);
  });

  test("another account's endpoint", async () => {
    const w = await world();
    const id = (await gateway(w)).VpcEndpointId!;
    const other = w.h.as({ account: '444455556666' });
    const { Unsuccessful } = await other.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [id, 'vpce-x'] });
    expect(Unsuccessful).toMatchObject([
      { ResourceId: id, Error: { Code: 'InvalidVpcEndpointId.NotFound' } },
      { ResourceId: 'vpce-x', Error: { Code: 'InvalidVpcEndpointId.Malformed' } },
    ]);
    expect(await other.refused(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id })).toMatch(/NotFound/);
  });
});

test('a policy is kept as it was given, and reset to the default', async () => {
  const w = await world();
  const policy = '{ "Statement": [{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}] }';
  const id = (await gateway(w, { PolicyDocument: policy })).VpcEndpointId!;
  const held = () => w.h.network.get('vpc-endpoint', id)!.policy;
  expect(held()).toBe(policy);
  await w.h.call(operations, 'ModifyVpcEndpoint', { VpcEndpointId: id, ResetPolicy: true });
  expect(held()).toMatch(/^\{"Version":"2008-10-17"/);
});

test('the quota of gateway endpoints counts those that are there', async () => {
  const w = await world();
  const ids: string[] = [];
  for (let count = 0; count < 20; count += 1) ids.push((await gateway(w, { RouteTableIds: [] })).VpcEndpointId!);
  expect(await w.h.refused(operations, 'CreateVpcEndpoint', { VpcId: w.vpc, ServiceName: s3 })).toMatch(
    /^VpcEndpointLimitExceeded/,
  );
  await w.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [ids[0]!] });
  await gateway(w, { RouteTableIds: [] });
});

describe('DescribeVpcEndpoints', () => {
  test.each([
    ['vpc-endpoint-type', 'Gateway', 1],
    ['vpc-endpoint-state', 'available', 2],
    ['vpc-endpoint-state', 'pending', 0],
    ['service-name', '*.sts', 1],
    ['service-region', 'us-east-1', 2],
    ['tag:team', 'net', 1],
    ['ip-address-type', 'ipv4', 2],
  ])('filter %s = %s finds %i', async (name, value, count) => {
    const w = await world();
    await gateway(w, { TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'team', Value: 'net' }] }] });
    await interfaceEndpoint(w);
    const answer = await w.h.call(operations, 'DescribeVpcEndpoints', { Filters: [{ Name: name, Values: [value] }] });
    expect(answer.VpcEndpoints).toHaveLength(count);
  });

  test('comes in pages', async () => {
    const w = await world();
    await gateway(w);
    await interfaceEndpoint(w);
    const first = await w.h.call(operations, 'DescribeVpcEndpoints', { MaxResults: 1 });
    const second = await w.h.call(operations, 'DescribeVpcEndpoints', { MaxResults: 1, NextToken: first.NextToken! });
    const ids = [...first.VpcEndpoints!, ...second.VpcEndpoints!].map((one) => one.VpcEndpointId);
    expect(new Set(ids).size).toBe(2);
    expect(second.NextToken).toBeUndefined();
  });
});
