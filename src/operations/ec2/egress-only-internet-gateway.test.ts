import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { egressOnlyInternetGatewayOperations as operations } from './egress-only-internet-gateway.ts';
import { routeOperations } from './route.ts';
import { routeTableOperations } from './route-table.ts';
import { tagOperations } from './tag.ts';
import { vpcOperations } from './vpc.ts';

async function start() {
  const h = harness();
  const makeVpc = async (): Promise<string> =>
    (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const VpcId = await makeVpc();
  const make = async (vpc: string): Promise<string> =>
    (await h.call(operations, 'CreateEgressOnlyInternetGateway', { VpcId: vpc })).EgressOnlyInternetGateway!
      .EgressOnlyInternetGatewayId!;
  const EgressOnlyInternetGatewayId = await make(VpcId);
  const RouteTableId = (await h.call(routeTableOperations, 'DescribeRouteTables', {})).RouteTables!.find(
    (table) => table.VpcId === VpcId,
  )!.RouteTableId!;
  const route = { RouteTableId, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId };
  return { h, makeVpc, make, VpcId, EgressOnlyInternetGatewayId, RouteTableId, route };
}

test('is attached from the start, and found by its VPC and its tags', async () => {
  const { h, VpcId, EgressOnlyInternetGatewayId } = await start();
  expect(EgressOnlyInternetGatewayId).toMatch(/^eigw-[0-9a-f]{17}$/);
  const Tags = [{ Key: 'Name', Value: 'out' }];
  await h.call(tagOperations, 'CreateTags', { Resources: [EgressOnlyInternetGatewayId], Tags });
  const gateway = { EgressOnlyInternetGatewayId, Attachments: [{ State: 'attached', VpcId }], Tags };
  for (const [Name, value] of [
    ['attachment.vpc-id', VpcId],
    ['tag:Name', 'out'],
    ['tag-key', 'Name'],
  ] as const) {
    const asked = { Filters: [{ Name, Values: [value] }] };
    const found = await h.call(operations, 'DescribeEgressOnlyInternetGateways', asked);
    expect(found.EgressOnlyInternetGateways).toEqual([gateway]);
  }
});

test('lists come in pages', async () => {
  const { h, make, makeVpc } = await start();
  h.quotas = { vpcsPerRegion: 10, egressOnlyInternetGatewaysPerRegion: 10 };
  for (let count = 1; count < 7; count += 1) await make(await makeVpc());
  const list = (NextToken?: string) =>
    h.call(operations, 'DescribeEgressOnlyInternetGateways', { MaxResults: 5, NextToken });
  const first = await list();
  const rest = await list(first.NextToken);
  const ids = [first, rest].map((page) =>
    page.EgressOnlyInternetGateways!.map((one) => one.EgressOnlyInternetGatewayId),
  );
  expect([ids[0]!.length, ids[1]!.length, new Set(ids.flat()).size, rest.NextToken]).toEqual([5, 2, 7, undefined]);
});

test('a VPC has one', async () => {
  const { h, VpcId } = await start();
  expect(await h.refused(operations, 'CreateEgressOnlyInternetGateway', { VpcId })).toBe(
    `InvalidParameterValue: Network ${VpcId} already has an egress-only internet gateway attached`,
  );
});

test('an account has as many as its quota says', async () => {
  const { h, makeVpc } = await start();
  const VpcId = await makeVpc();
  h.quotas = { egressOnlyInternetGatewaysPerRegion: 1 };
  expect(await h.refused(operations, 'CreateEgressOnlyInternetGateway', { VpcId })).toBe(
    'ResourceLimitExceeded: The maximum number of egress-only internet gateways has been reached.',
  );
});

test('is the target of IPv6 routes, which are blackholes once it is gone', async () => {
  const { h, route, RouteTableId, EgressOnlyInternetGatewayId } = await start();
  await h.call(routeOperations, 'CreateRoute', route);
  await h.call(routeOperations, 'ReplaceRoute', route);
  const Filters = [{ Name: 'route.egress-only-internet-gateway-id', Values: [EgressOnlyInternetGatewayId] }];
  const shown = async () => {
    const { RouteTables } = await h.call(routeTableOperations, 'DescribeRouteTables', { Filters });
    return RouteTables!.map((table) => [table.RouteTableId, table.Routes!.at(-1)]);
  };
  const { RouteTableId: _, ...asked } = route;
  const made = { ...asked, Origin: 'CreateRoute' };
  expect(await shown()).toEqual([[RouteTableId, { ...made, State: 'active' }]]);
  expect(await h.call(operations, 'DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId })).toEqual({
    ReturnCode: true,
  });
  expect(await shown()).toEqual([[RouteTableId, { ...made, State: 'blackhole' }]]);
});

test('is no target of IPv4 routes, nor of another VPC’s', async () => {
  const { h, make, makeVpc, route } = await start();
  const { DestinationIpv6CidrBlock: _, ...target } = route;
  const DestinationCidrBlock = '0.0.0.0/0';
  expect(await h.refused(routeOperations, 'CreateRoute', { ...target, DestinationCidrBlock })).toBe(
    `InvalidParameterValue: Egress-only internet gateway ${route.EgressOnlyInternetGatewayId} can only be the target of a route with an IPv6 destination.`,
  );
  const other = await make(await makeVpc());
  expect(await h.refused(routeOperations, 'CreateRoute', { ...route, EgressOnlyInternetGatewayId: other })).toBe(
    `InvalidParameterValue: route table ${route.RouteTableId} and egress-only internet gateway ${other} belong to different networks`,
  );
});

test('keeps its VPC from deletion, and is not there for others', async () => {
  const { h, VpcId, EgressOnlyInternetGatewayId } = await start();
  const other = h.as({ account: '444455556666' });
  expect(await other.refused(operations, 'DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId })).toBe(
    `InvalidGatewayID.NotFound: The egressOnlyInternetGateway ID '${EgressOnlyInternetGatewayId}' does not exist`,
  );
  expect(await h.refused(vpcOperations, 'DeleteVpc', { VpcId })).toBe(
    `DependencyViolation: The vpc '${VpcId}' has dependencies and cannot be deleted.`,
  );
  await h.call(operations, 'DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId });
  await h.call(vpcOperations, 'DeleteVpc', { VpcId });
});
