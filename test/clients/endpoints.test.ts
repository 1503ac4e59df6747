/** The catalogue of endpoint services, an endpoint's life, and everything that EC2 refuses about endpoints. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ec2At, makeNetwork, type Network, type Reply, until } from './ec2-call.ts';
import { awsJson, hasAws, refusalOf, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const { call, code } = ec2At(server);
const s3 = 'com.amazonaws.us-east-1.s3';
const sts = 'com.amazonaws.us-east-1.sts';

let network: Network;
let sameZone: string;
let far: Network;

beforeAll(async () => {
  network = await makeNetwork({ call, code });
  far = await makeNetwork({ call, code }, '10.9.0.0/16');
  const { AvailabilityZone } = (await call('DescribeSubnets', { SubnetIds: [network.subnet] })).Subnets[0];
  const made = await call('CreateSubnet', { VpcId: network.vpc, CidrBlock: '10.0.2.0/24', AvailabilityZone });
  sameZone = made.Subnet.SubnetId;
  await call('ModifyVpcAttribute', { VpcId: network.vpc, EnableDnsHostnames: { Value: true } });
});

test.skipIf(!hasAws)('the catalogue: gateways for S3 and DynamoDB only, interfaces for many', async () => {
  const named = async (type: string): Promise<readonly string[]> =>
    awsJson(server, [
      'ec2',
      'describe-vpc-endpoint-services',
      '--filters',
      `Name=service-type,Values=${type}`,
      '--query',
      'ServiceDetails[].ServiceName',
    ]);
  const [gateways, interfaces] = await Promise.all([named('Gateway'), named('Interface')]);
  expect(gateways.filter((name) => !name.includes('express')).sort()).toEqual(['com.amazonaws.us-east-1.dynamodb', s3]);
  expect(interfaces.length).toBeGreaterThan(200);
  for (const name of ['ec2', 's3', 'dynamodb', 'sts', 'logs', 'ecr.api', 'ecr.dkr', 'ssm', 'kms', 'sqs']) {
    expect(interfaces).toContain(`com.amazonaws.us-east-1.${name}`);
  }
});

test('what the catalogue says of a service', async () => {
  const { ServiceDetails, ServiceNames } = await call('DescribeVpcEndpointServices', { ServiceNames: [sts] });
  expect(ServiceNames).toEqual([sts]);
  expect(ServiceDetails).toMatchObject([
    {
      ServiceName: sts,
      Owner: 'amazon',
      PrivateDnsName: 'sts.us-east-1.amazonaws.com',
      VpcEndpointPolicySupported: true,
      AcceptanceRequired: false,
      ServiceType: [{ ServiceType: 'Interface' }],
    },
  ]);
  expect(ServiceDetails[0].AvailabilityZones.length).toBeGreaterThan(2);
});

const gateway = (more: object = {}) => ({ VpcId: network.vpc, ServiceName: s3, ...more });
const inside = (more: object = {}) => ({
  VpcId: network.vpc,
  ServiceName: sts,
  VpcEndpointType: 'Interface',
  SubnetIds: [network.subnet],
  ...more,
});
const policy = (document: unknown) => ({
  PolicyDocument: typeof document === 'string' ? document : JSON.stringify(document),
});

/** The sentences with a source are those that users of AWS quote; the others are checked by their codes. */
const refusals: readonly (readonly [name: string, input: () => object, refusal: RegExp])[] = [
  [
    'a service that there is not',
    () => gateway({ ServiceName: 'com.amazonaws.us-east-1.coffee' }),
    /^InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.coffee' does not exist$/,
  ],
  ["another region's service", () => gateway({ ServiceName: 'com.amazonaws.eu-west-1.s3' }), /^InvalidServiceName/],
  [
    'a customer service that is not ours',
    () => inside({ ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0' }),
    /^InvalidServiceName/,
  ],
  ['no service', () => ({ VpcId: network.vpc }), /^MissingParameter/],
  ['no VPC', () => ({ ServiceName: s3 }), /^MissingParameter/],
  ['a type that there is not', () => gateway({ VpcEndpointType: 'Tube' }), /^InvalidVpcEndpointType/],
  [
    'a gateway for an interface service',
    () => gateway({ ServiceName: sts }),
    /^InvalidParameter: Endpoint type \(Gateway\) does not match available service types \(\[Interface\]\)\.$/,
  ],
  [
    'route tables for an interface',
    () => inside({ RouteTableIds: [network.mainTable] }),
    /^InvalidParameter: Route table IDs are only supported for Gateway type VPC Endpoint\.$/,
  ],
  ['subnets for a gateway', () => gateway({ SubnetIds: [network.subnet] }), /^InvalidParameter/],
  ['groups for a gateway', () => gateway({ SecurityGroupIds: [network.defaultGroup] }), /^InvalidParameter/],
  [
    'two subnets of one zone',
    () => inside({ SubnetIds: [network.subnet, sameZone] }),
    /^DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of subnet-\w+\. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service\.$/,
  ],
  ["another VPC's subnet", () => inside({ SubnetIds: [far.subnet] }), /^InvalidParameter/],
  ["another VPC's group", () => inside({ SecurityGroupIds: [far.defaultGroup] }), /^InvalidParameter|^InvalidGroup/],
  [
    "another VPC's route table",
    () => gateway({ RouteTableIds: [far.mainTable] }),
    /^InvalidParameter|^InvalidRouteTable/,
  ],
  [
    'a subnet that there is not',
    () => inside({ SubnetIds: ['subnet-0123456789abcdef0'] }),
    /^InvalidSubnetID\.NotFound|^InvalidSubnetId\.NotFound/,
  ],
  [
    'a group that there is not',
    () => inside({ SecurityGroupIds: ['sg-0123456789abcdef0'] }),
    /^InvalidGroup\.NotFound|^InvalidSecurityGroupID\.NotFound/,
  ],
  [
    'a route table that there is not',
    () => gateway({ RouteTableIds: ['rtb-0123456789abcdef0'] }),
    /^InvalidRouteTableI[Dd]\.NotFound/,
  ],
  [
    'a policy that is not JSON',
    () => gateway(policy('allow all')),
    /^MalformedPolicyDocument|^InvalidPolicyDocument|^InvalidParameter/,
  ],
  [
    'a policy without principal',
    () => gateway(policy({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })),
    /^MalformedPolicyDocument|^InvalidPolicyDocument|^InvalidParameter/,
  ],
  ['a policy that is too long', () => gateway(policy(' '.repeat(20_481))), /^\w+/],
  [
    'private names without hostnames in the VPC',
    () => ({ ...inside({ SubnetIds: [far.subnet], PrivateDnsEnabled: true }), VpcId: far.vpc }),
    /^InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for vpc-\w+$/,
  ],
  ['private names for a gateway', () => gateway({ PrivateDnsEnabled: true }), /^InvalidParameter/],
];

test.each(refusals)('refused: %s', async (_, input, refusal) => {
  expect(await refusalOf(call('CreateVpcEndpoint', input()))).toMatch(refusal);
  expect((await call('DescribeVpcEndpoints')).VpcEndpoints).toEqual([]);
});

test('a second gateway for one service on one route table is refused', async () => {
  const { mainTable, vpc } = network;
  const { VpcEndpoint } = await call('CreateVpcEndpoint', gateway({ RouteTableIds: [mainTable] }));
  expect(VpcEndpoint).toMatchObject({
    VpcEndpointType: 'Gateway',
    RouteTableIds: [mainTable],
    PrivateDnsEnabled: false,
  });
  expect(await refusalOf(call('CreateVpcEndpoint', gateway({ RouteTableIds: [mainTable] })))).toMatch(
    new RegExp(
      `^RouteAlreadyExists: route table ${mainTable} already has a route with destination-prefix-list-id pl-\\w+$`,
    ),
  );
  const { VpcEndpoints } = await call('DescribeVpcEndpoints', {
    Filters: [{ Name: 'vpc-endpoint-state', Values: ['available'] }],
  });
  expect(VpcEndpoints).toMatchObject([{ VpcEndpointId: VpcEndpoint.VpcEndpointId, RouteTableIds: [mainTable] }]);
  const dynamodb = await call(
    'CreateVpcEndpoint',
    gateway({ ServiceName: s3.replace(/s3$/, 'dynamodb'), RouteTableIds: [mainTable] }),
  );
  const { RouteTables } = await call('DescribeRouteTables', { RouteTableIds: [mainTable] });
  const routes: readonly Reply[] = RouteTables[0].Routes.filter((route: Reply) => route.DestinationPrefixListId);
  expect(routes.map(({ GatewayId, State }) => [GatewayId, State]).sort()).toEqual(
    [
      [VpcEndpoint.VpcEndpointId, 'active'],
      [dynamodb.VpcEndpoint.VpcEndpointId, 'active'],
    ].sort(),
  );
  const { PrefixLists } = await call('DescribePrefixLists', { Filters: [{ Name: 'prefix-list-name', Values: [s3] }] });
  const route = { RouteTableId: mainTable, DestinationPrefixListId: PrefixLists[0].PrefixListId };
  expect(await code('DeleteRoute', route)).not.toBe('success');
  expect(await code('CreateRoute', { ...route, GatewayId: VpcEndpoint.VpcEndpointId })).not.toBe('success');
  const ids = [VpcEndpoint.VpcEndpointId, dynamodb.VpcEndpoint.VpcEndpointId];
  expect((await call('DeleteVpcEndpoints', { VpcEndpointIds: ids })).Unsuccessful).toEqual([]);
  const after = await call('DescribeRouteTables', { Filters: [{ Name: 'vpc-id', Values: [vpc] }] });
  expect(JSON.stringify(after)).not.toContain('vpce-');
});

test("an interface endpoint's life", async () => {
  const made = (await call('CreateVpcEndpoint', inside())).VpcEndpoint;
  expect(made).toMatchObject({
    State: 'pending',
    PrivateDnsEnabled: true,
    Groups: [{ GroupId: network.defaultGroup, GroupName: 'default' }],
    IpAddressType: 'ipv4',
  });
  const id: string = made.VpcEndpointId;
  const described = async () => (await call('DescribeVpcEndpoints', { VpcEndpointIds: [id] })).VpcEndpoints[0];
  await until(async () => (await described()).State === 'available');
  expect(made.DnsEntries.map(({ DnsName }: Reply) => DnsName)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(new RegExp(`^${id}-[0-9a-z]{8}\\.sts\\.us-east-1\\.vpce\\.amazonaws\\.com$`)),
      expect.stringMatching(
        new RegExp(`^${id}-[0-9a-z]{8}-us-east-1[a-f]\\.sts\\.us-east-1\\.vpce\\.amazonaws\\.com$`),
      ),
      'sts.us-east-1.amazonaws.com',
    ]),
  );
  const [interfaceId] = made.NetworkInterfaceIds;
  const { NetworkInterfaces } = await call('DescribeNetworkInterfaces', { NetworkInterfaceIds: [interfaceId] });
  expect(NetworkInterfaces).toMatchObject([
    {
      RequesterManaged: true,
      InterfaceType: 'vpc_endpoint',
      Status: 'in-use',
      Description: `VPC Endpoint Interface ${id}`,
      SubnetId: network.subnet,
    },
  ]);
  expect(await code('DeleteNetworkInterface', { NetworkInterfaceId: interfaceId })).not.toBe('success');
  expect(await refusalOf(call('CreateVpcEndpoint', inside()))).toMatch(
    /^InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for sts\.us-east-1\.amazonaws\.com in the VPC vpc-\w+$/,
  );
  const group: string = (await call('CreateSecurityGroup', { VpcId: network.vpc, GroupName: 'door', Description: 'd' }))
    .GroupId;
  const change = {
    VpcEndpointId: id,
    AddSecurityGroupIds: [group],
    RemoveSecurityGroupIds: [network.defaultGroup],
    PrivateDnsEnabled: false,
  };
  expect((await call('ModifyVpcEndpoint', change)).Return).toBe(true);
  await until(async () => (await described()).State === 'available');
  expect(await described()).toMatchObject({
    Groups: [{ GroupId: group, GroupName: 'door' }],
    PrivateDnsEnabled: false,
  });
  expect((await call('DeleteVpcEndpoints', { VpcEndpointIds: [id] })).Unsuccessful).toEqual([]);
  await until(
    async () =>
      (await code('DescribeNetworkInterfaces', { NetworkInterfaceIds: [interfaceId] })) ===
      'InvalidNetworkInterfaceID.NotFound',
  );
});
