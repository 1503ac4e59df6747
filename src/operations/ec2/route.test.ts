import { describe, expect, test } from 'vitest';
import type { Resource } from '../../model/resource.ts';
import type { RouteTable } from '../../model/route-table.ts';
import { type Harness, harness } from '../harness.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { routeOperations } from './route.ts';
import { routeTableOperations } from './route-table.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';

interface World {
  readonly h: Harness;
  readonly VpcId: string;
  readonly RouteTableId: string;
  readonly gateway: string;
}

const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };

const nat = (id: string, vpc: string, desired: 'available' | 'deleted' = 'available'): Resource => ({
  ...base,
  kind: 'nat-gateway',
  id,
  vpc,
  subnet: 'subnet-1',
  connectivity: 'private',
  networkInterface: 'eni-9',
  privateAddress: '10.0.1.9',
  desired,
  stateRevision: 1,
});

const eni = (id: string, vpc: string, instance?: string): Resource => ({
  ...base,
  kind: 'network-interface',
  id,
  vpc,
  subnet: 'subnet-1',
  zoneId: 'use1-az1',
  interfaceType: 'interface',
  description: '',
  mac: '02:00:00:00:00:01',
  privateAddresses: [],
  groups: [],
  sourceDestCheck: true,
  requesterManaged: false,
  ...(instance === undefined
    ? {}
    : {
        attachment: {
          id: 'eni-attach-1',
          instance,
          instanceOwner: base.account,
          deviceIndex: 0,
          deleteOnTermination: true,
          attached: 0,
        },
      }),
});

const instance = (id: string, vpc: string): Resource => ({
  ...base,
  kind: 'instance',
  id,
  vpc,
  subnet: 'subnet-1',
  zoneId: 'use1-az1',
  image: 'ami-1',
  instanceType: 't3.micro',
  reservation: 'r-1',
  launchIndex: 0,
  launched: 0,
  desired: 'running',
  stateRevision: 1,
  stateChanged: 0,
  metadata: { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: 2, instanceTags: 'disabled' },
  disableApiTermination: false,
  shutdownBehavior: 'stop',
  sourceDestCheck: true,
});

const put = (h: Harness, ...resources: Resource[]) =>
  h.store.transact((draft) => {
    for (const resource of resources) draft.put(resource);
  });

/** 10.0.0.0/16 with subnet 10.0.1.0/24, an attached internet gateway, `nat-1`, `eni-1`, and `i-1` with `eni-2`. */
async function start(): Promise<World> {
  const h = harness();
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  await h.call(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' });
  const RouteTableId = h.network.find('route-table', `main:${VpcId}`)[0]!.id;
  const { InternetGateway } = await h.call(internetGatewayOperations, 'CreateInternetGateway', {});
  const gateway = InternetGateway!.InternetGatewayId!;
  await h.call(internetGatewayOperations, 'AttachInternetGateway', { VpcId, InternetGatewayId: gateway });
  await put(h, nat('nat-1', VpcId), eni('eni-1', VpcId), instance('i-1', VpcId), eni('eni-2', VpcId, 'i-1'));
  return { h, VpcId, RouteTableId, gateway };
}

const tableOf = ({ h, RouteTableId }: World): RouteTable => h.network.get('route-table', RouteTableId)!;

async function shown({ h, RouteTableId }: World) {
  const { RouteTables } = await h.call(routeTableOperations, 'DescribeRouteTables', { RouteTableIds: [RouteTableId] });
  return RouteTables![0]!.Routes!.slice(1);
}

/** `igw-HERE` in an input stands for the gateway of the world. */
function given(world: World, input: object) {
  const text = JSON.stringify(input).replaceAll('igw-HERE', world.gateway);
  return { RouteTableId: world.RouteTableId, ...JSON.parse(text) };
}

describe('CreateRoute', () => {
  test.each([
    [
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-HERE' },
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-HERE', Origin: 'CreateRoute', State: 'active' },
    ],
    [
      { DestinationCidrBlock: '100.68.0.18/18', NatGatewayId: 'nat-1' },
      { DestinationCidrBlock: '100.68.0.0/18', NatGatewayId: 'nat-1', Origin: 'CreateRoute', State: 'active' },
    ],
    [
      { DestinationCidrBlock: '192.168.0.0/16', NetworkInterfaceId: 'eni-1' },
      {
        DestinationCidrBlock: '192.168.0.0/16',
        NetworkInterfaceId: 'eni-1',
        Origin: 'CreateRoute',
        State: 'blackhole',
      },
    ],
    [
      { DestinationCidrBlock: '192.168.0.0/16', InstanceId: 'i-1' },
      {
        DestinationCidrBlock: '192.168.0.0/16',
        NetworkInterfaceId: 'eni-2',
        InstanceId: 'i-1',
        InstanceOwnerId: '111122223333',
        Origin: 'CreateRoute',
        State: 'active',
      },
    ],
    [
      { DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-HERE' },
      { DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-HERE', Origin: 'CreateRoute', State: 'active' },
    ],
    [
      { DestinationPrefixListId: 'pl-63a5400a', NatGatewayId: 'nat-1' },
      { DestinationPrefixListId: 'pl-63a5400a', NatGatewayId: 'nat-1', Origin: 'CreateRoute', State: 'active' },
    ],
    [
      { DestinationCidrBlock: '10.0.1.0/24', NatGatewayId: 'nat-1' },
      { DestinationCidrBlock: '10.0.1.0/24', NatGatewayId: 'nat-1', Origin: 'CreateRoute', State: 'active' },
    ],
    [
      { DestinationCidrBlock: '10.0.0.0/8', GatewayId: 'igw-HERE' },
      { DestinationCidrBlock: '10.0.0.0/8', GatewayId: 'igw-HERE', Origin: 'CreateRoute', State: 'active' },
    ],
  ])('%j', async (input, route) => {
    const world = await start();
    expect(await world.h.call(routeOperations, 'CreateRoute', given(world, input))).toEqual({ Return: true });
    const { RouteTableId: _, ...wanted } = given(world, route);
    expect(await shown(world)).toEqual([wanted]);
  });

  const local =
    "is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface";

  test.each<[object, string]>([
    [{ GatewayId: 'igw-HERE' }, 'MissingParameter: The request must contain exactly one of'],
    [
      { DestinationCidrBlock: '0.0.0.0/0', DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-HERE' },
      'MissingParameter: The request must contain exactly one of',
    ],
    [
      { DestinationCidrBlock: '::/0', GatewayId: 'igw-HERE' },
      'InvalidParameterValue: Value (::/0) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.',
    ],
    [{ DestinationCidrBlock: '0.0.0.0/0' }, 'MissingParameter: The request must contain the parameter gatewayId'],
    [
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-HERE', NatGatewayId: 'nat-1' },
      'InvalidParameterCombination: ',
    ],
    [
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'local' },
      "InvalidGatewayID.NotFound: The gateway ID 'local' does not exist",
    ],
    [
      { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-2' },
      "InvalidNatGatewayID.NotFound: The natGateway ID 'nat-2' does not exist",
    ],
    [
      { DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-1' },
      "InvalidTransitGatewayID.NotFound: The transitGateway ID 'tgw-1' does not exist.",
    ],
    [
      { DestinationCidrBlock: '169.254.169.254/32', GatewayId: 'igw-HERE' },
      'InvalidParameterValue: The destination CIDR block 169.254.169.254/32 is reserved',
    ],
    [
      { DestinationCidrBlock: '169.254.168.0/22', GatewayId: 'igw-HERE' },
      'InvalidParameterValue: The destination CIDR block 169.254.168.0/22 is reserved',
    ],
    [
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'igw-HERE' },
      `InvalidParameterValue: The destination CIDR block 10.0.0.0/16 ${local}`,
    ],
    [
      { DestinationCidrBlock: '10.0.1.0/24', GatewayId: 'igw-HERE' },
      `InvalidParameterValue: The destination CIDR block 10.0.1.0/24 ${local}`,
    ],
    [
      { DestinationCidrBlock: '10.0.1.0/25', NatGatewayId: 'nat-1' },
      'InvalidParameterValue: The destination CIDR block 10.0.1.0/25 is more specific',
    ],
    [
      { DestinationCidrBlock: '10.0.0.0/16', NatGatewayId: 'nat-1' },
      'RouteAlreadyExists: The route identified by 10.0.0.0/16 already exists.',
    ],
    [
      { DestinationPrefixListId: 'pl-00000000', NatGatewayId: 'nat-1' },
      "InvalidPrefixListID.NotFound: The prefix list ID 'pl-00000000' does not exist",
    ],
  ])('refuses %j', async (input, message) => {
    const world = await start();
    expect((await world.h.refused(routeOperations, 'CreateRoute', given(world, input))).slice(0, message.length)).toBe(
      message,
    );
  });

  test('a gateway that is not attached to the VPC belongs to another network', async () => {
    const world = await start();
    const { InternetGateway } = await world.h.call(internetGatewayOperations, 'CreateInternetGateway', {});
    const GatewayId = InternetGateway!.InternetGatewayId!;
    const input = given(world, { DestinationCidrBlock: '0.0.0.0/0', GatewayId });
    expect(await world.h.refused(routeOperations, 'CreateRoute', input)).toBe(
      `InvalidParameterValue: route table ${world.RouteTableId} and network gateway ${GatewayId} belong to different networks`,
    );
  });

  test('repeating a route is answered, another target for it is not', async () => {
    const world = await start();
    const input = given(world, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-HERE' });
    await world.h.call(routeOperations, 'CreateRoute', input);
    expect(await world.h.call(routeOperations, 'CreateRoute', input)).toEqual({ Return: true });
    expect(tableOf(world).routes).toHaveLength(2);
    const other = given(world, { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' });
    expect(await world.h.refused(routeOperations, 'CreateRoute', other)).toBe(
      'RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.',
    );
  });

  test('an instance with several interfaces must be named by one of them', async () => {
    const world = await start();
    await put(world.h, eni('eni-3', world.VpcId, 'i-1'));
    const input = given(world, { DestinationCidrBlock: '0.0.0.0/0', InstanceId: 'i-1' });
    expect(await world.h.refused(routeOperations, 'CreateRoute', input)).toBe(
      "InvalidInstanceID: There are multiple interfaces attached to instance 'i-1'. Please specify an interface ID for the operation instead.",
    );
  });

  test('a table has as many routes as its quota', async () => {
    const world = await start();
    world.h.quotas = { routesPerTable: 2 };
    const to = (DestinationCidrBlock: string) => given(world, { DestinationCidrBlock, NatGatewayId: 'nat-1' });
    await world.h.call(routeOperations, 'CreateRoute', to('192.168.1.0/24'));
    expect(await world.h.refused(routeOperations, 'CreateRoute', to('192.168.2.0/24'))).toBe(
      `RouteLimitExceeded: The maximum number of routes (2) for route table ${world.RouteTableId} has been reached.`,
    );
    const ipv6 = given(world, { DestinationIpv6CidrBlock: '::/0', GatewayId: 'igw-HERE' });
    await world.h.call(routeOperations, 'CreateRoute', ipv6);
  });
});

describe('ReplaceRoute', () => {
  test('changes the target and keeps the place', async () => {
    const world = await start();
    await world.h.call(
      routeOperations,
      'CreateRoute',
      given(world, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-HERE' }),
    );
    await world.h.call(
      routeOperations,
      'ReplaceRoute',
      given(world, { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }),
    );
    expect(await shown(world)).toEqual([
      { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', Origin: 'CreateRoute', State: 'active' },
    ]);
  });

  test('the local route can go to an interface and back, and can never be deleted', async () => {
    const world = await start();
    const vpcRoute = { DestinationCidrBlock: '10.0.0.0/16' };
    await world.h.call(routeOperations, 'ReplaceRoute', given(world, { ...vpcRoute, NetworkInterfaceId: 'eni-2' }));
    expect(tableOf(world).routes[0]).toMatchObject({
      target: { kind: 'network-interface' },
      origin: 'CreateRouteTable',
    });
    expect(await world.h.refused(routeOperations, 'DeleteRoute', given(world, vpcRoute))).toBe(
      `InvalidParameterValue: cannot remove local route 10.0.0.0/16 in route table ${world.RouteTableId}`,
    );
    await world.h.call(routeOperations, 'ReplaceRoute', given(world, { ...vpcRoute, LocalTarget: true }));
    expect(tableOf(world).routes[0]!.target).toEqual({ kind: 'local' });
  });

  test.each<[object, string]>([
    [
      { DestinationCidrBlock: '192.168.0.0/16', NatGatewayId: 'nat-1' },
      "InvalidParameterValue: There is no route defined for '192.168.0.0/16' in the route table. Use CreateRoute instead.",
    ],
    [
      { DestinationCidrBlock: '0.0.0.0/0', LocalTarget: true },
      'InvalidParameterValue: The destination 0.0.0.0/0 is not a local route',
    ],
    [
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'igw-HERE' },
      'InvalidParameterValue: The destination CIDR block 10.0.0.0/16 is equal to or more specific',
    ],
  ])('refuses %j', async (input, message) => {
    const world = await start();
    await world.h.call(
      routeOperations,
      'CreateRoute',
      given(world, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-HERE' }),
    );
    expect((await world.h.refused(routeOperations, 'ReplaceRoute', given(world, input))).slice(0, message.length)).toBe(
      message,
    );
  });
});

describe('DeleteRoute', () => {
  test('takes the route away', async () => {
    const world = await start();
    await world.h.call(
      routeOperations,
      'CreateRoute',
      given(world, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-HERE' }),
    );
    await world.h.call(routeOperations, 'DeleteRoute', given(world, { DestinationCidrBlock: '0.0.0.0/0' }));
    expect(await shown(world)).toEqual([]);
  });

  test.each([
    [{ DestinationCidrBlock: '0.0.0.0/0' }, 'no route with destination-cidr-block 0.0.0.0/0 in route table'],
    [{ DestinationIpv6CidrBlock: '::/0' }, 'no route with destination-ipv6-cidr-block ::/0 in route table'],
    [{ DestinationPrefixListId: 'pl-1' }, 'no route with destination-prefix-list-id pl-1 in route table'],
  ])('refuses %j', async (input, message) => {
    const world = await start();
    expect(await world.h.refused(routeOperations, 'DeleteRoute', given(world, input))).toBe(
      `InvalidRoute.NotFound: ${message} ${world.RouteTableId}`,
    );
  });
});

describe('the route of a gateway endpoint', () => {
  const to = { DestinationPrefixListId: 'pl-63a5400a' };

  async function withEndpoint(): Promise<World> {
    const world = await start();
    const table = tableOf(world);
    await put(world.h, {
      ...table,
      routes: [
        ...table.routes,
        {
          destination: { kind: 'prefix-list', prefixList: 'pl-63a5400a' },
          target: { kind: 'vpc-endpoint', id: 'vpce-1' },
          origin: 'CreateRoute',
        },
      ],
    });
    return world;
  }

  test('cannot be made, changed or deleted', async () => {
    const world = await withEndpoint();
    const { refused } = world.h;
    expect(await refused(routeOperations, 'CreateRoute', given(world, { ...to, NatGatewayId: 'nat-1' }))).toBe(
      'RouteAlreadyExists: The route identified by pl-63a5400a already exists.',
    );
    expect(await refused(routeOperations, 'ReplaceRoute', given(world, { ...to, NatGatewayId: 'nat-1' }))).toMatch(
      /^InvalidParameterValue: cannot replace VPC endpoint route pl-63a5400a/,
    );
    expect(await refused(routeOperations, 'DeleteRoute', given(world, to))).toBe(
      `InvalidParameterValue: cannot remove VPC endpoint route pl-63a5400a in route table ${world.RouteTableId}`,
    );
  });

  test('is printed with the endpoint as its gateway, a blackhole once that is gone', async () => {
    expect(await shown(await withEndpoint())).toEqual([
      { ...to, GatewayId: 'vpce-1', Origin: 'CreateRoute', State: 'blackhole' },
    ]);
  });
});

test('a route whose target goes away becomes a blackhole', async () => {
  const world = await start();
  const to = (cidr: string, target: object) => given(world, { DestinationCidrBlock: cidr, ...target });
  await world.h.call(routeOperations, 'CreateRoute', to('0.0.0.0/0', { GatewayId: 'igw-HERE' }));
  await world.h.call(routeOperations, 'CreateRoute', to('192.168.0.0/16', { NatGatewayId: 'nat-1' }));
  await world.h.call(internetGatewayOperations, 'DetachInternetGateway', {
    VpcId: world.VpcId,
    InternetGatewayId: world.gateway,
  });
  await put(world.h, nat('nat-1', world.VpcId, 'deleted'));
  expect((await shown(world)).map((route) => route.State)).toEqual(['blackhole', 'blackhole']);
  expect(await world.h.refused(routeOperations, 'CreateRoute', to('172.16.0.0/12', { NatGatewayId: 'nat-1' }))).toMatch(
    /^InvalidNatGatewayID.NotFound/,
  );
});
