import { beforeEach, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { ec2Operations as operations } from './table.ts';
import { allow, consumerOf, inspect, offerInspection } from './vpc-endpoint-fixture.ts';

interface World {
  readonly h: Harness;
  readonly vpc: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly table: string;
}

let w: World;

async function newTable({ h, vpc }: Pick<World, 'h' | 'vpc'>): Promise<string> {
  return (await h.call(operations, 'CreateRouteTable', { VpcId: vpc })).RouteTable!.RouteTableId!;
}

async function attachedGateway(h: Harness, VpcId: string): Promise<string> {
  const { InternetGateway } = await h.call(operations, 'CreateInternetGateway', {});
  const InternetGatewayId = InternetGateway!.InternetGatewayId!;
  await h.call(operations, 'AttachInternetGateway', { VpcId, InternetGatewayId });
  return InternetGatewayId;
}

async function attachedVpnGateway(h: Harness, VpcId: string): Promise<string> {
  const VpnGatewayId = (await h.call(operations, 'CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway!.VpnGatewayId!;
  await h.call(operations, 'AttachVpnGateway', { VpcId, VpnGatewayId });
  return VpnGatewayId;
}

beforeEach(async () => {
  const h = harness();
  const vpc = (await h.call(operations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const made = await h.call(operations, 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' });
  const gateway = await attachedGateway(h, vpc);
  w = { h, vpc, subnet: made.Subnet!.SubnetId!, gateway, table: await newTable({ h, vpc }) };
});

const associate = (more: object = {}) => ({ RouteTableId: w.table, GatewayId: w.gateway, ...more });

async function makeInterface(): Promise<string> {
  const made = await w.h.call(operations, 'CreateNetworkInterface', { SubnetId: w.subnet });
  return made.NetworkInterface!.NetworkInterfaceId!;
}

test('a gateway is associated with one table, seen by it, and set free', async () => {
  const { AssociationId } = await w.h.call(operations, 'AssociateRouteTable', associate());
  expect(await w.h.call(operations, 'AssociateRouteTable', associate())).toMatchObject({ AssociationId });
  const Filters = [{ Name: 'association.gateway-id', Values: [w.gateway] }];
  const { RouteTables } = await w.h.call(operations, 'DescribeRouteTables', { Filters });
  expect(RouteTables).toMatchObject([
    {
      RouteTableId: w.table,
      Associations: [
        {
          Main: false,
          GatewayId: w.gateway,
          RouteTableAssociationId: AssociationId,
          RouteTableId: w.table,
          AssociationState: { State: 'associated' },
        },
      ],
    },
  ]);
  const other = associate({ RouteTableId: await newTable(w) });
  expect(await w.h.refused(operations, 'AssociateRouteTable', other)).toMatch(/^Resource.AlreadyAssociated/);
  expect(await w.h.refused(operations, 'DeleteRouteTable', { RouteTableId: w.table })).toMatch(/^DependencyViolation/);
  await w.h.call(operations, 'DisassociateRouteTable', { AssociationId: AssociationId! });
  expect((await w.h.call(operations, 'DescribeRouteTables', { Filters })).RouteTables).toEqual([]);
});

test('it does not become the main table, nor that of a subnet', async () => {
  await w.h.call(operations, 'AssociateRouteTable', associate());
  expect(w.h.network.find('route-table', `main:${w.vpc}`).map(({ id }) => id)).not.toContain(w.table);
  expect(w.h.network.find('route-table', `gateway:${w.gateway}`).map(({ id }) => id)).toEqual([w.table]);
});

test('another table takes its place, if it may', async () => {
  const { AssociationId } = await w.h.call(operations, 'AssociateRouteTable', associate());
  const RouteTableId = await newTable(w);
  const open = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: w.gateway };
  await w.h.call(operations, 'CreateRoute', open);
  const replace = { AssociationId: AssociationId!, RouteTableId };
  expect(await w.h.refused(operations, 'ReplaceRouteTableAssociation', replace)).toMatch(/^InvalidParameterValue/);
  await w.h.call(operations, 'DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' });
  await w.h.call(operations, 'ReplaceRouteTableAssociation', replace);
  expect(w.h.network.find('route-table', `gateway:${w.gateway}`).map(({ id }) => id)).toEqual([RouteTableId]);
});

test.each([
  ['a gateway that is not there', () => associate({ GatewayId: 'igw-12345678' }), /^InvalidGatewayID.NotFound/],
  ['a subnet and a gateway', () => associate({ SubnetId: w.subnet }), /^InvalidParameterCombination/],
  ['neither', () => ({ RouteTableId: w.table }), /^MissingParameter/],
])('refuses %s', async (_, input, message) => {
  expect(await w.h.refused(operations, 'AssociateRouteTable', input())).toMatch(message);
});

test('the gateway is attached to the VPC of the table', async () => {
  const far = (await w.h.call(operations, 'CreateVpc', { CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!;
  const GatewayId = await attachedGateway(w.h, far);
  expect(await w.h.refused(operations, 'AssociateRouteTable', associate({ GatewayId }))).toMatch(
    /belong to different networks/,
  );
  const { InternetGateway } = await w.h.call(operations, 'CreateInternetGateway', {});
  const loose = associate({ GatewayId: InternetGateway!.InternetGatewayId! });
  expect(await w.h.refused(operations, 'AssociateRouteTable', loose)).toMatch(/belong to different networks/);
});

test('its routes lead whole subnets, or the VPC, to interfaces and nowhere else', async () => {
  await w.h.call(operations, 'AssociateRouteTable', associate());
  const NetworkInterfaceId = await makeInterface();
  const to = (DestinationCidrBlock: string, target: object = { NetworkInterfaceId }) => ({
    RouteTableId: w.table,
    DestinationCidrBlock,
    ...target,
  });
  await w.h.call(operations, 'CreateRoute', to('10.0.1.0/24'));
  await w.h.call(operations, 'ReplaceRoute', to('10.0.0.0/16'));
  await w.h.call(operations, 'ReplaceRoute', to('10.0.0.0/16', { LocalTarget: true }));
  for (const route of [
    to('0.0.0.0/0'),
    to('10.0.1.7/32'),
    to('10.0.0.0/8'),
    to('0.0.0.0/0', { GatewayId: w.gateway }),
  ]) {
    expect(await w.h.refused(operations, 'CreateRoute', route)).toMatch(/^InvalidParameterValue: /);
  }
});

test('a table with other routes is none for gateways', async () => {
  const open = { RouteTableId: w.table, DestinationCidrBlock: '0.0.0.0/0', GatewayId: w.gateway };
  await w.h.call(operations, 'CreateRoute', open);
  expect(await w.h.refused(operations, 'AssociateRouteTable', associate())).toMatch(
    /^InvalidParameterValue: .*cannot be associated with gateway/,
  );
});

test('propagation and gateways exclude each other', async () => {
  const GatewayId = await attachedVpnGateway(w.h, w.vpc);
  const propagation = { RouteTableId: w.table, GatewayId };
  await w.h.call(operations, 'EnableVgwRoutePropagation', propagation);
  expect(await w.h.refused(operations, 'AssociateRouteTable', propagation)).toMatch(/propagation is enabled/);
  await w.h.call(operations, 'DisableVgwRoutePropagation', propagation);
  await w.h.call(operations, 'AssociateRouteTable', propagation);
  expect(await w.h.refused(operations, 'EnableVgwRoutePropagation', propagation)).toMatch(/^InvalidParameterValue/);
});

test('a gateway stays attached while it has a table', async () => {
  const vpn = await attachedVpnGateway(w.h, w.vpc);
  const ids: string[] = [];
  for (const GatewayId of [w.gateway, vpn]) {
    ids.push((await w.h.call(operations, 'AssociateRouteTable', associate({ GatewayId }))).AssociationId!);
  }
  const detach = { VpcId: w.vpc, InternetGatewayId: w.gateway };
  const detachVpn = { VpcId: w.vpc, VpnGatewayId: vpn };
  expect(await w.h.refused(operations, 'DetachInternetGateway', detach)).toMatch(/^DependencyViolation/);
  expect(await w.h.refused(operations, 'DetachVpnGateway', detachVpn)).toMatch(/^DependencyViolation/);
  for (const AssociationId of ids) await w.h.call(operations, 'DisassociateRouteTable', { AssociationId });
  await w.h.call(operations, 'DetachInternetGateway', detach);
  await w.h.call(operations, 'DetachVpnGateway', detachVpn);
});

test('what comes in is led to the endpoint of a gateway load balancer', async () => {
  const made = await offerInspection();
  await allow(made, '*');
  const { h, vpc, subnets } = await consumerOf(made.h);
  const VpcEndpointId = (await inspect({ h, vpc, subnets }, made)).VpcEndpointId!;
  const RouteTableId = await newTable({ h, vpc });
  const GatewayId = await attachedGateway(h, vpc);
  await h.call(operations, 'AssociateRouteTable', { RouteTableId, GatewayId });
  await h.call(operations, 'CreateRoute', { RouteTableId, DestinationCidrBlock: '10.0.1.0/24', VpcEndpointId });
  expect(h.network.get('route-table', RouteTableId)!.routes[1]).toMatchObject({
    target: { kind: 'vpc-endpoint', id: VpcEndpointId },
  });
});
