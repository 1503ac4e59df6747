import { beforeEach, expect, test } from 'vitest';
import { ec2Operations as operations } from './table.ts';
import {
  allow,
  type Consumer,
  consumerOf,
  inspect,
  interfacesOf,
  type Offer,
  offerInspection,
  sts,
} from './vpc-endpoint-fixture.ts';

let made: Offer;
let consumer: Consumer;

beforeEach(async () => {
  made = await offerInspection();
  await allow(made, '*');
  consumer = await consumerOf(made.h);
});

const create = (more: object) => ({
  VpcId: consumer.vpc,
  ServiceName: made.name,
  VpcEndpointType: 'GatewayLoadBalancer' as const,
  SubnetIds: [consumer.subnets[0]],
  ...more,
});

async function tableOf(): Promise<string> {
  const { RouteTable } = await consumer.h.call(operations, 'CreateRouteTable', { VpcId: consumer.vpc });
  return RouteTable!.RouteTableId!;
}

async function routesOf(RouteTableId: string) {
  const { RouteTables } = await consumer.h.call(operations, 'DescribeRouteTables', { RouteTableIds: [RouteTableId] });
  return RouteTables![0]!.Routes!;
}

test('it has one interface, which takes what is not addressed to it, and neither names nor groups', async () => {
  const endpoint = await inspect(consumer, made);
  expect(endpoint).toMatchObject({ VpcEndpointType: 'GatewayLoadBalancer', SubnetIds: [consumer.subnets[0]] });
  for (const member of ['DnsEntries', 'Groups', 'PolicyDocument', 'PrivateDnsEnabled', 'RouteTableIds', 'DnsOptions']) {
    expect(endpoint).not.toHaveProperty(member);
  }
  const [own, ...others] = interfacesOf(consumer.h, endpoint.VpcEndpointId!);
  expect(others).toEqual([]);
  expect(own).toMatchObject({
    id: endpoint.NetworkInterfaceIds![0],
    interfaceType: 'gateway_load_balancer_endpoint',
    description: `VPC Endpoint Interface ${endpoint.VpcEndpointId}`,
    groups: [],
    sourceDestCheck: false,
    requesterManaged: true,
  });
});

test.each([
  ['no subnet', () => ({ SubnetIds: [] }), /exactly one subnet/],
  ['two subnets', () => ({ SubnetIds: consumer.subnets.slice(0, 2) }), /exactly one subnet/],
  ['a zone that the service is not in', () => ({ SubnetIds: [consumer.subnets[2]] }), /does not support the avail/],
  ['groups', () => ({ SecurityGroupIds: ['sg-12345678'] }), /Security group IDs are only supported/],
  ['route tables', () => ({ RouteTableIds: ['rtb-12345678'] }), /Route table IDs are only supported for Gateway type/],
  ['private DNS', () => ({ PrivateDnsEnabled: true }), /Private DNS is only supported for Interface/],
  ['a policy', () => ({ PolicyDocument: '{"Statement":[]}' }), /does not support endpoint policies/],
])('refused with %s', async (_, more, message) => {
  const refusal = await consumer.h.refused(operations, 'CreateVpcEndpoint', create(more()));
  expect(refusal).toMatch(/^InvalidParameter: /);
  expect(refusal).toMatch(message);
});

test('it counts with the interface endpoints of its VPC', async () => {
  consumer.h.quotas = { endpointsPerVpc: 1 };
  await inspect(consumer, made);
  const other = create({ VpcEndpointType: 'Interface', ServiceName: sts });
  expect(await consumer.h.refused(operations, 'CreateVpcEndpoint', other)).toMatch(/^VpcEndpointLimitExceeded/);
});

test.each([
  ['another subnet', () => ({ AddSubnetIds: [consumer.subnets[1]] }), /cannot be changed/],
  ['no subnet', () => ({ RemoveSubnetIds: [consumer.subnets[0]] }), /cannot be changed/],
  ['groups', () => ({ AddSecurityGroupIds: ['sg-12345678'] }), /Security group IDs/],
  ['a policy', () => ({ PolicyDocument: '{"Statement":[]}' }), /endpoint policies/],
  ['private DNS', () => ({ PrivateDnsEnabled: true }), /Private DNS/],
])('is not given %s', async (_, more, message) => {
  const VpcEndpointId = (await inspect(consumer, made)).VpcEndpointId!;
  const input = { VpcEndpointId, ...more() };
  expect(await consumer.h.refused(operations, 'ModifyVpcEndpoint', input)).toMatch(message);
});

test('routes lead to it once it is available, and keep it', async () => {
  const VpcEndpointId = (await inspect(consumer, made)).VpcEndpointId!;
  const RouteTableId = await tableOf();
  const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', VpcEndpointId };
  consumer.h.applied = 0;
  expect(await consumer.h.refused(operations, 'CreateRoute', route)).toMatch(/^RouteNotSupported/);
  consumer.h.applied = undefined;
  await consumer.h.call(operations, 'CreateRoute', route);
  expect(await routesOf(RouteTableId)).toContainEqual({
    DestinationCidrBlock: '0.0.0.0/0',
    GatewayId: VpcEndpointId,
    Origin: 'CreateRoute',
    State: 'active',
  });
  const kept = await consumer.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [VpcEndpointId] });
  expect(kept.Unsuccessful).toEqual([
    {
      ResourceId: VpcEndpointId,
      Error: { Code: 'InvalidParameter', Message: 'Endpoint must be removed from route table before deletion' },
    },
  ]);
  await consumer.h.call(operations, 'DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' });
  const gone = await consumer.h.call(operations, 'DeleteVpcEndpoints', { VpcEndpointIds: [VpcEndpointId] });
  expect(gone.Unsuccessful).toEqual([]);
  expect(interfacesOf(consumer.h, VpcEndpointId)).toEqual([]);
  expect(await consumer.h.refused(operations, 'CreateRoute', route)).toMatch(/^InvalidVpcEndpointId.NotFound/);
});

test('its routes are blackholes once its service rejects it', async () => {
  const VpcEndpointId = (await inspect(consumer, made)).VpcEndpointId!;
  const RouteTableId = await tableOf();
  await consumer.h.call(operations, 'CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', VpcEndpointId });
  const rejection = { ServiceId: made.service, VpcEndpointIds: [VpcEndpointId] };
  await made.h.call(operations, 'RejectVpcEndpointConnections', rejection);
  expect((await routesOf(RouteTableId)).map(({ State }) => State)).toEqual(['active', 'blackhole']);
});

test('whole subnets and the VPC itself are routed to it, prefix lists are not', async () => {
  const VpcEndpointId = (await inspect(consumer, made)).VpcEndpointId!;
  const RouteTableId = await tableOf();
  await consumer.h.call(operations, 'CreateRoute', {
    RouteTableId,
    DestinationCidrBlock: '10.0.1.0/24',
    VpcEndpointId,
  });
  const part = { RouteTableId, DestinationCidrBlock: '10.0.1.0/25', VpcEndpointId };
  expect(await consumer.h.refused(operations, 'CreateRoute', part)).toMatch(/^InvalidParameterValue/);
  await consumer.h.call(operations, 'ReplaceRoute', {
    RouteTableId,
    DestinationCidrBlock: '10.0.0.0/16',
    VpcEndpointId,
  });
  const { PrefixList } = await consumer.h.call(operations, 'CreateManagedPrefixList', {
    PrefixListName: 'far',
    MaxEntries: 1,
    AddressFamily: 'IPv4',
  });
  const list = { RouteTableId, DestinationPrefixListId: PrefixList!.PrefixListId!, VpcEndpointId };
  expect(await consumer.h.refused(operations, 'CreateRoute', list)).toMatch(/^InvalidParameterValue: .*prefix list/);
});

test('what answers print as a gateway is taken as one', async () => {
  const GatewayId = (await inspect(consumer, made)).VpcEndpointId!;
  const RouteTableId = await tableOf();
  await consumer.h.call(operations, 'CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId });
  expect((await routesOf(RouteTableId)).map((route) => route.GatewayId)).toEqual(['local', GatewayId]);
});

test('a route leads to an endpoint of its own VPC only', async () => {
  const VpcEndpointId = (await inspect(consumer, made)).VpcEndpointId!;
  const far = await consumer.h.call(operations, 'CreateVpc', { CidrBlock: '10.9.0.0/16' });
  const { RouteTable } = await consumer.h.call(operations, 'CreateRouteTable', { VpcId: far.Vpc!.VpcId! });
  const route = { RouteTableId: RouteTable!.RouteTableId!, DestinationCidrBlock: '0.0.0.0/0', VpcEndpointId };
  expect(await consumer.h.refused(operations, 'CreateRoute', route)).toMatch(/belong to different networks/);
});
