import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { attach, sampleTransitGateway, sampleVpc } from './sample-transit-gateway.ts';
import { ec2Operations as ec2 } from './table.ts';

/** Two attached VPCs, 10.0.0.0/16 and 10.1.0.0/16, which propagate to the default table. */
async function ground() {
  const { h, gateway, table } = await sampleTransitGateway();
  const vpcs = [await sampleVpc(h), await sampleVpc(h, '10.1')] as const;
  const attachments = [await attach(h, gateway, vpcs[0]), await attach(h, gateway, vpcs[1])] as const;
  const route = (DestinationCidrBlock: string, more: object = { TransitGatewayAttachmentId: attachments[0] }) => ({
    TransitGatewayRouteTableId: table,
    DestinationCidrBlock,
    ...more,
  });
  return { h, gateway, table, vpcs, attachments, route };
}

async function search(h: Harness, TransitGatewayRouteTableId: string, Name = 'state', Values = ['*']) {
  const Filters = [{ Name, Values }];
  return (await h.call(ec2, 'SearchTransitGatewayRoutes', { TransitGatewayRouteTableId, Filters })).Routes!;
}

test('the blocks of attached VPCs are routes to them, and follow the VPCs', async () => {
  const { h, table, vpcs, attachments } = await ground();
  const propagated = (DestinationCidrBlock: string, index: 0 | 1) => ({
    DestinationCidrBlock,
    TransitGatewayAttachments: [
      { TransitGatewayAttachmentId: attachments[index], ResourceId: vpcs[index].vpc, ResourceType: 'vpc' },
    ],
    Type: 'propagated',
    State: 'active',
  });
  const first = [propagated('10.0.0.0/16', 0), propagated('10.1.0.0/16', 1)];
  expect(await search(h, table)).toEqual(first);
  await h.call(ec2, 'AssociateVpcCidrBlock', { VpcId: vpcs[0].vpc, CidrBlock: '10.2.0.0/16' });
  expect(await search(h, table)).toEqual([...first, propagated('10.2.0.0/16', 0)]);
});

describe('a static route', () => {
  test('takes the place of a propagated one, and gives it back', async () => {
    const { h, table, vpcs, attachments, route } = await ground();
    const { Route } = await h.call(ec2, 'CreateTransitGatewayRoute', route('10.1.0.9/16'));
    const made = {
      DestinationCidrBlock: '10.1.0.0/16',
      TransitGatewayAttachments: [
        { TransitGatewayAttachmentId: attachments[0], ResourceId: vpcs[0].vpc, ResourceType: 'vpc' },
      ],
      Type: 'static',
      State: 'active',
    };
    expect(Route).toEqual(made);
    expect(await search(h, table)).toContainEqual(made);
    const deleted = await h.call(ec2, 'DeleteTransitGatewayRoute', route('10.1.0.0/16', {}));
    expect(deleted.Route).toEqual({ DestinationCidrBlock: '10.1.0.0/16', Type: 'static', State: 'deleted' });
    expect(await search(h, table, 'type', ['static'])).toEqual([]);
    expect(await search(h, table, 'route-search.exact-match', ['10.1.0.0/16'])).toMatchObject([{ Type: 'propagated' }]);
  });

  test('may lead into nothing, and is put in the place of another', async () => {
    const { h, attachments, route } = await ground();
    const hole = { DestinationCidrBlock: '192.0.2.0/24', Type: 'static', State: 'blackhole' };
    const Blackhole = { Blackhole: true, TransitGatewayAttachmentId: attachments[0] };
    expect((await h.call(ec2, 'CreateTransitGatewayRoute', route('192.0.2.0/24', Blackhole))).Route).toEqual(hole);
    const replaced = await h.call(ec2, 'ReplaceTransitGatewayRoute', route('192.0.2.0/24'));
    expect(replaced.Route).toMatchObject({ State: 'active' });
    const made = await h.call(ec2, 'ReplaceTransitGatewayRoute', route('198.51.100.0/24', { Blackhole: true }));
    expect(made.Route).toMatchObject({ DestinationCidrBlock: '198.51.100.0/24', State: 'blackhole' });
  });

  test('is refused where it is there already, leads nowhere, or is none', async () => {
    const { h, table, attachments, route } = await ground();
    await h.call(ec2, 'CreateTransitGatewayRoute', route('0.0.0.0/0'));
    const refused = (input: ReturnType<typeof route>) => h.refused(ec2, 'CreateTransitGatewayRoute', input);
    expect(await refused(route('0.0.0.0/0', { Blackhole: true }))).toBe(
      `RouteAlreadyExists: Route 0.0.0.0/0 already exists in Transit Gateway Route Table ${table}.`,
    );
    expect(await refused(route('10.0.0.0/8', {}))).toBe(
      'MissingParameter: The request must contain the parameter TransitGatewayAttachmentId',
    );
    expect(await refused(route('10.0.0.0'))).toMatch(/^InvalidParameterValue: Value \(10.0.0.0\)/);
    expect(await refused(route('2001:db8::/32'))).toMatch(/^UnsupportedOperation/);
    const other = await sampleTransitGateway(h);
    const elsewhere = { ...route('10.0.0.0/8'), TransitGatewayRouteTableId: other.table };
    expect(await refused(elsewhere)).toMatch(`${attachments[0]} was deleted or does not exist.`);
    h.quotas = { routesPerTransitGateway: 1 };
    expect(await refused(route('10.0.0.0/8'))).toMatch(/^TransitGatewayRouteLimitExceeded/);
    const replacing = route('10.0.0.0/8');
    expect(await h.refused(ec2, 'ReplaceTransitGatewayRoute', replacing)).toMatch(/^TransitGatewayRouteLimitExceeded/);
    expect(await h.refused(ec2, 'DeleteTransitGatewayRoute', route('10.0.0.0/16', {}))).toBe(
      `InvalidRoute.NotFound: The route 10.0.0.0/16 does not exist in Transit Gateway Route Table ${table}.`,
    );
  });
});

describe('the search', () => {
  test.each([
    ['attachment.transit-gateway-attachment-id', ['tgw-attach-*'], ['10.0.0.0/16', '10.0.1.0/24', '10.1.0.0/16']],
    ['attachment.resource-id', ['vpc-*'], ['10.0.0.0/16', '10.0.1.0/24', '10.1.0.0/16']],
    ['attachment.resource-type', ['peering'], []],
    ['prefix-list-id', ['pl-*'], []],
    ['route-search.exact-match', ['10.0.0.0/16', '10.9.0.0/16'], ['10.0.0.0/16']],
    ['route-search.longest-prefix-match', ['10.0.1.7'], ['10.0.1.0/24']],
    ['route-search.longest-prefix-match', ['10.0.2.7/32', '10.1.2.3'], ['10.0.0.0/16', '10.1.0.0/16']],
    ['route-search.longest-prefix-match', ['8.8.8.8'], ['0.0.0.0/0']],
    ['route-search.subnet-of-match', ['10.0.0.0/16'], ['10.0.0.0/16', '10.0.1.0/24']],
    ['route-search.supernet-of-match', ['10.0.1.0/25'], ['0.0.0.0/0', '10.0.0.0/16', '10.0.1.0/24']],
    ['route-search.subnet-of-match', ['nonsense'], []],
    ['state', ['blackhole'], ['0.0.0.0/0']],
    ['type', ['static'], ['0.0.0.0/0', '10.0.1.0/24']],
  ])('by %s=%j', async (name, values, found) => {
    const { h, table, route } = await ground();
    await h.call(ec2, 'CreateTransitGatewayRoute', route('10.0.1.0/24'));
    await h.call(ec2, 'CreateTransitGatewayRoute', route('0.0.0.0/0', { Blackhole: true }));
    expect((await search(h, table, name, values)).map((one) => one.DestinationCidrBlock)).toEqual(found);
  });

  test('asks for a filter that it knows, and tells whether there is more', async () => {
    const { h, table, route } = await ground();
    const asked = { TransitGatewayRouteTableId: table, Filters: [] };
    const refused = (more: object) => h.refused(ec2, 'SearchTransitGatewayRoutes', { ...asked, ...more });
    expect(await refused({})).toBe('MissingParameter: The request must contain the parameter Filters');
    expect(await refused({ Filters: [{ Name: 'nexthop', Values: ['x'] }] })).toMatch(/^InvalidParameterValue/);
    expect(await refused({ Filters: [{ Name: 'route-search.exact-match' }] })).toMatch(/^InvalidParameterValue/);
    for (const third of [1, 2, 3, 4]) await h.call(ec2, 'CreateTransitGatewayRoute', route(`10.8.${third}.0/24`));
    const Filters = [{ Name: 'state', Values: ['active'] }];
    const first = await h.call(ec2, 'SearchTransitGatewayRoutes', { ...asked, Filters, MaxResults: 5 });
    expect([first.Routes!.length, first.AdditionalRoutesAvailable]).toEqual([5, true]);
    const { NextToken } = first;
    const rest = await h.call(ec2, 'SearchTransitGatewayRoutes', { ...asked, Filters, MaxResults: 5, NextToken });
    expect([rest.Routes!.length, rest.AdditionalRoutesAvailable]).toEqual([1, false]);
  });
});

describe('a route of a VPC', () => {
  test('leads to a gateway that the VPC is attached to, and to no other', async () => {
    const { h, gateway, vpcs } = await ground();
    const input = { RouteTableId: vpcs[0].mainTable, DestinationCidrBlock: '10.1.0.0/16', TransitGatewayId: gateway };
    await h.call(ec2, 'CreateRoute', input);
    const Filters = [{ Name: 'route.transit-gateway-id', Values: [gateway] }];
    const { RouteTables } = await h.call(ec2, 'DescribeRouteTables', { Filters });
    expect(RouteTables!.map((one) => one.RouteTableId)).toEqual([vpcs[0].mainTable]);
    expect(RouteTables![0]!.Routes).toContainEqual({
      DestinationCidrBlock: '10.1.0.0/16',
      TransitGatewayId: gateway,
      Origin: 'CreateRoute',
      State: 'active',
    });
    const { gateway: other } = await sampleTransitGateway(h);
    const elsewhere = { ...input, TransitGatewayId: other };
    const refusal = `InvalidTransitGatewayID.NotFound: The transitGateway ID '${other}' does not exist.`;
    expect(await h.refused(ec2, 'ReplaceRoute', elsewhere)).toBe(refusal);
    expect(await h.refused(ec2, 'CreateRoute', { ...elsewhere, DestinationCidrBlock: '10.2.0.0/16' })).toBe(refusal);
  });
});
