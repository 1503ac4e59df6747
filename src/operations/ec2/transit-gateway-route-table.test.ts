import { expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { attach, sampleTransitGateway, sampleVpc } from './sample-transit-gateway.ts';
import { ec2Operations as ec2 } from './table.ts';

async function create(h: Harness, TransitGatewayId: string) {
  const TagSpecifications = [
    { ResourceType: 'transit-gateway-route-table' as const, Tags: [{ Key: 'Name', Value: 'spokes' }] },
  ];
  const made = await h.call(ec2, 'CreateTransitGatewayRouteTable', { TransitGatewayId, TagSpecifications });
  return made.TransitGatewayRouteTable!;
}

test('a table is made empty, is no default one, and is available once it is in force', async () => {
  const { h, gateway, table } = await sampleTransitGateway();
  h.applied = h.network.revision;
  const made = await create(h, gateway);
  expect(made).toEqual({
    TransitGatewayRouteTableId: expect.stringMatching(/^tgw-rtb-0[0-9a-f]{16}$/),
    TransitGatewayId: gateway,
    State: 'pending',
    DefaultAssociationRouteTable: false,
    DefaultPropagationRouteTable: false,
    CreationTime: new Date('2026-01-01'),
    Tags: [{ Key: 'Name', Value: 'spokes' }],
  });
  h.applied = undefined;
  const { TransitGatewayRouteTables } = await h.call(ec2, 'DescribeTransitGatewayRouteTables', {});
  expect(TransitGatewayRouteTables).toContainEqual({ ...made, State: 'available' });
  expect(TransitGatewayRouteTables!.find((one) => one.TransitGatewayRouteTableId === table)).toMatchObject({
    DefaultAssociationRouteTable: true,
    DefaultPropagationRouteTable: true,
  });
});

test('a table is not made for a gateway that is not there yet, nor past the quota', async () => {
  const { h, gateway: TransitGatewayId } = await sampleTransitGateway();
  h.applied = 0;
  const refused = () => h.refused(ec2, 'CreateTransitGatewayRouteTable', { TransitGatewayId });
  expect(await refused()).toBe(`IncorrectState: ${TransitGatewayId} is in invalid state`);
  h.applied = undefined;
  h.quotas = { routeTablesPerTransitGateway: 1 };
  expect(await refused()).toMatch(/^TransitGatewayRouteTableLimitExceeded/);
});

test('a table is not deleted while it is a default one or has associations, and then is deleted with its routes', async () => {
  const { h, gateway, table } = await sampleTransitGateway();
  const refused = (TransitGatewayRouteTableId: string) =>
    h.refused(ec2, 'DeleteTransitGatewayRouteTable', { TransitGatewayRouteTableId });
  expect(await refused(table)).toBe(
    `IncorrectState: ${table} is set as default association route table for ${gateway}`,
  );
  const modify = (Options: object) => h.call(ec2, 'ModifyTransitGateway', { TransitGatewayId: gateway, Options });
  await modify({ DefaultRouteTableAssociation: 'disable' });
  expect(await refused(table)).toBe(
    `IncorrectState: ${table} is set as default propagation route table for ${gateway}`,
  );
  const id = (await create(h, gateway)).TransitGatewayRouteTableId!;
  const tie = {
    TransitGatewayRouteTableId: id,
    TransitGatewayAttachmentId: await attach(h, gateway, await sampleVpc(h)),
  };
  await h.call(ec2, 'AssociateTransitGatewayRouteTable', tie);
  expect(await refused(id)).toBe(`IncorrectState: ${id} has associated attachments`);
  await h.call(ec2, 'DisassociateTransitGatewayRouteTable', tie);
  const route = { TransitGatewayRouteTableId: id, DestinationCidrBlock: '10.0.0.0/8', Blackhole: true };
  await h.call(ec2, 'CreateTransitGatewayRoute', route);
  h.applied = h.network.revision;
  const deleted = await h.call(ec2, 'DeleteTransitGatewayRouteTable', { TransitGatewayRouteTableId: id });
  expect(deleted.TransitGatewayRouteTable!.State).toBe('deleting');
  const gone = `InvalidRouteTableID.NotFound: Transit Gateway Route Table ${id} was deleted or does not exist.`;
  expect(await refused(id)).toBe(gone);
  expect(await h.refused(ec2, 'CreateTransitGatewayRoute', route)).toBe(gone);
});

test('a gateway forgets a default table that it does not use when that is deleted', async () => {
  const { h, gateway: TransitGatewayId, table } = await sampleTransitGateway();
  const Options = { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' } as const;
  await h.call(ec2, 'ModifyTransitGateway', { TransitGatewayId, Options });
  await h.call(ec2, 'DeleteTransitGatewayRouteTable', { TransitGatewayRouteTableId: table });
  const again = { TransitGatewayId, Options: { DefaultRouteTableAssociation: 'enable' as const } };
  expect(await h.refused(ec2, 'ModifyTransitGateway', again)).toMatch(/conflicts with .* null$/);
});

test('an id that is none is told apart', async () => {
  const { h } = await sampleTransitGateway();
  const asked = { TransitGatewayRouteTableIds: ['rtb-00000000'] };
  expect(await h.refused(ec2, 'DescribeTransitGatewayRouteTables', asked)).toBe(
    'InvalidRouteTableId.Malformed: Invalid Transit Gateway Route Table id rtb-00000000.',
  );
});

test.each([
  ['default-association-route-table', 'true', 1],
  ['default-propagation-route-table', 'false', 1],
  ['state', 'available', 2],
  ['transit-gateway-id', 'tgw-*', 2],
  ['transit-gateway-route-table-id', 'tgw-rtb-*', 2],
  ['tag:Name', 'spokes', 1],
])('filter %s=%s finds %i', async (Name, value, count) => {
  const { h, gateway } = await sampleTransitGateway();
  await create(h, gateway);
  const answer = await h.call(ec2, 'DescribeTransitGatewayRouteTables', { Filters: [{ Name, Values: [value] }] });
  expect(answer.TransitGatewayRouteTables).toHaveLength(count);
});
