import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { routeOperations } from './route.ts';
import { routeTableOperations } from './route-table.ts';
import { tagOperations } from './tag.ts';
import { vgwRoutePropagationOperations as propagation } from './vgw-route-propagation.ts';
import { vpcOperations } from './vpc.ts';
import { vpnGatewayOperations as operations } from './vpn-gateway.ts';

async function start() {
  const h = harness();
  const makeVpc = async (): Promise<string> =>
    (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const make = async (input: object = {}): Promise<string> =>
    (await h.call(operations, 'CreateVpnGateway', { Type: 'ipsec.1', ...input })).VpnGateway!.VpnGatewayId!;
  const [VpcId, VpnGatewayId] = [await makeVpc(), await make()];
  const shown = async (input: object = {}) => (await h.call(operations, 'DescribeVpnGateways', input)).VpnGateways!;
  const stateOf = async () => (await shown({ VpnGatewayIds: [VpnGatewayId] }))[0]!.VpcAttachments;
  const tableOf = async () => {
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    return (await h.call(routeTableOperations, 'DescribeRouteTables', { Filters })).RouteTables![0]!;
  };
  return { h, makeVpc, make, VpcId, VpnGatewayId, shown, stateOf, tableOf, where: { VpcId, VpnGatewayId } };
}

describe('a virtual private gateway', () => {
  test('has a private number, and is found by it, its tags and its state', async () => {
    const { h, make, shown } = await start();
    const id = await make({ AmazonSideAsn: 4_200_000_000, AvailabilityZone: 'us-east-1a' });
    const Tags = [{ Key: 'Name', Value: 'out' }];
    await h.call(tagOperations, 'CreateTags', { Resources: [id], Tags });
    for (const [Name, value] of [
      ['amazon-side-asn', '4200000000'],
      ['availability-zone', 'us-east-1a'],
      ['vpn-gateway-id', id],
      ['tag:Name', 'out'],
    ] as const) {
      expect(await shown({ Filters: [{ Name, Values: [value] }] })).toEqual([
        {
          AmazonSideAsn: 4_200_000_000,
          AvailabilityZone: 'us-east-1a',
          State: 'available',
          Tags,
          Type: 'ipsec.1',
          VpcAttachments: [],
          VpnGatewayId: id,
        },
      ]);
    }
    const usual = await shown({ Filters: [{ Name: 'amazon-side-asn', Values: ['64512'] }] });
    expect(usual).toHaveLength(1);
  });

  test.each([
    [{ Type: 'ipsec.2' }, 'InvalidParameterValue: Value (ipsec.2) for parameter type is invalid.'],
    [
      { AmazonSideAsn: 65_535 },
      'InvalidParameterValue: Value (65535) for parameter amazonSideAsn is invalid. It is no private ASN.',
    ],
    [
      { AvailabilityZone: 'us-east-1z' },
      'InvalidParameterValue: Value (us-east-1z) for parameter availabilityZone is invalid.',
    ],
  ] as const)('is not made with %j', async (input, refusal) => {
    const { h } = await start();
    expect(await h.refused(operations, 'CreateVpnGateway', { Type: 'ipsec.1', ...(input as object) })).toBe(refusal);
  });

  test('is attached and detached as the data plane follows, and shows its last attachment', async () => {
    const { h, where, VpcId, stateOf } = await start();
    h.applied = h.network.revision;
    const asked = await h.call(operations, 'AttachVpnGateway', where);
    expect(asked).toEqual({ VpcAttachment: { State: 'attaching', VpcId } });
    expect(await stateOf()).toEqual([{ State: 'attaching', VpcId }]);
    h.applied = h.network.revision;
    expect(await stateOf()).toEqual([{ State: 'attached', VpcId }]);
    const again = await h.call(operations, 'AttachVpnGateway', where);
    expect(again).toEqual({ VpcAttachment: { State: 'attached', VpcId } });
    await h.call(operations, 'DetachVpnGateway', where);
    expect(await stateOf()).toEqual([{ State: 'detaching', VpcId }]);
    const { VpnGatewayId } = where;
    expect(await h.refused(operations, 'DeleteVpnGateway', { VpnGatewayId })).toContain('IncorrectState: ');
    h.applied = h.network.revision;
    expect(await stateOf()).toEqual([{ State: 'detached', VpcId }]);
    await h.call(operations, 'DeleteVpnGateway', { VpnGatewayId });
  });

  test('is attached to one VPC, which has one', async () => {
    const { h, makeVpc, make, where, VpcId, VpnGatewayId } = await start();
    await h.call(operations, 'AttachVpnGateway', where);
    const elsewhere = { VpcId: await makeVpc(), VpnGatewayId };
    expect(await h.refused(operations, 'AttachVpnGateway', elsewhere)).toBe(
      'VpnGatewayAttachmentLimitExceeded: The maximum number of virtual private gateway attachments has been reached.',
    );
    const second = { VpcId, VpnGatewayId: await make() };
    expect(await h.refused(operations, 'AttachVpnGateway', second)).toBe(
      `InvalidVpcState: VPC ${VpcId} is currently attached to the Virtual Private Gateway.`,
    );
    expect(await h.refused(operations, 'DetachVpnGateway', elsewhere)).toBe(
      `InvalidVpnGatewayAttachment.NotFound: The attachment with vpn gateway ID '${VpnGatewayId}' and vpc ID '${elsewhere.VpcId}' does not exist`,
    );
  });

  test('neither it nor its VPC is deleted while it is attached', async () => {
    const { h, where, VpcId, VpnGatewayId } = await start();
    await h.call(operations, 'AttachVpnGateway', where);
    expect(await h.refused(operations, 'DeleteVpnGateway', { VpnGatewayId })).toBe(
      'IncorrectState: The VPN gateway is in use.',
    );
    expect(await h.refused(vpcOperations, 'DeleteVpc', { VpcId })).toContain('DependencyViolation: ');
    await h.call(operations, 'DetachVpnGateway', where);
    await h.call(vpcOperations, 'DeleteVpc', { VpcId });
  });

  test('deleted, it is shown for an hour, counts no more and takes nothing', async () => {
    const { h, make, shown, where, VpnGatewayId } = await start();
    h.quotas = { vpnGatewaysPerRegion: 1 };
    expect(await h.refused(operations, 'CreateVpnGateway', { Type: 'ipsec.1' })).toBe(
      'VpnGatewayLimitExceeded: The maximum number of virtual private gateways has been reached.',
    );
    await h.call(operations, 'DeleteVpnGateway', { VpnGatewayId });
    expect((await shown()).map(({ State }) => State)).toEqual(['deleted']);
    const gone = `InvalidVpnGatewayID.NotFound: The vpnGateway ID '${VpnGatewayId}' does not exist`;
    expect(await h.refused(operations, 'AttachVpnGateway', where)).toBe(gone);
    expect(await h.refused(operations, 'DeleteVpnGateway', { VpnGatewayId })).toBe(gone);
    h.clock.advance(60 * 60 * 1000);
    const next = await make();
    expect((await shown()).map((one) => one.VpnGatewayId)).toEqual([next]);
  });
});

describe('routes', () => {
  test('lead to what is attached, are blackholes once it is detached, and never lead elsewhere', async () => {
    const { h, makeVpc, where, VpnGatewayId, tableOf } = await start();
    const RouteTableId = (await tableOf()).RouteTableId!;
    const route = { RouteTableId, DestinationCidrBlock: '192.168.0.0/16', GatewayId: VpnGatewayId };
    expect(await h.refused(routeOperations, 'CreateRoute', route)).toBe(
      `InvalidParameterValue: route table ${RouteTableId} and network gateway ${VpnGatewayId} belong to different networks`,
    );
    await h.call(operations, 'AttachVpnGateway', where);
    await h.call(routeOperations, 'CreateRoute', route);
    const state = async () => (await tableOf()).Routes!.at(-1);
    expect(await state()).toMatchObject({ GatewayId: VpnGatewayId, Origin: 'CreateRoute', State: 'active' });
    await h.call(operations, 'DetachVpnGateway', where);
    expect(await state()).toMatchObject({ GatewayId: VpnGatewayId, State: 'blackhole' });
    await h.call(operations, 'AttachVpnGateway', { VpcId: await makeVpc(), VpnGatewayId });
    expect(await state()).toMatchObject({ State: 'blackhole' });
    await h.call(operations, 'DetachVpnGateway', {
      VpcId: h.network.get('vpn-gateway', VpnGatewayId)!.vpc!,
      VpnGatewayId,
    });
    await h.call(operations, 'DeleteVpnGateway', { VpnGatewayId });
    const other = { ...route, DestinationCidrBlock: '172.16.0.0/12' };
    expect(await h.refused(routeOperations, 'CreateRoute', other)).toBe(
      `InvalidGatewayID.NotFound: The gateway ID '${VpnGatewayId}' does not exist`,
    );
  });

  test('are propagated by what is attached to the VPC of the table, until it is detached', async () => {
    const { h, where, VpnGatewayId, tableOf } = await start();
    const { RouteTableId = '', VpcId } = await tableOf();
    const asked = { RouteTableId, GatewayId: VpnGatewayId };
    expect(await h.refused(propagation, 'EnableVgwRoutePropagation', asked)).toBe(
      `Gateway.NotAttached: resource ${VpnGatewayId} is not attached to network ${VpcId}`,
    );
    const named = async () => (await tableOf()).PropagatingVgws;
    await h.call(operations, 'AttachVpnGateway', where);
    for (let times = 0; times < 2; times += 1) await h.call(propagation, 'EnableVgwRoutePropagation', asked);
    expect(await named()).toEqual([{ GatewayId: VpnGatewayId }]);
    for (let times = 0; times < 2; times += 1) await h.call(propagation, 'DisableVgwRoutePropagation', asked);
    expect(await named()).toEqual([]);
    await h.call(propagation, 'EnableVgwRoutePropagation', asked);
    await h.call(operations, 'DetachVpnGateway', where);
    expect(await named()).toEqual([]);
    const GatewayId = 'vgw-0123456789abcdef0';
    for (const name of ['EnableVgwRoutePropagation', 'DisableVgwRoutePropagation'] as const) {
      expect(await h.refused(propagation, name, { RouteTableId, GatewayId })).toBe(
        `InvalidGatewayID.NotFound: The gateway ID '${GatewayId}' does not exist`,
      );
    }
  });

  test('that were propagated are no caller’s to change, count for nothing and end with the propagation', async () => {
    const { h, where, VpnGatewayId, tableOf } = await start();
    await h.call(operations, 'AttachVpnGateway', where);
    const RouteTableId = (await tableOf()).RouteTableId!;
    const cidr = '192.168.0.0/16';
    const target = { kind: 'vpn-gateway', id: VpnGatewayId } as const;
    await h.store.transact((draft) => {
      const table = draft.get('route-table', RouteTableId)!;
      const route = { destination: { kind: 'cidr', cidr }, target, origin: 'EnableVgwRoutePropagation' } as const;
      draft.put({ ...table, routes: [...table.routes, route], propagatingGateways: [VpnGatewayId] });
    });
    const own = { RouteTableId, DestinationCidrBlock: cidr };
    expect(await h.refused(routeOperations, 'DeleteRoute', own)).toContain('InvalidRoute.NotFound: ');
    h.quotas = { routesPerTable: 2 };
    await h.call(routeOperations, 'CreateRoute', { ...own, GatewayId: VpnGatewayId });
    const origins = async () =>
      (await tableOf()).Routes!.filter((one) => one.DestinationCidrBlock === cidr).map(({ Origin }) => Origin);
    expect(await origins()).toEqual(['EnableVgwRoutePropagation', 'CreateRoute']);
    await h.call(propagation, 'DisableVgwRoutePropagation', { RouteTableId, GatewayId: VpnGatewayId });
    expect(await origins()).toEqual(['CreateRoute']);
  });
});

test('nobody else sees or changes it', async () => {
  const { h, where, VpnGatewayId } = await start();
  const other = h.as({ account: '444455556666' });
  const VpnGatewayIds = [VpnGatewayId];
  const gone = `InvalidVpnGatewayID.NotFound: The vpnGateway ID '${VpnGatewayId}' does not exist`;
  expect(await other.refused(operations, 'DescribeVpnGateways', { VpnGatewayIds })).toBe(gone);
  expect(await other.refused(operations, 'AttachVpnGateway', where)).toBe(gone);
});
