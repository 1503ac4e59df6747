import { expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { routeOperations } from './route.ts';
import { routeTableOperations } from './route-table.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';
import { vpcCidrOperations } from './vpc-cidr.ts';

async function start(CidrBlock = '10.0.0.0/16') {
  const h = harness();
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock })).Vpc!.VpcId!;
  return { h, VpcId };
}

async function associate(h: Harness, VpcId: string, CidrBlock: string): Promise<string> {
  const answer = await h.call(vpcCidrOperations, 'AssociateVpcCidrBlock', { VpcId, CidrBlock });
  return answer.CidrBlockAssociation!.AssociationId!;
}

const localCidrs = (h: Harness, vpc: string) =>
  h.network
    .find('route-table', `vpc:${vpc}`)
    .map((table) => table.routes.map(({ destination }) => destination.kind === 'cidr' && destination.cidr));

test('a second block brings a local route to every route table, and takes it along', async () => {
  const { h, VpcId } = await start();
  await h.call(routeTableOperations, 'CreateRouteTable', { VpcId });
  const id = await associate(h, VpcId, '10.1.0.0/16');
  expect(localCidrs(h, VpcId)).toEqual([
    ['10.0.0.0/16', '10.1.0.0/16'],
    ['10.0.0.0/16', '10.1.0.0/16'],
  ]);
  await h.call(routeTableOperations, 'CreateRouteTable', { VpcId });
  expect(localCidrs(h, VpcId)).toHaveLength(3);
  expect(new Set(localCidrs(h, VpcId).map(String))).toEqual(new Set(['10.0.0.0/16,10.1.0.0/16']));
  const gone = await h.call(vpcCidrOperations, 'DisassociateVpcCidrBlock', { AssociationId: id });
  expect(gone.CidrBlockAssociation).toMatchObject({
    CidrBlock: '10.1.0.0/16',
    CidrBlockState: { State: 'disassociating' },
  });
  expect(new Set(localCidrs(h, VpcId).map(String))).toEqual(new Set(['10.0.0.0/16']));
});

test.each([
  ['10.0.0.0/16', '10.0.128.0/20', /^InvalidVpc.Range: The CIDR '10.0.128.0\/20' conflicts/],
  ['10.0.0.0/16', '192.168.0.0/24', /^InvalidVpc.Range: The CIDR '192.168.0.0\/24' is restricted/],
  ['10.0.0.0/16', '172.20.0.0/24', /^InvalidVpc.Range: The CIDR '172.20.0.0\/24' is restricted/],
  ['10.0.0.0/16', '198.19.4.0/24', /^InvalidVpc.Range: The CIDR '198.19.4.0\/24' is restricted/],
  ['8.8.0.0/16', '10.0.0.0/24', /^InvalidVpc.Range: The CIDR '10.0.0.0\/24' is restricted/],
  ['10.0.0.0/16', '10.64.0.0/12', /^InvalidVpc.Range: The CIDR '10.64.0.0\/12' is invalid./],
])('to %s, %s is refused', async (primary, CidrBlock, message) => {
  const { h, VpcId } = await start(primary);
  expect(await h.refused(vpcCidrOperations, 'AssociateVpcCidrBlock', { VpcId, CidrBlock })).toMatch(message);
});

test.each([
  ['10.0.0.0/16', '100.64.0.0/16'],
  ['10.0.0.0/16', '10.200.0.0/28'],
  ['192.168.0.0/24', '192.168.1.0/24'],
  ['192.168.0.0/24', '54.0.0.0/24'],
])('to %s, %s can be added', async (primary, CidrBlock) => {
  const { h, VpcId } = await start(primary);
  await associate(h, VpcId, CidrBlock);
  expect(h.network.get('vpc', VpcId)!.cidrs.map(({ cidr }) => cidr)).toEqual([primary, CidrBlock]);
});

test('a block cannot be as large as a route’s destination, but smaller', async () => {
  const { h, VpcId } = await start();
  const table = h.network.find('route-table', `main:${VpcId}`)[0]!;
  const subnet = await h.call(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' });
  expect(subnet.Subnet!.SubnetId).toMatch(/^subnet-/);
  await h.store.transact((draft) =>
    draft.put({
      ...table,
      routes: [
        ...table.routes,
        {
          destination: { kind: 'cidr', cidr: '10.5.0.0/24' },
          target: { kind: 'nat-gateway', id: 'nat-1' },
          origin: 'CreateRoute',
        },
      ],
    }),
  );
  const tried = (CidrBlock: string) => ({ VpcId, CidrBlock });
  expect(await h.refused(vpcCidrOperations, 'AssociateVpcCidrBlock', tried('10.5.0.0/24'))).toMatch(
    /conflicts with the route/,
  );
  expect(await h.refused(vpcCidrOperations, 'AssociateVpcCidrBlock', tried('10.5.0.0/16'))).toMatch(
    /conflicts with the route/,
  );
  await associate(h, VpcId, '10.5.0.0/25');
  await h.call(routeOperations, 'DeleteRoute', { RouteTableId: table.id, DestinationCidrBlock: '10.5.0.0/24' });
});

test('a VPC has five blocks at most', async () => {
  const { h, VpcId } = await start();
  for (const second of [1, 2, 3, 4]) await associate(h, VpcId, `10.${second}.0.0/16`);
  expect(await h.refused(vpcCidrOperations, 'AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.5.0.0/16' })).toBe(
    `CidrLimitExceeded: This network '${VpcId}' has met its maximum number of allowed CIDRs: 5`,
  );
});

test('the primary block stays, and so does one that a subnet is in', async () => {
  const { h, VpcId } = await start();
  const primary = h.network.get('vpc', VpcId)!.cidrs[0]!.id;
  expect(await h.refused(vpcCidrOperations, 'DisassociateVpcCidrBlock', { AssociationId: primary })).toBe(
    `OperationNotPermitted: The vpc CIDR block with association ID ${primary} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
  );
  const id = await associate(h, VpcId, '10.1.0.0/16');
  await h.call(subnetOperations, 'CreateSubnet', { VpcId, CidrBlock: '10.1.7.0/24' });
  expect(await h.refused(vpcCidrOperations, 'DisassociateVpcCidrBlock', { AssociationId: id })).toMatch(
    /^DependencyViolation/,
  );
  expect(await h.refused(vpcCidrOperations, 'DisassociateVpcCidrBlock', { AssociationId: 'vpc-cidr-assoc-1' })).toBe(
    "InvalidVpcCidrBlockAssociationID.NotFound: The vpc CIDR block association ID 'vpc-cidr-assoc-1' does not exist",
  );
});
