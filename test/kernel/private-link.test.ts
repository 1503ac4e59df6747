/**
 * PrivateLink with real packets: endpoints of consumers whose VPCs have the provider's very addresses, who may come through
 * them, what is counted, and how they come and go.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  connectionsQuestion,
  countersQuestion,
  type EndpointCounters,
  linkCountersQuestion,
  parseActiveConnections,
  parseEndpointCounters,
} from '../../src/backends/netns/counters.ts';
import { slotOfProxyAddress, slotsOf } from '../../src/backends/netns/slots.ts';
import { blueprint, tcp } from '../../src/blueprint/sample-plans.ts';
import { closeOpened } from '../../src/host/sockets.ts';
import { type HeldServer, hold, serveHeld } from './held.ts';
import { endpoints, first, ground, listener, second, service } from './load-balancer-ground.ts';
import { missing, touchedBy, World } from './world.ts';

/** Of each consumer's endpoint, in its own VPC. */
const endpointOf = { red: '10.0.1.20', blue: '10.0.1.20', green: '10.9.1.20' } as const;
type Consumer = keyof typeof endpointOf;
const consumers = Object.keys(endpointOf) as readonly Consumer[];

const heldTargets = [first, second].map(({ address }) => ({ address, port: 81 }));
const heldListener = listener({ port: 81, targets: heldTargets.slice(0, 1) });
const heldGround = ground({ balancer: { listeners: [heldListener] } });

describe.skipIf(missing)(`PrivateLink${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  const servers: HeldServer[] = [];
  beforeAll(async () => {
    world = await World.open('private-link');
    await world.apply(ground());
    await world.serveAll(['i-first', 'i-second', 'i-local', 'i-red', 'i-green']);
    for (const id of ['i-first', 'i-second']) servers.push(await serveHeld(world, id, 81));
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await world.close();
  });
  afterEach(() => world.apply(ground()));

  const through = (consumer: Consumer, port = 80) => world.tcp(`i-${consumer}`, endpointOf[consumer], port);
  const holdFrom = (consumer: Consumer, port?: number) =>
    hold(
      world,
      `i-${consumer}`,
      { address: endpointOf[consumer], port: 81 },
      port === undefined ? {} : { address: endpointOf[consumer].replace(/20$/, '10'), port },
    );

  async function ask(question: readonly string[]): Promise<string> {
    return (await world.host.run(question, { namespace: world.namespace('eni-nlb') })).stdout;
  }

  async function counted(id: string): Promise<EndpointCounters> {
    const found = parseEndpointCounters(await ask(countersQuestion), await ask(linkCountersQuestion), endpoints);
    return found.get(id)!;
  }

  test.each(consumers)('%s reaches the service, and the target sees the load balancer', async (consumer) => {
    expect(await through(consumer)).toBe(`i-first ${service.address}`);
  });

  test('UDP too', async () => {
    await world.apply(ground({ balancer: { listeners: [listener({ protocol: 17 })] } }));
    for (const consumer of consumers) {
      const tried = await world.try(`i-${consumer}`, [{ kind: 'udp', to: endpointOf[consumer], port: 80 }]);
      expect(tried).toEqual([`i-first ${service.address}`]);
    }
  });

  test('two consumers at once from the same address and the same port', async () => {
    await world.apply(heldGround);
    const both = [await holdFrom('red', 40_000), await holdFrom('blue', 40_000)];
    expect(both.map((one) => one.first)).toEqual([`i-first ${service.address}`, `i-first ${service.address}`]);
    expect(parseActiveConnections(await ask(connectionsQuestion), endpoints)).toEqual(
      new Map([
        ['eni-blue-end', 1],
        ['eni-green-end', 0],
        ['eni-red-end', 1],
      ]),
    );
    for (const one of both) expect(await one.again()).toBe(`i-first ${service.address}`);
  });

  test("security groups of the load balancer judge the client's own address and the listener's port", async () => {
    const targets = [{ address: first.address, port: 81 }];
    const listeners = [listener(), listener({ port: 8081, targets })];
    await world.apply(ground({ balancer: { listeners, endpointRules: [tcp(80, '10.0.1.10/32')] } }));
    expect(await through('red')).toBe(`i-first ${service.address}`);
    expect(await through('red', 8081)).toBe('silence');
    expect(await through('green')).toBe('silence');
    await world.apply(ground({ balancer: { endpointRules: [] } }));
    expect(await through('red')).toBe('silence');
  });

  test('nothing answers a ping, or a port without a listener', async () => {
    expect(await world.ping('i-red', endpointOf.red)).toBe(false);
    expect(await through('red', 8080)).toBe('silence');
  });

  test("neither the provider's instances nor the load balancer itself open a connection to a consumer", async () => {
    for (const from of ['i-first', 'eni-nlb', 'prober']) {
      expect(await world.tcp(from, '10.9.1.10')).not.toContain('i-green');
      expect(await world.ping(from, '10.9.1.10')).toBe(false);
    }
    expect(await world.tcp('i-first', endpointOf.green)).toBe('silence');
  });

  test("a client whose address is a target's cannot answer another consumer in the target's place", async () => {
    const targets = [{ address: '10.0.1.10', port: 8085 }];
    await world.apply(ground({ balancer: { listeners: [listener({ protocol: 17, targets })] } }));
    const waiting = () =>
      world.try('i-blue', [{ kind: 'udp', to: endpointOf.blue, port: 80, source: '10.0.1.10:41000' }]);
    const forging = async () => {
      // Both programs take as long to start.
      await new Promise((resolve) => setTimeout(resolve, 200));
      return world.try('i-red', [{ kind: 'udp', to: endpointOf.red, port: 41_000, source: '10.0.1.10:8085' }]);
    };
    // The first leaves the connection behind, so that it is known while the second waits.
    expect(await waiting()).toEqual(['silence']);
    expect(await Promise.all([waiting(), forging()])).toEqual([['silence'], ['silence']]);
  });

  test('both sides hear of segments that fit', async () => {
    await world.apply(heldGround);
    const one = await holdFrom('red');
    for (const id of ['i-red', 'i-first']) {
      const { stdout } = await world.host.run(['ss', '-tinH', 'state', 'established'], {
        namespace: world.namespace(id),
      });
      const sizes = [...stdout.matchAll(/ mss:(\d+)/g)].map(([, size]) => Number(size));
      expect(sizes.length, id).toBeGreaterThan(0);
      // Without twelve bytes of time stamps.
      expect(Math.max(...sizes), id).toBe(8448);
    }
    await one.again();
  });

  test('idle connections and those of unfit targets are reset', async () => {
    await world.apply(ground({ balancer: { listeners: [{ ...heldListener, idleSeconds: 1 }] } }));
    const idle = await holdFrom('red');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const before = await counted('eni-red-end');
    expect(await idle.again()).toBe('ECONNRESET');
    expect((await counted('eni-red-end')).resets).toBe(before.resets + 1);
    await world.apply(heldGround);
    const one = await holdFrom('blue');
    const unfit = listener({ port: 81, targets: heldTargets.slice(1), unfit: heldTargets.slice(0, 1) });
    await world.apply(ground({ balancer: { listeners: [unfit] } }));
    expect(await one.again()).toBe('ECONNRESET');
    expect(await holdFrom('blue').then((next) => next.again())).toBe(`i-second ${service.address}`);
  });

  test('with proxy protocol the proxy knows the endpoint and sees the client', async () => {
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
    const slots = slotsOf(endpoints);
    for (const consumer of consumers) {
      const client = endpointOf[consumer].replace(/20$/, '10');
      expect(await through(consumer, 90)).toBe(`${client} ${slots.get(`eni-${consumer}-end`)}`);
    }
    opened.forEach(closeOpened);
    expect(await through('red', 90)).toBe('ECONNREFUSED');
  });

  test('connections, bytes, resets and drops are counted per endpoint', async () => {
    const before = await counted('eni-red-end');
    const other = await counted('eni-blue-end');
    await through('red');
    await through('red', 8080);
    const after = await counted('eni-red-end');
    expect(after.newConnections).toBe(before.newConnections + 1);
    expect(after.dropped).toBeGreaterThan(before.dropped);
    expect(after.bytes).toBeGreaterThan(before.bytes + 300);
    expect(await counted('eni-blue-end')).toEqual(other);
    // The target has no listener there, so it resets.
    await world.apply(ground({ balancer: { listeners: [listener({ targets: [{ ...first, port: 9 }] })] } }));
    expect(await through('red')).toBe('ECONNREFUSED');
    expect((await counted('eni-red-end')).resets).toBe(after.resets + 1);
  });

  test('an endpoint goes and comes without disturbing the others', async () => {
    await world.apply(heldGround);
    const one = await holdFrom('red');
    await world.apply(ground({ balancer: { listeners: [heldListener] }, consumers: ['red', 'green'] }));
    expect(await world.tcp('i-blue', endpointOf.blue, 81)).toBe('silence');
    const phases = await world.apply(heldGround);
    const touched = touchedBy(phases);
    expect(touched).toEqual(new Set(['vpc-blue', 'eni-nlb'].map((id) => world.namespace(id))));
    expect((await holdFrom('blue')).first).toBe(`i-first ${service.address}`);
    expect(await one.again()).toBe(`i-first ${service.address}`);
  });

  test("what a target still says to a client whose endpoint is gone reaches nobody of the provider's", async () => {
    const received = async () => {
      const { stdout } = await world.host.run(linkCountersQuestion, { namespace: world.namespace('i-local') });
      const links = JSON.parse(stdout) as { ifname: string; stats64: { rx: { packets: number } } }[];
      return links.find(({ ifname }) => ifname === 'eth0')?.stats64.rx.packets;
    };
    await world.apply(heldGround);
    // The client has the address of one of the provider's instances.
    const one = await holdFrom('red');
    await world.apply(ground({ balancer: { listeners: [heldListener] }, consumers: ['blue'] }));
    const before = await received();
    for (const server of servers) server.speak();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await received()).toBe(before);
    expect(await one.again()).toBe('silence');
  });

  test('the load balancer may go before its endpoints, and they work when it is back', async () => {
    await world.apply(ground({ withoutBalancer: true }));
    expect(await through('red')).toBe('silence');
    expect(await world.host.listNamespaces(world.namespace('prober'))).toEqual([]);
    await world.apply(ground());
    expect(await through('red')).toBe(`i-first ${service.address}`);
    expect(await through('green')).toBe(`i-first ${service.address}`);
  });

  test.each(['eni-nlb', 'vpc-blue', 'vpc-provider', 'prober'])('%s that was left halfway is made anew', async (id) => {
    await world.host.ipBatch(world.namespace(id), ['link set dev lo alias changing']);
    world.forget();
    await world.apply(ground());
    for (const consumer of consumers) expect(await through(consumer)).toBe(`i-first ${service.address}`);
    world.forget();
    expect(await world.apply(ground())).toEqual([]);
  });

  test('everything goes without a trace', async () => {
    await world.apply(blueprint([], []));
    expect(await world.host.listNamespaces(world.prefix)).toEqual([world.namespace('internet')]);
    await world.apply(ground());
    world.forget();
    await world.apply(blueprint([], []));
    expect(await world.host.listNamespaces(world.prefix)).toEqual([world.namespace('internet')]);
  });
});
