import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { proberAddresses, proxyAddress, slotsOf, vpcSlot } from '../backends/netns/slots.ts';
import type { Blueprint, Node } from '../blueprint/blueprint.ts';
import type { ListenerPlan } from '../blueprint/load-balancer.ts';
import type { Host } from '../host/host.ts';
import { type PrintedHost, printedHost } from '../host/printed-host.ts';
import type { Worker } from '../host/worker.ts';
import { keepProber } from './prober.ts';
import { wantedProxies } from './proxies.ts';

const target = { address: '10.0.1.10', port: 8080 };

function listener(port: number, more: Partial<ListenerPlan> = {}): ListenerPlan {
  const usual = { protocol: 6, idleSeconds: 350, targets: [target], unfit: [], keepsClientAddress: true } as const;
  return { ...usual, port, proxyProtocol: true, ...more };
}

function balancer(id: string, listeners: readonly ListenerPlan[], endpoints: readonly string[] = []): Node {
  return { kind: 'load-balancer-node', id, router: 'vpc-1', port: id, address: '10.0.1.20', listeners, endpoints };
}

const end: Node = {
  kind: 'service-endpoint',
  id: 'eni-end',
  router: 'vpc-2',
  endpoint: 'vpce-1',
  port: 'eni-end',
  loadBalancerNode: 'eni-1',
};

function plan(...nodes: readonly Node[]): Blueprint {
  return {
    revision: 1,
    routers: [],
    nodes,
    transitGateways: [],
    internet: { hosts: [], servicePrefixes: [], attachments: [] },
  };
}

describe('the proxies that a Blueprint asks for', () => {
  test('are those of listeners with the proxy protocol, which is spoken over TCP only', () => {
    const listeners = [listener(80), listener(81, { proxyProtocol: false }), listener(82, { protocol: 17 })];
    expect([...wantedProxies(plan(balancer('eni-1', listeners))).keys()]).toEqual(['eni-1 80']);
  });

  test('know by its address where a client came from', () => {
    // An interface whose far end is not there has no link.
    const wanted = wantedProxies(plan(balancer('eni-1', [listener(80)], ['eni-end', 'eni-gone']), end));
    const slot = slotsOf(['eni-end']).get('eni-end') ?? 0;
    expect(wanted.get('eni-1 80')).toEqual({
      node: 'eni-1',
      plan: {
        address: '10.0.1.20',
        port: 80,
        localAddress: proberAddresses(['eni-1']).get('eni-1'),
        idleSeconds: 350,
        targets: [target],
        unfit: [],
        arrivals: { [proxyAddress(vpcSlot)]: null, [proxyAddress(slot)]: 'vpce-1' },
      },
    });
  });
});

interface Stage {
  readonly host: PrintedHost;
  readonly workers: Worker[];
  readonly lost: string[];
  readonly prober: ReturnType<typeof keepProber>;
  /** What was said since it was last asked, without plans. */
  said(): readonly string[];
}

function stage(): Stage {
  const printed = printedHost();
  const workers: Worker[] = [];
  const lost: string[] = [];
  let seen = 0;
  const host: Host = {
    ...printed,
    async startWorker(namespace) {
      const worker = await printed.startWorker(namespace);
      workers.push(worker);
      return worker;
    },
    async openSockets(namespace, specs) {
      await printed.run(['open', ...specs.map(({ port }) => `${port}`)], { namespace });
      return specs.map(() => ({ kind: 'tcp', server: createServer() }) as const);
    },
  };
  const prober = keepProber({
    host,
    namespace: 'pn-prober',
    namespaceOf: (node) => `pn-${node}`,
    lost: (complaint) => lost.push(complaint),
  });
  return {
    host: printed,
    workers,
    lost,
    prober,
    said() {
      const all = printed.text().split('\n').filter(Boolean);
      const fresh = all.slice(seen).map((line) => line.replace(/ \{.*/, ''));
      seen = all.length;
      return fresh;
    },
  };
}

describe('the prober', () => {
  const withProxy = plan(balancer('eni-1', [listener(80)]));

  test('has a worker only while there are load balancers', async () => {
    const { prober, said } = stage();
    await prober.follow(plan());
    expect(said()).toEqual([]);
    await prober.follow(plan(balancer('eni-1', [])));
    await prober.follow(plan(balancer('eni-1', [])));
    expect(said()).toEqual(['pn-prober: worker']);
    await prober.follow(plan());
    expect(said()).toEqual(['pn-prober: worker ends']);
    expect(prober.lacksWorker()).toBe(false);
  });

  test('gives it sockets once and tells it of what changes', async () => {
    const { prober, said } = stage();
    await prober.follow(withProxy);
    expect(said()).toEqual(['pn-prober: worker', 'pn-eni-1: open 80', 'pn-prober: worker listens eni-1 80']);
    await prober.follow(withProxy);
    expect(said()).toEqual([]);
    await prober.follow(plan(balancer('eni-1', [listener(80, { targets: [] })])));
    expect(said()).toEqual(['pn-prober: worker updates eni-1 80']);
  });

  test('leaves connections of a listener that is gone, and ends those of a node that is', async () => {
    const { prober, said } = stage();
    const other = balancer('eni-2', []);
    await prober.follow(plan(balancer('eni-1', [listener(80)]), other));
    said();
    await prober.follow(plan(balancer('eni-1', []), other));
    expect(said()).toEqual(['pn-prober: worker closes eni-1 80']);
    await prober.follow(plan(balancer('eni-1', []), other));
    expect(said()).toEqual([]);
    await prober.follow(plan(other));
    expect(said()).toEqual(['pn-prober: worker closes eni-1 80 with its connections']);
  });

  test('opens anew in a namespace that was made anew, and a listener that came back', async () => {
    const { prober, said } = stage();
    await prober.follow(withProxy);
    said();
    prober.reopen('pn-eni-1');
    await prober.follow(withProxy);
    const again = ['pn-eni-1: open 80', 'pn-prober: worker listens eni-1 80'];
    expect(said()).toEqual(['pn-prober: worker closes eni-1 80 with its connections', ...again]);
    await prober.follow(plan(balancer('eni-1', [])));
    said();
    await prober.follow(withProxy);
    expect(said()).toEqual(again);
  });

  test('says that its worker died, and gives the next one everything', async () => {
    const { prober, workers, lost, said } = stage();
    await prober.follow(withProxy);
    await workers[0]?.end();
    await expect.poll(() => lost).toEqual(['']);
    expect(prober.lacksWorker()).toBe(true);
    await expect(prober.attempt('eni-1', attempt)).rejects.toThrow('no way through eni-1');
    said();
    await prober.follow(withProxy);
    expect(said()).toEqual(['pn-prober: worker', 'pn-eni-1: open 80', 'pn-prober: worker listens eni-1 80']);
  });

  test('tries targets through nodes that are there; a closed one says nothing was lost', async () => {
    const { prober, lost } = stage();
    await prober.follow(withProxy);
    expect(await prober.attempt('eni-1', attempt)).toEqual({ ok: true, reason: '' });
    await expect(prober.attempt('eni-9', attempt)).rejects.toThrow('no way through eni-9');
    await prober.close();
    expect([prober.lacksWorker(), lost]).toEqual([false, []]);
  });

  test('opens what it can where one socket cannot be had, and says that it failed', async () => {
    const { prober, host, said } = stage();
    host.failOn('open 80');
    await expect(prober.follow(plan(balancer('eni-1', [listener(80), listener(443)])))).rejects.toThrow('refused');
    expect(said().at(-1)).toBe('pn-prober: worker listens eni-1 443');
  });

  test('fails where the machine does, and comes right with the next attempt', async () => {
    const { prober, host, said } = stage();
    host.failOn('open 80');
    await expect(prober.follow(withProxy)).rejects.toThrow('refused');
    host.failOn(undefined);
    await prober.follow(withProxy);
    expect(said().at(-1)).toBe('pn-prober: worker listens eni-1 80');
  });
});

const attempt = {
  protocol: 'TCP',
  address: target.address,
  port: target.port,
  timeoutMilliseconds: 1000,
  proxyHeader: false,
} as const;
