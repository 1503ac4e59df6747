/** Traces through an instance with two interfaces that forwards what is not its own. */

import { beforeAll, describe, expect, test } from 'vitest';
import { ec2Operations as ec2 } from '../src/operations/ec2/table.ts';
import { ask, codes, type Ground, ground, group, type Machine, machine, route, table } from './verify-ground.ts';

describe('a forwarding instance with an interface in two subnets', () => {
  let g: Ground;
  let sender: Machine;
  let near: Machine;
  let middle: Machine;
  let second: { readonly id: string; readonly address: string };
  let leftTable: string;

  beforeAll(async () => {
    g = await ground();
    const open = await group(g, 'all from 0.0.0.0/0', 'all to 0.0.0.0/0');
    sender = await machine(g, g.left, [open]);
    near = await machine(g, g.right, [open]);
    middle = await machine(g, g.open, [open]);
    const request = { SubnetId: g.right, Groups: [open] };
    const made = (await g.h.call(ec2, 'CreateNetworkInterface', request)).NetworkInterface!;
    second = { id: made.NetworkInterfaceId!, address: made.PrivateIpAddress! };
    const attachment = { NetworkInterfaceId: second.id, InstanceId: middle.id, DeviceIndex: 1 };
    await g.h.call(ec2, 'AttachNetworkInterface', attachment);
    for (const NetworkInterfaceId of [middle.eni, second.id]) {
      const off = { NetworkInterfaceId, SourceDestCheck: { Value: false } };
      await g.h.call(ec2, 'ModifyNetworkInterfaceAttribute', off);
    }
    leftTable = await table(g, g.left);
    await route(g.h, leftTable, '10.0.2.0/24', { NetworkInterfaceId: middle.eni });
    await route(g.h, leftTable, '0.0.0.0/0', { NetworkInterfaceId: second.id });
  });

  const senders = (found: ReturnType<typeof ask>) =>
    found.forward.filter(({ stage }) => stage === 'source-check').map(({ component }) => component);

  test("it sends by the interface in the destination's subnet, else by the first", () => {
    const inside = ask(g.h, sender.id, near.id);
    expect(inside.reachable).toBe(true);
    expect(senders(inside)).toEqual([sender.eni, second.id]);
    expect(senders(ask(g.h, sender.id, '203.0.113.10'))).toEqual([sender.eni, middle.eni]);
  });

  test('it takes nothing from the network that has its own address as the source', async () => {
    const rightTable = await table(g, g.right);
    await route(g.h, rightTable, '0.0.0.0/0', { NetworkInterfaceId: middle.eni });
    const found = ask(g.h, middle.id, '203.0.113.10', { sourceAddress: second.address });
    expect(codes(found)).toEqual(['POSTERN_OWN_SOURCE']);
  });
});
