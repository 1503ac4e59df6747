/** Instances that forward, routes to their interfaces, further interfaces, and what stopping and ending an instance means. */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, groundOf, type Machine, rule, told } from './ground.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

describe.skipIf(missing)(`instances as routers, and their lives${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let subnets: { readonly client: string; readonly middle: string; readonly far: string };
  let table: string;
  let groups: { readonly open: string; readonly middle: string };
  let client: Machine;
  let middle: Machine;
  let far: Machine;

  const check = async (one: Machine, Value: boolean) => {
    const SourceDestCheck = { Value };
    await ground.client.send(new ec2.ModifyInstanceAttributeCommand({ InstanceId: one.id, SourceDestCheck }));
    await postern.settled();
  };
  const reach = async () => (await postern.try(client.id, `tcp ${far.address} 8080`))[0];

  beforeAll(async () => {
    postern = await startPostern();
    ground = groundOf(postern);
    const vpc = await ground.vpc('10.0.0.0/16');
    subnets = {
      client: await ground.subnet(vpc, '10.0.1.0/24'),
      middle: await ground.subnet(vpc, '10.0.2.0/24'),
      far: await ground.subnet(vpc, '10.0.3.0/24'),
    };
    groups = { open: await ground.group(vpc, rule('all', '0.0.0.0/0')), middle: await ground.group(vpc) };
    client = await ground.machine(subnets.client, { groups: [groups.open] });
    middle = await ground.machine(subnets.middle, { groups: [groups.middle] });
    far = await ground.machine(subnets.far, { groups: [groups.open] });
    table = await ground.table(vpc, subnets.client);
    await ground.ready(client, middle, far);
  });
  afterAll(() => postern?.down());

  test('a route to an instance with the check on leads nowhere; with the check off its groups still decide', async () => {
    expect(await reach()).toBe(told(far.address, client.address));
    await ground.route(table, '10.0.3.0/24', { NetworkInterfaceId: middle.eni });
    await postern.settled();
    expect(await reach()).toBe('no answer');
    await check(middle, false);
    expect(await reach()).toBe('no answer');
    await ground.allow(groups.middle, rule('tcp 8080', '10.0.1.0/24'));
    await postern.settled();
    expect(await reach()).toBe(told(far.address, client.address));
  });

  test('what the forwarding instance sends on is asked of its outbound rules too', async () => {
    await ground.revokeOut(groups.middle, rule('all', '0.0.0.0/0'));
    await postern.settled();
    expect(await reach()).toBe('no answer');
    await ground.allowOut(groups.middle, rule('tcp 8080', '10.0.3.0/24'));
    await postern.settled();
    expect(await reach()).toBe(told(far.address, client.address));
  });

  test('the check goes on again, and forwarding ends', async () => {
    await check(middle, true);
    expect(await reach()).toBe('no answer');
    await check(middle, false);
    expect(await reach()).toBe(told(far.address, client.address));
  });

  test('stopped, the router is a blackhole; started, it has its address and forwards again', async () => {
    const InstanceIds = [middle.id];
    await ground.client.send(new ec2.StopInstancesCommand({ InstanceIds }));
    await postern.settled();
    expect(await reach()).toBe('no answer');
    await ground.client.send(new ec2.StartInstancesCommand({ InstanceIds }));
    await ground.ready(middle);
    expect(await reach()).toBe(told(far.address, client.address));
  });

  test('the route is gone, and the local one holds again', async () => {
    const request = { RouteTableId: table, DestinationCidrBlock: '10.0.3.0/24' };
    await ground.client.send(new ec2.DeleteRouteCommand(request));
    await postern.settled();
    expect(await reach()).toBe(told(far.address, client.address));
  });

  test('a further interface answers at its own address, from its own subnet, under its own groups', async () => {
    const made = await ground.client.send(
      new ec2.CreateNetworkInterfaceCommand({ SubnetId: subnets.middle, Groups: [groups.open] }),
    );
    const { NetworkInterfaceId = '', PrivateIpAddress = '' } = made.NetworkInterface ?? {};
    const tcp = `tcp ${PrivateIpAddress} 80`;
    expect(await postern.try(client.id, tcp)).toEqual(['no answer']);
    const attached = await ground.client.send(
      new ec2.AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId: far.id, DeviceIndex: 1 }),
    );
    await postern.settled();
    expect(await postern.try(client.id, tcp, `ping ${PrivateIpAddress}`)).toEqual([
      told(far.address, client.address),
      'pong',
    ]);
    expect(await postern.try(far.id, `tcp ${client.address} 80 ${PrivateIpAddress}`)).toEqual([
      told(client.address, PrivateIpAddress),
    ]);
    await ground.client.send(
      new ec2.ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: [groups.middle] }),
    );
    await postern.settled();
    expect(await postern.try(client.id, tcp, `tcp ${far.address} 80`)).toEqual([
      'no answer',
      told(far.address, client.address),
    ]);
    const { AttachmentId } = attached;
    await ground.client.send(new ec2.DetachNetworkInterfaceCommand({ AttachmentId }));
    await postern.settled();
    expect(await postern.try(client.id, tcp)).toEqual(['no answer']);
  });

  test('a further private address answers too', async () => {
    const request = { NetworkInterfaceId: far.eni, PrivateIpAddresses: ['10.0.3.200'] };
    await ground.client.send(new ec2.AssignPrivateIpAddressesCommand(request));
    await postern.settled();
    expect(await postern.try(client.id, 'tcp 10.0.3.200 8080')).toEqual([told(far.address, client.address)]);
    await ground.client.send(new ec2.UnassignPrivateIpAddressesCommand(request));
    await postern.settled();
    expect(await postern.try(client.id, 'tcp 10.0.3.200 8080')).toEqual(['no answer']);
  });

  test('what stays in its subnet meets no route, not even one to the subnet itself or to a part of it', async () => {
    const near = await ground.machine(subnets.client, { groups: [groups.open] });
    await ground.ready(near);
    const tcp = `tcp ${near.address} 80`;
    await ground.route(table, '10.0.1.0/24', { NetworkInterfaceId: middle.eni });
    await postern.settled();
    expect(await postern.try(client.id, tcp)).toEqual([told(near.address, client.address)]);
    const list = await ground.client.send(
      new ec2.CreateManagedPrefixListCommand({
        PrefixListName: 'part',
        AddressFamily: 'IPv4',
        MaxEntries: 1,
        Entries: [{ Cidr: `${near.address}/32` }],
      }),
    );
    const DestinationPrefixListId = list.PrefixList?.PrefixListId ?? '';
    const request = { RouteTableId: table, DestinationPrefixListId, NetworkInterfaceId: middle.eni };
    await ground.client.send(new ec2.CreateRouteCommand(request));
    await postern.settled();
    expect(await postern.try(client.id, tcp)).toEqual([told(near.address, client.address)]);
  });

  test('a terminated instance is gone, and another may have its address', async () => {
    await ground.client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [far.id] }));
    await postern.settled();
    expect(await reach()).toBe('no answer');
    expect((await postern.exec(far.id, 'true')).code).not.toBe(0);
    const heir = await ground.machine(subnets.far, { groups: [groups.open], address: far.address });
    await ground.ready(heir);
    expect(await reach()).toBe(told(heir.address, client.address));
  });
});
