import { beforeEach, expect, test } from 'vitest';
import { loadBalancerOfName } from '../../model/amazon-address.ts';
import {
  interfacesOf,
  makeBalancer,
  makeGroup,
  makeInstance,
  operations,
  type World,
  world,
} from './sample-load-balancer.ts';

let w: World;

beforeEach(async () => {
  w = await world();
});

const gatewayInput = () => ({ Name: 'inspect', Type: 'gateway' as const, Subnets: w.subnets.slice(0, 2) });

async function makeGateway(more: object = {}) {
  const made = await w.h.call(operations, 'CreateLoadBalancer', { ...gatewayInput(), ...more });
  return made.LoadBalancers![0]!;
}

const geneve = { Name: 'appliances', Protocol: 'GENEVE', Port: 6081, TargetType: 'instance' } as const;
const makeAppliances = (more: object = {}): Promise<string> => makeGroup(w, { ...geneve, ...more });

const forward = (TargetGroupArn: string) => ({ DefaultActions: [{ Type: 'forward' as const, TargetGroupArn }] });

async function makeWhole() {
  const balancer = (await makeGateway()).LoadBalancerArn!;
  const targets = await makeAppliances();
  const made = await w.h.call(operations, 'CreateListener', { LoadBalancerArn: balancer, ...forward(targets) });
  return { balancer, targets, listener: made.Listeners![0]! };
}

test('a gateway load balancer has a node in each zone, and neither name nor scheme nor groups', async () => {
  const made = await makeGateway();
  expect(made.LoadBalancerArn).toMatch(/:loadbalancer\/gwy\/inspect\/[0-9a-f]{16}$/);
  expect(made).toMatchObject({ Type: 'gateway', VpcId: w.vpc, IpAddressType: 'ipv4' });
  for (const member of ['DNSName', 'CanonicalHostedZoneId', 'Scheme', 'SecurityGroups']) {
    expect(made).not.toHaveProperty(member);
  }
  const path = made.LoadBalancerArn!.replace(/^.*:loadbalancer\//, '');
  expect(interfacesOf(w, made.LoadBalancerArn!)).toMatchObject(
    [1, 2].map(() => ({
      interfaceType: 'gateway_load_balancer',
      description: `ELB ${path}`,
      groups: [],
      sourceDestCheck: false,
      requester: 'amazon-elb',
    })),
  );
});

test('the same request again finds it, one for a network load balancer does not', async () => {
  const first = await makeGateway();
  expect(await makeGateway()).toMatchObject({ LoadBalancerArn: first.LoadBalancerArn });
  const network = { ...gatewayInput(), Type: 'network' as const, Scheme: 'internal' as const };
  expect(await w.h.refused(operations, 'CreateLoadBalancer', network)).toMatch(/^DuplicateLoadBalancerName/);
});

test.each([
  ['groups', () => ({ SecurityGroups: [w.group] }), /^InvalidConfigurationRequest: Security groups are not supported/],
  ['a scheme', () => ({ Scheme: 'internal' }), /^ValidationError: A scheme/],
  [
    'an address',
    () => ({ Subnets: [], SubnetMappings: [{ SubnetId: w.subnets[0], PrivateIPv4Address: '10.0.0.9' }] }),
    /^InvalidConfigurationRequest: Addresses/,
  ],
])('refused with %s', async (_, more, message) => {
  expect(await w.h.refused(operations, 'CreateLoadBalancer', { ...gatewayInput(), ...more() } as never)).toMatch(
    message,
  );
});

test('subnets are added and taken away, groups are not', async () => {
  const LoadBalancerArn = (await makeGateway()).LoadBalancerArn!;
  const Subnets = [...w.subnets];
  const set = await w.h.call(operations, 'SetSubnets', { LoadBalancerArn, Subnets });
  expect(set.AvailabilityZones!.map((zone) => zone.SubnetId)).toEqual(Subnets);
  expect(interfacesOf(w, LoadBalancerArn)).toHaveLength(3);
  const groups = { LoadBalancerArn, SecurityGroups: [w.group] };
  expect(await w.h.refused(operations, 'SetSecurityGroups', groups)).toMatch(/Security groups are not supported/);
});

test('it has two attributes and knows no others', async () => {
  const LoadBalancerArn = (await makeGateway()).LoadBalancerArn!;
  const { Attributes } = await w.h.call(operations, 'DescribeLoadBalancerAttributes', { LoadBalancerArn });
  expect(Attributes).toEqual([
    { Key: 'deletion_protection.enabled', Value: 'false' },
    { Key: 'load_balancing.cross_zone.enabled', Value: 'false' },
  ]);
  const logs = { LoadBalancerArn, Attributes: [{ Key: 'access_logs.s3.enabled', Value: 'false' }] };
  expect(await w.h.refused(operations, 'ModifyLoadBalancerAttributes', logs)).toBe(
    "ValidationError: Load balancer attribute key 'access_logs.s3.enabled' is not recognized",
  );
});

test('gateway load balancers are counted for themselves, in a region and in a VPC', async () => {
  w.h.quotas = { networkLoadBalancersPerRegion: 1, gatewayLoadBalancersPerRegion: 1 };
  await makeBalancer(w);
  await makeGateway();
  const other = { ...gatewayInput(), Name: 'other' };
  expect(await w.h.refused(operations, 'CreateLoadBalancer', other)).toMatch(/^TooManyLoadBalancers/);
  w.h.quotas = { gatewayLoadBalancersPerVpc: 1 };
  expect(await w.h.refused(operations, 'CreateLoadBalancer', other)).toMatch(/^TooManyLoadBalancers: .*in VPC/);
});

test('so are groups of appliances, and targets in a zone', async () => {
  w.h.quotas = { targetGroupsPerRegion: 5, geneveTargetGroupsPerRegion: 1, targetsPerZone: 9, geneveTargetsPerZone: 1 };
  const { targets: TargetGroupArn } = await makeWhole();
  const other = { ...geneve, Name: 'others', VpcId: w.vpc };
  expect(await w.h.refused(operations, 'CreateTargetGroup', other)).toMatch(/^TooManyTargetGroups/);
  const [first, second] = [{ Id: await makeInstance(w) }, { Id: await makeInstance(w) }];
  await w.h.call(operations, 'RegisterTargets', { TargetGroupArn, Targets: [first] });
  const more = { TargetGroupArn, Targets: [second] };
  expect(await w.h.refused(operations, 'RegisterTargets', more)).toMatch(/^TooManyTargets/);
});

test('it has no name in DNS', async () => {
  const { LoadBalancerArn, LoadBalancerName } = await makeGateway();
  const name = `${LoadBalancerName}-${LoadBalancerArn!.slice(-16)}.elb.us-east-1.amazonaws.com`;
  expect(loadBalancerOfName(w.h.network, name)).toBeUndefined();
});

test("a node's own address is no target", async () => {
  const { LoadBalancerArn } = await makeGateway();
  const [Id] = interfacesOf(w, LoadBalancerArn!)[0]!.privateAddresses;
  const TargetGroupArn = await makeAppliances({ TargetType: 'ip' });
  await w.h.call(operations, 'RegisterTargets', { TargetGroupArn, Targets: [{ Id: Id! }] });
  const { TargetHealthDescriptions } = await w.h.call(operations, 'DescribeTargetHealth', { TargetGroupArn });
  expect(TargetHealthDescriptions).toMatchObject([{ TargetHealth: { Reason: 'Target.IpUnusable' } }]);
});

test('a group of appliances is checked as AWS checks one', async () => {
  const arn = await makeAppliances();
  const { TargetGroups } = await w.h.call(operations, 'DescribeTargetGroups', { TargetGroupArns: [arn] });
  expect(TargetGroups![0]).toMatchObject({
    Protocol: 'GENEVE',
    Port: 6081,
    HealthCheckProtocol: 'TCP',
    HealthCheckPort: '80',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
  });
});

test('it listens at 6081 only', async () => {
  const request = { ...geneve, Port: 80, VpcId: w.vpc };
  expect(await w.h.refused(operations, 'CreateTargetGroup', request)).toMatch(/^ValidationError: Port '80'/);
  const TargetGroupArn = await makeAppliances();
  const Id = await makeInstance(w);
  const elsewhere = { TargetGroupArn, Targets: [{ Id, Port: 80 }] };
  expect(await w.h.refused(operations, 'RegisterTargets', elsewhere)).toMatch(/^ValidationError: Port '80'/);
  await w.h.call(operations, 'RegisterTargets', { TargetGroupArn, Targets: [{ Id }] });
  const { TargetHealthDescriptions } = await w.h.call(operations, 'DescribeTargetHealth', { TargetGroupArn });
  expect(TargetHealthDescriptions).toMatchObject([{ Target: { Id, Port: 6081 }, HealthCheckPort: '80' }]);
});

test('how flows stick and fail over are attributes, and both kinds of failover go together', async () => {
  const TargetGroupArn = await makeAppliances();
  const { Attributes } = await w.h.call(operations, 'DescribeTargetGroupAttributes', { TargetGroupArn });
  expect(Object.fromEntries(Attributes!.map(({ Key, Value }) => [Key, Value]))).toMatchObject({
    'deregistration_delay.timeout_seconds': '300',
    'stickiness.enabled': 'false',
    'stickiness.type': 'source_ip_dest_ip_proto',
    'target_failover.on_deregistration': 'no_rebalance',
    'target_failover.on_unhealthy': 'no_rebalance',
  });
  const set = (...pairs: readonly (readonly [string, string])[]) => ({
    TargetGroupArn,
    Attributes: pairs.map(([Key, Value]) => ({ Key, Value })),
  });
  const one = set(['target_failover.on_unhealthy', 'rebalance']);
  expect(await w.h.refused(operations, 'ModifyTargetGroupAttributes', one)).toMatch(/must have the same value/);
  const both = set(['target_failover.on_unhealthy', 'rebalance'], ['target_failover.on_deregistration', 'rebalance']);
  await w.h.call(operations, 'ModifyTargetGroupAttributes', both);
  const sticky = set(['stickiness.enabled', 'true'], ['stickiness.type', 'source_ip_dest_ip']);
  await w.h.call(operations, 'ModifyTargetGroupAttributes', sticky);
  const clients = set(['preserve_client_ip.enabled', 'true']);
  expect(await w.h.refused(operations, 'ModifyTargetGroupAttributes', clients)).toMatch(/^ValidationError/);
});

test('its one listener has neither protocol nor port', async () => {
  const { balancer, targets, listener } = await makeWhole();
  expect(listener.ListenerArn).toMatch(/:listener\/gwy\/inspect\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
  expect(listener).not.toHaveProperty('Port');
  expect(listener).not.toHaveProperty('Protocol');
  const again = { LoadBalancerArn: balancer, ...forward(targets) };
  expect((await w.h.call(operations, 'CreateListener', again)).Listeners).toEqual([listener]);
  const other = { LoadBalancerArn: balancer, ...forward(await makeAppliances({ Name: 'others' })) };
  expect(await w.h.refused(operations, 'CreateListener', other)).toMatch(/^TooManyListeners/);
  expect(await w.h.refused(operations, 'CreateListener', { ...again, Port: 80 })).toBe(
    'ValidationError: A port cannot be specified for gateway listeners',
  );
  expect(await w.h.refused(operations, 'CreateListener', { ...again, Protocol: 'TCP' })).toBe(
    'ValidationError: A protocol cannot be specified for gateway listeners',
  );
  const idle = { ListenerArn: listener.ListenerArn!, Attributes: [{ Key: 'tcp.idle_timeout.seconds', Value: '60' }] };
  expect((await w.h.call(operations, 'ModifyListenerAttributes', idle)).Attributes).toEqual(idle.Attributes);
  const moved = { ListenerArn: listener.ListenerArn!, ...forward(await makeAppliances({ Name: 'third' })) };
  expect((await w.h.call(operations, 'ModifyListener', moved)).Listeners![0]).toMatchObject(moved);
});

test('groups and load balancers go together by type', async () => {
  const gateway = (await makeGateway()).LoadBalancerArn!;
  const network = (await makeBalancer(w)).LoadBalancerArn!;
  const plain = { LoadBalancerArn: gateway, ...forward(await makeGroup(w)) };
  expect(await w.h.refused(operations, 'CreateListener', plain)).toMatch(/^IncompatibleProtocols/);
  const place = { Protocol: 'TCP', Port: 80 } as const;
  const appliances = { LoadBalancerArn: network, ...place, ...forward(await makeAppliances()) };
  expect(await w.h.refused(operations, 'CreateListener', appliances)).toMatch(/^IncompatibleProtocols/);
});

test('a group in use stays; all goes with its load balancer', async () => {
  const { balancer, targets } = await makeWhole();
  expect(await w.h.refused(operations, 'DeleteTargetGroup', { TargetGroupArn: targets })).toMatch(/^ResourceInUse/);
  await w.h.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn: balancer });
  await w.h.call(operations, 'DeleteTargetGroup', { TargetGroupArn: targets });
  expect(interfacesOf(w, balancer)).toEqual([]);
});
