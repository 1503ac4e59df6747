/**
 * The internet over a transit gateway: VPCs without a way out share the NAT gateway of another
 * (https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-nat-igw.html).
 */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, groundOf, type Machine, rule } from './ground.ts';
import { because, missing, type Postern, startPostern, until } from './postern.ts';

describe.skipIf(missing)(`the internet over a transit gateway${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let client: ec2.EC2Client;
  let gateway: string;
  let spoke: Machine;
  /** The NAT gateway's public address. */
  let seenAs: string;
  let tables: { readonly inner: string; readonly outer: string };

  async function makeGateway(): Promise<string> {
    const made = (await client.send(new ec2.CreateTransitGatewayCommand({}))).TransitGateway!;
    gateway = made.TransitGatewayId!;
    const asked = new ec2.DescribeTransitGatewaysCommand({ TransitGatewayIds: [gateway] });
    await until('available', async () => (await client.send(asked)).TransitGateways![0]!.State!);
    return made.Options!.AssociationDefaultRouteTableId!;
  }

  async function attach(VpcId: string, subnet: string): Promise<string> {
    const request = { TransitGatewayId: gateway, VpcId, SubnetIds: [subnet] };
    const made = await client.send(new ec2.CreateTransitGatewayVpcAttachmentCommand(request));
    await postern.settled();
    return made.TransitGatewayVpcAttachment!.TransitGatewayAttachmentId!;
  }

  /** Where the gateway comes in, everything leads to the NAT gateway; from there to the internet, and back to the spokes. */
  async function makeEgress(table: string): Promise<void> {
    const vpc = await ground.vpc('10.2.0.0/16');
    const [inner, outer] = [await ground.subnet(vpc, '10.2.1.0/24'), await ground.subnet(vpc, '10.2.2.0/24')];
    tables = { inner: await ground.table(vpc, inner), outer: await ground.table(vpc, outer) };
    const GatewayId = await ground.internetGateway(vpc);
    const { id: AllocationId, address } = await ground.elasticAddress();
    seenAs = address;
    const made = await client.send(new ec2.CreateNatGatewayCommand({ SubnetId: outer, AllocationId }));
    const route = { TransitGatewayRouteTableId: table, DestinationCidrBlock: '0.0.0.0/0' };
    const TransitGatewayAttachmentId = await attach(vpc, inner);
    await client.send(new ec2.CreateTransitGatewayRouteCommand({ ...route, TransitGatewayAttachmentId }));
    await ground.route(tables.inner, '0.0.0.0/0', { NatGatewayId: made.NatGateway!.NatGatewayId! });
    await ground.route(tables.outer, '0.0.0.0/0', { GatewayId });
  }

  beforeAll(async () => {
    postern = await startPostern();
    ground = groundOf(postern);
    ({ client } = ground);
    await makeEgress(await makeGateway());
    const vpc = await ground.vpc('10.1.0.0/16');
    const subnet = await ground.subnet(vpc, '10.1.1.0/24');
    await attach(vpc, subnet);
    await ground.route(await ground.table(vpc, subnet), '0.0.0.0/0', { TransitGatewayId: gateway });
    spoke = await ground.machine(subnet, { groups: [await ground.group(vpc, rule('tcp 8080', '10.0.0.0/8'))] });
    await ground.ready(spoke);
  });
  afterAll(() => postern?.down());

  test("is there through another VPC's NAT gateway, once its subnet leads back", async () => {
    const call = () => postern.try(spoke.id, 'http http://203.0.113.10/');
    expect((await call())[0]).not.toContain(seenAs);
    await ground.route(tables.outer, '10.1.0.0/16', { TransitGatewayId: gateway });
    expect((await call())[0]).toContain(seenAs);
  });
});
