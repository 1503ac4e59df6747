/** The processes of gateway load balancers: one per node, told by difference, started again, and gone with their nodes. */

import { describe, expect, test } from 'vitest';
import type { Blueprint, Node } from '../blueprint/blueprint.ts';
import type { GatewayLoadBalancerNode } from '../blueprint/load-balancer.ts';
import { blueprint } from '../blueprint/sample-plans.ts';
import type { Lack, TunnelPlan } from '../host/tunnel-messages.ts';
import type { ProbeRequest } from '../host/worker-messages.ts';
import { keepTunnellers, type TunnellersOptions } from './tunnellers.ts';
import { wantedTunnels } from './tunnels.ts';

function gateway(id: string, more: Partial<GatewayLoadBalancerNode> = {}): Node {
  return {
    kind: 'gateway-load-balancer-node',
    id,
    router: 'vpc-1',
    port: id,
    address: '10.0.1.20',
    endpoints: ['eni-end', 'eni-gone'],
    appliances: [{ address: '10.0.2.10', takesFlows: true }],
    stickiness: '5-tuple',
    tcpIdleSeconds: 350,
    otherIdleSeconds: 120,
    ...more,
  };
}

const end: Node = {
  kind: 'service-endpoint',
  id: 'eni-end',
  router: 'vpc-2',
  endpoint: 'vpce-1',
  port: 'eni-end',
  loadBalancerNode: 'eni-1',
};

const plan = (...nodes: readonly Node[]): Blueprint => blueprint([], [...nodes, end]);

interface Started {
  readonly namespace: string;
  readonly told: TunnelPlan[];
  readonly asked: ProbeRequest[];
  die(complaint: string): void;
  isEnded: boolean;
  /** Once. */
  readonly lacks: Lack[];
}

function bench() {
  const started: Started[] = [];
  const lost: string[] = [];
  const start: TunnellersOptions['start'] = async (namespace) => {
    const { promise: ended, resolve: die } = Promise.withResolvers<string>();
    const one: Started = { namespace, told: [], asked: [], die, isEnded: false, lacks: [] };
    started.push(one);
    return {
      ended,
      async follow(told) {
        one.told.push(told);
        return one.lacks.splice(0);
      },
      counts: () => Promise.resolve({ endpoints: [], targets: [], strays: one.told.length }),
      async probe(request) {
        one.asked.push(request);
        return { ok: true, reason: '' };
      },
      async end() {
        one.isEnded = true;
        die('');
      },
    };
  };
  const kept = keepTunnellers({ start, namespaceOf: (node) => `pn-${node}`, lost: (why) => lost.push(why) });
  return { started, lost, start, kept };
}

test('a node carries the packets of the endpoints whose wires are there, told by their devices', () => {
  expect(wantedTunnels(plan(gateway('eni-1'))).get('eni-1')).toEqual({
    address: '10.0.1.20',
    endpoints: [{ device: 'tun-end', endpoint: 'vpce-1' }],
    targets: [{ address: '10.0.2.10', takesFlows: true }],
    stickiness: '5-tuple',
    tcpIdleSeconds: 350,
    otherIdleSeconds: 120,
  });
});

describe('the process of a node', () => {
  test('is started once, and told again only what differs', async () => {
    const { started, kept } = bench();
    await kept.follow(plan(gateway('eni-1')));
    await kept.follow(plan(gateway('eni-1')));
    await kept.follow(plan(gateway('eni-1', { appliances: [] })));
    expect(started.map(({ namespace, told }) => [namespace, told.map(({ targets }) => targets.length)])).toEqual([
      ['pn-eni-1', [1, 0]],
    ]);
  });

  test('ends with its node, which loses nothing', async () => {
    const { started, lost, kept } = bench();
    await kept.follow(plan(gateway('eni-1'), gateway('eni-2')));
    await kept.follow(plan(gateway('eni-2')));
    expect(started.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect([kept.has('eni-1'), kept.has('eni-2'), lost]).toEqual([false, true, []]);
  });

  test('that died is missed, and the next one is told all', async () => {
    const { started, lost, kept } = bench();
    await kept.follow(plan(gateway('eni-1')));
    started[0]!.die('no device');
    await Promise.resolve();
    expect([lost, kept.lacksSome()]).toEqual([['no device'], true]);
    await kept.follow(plan(gateway('eni-1')));
    expect([started[1]?.told.length, kept.lacksSome()]).toEqual([1, false]);
  });

  test('does not outlive its namespace', async () => {
    const { started, lost, kept } = bench();
    await kept.follow(plan(gateway('eni-1')));
    kept.reopen('pn-eni-1');
    await kept.follow(plan(gateway('eni-1')));
    expect(started.map(({ isEnded, told }) => [isEnded, told.length])).toEqual([
      [true, 1],
      [false, 1],
    ]);
    expect(lost).toEqual([]);
  });

  test('tries targets from the address of its node', async () => {
    const { started, kept } = bench();
    const trial = {
      protocol: 'TCP',
      address: '10.0.2.10',
      port: 80,
      timeoutMilliseconds: 5,
      proxyHeader: false,
    } as const;
    await expect(kept.attempt('eni-1', trial)).rejects.toThrow('nothing runs in eni-1');
    await kept.follow(plan(gateway('eni-1')));
    expect(await kept.attempt('eni-1', trial)).toEqual({ ok: true, reason: '' });
    expect(started[0]?.asked).toEqual([{ ...trial, localAddress: '10.0.1.20' }]);
  });

  test('says what it has carried', async () => {
    const { kept } = bench();
    expect(await kept.counts('eni-1')).toBeUndefined();
    await kept.follow(plan(gateway('eni-1')));
    expect(await kept.counts('eni-1')).toMatchObject({ strays: 1 });
  });

  test('that could not do all is told again', async () => {
    const { started, kept } = bench();
    await kept.follow(plan(gateway('eni-1')));
    started[0]!.lacks.push({ what: 'tun-end', reason: 'busy' });
    const changed = plan(gateway('eni-1', { appliances: [] }));
    await expect(kept.follow(changed)).rejects.toThrow('eni-1 lacks tun-end: busy');
    await kept.follow(changed);
    expect(started[0]?.told.length).toBe(3);
  });

  test('that cannot be started holds up no other', async () => {
    const { started, start } = bench();
    const kept = keepTunnellers({
      start: (namespace) => (namespace === 'pn-eni-1' ? Promise.reject(new Error('no device')) : start(namespace)),
      namespaceOf: (node) => `pn-${node}`,
      lost: () => {},
    });
    await expect(kept.follow(plan(gateway('eni-1'), gateway('eni-2')))).rejects.toThrow('no device');
    expect(started.map(({ namespace, told }) => [namespace, told.length])).toEqual([['pn-eni-2', 1]]);
  });
});
