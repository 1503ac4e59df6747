import { expect, test } from 'vitest';
import type { Listener, LoadBalancer, Target, TargetGroup } from './load-balancer.ts';
import { Network } from './network.ts';
import type { Resource } from './resource.ts';
import {
  answeringNodes,
  isNodeHealthy,
  nothingObserved,
  type Observed,
  placedTargets,
  type TargetHealthView,
  targetCondition,
  targetsOfNode,
  usableTargets,
} from './target-health.ts';
import { zoneFaultId } from './zone-fault.ts';

const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };
const privateDns = { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false } as const;

const subnet = (id: string, cidr: string, zoneId: string): Resource => ({
  ...base,
  kind: 'subnet',
  id,
  vpc: 'vpc-1',
  cidr,
  zoneId,
  defaultForAz: false,
  mapPublicIpOnLaunch: false,
  privateDns,
});

const balancer = (attributes = {}): LoadBalancer => ({
  ...base,
  kind: 'load-balancer',
  id: 'lb',
  name: 'lb',
  suffix: '0',
  scheme: 'internal',
  vpc: 'vpc-1',
  nodes: [
    { subnet: 'subnet-a', zoneId: 'a', networkInterface: 'eni-a' },
    { subnet: 'subnet-b', zoneId: 'b', networkInterface: 'eni-b' },
  ],
  enforceGroupsOnPrivateLink: true,
  attributes,
  stateRevision: 0,
});

const target = (id: string, more: Partial<Target> = {}): Target => ({ id, port: 80, registered: 0, ...more });

const group = (targets: readonly Target[], attributes = {}): TargetGroup => ({
  ...base,
  kind: 'target-group',
  id: 'tg',
  name: 'tg',
  suffix: '0',
  vpc: 'vpc-1',
  protocol: 'TCP',
  port: 80,
  targetType: 'ip',
  healthCheck: {
    protocol: 'TCP',
    port: 'traffic-port',
    intervalSeconds: 30,
    timeoutSeconds: 10,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
  },
  attributes,
  targets,
});

const listener: Listener = {
  ...base,
  kind: 'listener',
  id: 'listener',
  loadBalancer: 'lb',
  protocol: 'TCP',
  port: 80,
  targetGroup: 'tg',
  attributes: {},
};

const down = (zoneId: string): Resource => ({
  ...base,
  kind: 'zone-fault',
  id: zoneFaultId('us-east-1', zoneId),
  zoneId,
});

const subnets = [
  subnet('subnet-a', '10.0.0.0/24', 'a'),
  subnet('subnet-b', '10.0.1.0/24', 'b'),
  subnet('subnet-c', '10.0.2.0/24', 'c'),
];
const networkOf = (...more: readonly Resource[]) =>
  [...subnets, listener, ...more].reduce((all, one) => all.with(one), Network.empty());

/** By the last number of a target's address. */
const seen = (found: Readonly<Record<string, Observed>>): TargetHealthView => ({
  observed: (_, __, { id }) => found[id.split('.')[3]!] ?? 'unhealthy',
});

const one = target('10.0.0.11');
const two = target('10.0.1.12');
const three = target('10.0.2.13');
const outside = target('192.168.0.14', { reach: { kind: 'every-zone' } });
const ends = (targets: readonly { readonly id: string }[]) => targets.map(({ id }) => Number(id.split('.')[3]));

test('an address has the zone of its subnet, and one outside the VPC the zone that it was given', () => {
  const given = target('192.168.0.15', { reach: { kind: 'zone', zoneId: 'b' } });
  const placed = placedTargets(networkOf(), group([one, three, outside, given]));
  expect(placed.map(({ zoneId }) => zoneId)).toEqual(['a', 'c', undefined, 'b']);
});

test('a node sends to its own zone and to what is outside, and with cross-zone to every enabled zone', () => {
  const tg = group([one, two, three, outside]);
  const nodesOf = (lb: LoadBalancer, of: TargetGroup) =>
    lb.nodes.map((node) => ends(targetsOfNode(networkOf(lb, of), lb, node, of)));
  expect(nodesOf(balancer(), tg)).toEqual([
    [11, 14],
    [12, 14],
  ]);
  const across = { 'load_balancing.cross_zone.enabled': 'true' };
  const everywhere = [
    [11, 12, 14],
    [11, 12, 14],
  ];
  expect(nodesOf(balancer(across), tg)).toEqual(everywhere);
  expect(nodesOf(balancer(), group(tg.targets, across))).toEqual(everywhere);
  const zonal = { 'load_balancing.cross_zone.enabled': 'false' };
  expect(nodesOf(balancer(across), group(tg.targets, zonal))[0]).toEqual([11, 14]);
});

const routing = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';

test.each([
  ['the healthy ones', {}, { 11: 'healthy', 21: 'healthy' }, [11, 21], false],
  ['only those', {}, { 11: 'healthy' }, [11], false],
  ['all where none is healthy', {}, {}, [11, 21, 31], true],
  ['all where none is known yet', {}, { 11: 'initial', 21: 'initial', 31: 'initial' }, [11, 21, 31], true],
  ['all where too few are', { [`${routing}.count`]: '2' }, { 11: 'healthy' }, [11, 21, 31], true],
  ['all where too small a share is', { [`${routing}.percentage`]: '50' }, { 11: 'healthy' }, [11, 21, 31], true],
  ['those that are enough', { [`${routing}.count`]: '2' }, { 11: 'healthy', 31: 'healthy' }, [11, 31], false],
] as const)('new connections go to %s', (_, attributes, found, targets, failOpen) => {
  const tg = group([one, target('10.0.0.21'), target('10.0.0.31')], attributes);
  const lb = balancer();
  const usable = usableTargets(networkOf(lb, tg), seen(found), lb, lb.nodes[0]!, tg);
  expect([ends(usable.targets), usable.failOpen]).toEqual([targets, failOpen]);
});

test('a target in a zone that is down gets nothing, and its node is out of DNS', () => {
  const lb = balancer({ 'load_balancing.cross_zone.enabled': 'true' });
  const tg = group([one, two]);
  const network = networkOf(lb, tg, down('a'));
  const health = seen({ 11: 'healthy', 12: 'healthy' });
  expect(ends(usableTargets(network, health, lb, lb.nodes[1]!, tg).targets)).toEqual([12]);
  expect(answeringNodes(network, health, lb).map((node) => node.zoneId)).toEqual(['b']);
  expect(targetCondition(network, health, tg, one)).toBe('unhealthy');
  expect(targetCondition(network, health, tg, two)).toBe('healthy');
});

test('DNS answers with nodes that have a healthy target, or with all that are up while none has', () => {
  const lb = balancer();
  const tg = group([one, two]);
  const zones = (health: TargetHealthView, ...more: readonly Resource[]) =>
    answeringNodes(networkOf(lb, tg, ...more), health, lb).map((node) => node.zoneId);
  expect(zones(seen({ 11: 'healthy', 12: 'healthy' }))).toEqual(['a', 'b']);
  expect(zones(seen({ 12: 'healthy' }))).toEqual(['b']);
  expect(zones(nothingObserved)).toEqual(['a', 'b']);
  expect(zones(seen({}), down('b'))).toEqual(['a']);
});

test('a node is not healthy by targets that nothing reaches, nor by fewer than DNS wants', () => {
  const lb = balancer();
  const instances: TargetGroup = { ...group([target('i-1')]), targetType: 'instance' };
  const all: TargetHealthView = { observed: () => 'healthy' };
  const nodeHealthy = (tg: TargetGroup, health: TargetHealthView) =>
    isNodeHealthy(networkOf(lb, tg), health, lb, lb.nodes[0]!);
  expect(nodeHealthy(instances, all)).toBe(false);
  expect(nodeHealthy(group([]), all)).toBe(false);
  const failover = 'target_group_health.dns_failover.minimum_healthy_targets';
  const pair = [one, target('10.0.0.21')];
  expect(nodeHealthy(group(pair, { [`${failover}.count`]: '2' }), seen({ 11: 'healthy' }))).toBe(false);
  expect(nodeHealthy(group(pair, { [`${failover}.percentage`]: '50' }), seen({ 11: 'healthy' }))).toBe(true);
});

test('a condition says why there are no findings', () => {
  const lb = balancer();
  const tg = group([one, three]);
  expect(targetCondition(networkOf(lb, tg), nothingObserved, tg, one)).toBe('initial');
  expect(targetCondition(networkOf(lb, tg), nothingObserved, tg, three)).toBe('zone-not-enabled');
  expect(targetCondition(networkOf(tg), nothingObserved, tg, one)).toBe('group-not-in-use');
  const gone: TargetGroup = { ...tg, targetType: 'instance' };
  expect(targetCondition(networkOf(lb, gone), nothingObserved, gone, target('i-1'))).toBe('terminated');
});
