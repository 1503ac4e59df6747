/** Source checks and forwarding instances: nobody borrows an address, and a detour through an instance skips no group. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Router } from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  everything,
  group,
  instances,
  local,
  port,
  router,
  subnet,
  tcp,
} from '../../src/blueprint/sample-plans.ts';
import { missing, World } from './world.ts';

const cidr = '10.0.0.0/16';

/** subnet-1 reaches subnet-2 and 198.51.100.0/24 through the instance `middle`. */
const vpc: Router = router('vpc-middle', cidr, {
  subnets: [
    subnet('subnet-1', '10.0.1.0/24', { routeTable: 'rtb-detour' }),
    subnet('subnet-2', '10.0.2.0/24'),
    subnet('subnet-3', '10.0.3.0/24', { routeTable: 'rtb-third' }),
  ],
  routeTables: [
    {
      id: 'rtb-detour',
      routes: [
        local(cidr),
        { destination: '10.0.2.0/24', target: { kind: 'port', port: 'eni-middle' } },
        { destination: '203.0.113.0/24', target: { kind: 'blackhole' } },
      ],
    },
    { id: 'rtb-main', routes: [local(cidr)] },
    { id: 'rtb-third', routes: [local(cidr)] },
  ],
  groups: [
    group('sg-open', [everything]),
    group('sg-from-first', [tcp(80, '10.0.1.10/32'), tcp(81, '10.0.1.10/32')]),
    group('sg-strict-middle', [everything], [tcp(80)]),
  ],
  ports: [
    port('eni-first', 'subnet-1', '10.0.1.10'),
    port('eni-second', 'subnet-1', '10.0.1.11'),
    port('eni-far', 'subnet-2', '10.0.2.10', { groups: ['sg-from-first'] }),
    port('eni-middle', 'subnet-3', '10.0.3.10', { sourceCheck: false, groups: ['sg-strict-middle'] }),
    port('eni-checked', 'subnet-3', '10.0.3.11'),
  ],
});

describe.skipIf(missing)(`forwarding instances${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('forwarding');
    await world.apply(blueprint([vpc], instances(vpc, ['i-middle'])));
    await world.serveAll(['i-far', 'i-first', 'i-second']);
    await world.serveAll(['i-far'], 81);
  });
  afterAll(() => world.close());

  /** Puts a foreign address on the instance's own loopback device, to send from. */
  async function borrow(id: string, address: string): Promise<void> {
    await world.host.ipBatch(world.namespace(id), [`addr replace ${address}/32 dev lo`]);
  }

  test('packets really take the detour', async () => {
    const count = async () => {
      const { stdout } = await world.host.run(['ip', '-json', '-stats', 'link', 'show', 'eth0'], {
        namespace: world.namespace('i-middle'),
      });
      return (JSON.parse(stdout) as [{ stats64: { rx: { packets: number } } }])[0].stats64.rx.packets;
    };
    const before = await count();
    expect(await world.tcp('i-first', '10.0.2.10')).toBe('i-far 10.0.1.10');
    expect(await count()).toBeGreaterThan(before);
  });

  test("the receiver's group is asked on the second pass", async () => {
    expect(await world.tcp('i-second', '10.0.2.10')).toBe('silence');
  });

  test("the forwarding instance's own egress is asked on the second pass", async () => {
    expect(await world.tcp('i-first', '10.0.2.10', 81)).toBe('silence');
  });

  test('a checked instance cannot send from an address that is not its own', async () => {
    await borrow('i-checked', '10.0.1.10');
    const before = await world.counters('vpc-middle');
    const tried = await world.try('i-checked', [{ kind: 'udp', to: '10.0.2.10', port: 80, source: '10.0.1.10' }]);
    expect(tried).toEqual(['silence']);
    const after = await world.counters('vpc-middle');
    expect(after).toEqual({ ...before, 'source-check': before['source-check'] + 1 });
  });

  test('not even an unchecked instance reaches metadata or names from a borrowed address', async () => {
    const services = { address: '169.254.169.254', port: 80 };
    await world.serve('vpc-middle', [{ kind: 'tcp', ...services }]);
    expect(await world.tcp('i-middle', services.address)).toBe('vpc-middle 10.0.3.10');
    await borrow('i-middle', '10.0.1.11');
    const before = await world.counters('vpc-middle');
    const source = '10.0.1.11';
    expect(await world.try('i-middle', [{ kind: 'tcp', to: services.address, port: 80, source }])).toEqual(['silence']);
    expect((await world.counters('vpc-middle'))['source-check']).toBeGreaterThan(before['source-check']);
  });

  test('a blackhole, an unknown address and a missing route each stop where they should', async () => {
    const before = await world.counters('vpc-middle');
    await world.ping('i-first', '203.0.113.9');
    await world.ping('i-first', '192.0.2.9');
    await world.ping('i-first', '10.0.9.9');
    const after = await world.counters('vpc-middle');
    expect(after).toEqual({ ...before, route: before.route + 2, deliver: before.deliver + 1 });
  });
});
