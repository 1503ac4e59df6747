import { describe, expect, test } from 'vitest';
import { blueprint, port, router, subnet } from '../blueprint/sample-plans.ts';
import { lacksOf, narrowingOf, possibleTraits } from './narrowing.ts';

const vpc = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [port('eni-1', 'subnet-1', '10.0.1.4')],
  countedPorts: ['eni-1'],
});
const balancer = { kind: 'load-balancer-node', id: 'eni-2', router: 'vpc-1' } as never;
const plan = blueprint([vpc], [balancer]);
const lacking = (...names: readonly string[]) =>
  narrowingOf(
    ['nft', 'connection zones and time-outs', 'flow counters', 'links on one trunk', 'tun devices', 'ways by flow'].map(
      (name) => ({ name, present: !names.includes(name) }),
    ),
  );

test('a machine that lacks nothing carries the whole plan', () => {
  expect(lacking()).toBeUndefined();
});

test('what a machine lacks is left out, and nothing else', () => {
  const { countedPorts: _, ...uncounted } = vpc;
  expect(lacking('flow counters')!(plan)).toEqual({ ...plan, routers: [uncounted] });
  expect(lacking('connection zones and time-outs')!(plan)).toEqual({ ...plan, nodes: [] });
  expect(lacking('flow counters', 'connection zones and time-outs')!(plan)).toEqual({
    ...plan,
    routers: [uncounted],
    nodes: [],
  });
});

test('gateway load balancers go where there are no tun devices, and others stay', () => {
  const gateway = { kind: 'gateway-load-balancer-node', id: 'eni-3', router: 'vpc-1' } as never;
  expect(lacking('tun devices')!(blueprint([vpc], [balancer, gateway]))).toEqual(plan);
});

test('links to other regions go where they would share no trunk, and transit gateways where no flow keeps to a way', () => {
  const link = (id: string, region: string) => ({ id, router: `vpc-${id}`, region, cidrs: [], members: [] });
  const door = (id: string, region: string) => ({ kind: 'peering', id, router: `tgw-${id}`, region }) as const;
  const gateway = { id: 'tgw-1', region: 'us-east-1', tables: [] };
  const peered = router('vpc-3', '10.3.0.0/16', { peerings: [link('a', 'us-east-1'), link('b', 'eu-west-1')] });
  const home = router('vpc-4', '10.4.0.0/16');
  const far = router('vpc-5', '10.5.0.0/16', { region: 'eu-west-1' });
  const balancers = ['vpc-4', 'vpc-5'].map((router) => ({ kind: 'load-balancer-node', id: `eni-${router}`, router }));
  const wire = (to: string) => ({ kind: 'service-endpoint', id: 'eni-w', router: 'vpc-4', loadBalancerNode: to });
  const near = [...balancers, wire('eni-vpc-4')] as never[];
  const routers = [peered, home, far];
  const plan = blueprint(routers, [...near, wire('eni-vpc-5') as never], {
    transitGateways: [{ ...gateway, doors: [door('a', 'us-east-1'), door('b', 'eu-west-1')] }],
  });
  expect(lacking('links on one trunk')!(plan)).toEqual({
    ...plan,
    nodes: near,
    routers: [{ ...peered, peerings: [link('a', 'us-east-1')] }, home, far],
    transitGateways: [{ ...gateway, doors: [door('a', 'us-east-1')] }],
  });
  expect(lacking('ways by flow')!(plan)).toEqual({ ...plan, transitGateways: [] });
});

describe('distances', () => {
  const regions = ['eu-west-1', 'us-east-1'] as const;
  const checks = (...absent: readonly string[]) =>
    ['bandwidth limits', 'network emulation'].map((name) => ({ name, present: !absent.includes(name), limits: name }));
  const both = { regions, bandwidth: 1e6, latency: 80 };
  const bandwidth = { regions, bandwidth: 1e6 };

  test.each([
    ['with both at hand', both, both, []],
    ['without emulation, bandwidth alone', both, bandwidth, ['network emulation']],
    ['without token buckets, what the emulator does', both, both, ['bandwidth limits']],
    ['without token buckets, no bandwidth alone', bandwidth, { regions }, ['bandwidth limits']],
    ['without either, nothing', both, { regions }, ['bandwidth limits', 'network emulation']],
  ])('%s', (_, asked, possible, absent) => {
    expect(possibleTraits({ distances: [asked] }, checks(...absent)).distances).toEqual([possible]);
  });

  test('what lacks is told to those who asked for it', () => {
    const absent = checks('network emulation');
    expect(lacksOf(absent, { distances: [both] })).toEqual(['network emulation (no network emulation)']);
    expect(lacksOf(absent, { distances: [bandwidth] })).toEqual([]);
    const old = [{ name: 'BIG TCP', present: false, limits: 'pieces of 64 KB' }];
    expect(lacksOf(old, { bigTcp: true })).toEqual(['pieces of 64 KB (no BIG TCP)']);
    expect(lacksOf(old, {})).toEqual([]);
    expect(possibleTraits({ bigTcp: true }, old).bigTcp).toBe(false);
    expect(possibleTraits({ bigTcp: true }, absent).bigTcp).toBe(true);
    expect(lacksOf([{ name: 'flow counters', present: false, limits: 'no records' }], {})).toEqual([
      'no records (no flow counters)',
    ]);
  });
});
