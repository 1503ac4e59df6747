import { afterEach, describe, expect, test } from 'vitest';
import type { TunnelPlan } from './tunnel-messages.ts';
import { startTunnellerThrough, type Tunneller } from './tunneller.ts';

/** A namespace that ends with the process, where no port is taken. Whoever isn't root has some rights in a user namespace. */
const flags = process.getuid?.() === 0 ? '-n' : '-Urn';
const enter = ['unshare', flags, 'sh', '-c', 'ip link set lo up && exec "$@"', '--'];

const plan: TunnelPlan = {
  address: '127.0.0.1',
  endpoints: [],
  targets: [{ address: '127.0.0.1', takesFlows: true }],
  stickiness: '5-tuple',
  tcpIdleSeconds: 350,
  otherIdleSeconds: 120,
};

const started: Tunneller[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.end()));
});

async function start(): Promise<Tunneller> {
  const tunneller = await startTunnellerThrough(enter);
  started.push(tunneller);
  return tunneller;
}

describe('a tunneller', () => {
  test('follows a plan that asks for nothing, and has nothing to count', async () => {
    const tunneller = await start();
    expect(await tunneller.follow(plan)).toEqual([]);
    const none = { packets: 0, bytes: 0 };
    const targets = [{ address: '127.0.0.1', sent: none, returned: none }];
    expect(await tunneller.counts()).toEqual({ endpoints: [], targets, strays: 0 });
  });

  test('tells what cannot be, each with its reason', async () => {
    const tunneller = await start();
    expect(await tunneller.follow({ ...plan, address: '192.0.2.1' })).toEqual([
      { what: '192.0.2.1', reason: 'UDP port 6081: EADDRNOTAVAIL' },
    ]);
    const endpoints = [
      { device: 'tun-none', endpoint: 'vpce-0123456789abcdef0' },
      { device: 'a-name-that-is-too-long', endpoint: 'vpce-0123456789abcdef1' },
    ];
    const lacks = await tunneller.follow({ ...plan, endpoints });
    expect(lacks.map(({ what }) => what)).toEqual(['tun-none', 'a-name-that-is-too-long']);
    expect(await tunneller.follow(plan)).toEqual([]);
  });

  test('checks health meanwhile', async () => {
    const tunneller = await start();
    const request = {
      protocol: 'TCP',
      address: '127.0.0.1',
      port: 9,
      timeoutMilliseconds: 2000,
      proxyHeader: false,
    } as const;
    expect(await tunneller.probe(request)).toEqual({ ok: false, reason: 'ECONNREFUSED' });
  });

  test('that ends refuses what it was asked, and says so', async () => {
    const tunneller = await start();
    const asked = expect(tunneller.follow(plan)).rejects.toThrow('the tunneller has ended');
    await tunneller.end();
    await asked;
    await tunneller.ended;
    await expect(tunneller.counts()).rejects.toThrow('has ended');
  });
});
