/** Gateway load balancers in the plan: which appliances take what, ways to endpoints and in from the internet, what a change touches. */

import { describe, expect, test } from 'vitest';
import type { RoutePlanTarget, Router } from '../blueprint/blueprint.ts';
import type { GatewayLoadBalancerNode } from '../blueprint/load-balancer.ts';
import { Network } from '../model/network.ts';
import type { Kind, Resource } from '../model/resource.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import { compile } from './compile.ts';
import { touchedVpcs, vpcsOfHealth } from './touched.ts';

const base = { account: '111111111111', region: 'us-east-1', created: 0, tags: {} };
const made = (resource: object): Resource => ({ ...base, ...resource }) as Resource;
const zones = ['use1-az1', 'use1-az2'] as const;
const arn = 'arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/gwy/g/0123456789abcdef';

/** One subnet per zone, 10.0.0.0/24 and 10.0.1.0/24. */
function place(name: string, routes: readonly object[] = []): readonly Resource[] {
  const vpc = `vpc-${name}`;
  const associations = zones.map((_, index) => ({ subnet: `subnet-${name}-${index}` }));
  const local = { destination: { kind: 'cidr', cidr: '10.0.0.0/16' }, target: { kind: 'local' }, origin: 'x' };
  return [
    made({ kind: 'vpc', id: vpc, cidrs: [{ id: 'c', cidr: '10.0.0.0/16' }], enableDnsSupport: true }),
    made({ kind: 'network-acl', id: `acl-${name}`, vpc, entries: [], associations }),
    made({
      kind: 'route-table',
      id: `rtb-${name}`,
      vpc,
      routes: [local, ...routes],
      associations: [{ id: 'a', main: true }],
    }),
    ...zones.map((zoneId, index) =>
      made({ kind: 'subnet', id: `subnet-${name}-${index}`, vpc, zoneId, cidr: `10.0.${index}.0/24` }),
    ),
    made({ kind: 'internet-gateway', id: `igw-${name}`, vpc }),
  ];
}

function eni(name: string, zone: 0 | 1, id: string, last: number, more: object): Resource {
  const at = { vpc: `vpc-${name}`, subnet: `subnet-${name}-${zone}`, zoneId: zones[zone] };
  const usual = {
    mac: '02:00:00:00:00:09',
    groups: [],
    sourceDestCheck: false,
    privateAddresses: [`10.0.${zone}.${last}`],
  };
  return made({ ...at, ...usual, kind: 'network-interface', id, ...more });
}

const toEndpoint = (cidr: string) => ({
  destination: { kind: 'cidr', cidr },
  target: { kind: 'vpc-endpoint', id: 'vpce-1' },
  origin: 'CreateRoute',
});

const endpoint = {
  kind: 'vpc-endpoint',
  id: 'vpce-1',
  endpointType: 'GatewayLoadBalancer',
  vpc: 'vpc-c',
  service: 'vpce-svc-1',
  connection: { id: 'vpce-con-1', state: 'accepted', since: 0 },
  subnets: ['subnet-c-0'],
  networkInterfaces: ['eni-end'],
  desired: 'available',
};
const balancer = {
  kind: 'load-balancer',
  id: arn,
  type: 'gateway',
  vpc: 'vpc-p',
  nodes: zones.map((zoneId, index) => ({ subnet: `subnet-p-${index}`, zoneId, networkInterface: `eni-node${index}` })),
  attributes: {},
};
const appliance = (id: string) => ({ id, port: 6081, registered: 0 });
const group = {
  kind: 'target-group',
  id: 'tg-1',
  vpc: 'vpc-p',
  protocol: 'GENEVE',
  port: 6081,
  targetType: 'ip',
  attributes: {},
  targets: ['10.0.0.10', '10.0.0.11', '10.0.1.10'].map(appliance),
};
const listener = {
  kind: 'listener',
  id: 'listener-1',
  loadBalancer: arn,
  protocol: 'GENEVE',
  port: 6081,
  targetGroup: 'tg-1',
  attributes: {},
};
const edge = {
  kind: 'route-table',
  id: 'rtb-edge',
  vpc: 'vpc-c',
  routes: [toEndpoint('10.0.1.0/24')],
  associations: [{ id: 'b', main: false, gateway: 'igw-c' }],
};

const ground: readonly Resource[] = [
  ...place('c', [toEndpoint('0.0.0.0/0')]),
  ...place('p'),
  ...place('bystander'),
  eni('c', 0, 'eni-end', 20, { interfaceType: 'gateway_load_balancer_endpoint', parent: 'vpce-1' }),
  eni('p', 0, 'eni-node0', 20, { interfaceType: 'gateway_load_balancer', parent: arn }),
  eni('p', 1, 'eni-node1', 20, { interfaceType: 'gateway_load_balancer', parent: arn }),
  made({
    kind: 'vpc-endpoint-service',
    id: 'vpce-svc-1',
    serviceType: 'GatewayLoadBalancer',
    loadBalancers: [arn],
    zoneIds: zones,
  }),
  ...[endpoint, balancer, group, listener, edge].map(made),
];

const network = (...more: readonly object[]): Network =>
  [...ground, ...more.map(made)].reduce((all, one) => all.with(one), Network.empty());

const seeing = (states: Readonly<Record<string, 'healthy' | 'unhealthy'>>): TargetHealthView => ({
  observed: (_, __, target) => states[target.id] ?? 'initial',
});

function node(of: Network, health?: TargetHealthView, id = 'eni-node0'): GatewayLoadBalancerNode {
  const found = compile(of, undefined, 'all', health).blueprint.nodes.find((one) => one.id === id);
  if (found?.kind !== 'gateway-load-balancer-node') throw new Error(`no ${id}`);
  return found;
}

function consumer(of: Network): Router {
  const found = compile(of).vpcs.get('vpc-c');
  if (!found) throw new Error('no VPC');
  return found.router;
}

function ways(of: Network, table: string): Readonly<Record<string, RoutePlanTarget>> {
  const routes = consumer(of).routeTables.find(({ id }) => id === table)?.routes ?? [];
  return Object.fromEntries(routes.map(({ destination, target }) => [destination, target]));
}

const takers = (one: GatewayLoadBalancerNode) => one.appliances.map((each) => `${each.address} ${each.takesFlows}`);

describe('a node', () => {
  test('sends in its own name behind a port without groups; an endpoint sends on what it gets back', () => {
    const { routers } = compile(network()).blueprint;
    const ports = routers.flatMap((each) => each.ports.map((port) => [port.id, port] as const));
    const found = Object.fromEntries(ports);
    expect(found['eni-node0']).toMatchObject({ node: 'eni-node0', sourceCheck: true });
    expect(found['eni-end']).toMatchObject({ node: 'eni-end', sourceCheck: false, passage: 'gateway-load-balancer' });
    for (const id of ['eni-node0', 'eni-end']) expect(found[id], id).not.toHaveProperty('groups');
  });

  test('has the endpoints of its zone, and what flows are', () => {
    expect(node(network())).toMatchObject({
      router: 'vpc-p',
      address: '10.0.0.20',
      endpoints: ['eni-end'],
      stickiness: '5-tuple',
      tcpIdleSeconds: 350,
      otherIdleSeconds: 120,
    });
    expect(node(network(), undefined, 'eni-node1').endpoints).toEqual([]);
    const idle = { ...listener, attributes: { 'tcp.idle_timeout.seconds': '600' } };
    expect(node(network(idle)).tcpIdleSeconds).toBe(600);
  });

  test.each<[string, Record<string, string>, string]>([
    ['not asked for', { 'stickiness.type': 'source_ip_dest_ip' }, '5-tuple'],
    ['as usual', { 'stickiness.enabled': 'true' }, '3-tuple'],
    ['by addresses', { 'stickiness.enabled': 'true', 'stickiness.type': 'source_ip_dest_ip' }, '2-tuple'],
  ])('has its stickiness %s', (_, attributes, expected) => {
    expect(node(network({ ...group, attributes })).stickiness).toBe(expected);
  });

  test.each<[string, Record<string, 'healthy' | 'unhealthy'>, readonly string[]]>([
    ['nothing known yet: all are tried', {}, ['10.0.0.10 true', '10.0.0.11 true']],
    ['a failed one keeps the flows that it has', { '10.0.0.10': 'healthy' }, ['10.0.0.10 true', '10.0.0.11 false']],
    [
      'all failed: all are tried',
      { '10.0.0.10': 'unhealthy', '10.0.0.11': 'unhealthy' },
      ['10.0.0.10 true', '10.0.0.11 true'],
    ],
  ])('sends to the appliances of its zone: %s', (_, states, expected) => {
    expect(takers(node(network(), seeing(states)))).toEqual(expected);
  });

  const rebalance = { 'target_failover.on_unhealthy': 'rebalance', 'target_failover.on_deregistration': 'rebalance' };
  test('a deregistered appliance keeps its flows; with rebalance neither it nor a failed one does', () => {
    const leaving = { ...group, targets: group.targets.slice(1), draining: [{ ...appliance('10.0.0.10'), until: 9 }] };
    expect(takers(node(network(leaving)))).toEqual(['10.0.0.10 false', '10.0.0.11 true']);
    expect(takers(node(network({ ...leaving, attributes: rebalance })))).toEqual(['10.0.0.11 true']);
    const failed = seeing({ '10.0.0.10': 'healthy', '10.0.0.11': 'unhealthy' });
    expect(takers(node(network({ ...group, attributes: rebalance }), failed))).toEqual(['10.0.0.10 true']);
  });

  test('reaches the other zones’ appliances where that was asked for', () => {
    const across = { ...balancer, attributes: { 'load_balancing.cross_zone.enabled': 'true' } };
    expect(node(network(across)).appliances.map(({ address }) => address)).toContain('10.0.1.10');
    const down = { kind: 'zone-fault', id: `us-east-1/${zones[0]}`, zoneId: zones[0] };
    const healthy = seeing({ '10.0.0.10': 'healthy', '10.0.1.10': 'healthy' });
    expect(takers(node(network(across, down), healthy, 'eni-node1'))).toEqual([
      '10.0.0.10 false',
      '10.0.0.11 false',
      '10.0.1.10 true',
    ]);
  });

  test('without a listener or a group has none', () => {
    for (const kind of ['listener', 'target-group'] as const) {
      const id = kind === 'listener' ? 'listener-1' : 'tg-1';
      expect(node(network().without(kind, id)).appliances, kind).toEqual([]);
    }
  });
});

describe('a route to an endpoint', () => {
  test('leads to its interface', () => {
    expect(ways(network(), 'rtb-c')['0.0.0.0/0']).toEqual({ kind: 'port', port: 'eni-end' });
  });

  const connection = { id: 'vpce-con-1', since: 0 };
  test.each<[string, Network]>([
    ['not accepted', network({ ...endpoint, connection: { ...connection, state: 'pendingAcceptance' } })],
    ['rejected', network({ ...endpoint, connection: { ...connection, state: 'rejected' } })],
    ['deleted', network({ ...endpoint, desired: 'deleted' })],
    ['without a node in its zone', network({ ...balancer, nodes: balancer.nodes.slice(1) })],
    ['without a load balancer', network().without('load-balancer', arn)],
    ['without a service', network().without('vpc-endpoint-service', 'vpce-svc-1')],
  ])('%s is a blackhole, in from the internet too', (_, of) => {
    expect(ways(of, 'rtb-c')['0.0.0.0/0']).toEqual({ kind: 'blackhole' });
    expect(ways(of, 'rtb-edge/edge')['10.0.1.0/24']).toEqual({ kind: 'blackhole' });
  });

  test('names the endpoint and never its interface', () => {
    const route = { ...toEndpoint('0.0.0.0/0'), target: { kind: 'network-interface', id: 'eni-end' } };
    expect(ways(network(...place('c', [route])), 'rtb-c')['0.0.0.0/0']).toEqual({ kind: 'blackhole' });
  });
});

describe('a route table of the internet gateway', () => {
  test('routes what comes in, to the VPC or through what is in it and nowhere else', () => {
    expect(consumer(network()).internetGateway?.edge?.routeTable).toBe('rtb-edge/edge');
    const out = { ...toEndpoint('0.0.0.0/0'), target: { kind: 'internet-gateway', id: 'igw-c' } };
    expect(ways(network({ ...edge, routes: [...edge.routes, out] }), 'rtb-edge/edge')).toEqual({
      '0.0.0.0/0': { kind: 'blackhole' },
      '10.0.1.0/24': { kind: 'port', port: 'eni-end' },
    });
  });

  const instance = (id: string, last: number, more: object = {}) =>
    eni('c', 1, id, last, { interfaceType: 'interface', attachment: { instance: `i-${id}`, deviceIndex: 0 }, ...more });
  const known = (id: string) => made({ kind: 'instance', id: `i-${id}`, vpc: 'vpc-c', desired: 'running' });

  test('tells who has a public address and is behind another port, and so may not go out past it', () => {
    const open = { autoPublicAddress: '203.0.113.10' };
    const of = network(instance('eni-open', 30, open), known('eni-open'), instance('eni-shut', 31), known('eni-shut'));
    expect(consumer(of).internetGateway?.edge?.redirected).toEqual([{ port: 'eni-open', address: '10.0.1.30' }]);
  });

  test('leads to an instance that has a public address, and else nowhere', () => {
    const toMiddle = { ...toEndpoint('10.0.0.0/24'), target: { kind: 'network-interface', id: 'eni-middle' } };
    const table = { ...edge, routes: [toMiddle] };
    const way = (more: object) =>
      ways(network(instance('eni-middle', 32, more), known('eni-middle'), table), 'rtb-edge/edge')['10.0.0.0/24'];
    expect(way({ autoPublicAddress: '203.0.113.11' })).toEqual({ kind: 'port', port: 'eni-middle' });
    expect(way({})).toEqual({ kind: 'blackhole' });
  });

  test('is no subnet’s, and is missing where there is none', () => {
    expect(consumer(network()).subnets.map(({ routeTable }) => routeTable)).toEqual(['rtb-c', 'rtb-c']);
    const without = consumer(network().without('route-table', 'rtb-edge'));
    expect(without.internetGateway).not.toHaveProperty('edge');
    expect(without.routeTables.map(({ id }) => id)).toEqual(['rtb-c']);
  });
});

describe('compiling again', () => {
  test.each<[Kind, string, readonly string[]]>([
    ['load-balancer', arn, ['vpc-p', 'vpc-c']],
    ['listener', 'listener-1', ['vpc-p']],
    ['target-group', 'tg-1', ['vpc-p']],
    ['vpc-endpoint-service', 'vpce-svc-1', ['vpc-p', 'vpc-c']],
    ['vpc-endpoint', 'vpce-1', ['vpc-p', 'vpc-c']],
    ['network-interface', 'eni-end', ['vpc-p', 'vpc-c']],
    ['network-interface', 'eni-node0', ['vpc-p', 'vpc-c']],
    ['route-table', 'rtb-edge', ['vpc-c']],
    ['internet-gateway', 'igw-c', ['vpc-c']],
  ])('%s %s touches the VPCs that it joins, when it comes and when it goes', (kind, id, expected) => {
    const [before, after] = [network(), network().without(kind, id)];
    for (const [one, other] of [
      [before, after],
      [after, before],
    ] as const) {
      const touched = touchedVpcs(one, other, [{ kind, id }]);
      expect(touched).toEqual(new Set(expected));
      expect(compile(other, compile(one), touched).blueprint).toEqual(compile(other).blueprint);
    }
  });

  test('after another look at the appliances, the VPC of the load balancer alone', () => {
    expect(vpcsOfHealth(network(), ['eni-node0'])).toEqual(new Set(['vpc-p']));
  });
});
