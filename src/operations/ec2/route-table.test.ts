import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { routeTableOperations } from './route-table.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';

async function start() {
  const h = harness();
  const vpc = async (CidrBlock: string) => (await h.call(vpcOperations, 'CreateVpc', { CidrBlock })).Vpc!.VpcId!;
  const table = async (VpcId: string) =>
    (await h.call(routeTableOperations, 'CreateRouteTable', { VpcId })).RouteTable!.RouteTableId!;
  const subnet = async (VpcId: string, CidrBlock: string) =>
    (await h.call(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock })).Subnet!.SubnetId!;
  const VpcId = await vpc('10.0.0.0/16');
  const main = h.network.find('route-table', `main:${VpcId}`)[0]!;
  return { h, vpc, table, subnet, VpcId, main };
}

test('a new table has the local route and nothing else', async () => {
  const { h, VpcId } = await start();
  const { RouteTable } = await h.call(routeTableOperations, 'CreateRouteTable', { VpcId });
  expect(RouteTable).toEqual({
    RouteTableId: expect.stringMatching(/^rtb-0/),
    VpcId,
    OwnerId: '111122223333',
    Associations: [],
    PropagatingVgws: [],
    Routes: [{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }],
    Tags: [],
  });
});

describe('associations', () => {
  test('the main one is printed without a subnet', async () => {
    const { h, main } = await start();
    const { RouteTables } = await h.call(routeTableOperations, 'DescribeRouteTables', { RouteTableIds: [main.id] });
    expect(RouteTables![0]!.Associations).toEqual([
      {
        Main: true,
        RouteTableAssociationId: main.associations[0]!.id,
        RouteTableId: main.id,
        AssociationState: { State: 'associated' },
      },
    ]);
  });

  test('a subnet has one, which can be repeated but not doubled', async () => {
    const { h, table, subnet, VpcId } = await start();
    const [RouteTableId, other, SubnetId] = [
      await table(VpcId),
      await table(VpcId),
      await subnet(VpcId, '10.0.1.0/24'),
    ];
    const first = await h.call(routeTableOperations, 'AssociateRouteTable', { RouteTableId, SubnetId });
    const again = await h.call(routeTableOperations, 'AssociateRouteTable', { RouteTableId, SubnetId });
    expect(again.AssociationId).toBe(first.AssociationId);
    expect(await h.refused(routeTableOperations, 'AssociateRouteTable', { RouteTableId: other, SubnetId })).toBe(
      `Resource.AlreadyAssociated: the specified association for route table ${other} conflicts with an existing association`,
    );
    await h.call(routeTableOperations, 'DisassociateRouteTable', { AssociationId: first.AssociationId! });
    expect(h.network.find('route-table', `subnet:${SubnetId}`)).toEqual([]);
    await h.call(routeTableOperations, 'AssociateRouteTable', { RouteTableId: other, SubnetId });
    expect(h.network.find('route-table', `subnet:${SubnetId}`)[0]!.id).toBe(other);
  });

  test('stay inside a VPC', async () => {
    const { h, vpc, table, subnet, VpcId } = await start();
    const RouteTableId = await table(VpcId);
    const SubnetId = await subnet(await vpc('10.9.0.0/16'), '10.9.1.0/24');
    expect(await h.refused(routeTableOperations, 'AssociateRouteTable', { RouteTableId, SubnetId })).toBe(
      `InvalidParameterValue: Route table ${RouteTableId} and subnet ${SubnetId} belong to different networks`,
    );
  });

  test('the main one cannot be taken away, but given to another table', async () => {
    const { h, table, VpcId, main } = await start();
    const AssociationId = main.associations[0]!.id;
    expect(await h.refused(routeTableOperations, 'DisassociateRouteTable', { AssociationId })).toBe(
      `InvalidParameterValue: cannot disassociate the main route table association ${AssociationId}`,
    );
    const RouteTableId = await table(VpcId);
    const answer = await h.call(routeTableOperations, 'ReplaceRouteTableAssociation', { AssociationId, RouteTableId });
    expect(h.network.find('route-table', `main:${VpcId}`)).toMatchObject([
      { id: RouteTableId, associations: [{ id: answer.NewAssociationId, main: true }] },
    ]);
    expect(answer.NewAssociationId).not.toBe(AssociationId);
    expect(h.network.get('route-table', main.id)!.associations).toEqual([]);
    await h.call(routeTableOperations, 'DeleteRouteTable', { RouteTableId: main.id });
  });

  test('replacing one by the same table keeps it in place under a new id', async () => {
    const { h, main } = await start();
    const input = { AssociationId: main.associations[0]!.id, RouteTableId: main.id };
    const { NewAssociationId } = await h.call(routeTableOperations, 'ReplaceRouteTableAssociation', input);
    expect(h.network.get('route-table', main.id)!.associations).toEqual([{ id: NewAssociationId, main: true }]);
  });

  test('one that is not there is named', async () => {
    const { h } = await start();
    expect(await h.refused(routeTableOperations, 'DisassociateRouteTable', { AssociationId: 'rtbassoc-1' })).toBe(
      "InvalidAssociationID.NotFound: The association ID 'rtbassoc-1' does not exist",
    );
  });
});

describe('DeleteRouteTable', () => {
  test('is refused for the main table and one with a subnet', async () => {
    const { h, table, subnet, VpcId, main } = await start();
    const [RouteTableId, SubnetId] = [await table(VpcId), await subnet(VpcId, '10.0.1.0/24')];
    await h.call(routeTableOperations, 'AssociateRouteTable', { RouteTableId, SubnetId });
    for (const id of [main.id, RouteTableId]) {
      expect(await h.refused(routeTableOperations, 'DeleteRouteTable', { RouteTableId: id })).toBe(
        `DependencyViolation: The routeTable '${id}' has dependencies and cannot be deleted.`,
      );
    }
  });

  test('gateway endpoints forget the table', async () => {
    const { h, table, VpcId, main } = await start();
    const RouteTableId = await table(VpcId);
    await h.store.transact((draft) =>
      draft.put({
        kind: 'vpc-endpoint',
        id: 'vpce-1',
        account: main.account,
        region: main.region,
        created: 0,
        tags: {},
        endpointType: 'Gateway',
        vpc: VpcId,
        serviceName: 'com.amazonaws.us-east-1.s3',
        policy: '',
        routeTables: [main.id, RouteTableId],
        subnets: [],
        groups: [],
        networkInterfaces: [],
        privateDnsEnabled: false,
        privateDnsOnlyForInboundResolver: false,
        dnsRecordIpType: 'ipv4',
        ipAddressType: 'ipv4',
        dnsSuffix: 'abcdefgh',
        desired: 'available',
        stateRevision: 1,
      }),
    );
    await h.call(routeTableOperations, 'DeleteRouteTable', { RouteTableId });
    expect(h.network.get('vpc-endpoint', 'vpce-1')!.routeTables).toEqual([main.id]);
  });
});

describe('DescribeRouteTables', () => {
  test.each([
    ['association.main', 'true', ['main']],
    ['association.subnet-id', 'SUBNET', ['second']],
    ['association.route-table-id', 'rtb-*', ['main', 'second']],
    ['route.destination-cidr-block', '10.0.0.0/16', ['main', 'second', 'third']],
    ['route.gateway-id', 'local', ['main', 'second', 'third']],
    ['route.state', 'blackhole', []],
    ['route.origin', 'CreateRouteTable', ['main', 'second', 'third']],
  ])('filter %s = %s', async (Name, value, wanted) => {
    const { h, table, subnet, VpcId, main } = await start();
    const [second, third, SubnetId] = [await table(VpcId), await table(VpcId), await subnet(VpcId, '10.0.1.0/24')];
    await h.call(routeTableOperations, 'AssociateRouteTable', { RouteTableId: second, SubnetId });
    const Filters = [{ Name, Values: [value === 'SUBNET' ? SubnetId : value] }];
    const { RouteTables } = await h.call(routeTableOperations, 'DescribeRouteTables', { Filters });
    const names = new Map([
      [main.id, 'main'],
      [second, 'second'],
      [third, 'third'],
    ]);
    expect(RouteTables!.map((one) => names.get(one.RouteTableId!)).sort()).toEqual(wanted);
  });
});
