/**
 * A gateway load balancer's node between real namespaces: a client's packets go through a TUN device, GENEVE and an appliance before they
 * reach the server, and back again. Ways are made by hand, so that nothing but the node is tried.
 */

import type { Socket } from 'node:dgram';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenedSocket, SocketSpec } from '../../src/host/host.ts';
import { closeOpened } from '../../src/host/sockets.ts';
import type { TunnelCounts, TunnelPlan } from '../../src/host/tunnel-messages.ts';
import type { Tunneller } from '../../src/host/tunneller.ts';
import { answeringPorts, GeneveAppliance } from './geneve-appliance.ts';
import { type HeldServer, hold, serveHeld } from './held.ts';
import { missingFor, World } from './world.ts';

const reason = missingFor('tun devices');

const node = '10.3.0.1';
const client = '10.1.0.2';
const server = '10.2.0.2';
const headerEnd = 40;
const appliances = ['10.3.1.2', '10.3.2.2'] as const;
const endpoint = 'vpce-0123456789abcdef0';
const endpointDigits = '123456789abcdef0';
/** Name of the namespace, the node's address on the link, and the other end's. */
const links = [
  ['client', '10.1.0.1', client],
  ['server', '10.2.0.1', server],
  ['first', '10.3.1.1', appliances[0]],
  ['second', '10.3.2.1', appliances[1]],
] as const;

const all: TunnelPlan = {
  address: node,
  endpoints: [{ device: 'tun-one', endpoint }],
  targets: appliances.map((address) => ({ address, takesFlows: true })),
  stickiness: '5-tuple',
  tcpIdleSeconds: 350,
  otherIdleSeconds: 120,
};

function withTargets(...takesFlows: readonly (boolean | undefined)[]): TunnelPlan {
  const targets = appliances.flatMap((address, index) => {
    const takes = takesFlows[index];
    return takes === undefined ? [] : [{ address, takesFlows: takes }];
  });
  return { ...all, targets };
}

async function build(world: World): Promise<void> {
  const { host } = world;
  const at = (name: string) => world.namespace(name);
  await host.ipBatch(
    undefined,
    ['node', ...links.map(([name]) => name)].map((name) => `netns add ${at(name)}`),
  );
  await host.sysctl(at('node'), [
    'net/ipv4/ip_forward 1',
    'net/ipv4/conf/all/rp_filter 0',
    'net/ipv4/conf/default/rp_filter 0',
  ]);
  await host.ipBatch(at('node'), [
    'link set lo up',
    `address add ${node}/32 dev lo`,
    'tuntap add dev tun-one mode tun',
    'link set tun-one mtu 8500 up',
    'route add default dev tun-one table 100',
    ...links.flatMap(([name, near]) => [
      `link add to-${name} type veth peer name eth0 netns ${at(name)}`,
      `link set to-${name} mtu 8568 up`,
      `address add ${near}/24 dev to-${name}`,
    ]),
    'rule add iif to-client lookup 100 priority 10',
    'rule add iif to-server lookup 100 priority 10',
  ]);
  for (const [name, near, far] of links) {
    const mtu = name === 'client' || name === 'server' ? 8500 : 8568;
    await host.ipBatch(at(name), [
      'link set lo up',
      `link set eth0 mtu ${mtu} up`,
      `address add ${far}/24 dev eth0`,
      `route add default via ${near}`,
    ]);
  }
}

describe.skipIf(reason)(`the node of a gateway load balancer${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let world: World;
  let tunneller: Tunneller;
  let held: HeldServer | undefined;
  const opened: OpenedSocket[] = [];
  const fleet: GeneveAppliance[] = [];
  const raw: Socket[] = [];

  beforeAll(async () => {
    world = await World.open('tunneller');
    await build(world);
    await world.serveAll(['server']);
    held = await serveHeld(world, 'server', 81);
    tunneller = await world.host.startTunneller(world.namespace('node'));
    for (const name of ['first', 'second']) {
      const specs = answeringPorts.map((port): SocketSpec => ({ kind: 'udp', address: '0.0.0.0', port }));
      const sockets = await world.host.openSockets(world.namespace(name), specs);
      opened.push(...sockets);
      const udp = sockets.flatMap((one) => (one.kind === 'udp' ? [one.socket] : []));
      raw.push(udp[0]!);
      fleet.push(new GeneveAppliance(new Map(udp.map((socket, index) => [answeringPorts[index]!, socket]))));
    }
  });
  beforeEach(async () => {
    expect(await tunneller.follow(all)).toEqual([]);
    for (const one of fleet) {
      one.forget();
      one.drop = [];
    }
  });
  afterAll(async () => {
    opened.forEach(closeOpened);
    held?.close();
    await tunneller?.end();
    await world.close();
  });

  const seenBy = (index: number) => fleet[index]!.flows;
  const counted = async () => (await tunneller.counts()).endpoints[0]!;
  const answered = `server ${client}`;

  test('a connection passes an appliance both ways, and its ends see each other', async () => {
    expect(await world.tcp('client', server)).toBe(answered);
    const flows = [...seenBy(0), ...seenBy(1)];
    const passed = { endpoint: endpointDigits, cookie: flows[0]!.cookie, protocol: 'tcp', verdict: 'passed' };
    expect(flows).toMatchObject([
      { ...passed, source: expect.stringMatching(`^${client}:`), destination: `${server}:80` },
      { ...passed, source: `${server}:80`, destination: expect.stringMatching(`^${client}:`) },
    ]);
    expect(fleet.map(({ strange }) => strange)).toEqual([0, 0]);
  });

  test('so does whatever else there is: datagrams and echoes', async () => {
    expect(await world.try('client', [{ kind: 'udp', to: server, port: 80 }])).toEqual([answered]);
    expect(await world.ping('client', server)).toBe(true);
    const protocols = [...seenBy(0), ...seenBy(1)].map(({ protocol }) => protocol);
    expect([...new Set(protocols)].sort()).toEqual(['icmp', 'udp']);
  });

  test('flows are shared out, and both directions of each meet one appliance', async () => {
    const tries = Array.from({ length: 32 }, () => ({ kind: 'tcp', to: server, port: 80 }) as const);
    expect(new Set(await world.try('client', tries))).toEqual(new Set([answered]));
    const ends = fleet.map(({ flows }) => ({
      forth: flows.filter(({ source }) => source.startsWith(client)).map(({ source }) => source),
      back: flows.filter(({ source }) => source.startsWith(server)).map(({ destination }) => destination),
    }));
    for (const { forth, back } of ends) {
      expect(forth.length).toBeGreaterThan(4);
      expect(forth.toSorted()).toEqual(back.toSorted());
    }
    expect(ends.flatMap(({ forth }) => forth)).toHaveLength(32);
  });

  test('by addresses alone, all that two of them have to say meets one appliance', async () => {
    await tunneller.follow({ ...all, stickiness: '2-tuple' });
    const tries = Array.from({ length: 16 }, (_, index) => {
      return { kind: index % 2 === 0 ? 'tcp' : 'udp', to: server, port: 80 } as const;
    });
    expect(new Set(await world.try('client', tries))).toEqual(new Set([answered]));
    expect(fleet.map(({ flows }) => flows.length).sort((one, other) => one - other)).toEqual([0, 32]);
  });

  test('what an appliance drops is dropped', async () => {
    for (const one of fleet) one.drop = ['tcp:80'];
    expect(await world.tcp('client', server)).toBe('silence');
    expect(await world.try('client', [{ kind: 'udp', to: server, port: 80 }])).toEqual([answered]);
  });

  test('a target that takes no new flows keeps those that it has, and loses them when it goes', async () => {
    await tunneller.follow(withTargets(true));
    const connection = await hold(world, 'client', { address: server, port: 81 });
    const other = await hold(world, 'client', { address: server, port: 81 });
    await tunneller.follow(withTargets(false, true));
    fleet[0]!.forget();
    expect(await connection.again()).toBe(answered);
    expect(seenBy(0).length).toBeGreaterThan(0);
    expect(seenBy(1)).toEqual([]);
    expect(await world.tcp('client', server)).toBe(answered);
    expect(seenBy(1).length).toBeGreaterThan(0);
    await tunneller.follow(withTargets(undefined, true));
    fleet[0]!.forget();
    expect(await other.again()).toBe(answered);
    expect(seenBy(0)).toEqual([]);
  });

  test('without a target that takes flows nothing passes, and it is counted', async () => {
    const before = await counted();
    await tunneller.follow(withTargets(false, false));
    expect(await world.tcp('client', server)).toBe('silence');
    const after = await counted();
    expect(after.dropped.untargeted).toBeGreaterThan(before.dropped.untargeted);
    expect(after.newFlows).toBe(before.newFlows);
  });

  test('a packet of full size passes in one', async () => {
    const argv = ['ping', '-c', '1', '-W', '0.5', '-M', 'do', '-s', `${8500 - 28}`, server];
    const { stdout } = await world.host.run(argv, { namespace: world.namespace('client') });
    expect(stdout).toContain('1 received');
  });

  test('forged answers go nowhere', async () => {
    await tunneller.follow(withTargets(true));
    let sample: Buffer | undefined;
    raw[0]!.on('message', (message) => {
      if (message[headerEnd + 9] === 17) sample ??= message;
    });
    expect(await world.try('client', [{ kind: 'udp', to: server, port: 80 }])).toEqual([answered]);
    await tunneller.follow(all);
    const forged = (offset: number) => {
      const copy = Buffer.from(sample!);
      copy[offset]! ^= 1;
      return copy;
    };
    const arrived: string[] = [];
    const [heard] = await world.host.openSockets(world.namespace('server'), [
      { kind: 'udp', address: '0.0.0.0', port: 81 },
    ]);
    if (heard?.kind === 'udp') heard.socket.on('message', (message) => arrived.push(message.toString()));
    opened.push(heard!);
    const before = await tunneller.counts();
    const port = 60_001;
    // Another cookie, another port inside, and a true copy from an appliance that hasn't the flow.
    fleet[0]!.send(forged(headerEnd - 1), port, node);
    fleet[0]!.send(forged(headerEnd + 23), port, node);
    fleet[1]!.send(sample!, port, node);
    // Another endpoint, another version, and noise.
    fleet[0]!.send(forged(19), port, node);
    fleet[0]!.send(forged(2), port, node);
    fleet[0]!.send(Buffer.from('noise'), port, node);
    await expect
      .poll(async () => {
        const { endpoints, strays } = await tunneller.counts();
        return [endpoints[0]!.dropped.forged - before.endpoints[0]!.dropped.forged, strays - before.strays];
      })
      .toEqual([3, 3]);
    expect((await counted()).returned).toEqual(before.endpoints[0]!.returned);
    expect(arrived).toEqual([]);
    // A true copy passes: nothing else was wrong with the others.
    fleet[0]!.send(sample!, port, node);
    await expect
      .poll(async () => (await counted()).returned.packets)
      .toBeGreaterThan(before.endpoints[0]!.returned.packets);
  });

  test('whatever an appliance sends, it is counted, and no connection suffers', async () => {
    const sum = ({ endpoints, strays }: TunnelCounts) => strays + endpoints[0]!.dropped.forged;
    const before = sum(await tunneller.counts());
    const head = Buffer.from(`080008000000000001080102${endpointDigits}`, 'hex');
    const garbage = fc.sample(fc.uint8Array({ maxLength: 200 }), 400);
    for (const [index, bytes] of garbage.entries()) {
      fleet[0]!.send(Buffer.concat([index % 2 === 0 ? Buffer.alloc(0) : head, bytes]), 60_001, node);
    }
    await expect.poll(async () => sum(await tunneller.counts()) - before).toBe(400);
    expect(await world.tcp('client', server)).toBe(answered);
  });

  test('a device that is not there is told, and served when it comes; the others go on', async () => {
    const second = { device: 'tun-two', endpoint: 'vpce-0fedcba9876543210' };
    const both = { ...all, endpoints: [...all.endpoints, second] };
    expect(await tunneller.follow(both)).toEqual([{ what: 'tun-two', reason: expect.stringContaining('EPERM') }]);
    expect(await world.tcp('client', server)).toBe(answered);
    const at = world.namespace('node');
    await world.host.ipBatch(at, ['tuntap add dev tun-two mode tun', 'link set tun-two up']);
    await expect.poll(async () => (await tunneller.counts()).endpoints).toHaveLength(2);
    await world.host.ipBatch(at, ['link delete tun-two']);
    await expect.poll(async () => (await tunneller.counts()).endpoints).toHaveLength(1);
    expect(await world.tcp('client', server)).toBe(answered);
  });

  test('flows and bytes are counted for the endpoint and its targets', async () => {
    const before = await tunneller.counts();
    expect(await world.try('client', [{ kind: 'udp', to: server, port: 80 }])).toEqual([answered]);
    const { endpoints, targets } = await tunneller.counts();
    const bytes = 2 * 28 + 'hello'.length + answered.length;
    const was = before.endpoints[0]!;
    expect(endpoints[0]).toMatchObject({
      endpoint,
      sent: { packets: was.sent.packets + 2, bytes: was.sent.bytes + bytes },
      returned: { packets: was.returned.packets + 2, bytes: was.returned.bytes + bytes },
      newFlows: was.newFlows + 1,
    });
    const sum = (list: typeof targets) => list.reduce((total, { returned }) => total + returned.packets, 0);
    expect(sum(targets)).toBe(sum(before.targets) + 2);
    expect(endpoints[0]!.activeFlows).toBeGreaterThan(0);
  });

  test('health is checked from the node’s own address', async () => {
    const specs = [{ kind: 'tcp', address: '0.0.0.0', port: 80 }] as const;
    const [target] = await world.host.openSockets(world.namespace('first'), specs);
    opened.push(target!);
    const from = new Promise((resolve) => {
      if (target?.kind === 'tcp') target.server.on('connection', (socket) => resolve(socket.end().remoteAddress));
    });
    const request = { protocol: 'TCP', address: appliances[0], port: 80, timeoutMilliseconds: 2000 } as const;
    expect(await tunneller.probe({ ...request, proxyHeader: false })).toEqual({ ok: true, reason: '' });
    expect(await from).toBe(node);
  });
});
