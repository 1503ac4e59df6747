/**
 * Packets through a transit gateway that stock clients made: VPCs reach each other by its tables and from zones that are attached,
 * and no longer once a table, a blackhole or the end of an attachment says so.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, groundOf, type Machine, rule, told } from './ground.ts';
import { because, missing, type Postern, startPostern, until } from './postern.ts';

interface Spoke {
  readonly attachment: string;
  readonly machine: Machine;
  /** In a zone that is not attached. */
  readonly apart: Machine;
}

describe.skipIf(missing)(`a transit gateway${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let client: ec2.EC2Client;
  let gateway: string;
  let table: string;
  let hub: Spoke;
  let spoke: Spoke;

  async function makeGateway(): Promise<void> {
    const made = (await client.send(new ec2.CreateTransitGatewayCommand({}))).TransitGateway!;
    gateway = made.TransitGatewayId!;
    table = made.Options!.AssociationDefaultRouteTableId!;
    const asked = new ec2.DescribeTransitGatewaysCommand({ TransitGatewayIds: [gateway] });
    await until('available', async () => (await client.send(asked)).TransitGateways![0]!.State!);
  }

  async function makeSpoke(network: string): Promise<Spoke> {
    const vpc = await ground.vpc(`${network}.0.0/16`);
    const [near, far] = [
      await ground.subnet(vpc, `${network}.1.0/24`),
      await ground.subnet(vpc, `${network}.2.0/24`, 'b'),
    ];
    const request = { TransitGatewayId: gateway, VpcId: vpc, SubnetIds: [near] };
    const made = await client.send(new ec2.CreateTransitGatewayVpcAttachmentCommand(request));
    const RouteTableId = await ground.table(vpc, near, far);
    const route = { RouteTableId, DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: gateway };
    await client.send(new ec2.CreateRouteCommand(route));
    const groups = [await ground.group(vpc, rule('tcp 8080', '10.0.0.0/8'))];
    const attachment = made.TransitGatewayVpcAttachment!.TransitGatewayAttachmentId!;
    return {
      attachment,
      machine: await ground.machine(near, { groups }),
      apart: await ground.machine(far, { groups }),
    };
  }

  const call = (from: Machine, to: Machine) => postern.try(from.id, `tcp ${to.address} 8080`);

  beforeAll(async () => {
    postern = await startPostern();
    ground = groundOf(postern);
    ({ client } = ground);
    await makeGateway();
    [hub, spoke] = [await makeSpoke('10.1'), await makeSpoke('10.2')];
    await ground.ready(hub.machine, hub.apart, spoke.machine, spoke.apart);
  });
  afterAll(() => postern?.down());

  test('joins VPCs with the addresses that they have, from zones that are attached', async () => {
    expect(await call(hub.machine, spoke.machine)).toEqual([told(spoke.machine.address, hub.machine.address)]);
    expect(await call(spoke.machine, hub.machine)).toEqual([told(hub.machine.address, spoke.machine.address)]);
    expect(await call(hub.apart, spoke.machine)).toEqual(['no answer']);
  });

  test('leads into a blackhole where a static route is one, and back to the VPC without it', async () => {
    const route = { TransitGatewayRouteTableId: table, DestinationCidrBlock: `${spoke.machine.address}/32` };
    await client.send(new ec2.CreateTransitGatewayRouteCommand({ ...route, Blackhole: true }));
    expect(await call(hub.machine, spoke.machine)).toEqual(['no answer']);
    await client.send(new ec2.DeleteTransitGatewayRouteCommand(route));
    expect(await call(hub.machine, spoke.machine)).toEqual([told(spoke.machine.address, hub.machine.address)]);
  });

  test('routes nothing for an attachment without a table', async () => {
    const tie = { TransitGatewayRouteTableId: table, TransitGatewayAttachmentId: hub.attachment };
    await client.send(new ec2.DisassociateTransitGatewayRouteTableCommand(tie));
    expect(await call(hub.machine, spoke.machine)).toEqual(['no answer']);
    await client.send(new ec2.AssociateTransitGatewayRouteTableCommand(tie));
    expect(await call(hub.machine, spoke.machine)).toEqual([told(spoke.machine.address, hub.machine.address)]);
  });

  test('reaches a zone once a subnet of it is attached, and nothing once the attachment is gone', async () => {
    const { attachment: TransitGatewayAttachmentId, apart } = hub;
    const listed = new ec2.DescribeInstancesCommand({ InstanceIds: [apart.id] });
    const { SubnetId } = (await client.send(listed)).Reservations![0]!.Instances![0]!;
    const change = { TransitGatewayAttachmentId, AddSubnetIds: [SubnetId!] };
    await client.send(new ec2.ModifyTransitGatewayVpcAttachmentCommand(change));
    expect(await call(apart, spoke.machine)).toEqual([told(spoke.machine.address, apart.address)]);
    await client.send(new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
    expect(await call(apart, spoke.machine)).toEqual(['no answer']);
    expect(await call(spoke.machine, hub.machine)).toEqual(['no answer']);
  });
});
