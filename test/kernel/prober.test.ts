/**
 * Health checks and the proxies of the proxy protocol with real packets: both take a load balancer's way to its targets, and
 * clients of different endpoints are told apart though their addresses are the same.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../src/blueprint/blueprint.ts';
import type { ListenerPlan } from '../../src/blueprint/load-balancer.ts';
import { blueprint, instances, port, router, subnet } from '../../src/blueprint/sample-plans.ts';
import type { OpenedSocket } from '../../src/host/host.ts';
import { closeOpened } from '../../src/host/sockets.ts';
import { keepProber, type Prober } from '../../src/reconcile/prober.ts';
import { missing, World } from './world.ts';

const cidr = '10.0.0.0/16';
const near = subnet('subnet-a', '10.0.1.0/24');
const targetAddress = '10.0.1.10';
const nodeAddress = '10.0.1.20';

const provider = router('vpc-provider', cidr, {
  subnets: [near],
  ports: [
    port('eni-target', 'subnet-a', targetAddress),
    port('eni-local', 'subnet-a', '10.0.1.11'),
    port('eni-nlb', 'subnet-a', nodeAddress, { node: 'eni-nlb', sourceCheck: false, symmetric: true }),
  ],
});

const colours = ['red', 'blue'] as const;

/** Every consumer's client has the target's own address, and its endpoint the load balancer's. */
const consumers = colours.map((name) =>
  router(`vpc-${name}`, cidr, {
    subnets: [near],
    ports: [
      port(`eni-${name}`, 'subnet-a', targetAddress),
      port(`eni-${name}-end`, 'subnet-a', nodeAddress, { node: `eni-${name}-end` }),
    ],
  }),
);

const ends = colours.map(
  (name): Node => ({
    kind: 'service-endpoint',
    id: `eni-${name}-end`,
    router: `vpc-${name}`,
    endpoint: `vpce-${name}`,
    port: `eni-${name}-end`,
    loadBalancerNode: 'eni-nlb',
  }),
);

function plan(more: Partial<ListenerPlan> = {}) {
  const listener: ListenerPlan = {
    protocol: 6,
    port: 443,
    idleSeconds: 350,
    targets: [{ address: targetAddress, port: 80 }],
    unfit: [],
    keepsClientAddress: true,
    proxyProtocol: true,
    ...more,
  };
  const node: Node = {
    kind: 'load-balancer-node',
    id: 'eni-nlb',
    router: 'vpc-provider',
    port: 'eni-nlb',
    address: nodeAddress,
    listeners: [listener],
    endpoints: ['eni-blue-end', 'eni-red-end'],
  };
  const routers = [provider, ...consumers];
  return blueprint(routers, [...routers.flatMap((one) => instances(one)), node, ...ends]);
}

/** The target says of a connection whom it sees, and with which bytes it begins. */
async function tellHeaders(world: World): Promise<OpenedSocket> {
  const specs = [{ kind: 'tcp', address: '0.0.0.0', port: 80 }] as const;
  const [opened] = await world.host.openSockets(world.namespace('i-target'), specs);
  if (opened?.kind !== 'tcp') throw new Error('no socket in the target');
  opened.server.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => socket.end(`${socket.remoteAddress} ${bytes.toString('hex')}`));
  });
  return opened;
}

function read(answer: string) {
  const [sees = '', hex = ''] = answer.split(' ');
  const bytes = Buffer.from(hex, 'hex');
  return {
    sees,
    command: bytes[12],
    client: bytes.subarray(16, 20).join('.'),
    destination: `${bytes.subarray(20, 24).join('.')}:${bytes.readUInt16BE(26)}`,
    endpoint: bytes.subarray(32).toString('latin1'),
  };
}

describe.skipIf(missing)(`the prober${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  let prober: Prober;
  let target: OpenedSocket | undefined;

  async function bring(more: Partial<ListenerPlan> = {}): Promise<void> {
    await world.apply(plan(more));
    await prober.follow(plan(more));
  }

  beforeAll(async () => {
    world = await World.open('prober');
    prober = keepProber({
      host: world.host,
      namespace: world.namespace('prober'),
      namespaceOf: (node) => world.namespace(node),
      lost: () => {},
    });
    await bring();
    target = await tellHeaders(world);
  });
  afterAll(async () => {
    if (target) closeOpened(target);
    await prober?.close();
    await world?.close();
  });

  test('a client of the VPC reaches the target through the proxy, and is named', async () => {
    expect(read(await world.tcp('i-local', nodeAddress, 443))).toEqual({
      sees: nodeAddress,
      command: 0x21,
      client: '10.0.1.11',
      destination: `${nodeAddress}:443`,
      endpoint: '',
    });
  });

  test.each(colours)(
    'a client behind the %s endpoint is named with it, though another has its address',
    async (name) => {
      expect(read(await world.tcp(`i-${name}`, nodeAddress, 443))).toEqual({
        sees: nodeAddress,
        command: 0x21,
        client: targetAddress,
        destination: `${nodeAddress}:443`,
        endpoint: `vpce-${name}`,
      });
    },
  );

  const request = { protocol: 'TCP', timeoutMilliseconds: 500, proxyHeader: true, address: targetAddress } as const;

  test('a health check takes the same way', async () => {
    expect(await prober.attempt('eni-nlb', { ...request, port: 80 })).toEqual({ ok: true, reason: '' });
    expect(await prober.attempt('eni-nlb', { ...request, port: 81 })).toEqual({ ok: false, reason: 'ECONNREFUSED' });
    expect(await prober.attempt('eni-nlb', { ...request, address: '10.0.1.99', port: 80 })).toMatchObject({
      ok: false,
    });
  });

  test('without a target, and with one that refuses, clients are reset', async () => {
    for (const targets of [[], [{ address: targetAddress, port: 81 }]]) {
      await bring({ targets });
      expect(await world.tcp('i-red', nodeAddress, 443)).toBe('ECONNRESET');
    }
    await bring();
    expect(read(await world.tcp('i-red', nodeAddress, 443)).endpoint).toBe('vpce-red');
  });
});
