/** Load balancers with real packets, for clients of their own VPC: targets and their replies, time-outs, health, zones. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { proberAddresses, slotOfProxyAddress } from '../../src/backends/netns/slots.ts';
import { everything, fromSet, group, openGroup, tcp } from '../../src/blueprint/sample-plans.ts';
import { closeOpened } from '../../src/host/sockets.ts';
import { type HeldServer, hold, serveHeld } from './held.ts';
import { first, ground, listener, provider, second, service } from './load-balancer-ground.ts';
import { missing, World } from './world.ts';

const both = [first, second];
const held = { address: service.address, port: 81 };
const heldTargets = both.map(({ address }) => ({ address, port: 81 }));
const heldListener = listener({ port: 81, targets: heldTargets.slice(0, 1) });
const proberAddress = proberAddresses(['eni-nlb']).get('eni-nlb') ?? '';

describe.skipIf(missing)(`load balancers in a VPC${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  const servers: HeldServer[] = [];
  beforeAll(async () => {
    world = await World.open('load-balancer');
    await world.apply(ground());
    await world.serveAll(['i-first', 'i-second', 'i-local']);
    for (const id of ['i-first', 'i-second']) servers.push(await serveHeld(world, id, 81));
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await world.close();
  });
  afterEach(() => world.apply(ground()));

  test('the target sees the client, and the answer comes from the load balancer', async () => {
    expect(await world.tcp('i-local', service.address)).toBe('i-first 10.0.1.10');
  });

  test('without client addresses the target sees the load balancer', async () => {
    await world.apply(ground({ balancer: { listeners: [listener({ keepsClientAddress: false })] } }));
    expect(await world.tcp('i-local', service.address)).toBe('i-first 10.0.1.20');
  });

  test.each([true, false])('UDP, with client addresses: %s', async (keepsClientAddress) => {
    await world.apply(ground({ balancer: { listeners: [listener({ protocol: 17, keepsClientAddress })] } }));
    const seen = keepsClientAddress ? '10.0.1.10' : '10.0.1.20';
    const tried = await world.try('i-local', [{ kind: 'udp', to: service.address, port: 80 }]);
    expect(tried).toEqual([`i-first ${seen}`]);
  });

  test('connections spread over the targets', async () => {
    await world.apply(ground({ balancer: { listeners: [listener({ targets: both })] } }));
    const tries = Array.from({ length: 24 }, () => ({ kind: 'tcp' as const, to: service.address, port: 80 }));
    const seen = await world.try('i-local', tries);
    expect(new Set(seen)).toEqual(new Set(['i-first 10.0.1.10', 'i-second 10.0.1.10']));
  });

  test('a port without a listener is silent, and so is a listener without targets and a ping', async () => {
    await world.apply(ground({ balancer: { listeners: [listener({ targets: [] })] } }));
    expect(await world.tcp('i-local', service.address)).toBe('silence');
    expect(await world.tcp('i-local', service.address, 8080)).toBe('silence');
    expect(await world.ping('i-local', service.address)).toBe(false);
  });

  test('other targets are for new connections only', async () => {
    await world.apply(ground({ balancer: { listeners: [heldListener] } }));
    const one = await hold(world, 'i-local', held);
    expect(one.first).toBe('i-first 10.0.1.10');
    await world.apply(ground({ balancer: { listeners: [listener({ port: 81, targets: heldTargets.slice(1) })] } }));
    const other = await hold(world, 'i-local', held);
    expect(other.first).toBe('i-second 10.0.1.10');
    expect(await one.again()).toBe('i-first 10.0.1.10');
    expect(await other.again()).toBe('i-second 10.0.1.10');
  });

  test('connections to a target that is no longer fit are reset, its health checks are not', async () => {
    await world.apply(ground({ balancer: { listeners: [heldListener] } }));
    const one = await hold(world, 'i-local', held);
    const unfit = listener({ port: 81, targets: heldTargets.slice(1), unfit: heldTargets.slice(0, 1) });
    await world.apply(ground({ balancer: { listeners: [unfit] } }));
    expect(await one.again()).toBe('ECONNRESET');
    const check = await hold(world, 'prober', heldTargets[0]!, { address: proberAddress });
    expect(check.first).toBe('i-first 10.0.1.20');
    expect(await check.again()).toBe('i-first 10.0.1.20');
  });

  test('a connection that was idle for too long is reset', async () => {
    await world.apply(ground({ balancer: { listeners: [listener({ ...heldListener, idleSeconds: 1 })] } }));
    const one = await hold(world, 'i-local', held);
    expect(one.first).toBe('i-first 10.0.1.10');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await one.again()).toBe('ECONNRESET');
  });

  test('a zone that is down cuts even connections under way, until it is back', async () => {
    const balancer = { listeners: [heldListener] };
    const down = provider.subnets.map((one) => (one.id === 'subnet-b' ? { ...one, down: true as const } : one));
    await world.apply(ground({ balancer }));
    const [cut, kept] = [await hold(world, 'i-local', held), await hold(world, 'i-local', held)];
    await world.apply(ground({ balancer, provider: { subnets: down } }));
    expect(await cut.again()).toBe('silence');
    expect(await world.tcp('i-local', first.address)).toBe('silence');
    expect(await world.tcp('i-first', second.address)).toBe('silence');
    await world.apply(ground({ balancer }));
    expect(await kept.again()).toBe('i-first 10.0.1.10');
    expect(await world.tcp('i-first', second.address)).toBe('i-second 10.0.2.10');
  });

  test("the load balancer's groups judge clients, and targets may name them though they see the client", async () => {
    const ports = provider.ports.map((one) => {
      if (one.id === 'eni-nlb') return { ...one, groups: ['sg-nlb'] };
      return one.id === 'eni-first' ? { ...one, groups: ['sg-target'] } : one;
    });
    const groups = (rules: Parameters<typeof group>[1]) => [
      openGroup,
      group('sg-nlb', rules),
      group('sg-target', [fromSet('sg-nlb')]),
    ];
    const addressSets = [{ id: 'sg-nlb', cidrs: [`${service.address}/32`] }];
    await world.apply(ground({ provider: { ports, addressSets, groups: groups([tcp(80)]) } }));
    expect(await world.tcp('i-local', service.address)).toBe('i-first 10.0.1.10');
    expect(await world.tcp('i-local', first.address)).toBe('silence');
    await world.apply(ground({ provider: { ports, addressSets, groups: groups([tcp(80, '10.0.2.0/24')]) } }));
    expect(await world.tcp('i-local', service.address)).toBe('silence');
  });

  test("health checks leave with the node's address, and nothing reaches where they come from", async () => {
    const [seen] = await world.try('prober', [{ kind: 'tcp', to: first.address, port: 80, source: proberAddress }]);
    expect(seen).toBe('i-first 10.0.1.20');
    await world.serve('prober', [{ kind: 'tcp', address: '0.0.0.0', port: 80 }]);
    for (const from of ['i-local', 'i-red', 'eni-nlb']) {
      expect(await world.tcp(from, proberAddress)).not.toContain('prober');
      expect(await world.ping(from, proberAddress)).toBe(false);
    }
  });

  test('with proxy protocol a proxy takes the connections, and knows whose they are', async () => {
    await world.apply(ground({ balancer: { listeners: [listener({ port: 90, proxyProtocol: true })] } }));
    const opened = await world.host.openSockets(world.namespace('eni-nlb'), [
      { kind: 'tcp', address: '0.0.0.0', port: 90 },
    ]);
    for (const one of opened) {
      if (one.kind !== 'tcp') continue;
      one.server.on('connection', (socket) => {
        socket.end(`${socket.remoteAddress} ${slotOfProxyAddress(socket.localAddress ?? '')}`);
      });
    }
    expect(await world.tcp('i-local', service.address, 90)).toBe('10.0.1.10 0');
    opened.forEach(closeOpened);
    // Nobody listens: the kernel's own answer finds its way too.
    expect(await world.tcp('i-local', service.address, 90)).toBe('ECONNREFUSED');
  });

  test('a subnet without the load balancer keeps its direct ways', async () => {
    await world.apply(ground({ provider: { groups: [group('sg-open', [everything])] } }));
    expect(await world.tcp('i-local', first.address)).toBe('i-first 10.0.1.10');
    expect(await world.tcp('i-first', '10.0.1.10')).toBe('i-local 10.0.2.10');
  });
});
