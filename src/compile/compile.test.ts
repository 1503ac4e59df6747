import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import type { Route, RouteTable } from '../model/route-table.ts';
import type { SecurityGroupRule } from '../model/security-group.ts';
import { compile } from './compile.ts';
import { touchedVpcs } from './touched.ts';

const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} } as const;
const zone = 'use1-az1';

const local: Route = {
  destination: { kind: 'cidr', cidr: '10.0.0.0/16' },
  target: { kind: 'local' },
  origin: 'CreateRouteTable',
};
const to = (cidr: string, target: Route['target']): Route => ({
  destination: { kind: 'cidr', cidr },
  target,
  origin: 'CreateRoute',
});

function table(id: string, routes: readonly Route[], subnet?: string): RouteTable {
  const association = { id: `rtbassoc-${id}`, main: subnet === undefined, ...(subnet ? { subnet } : {}) };
  return { ...base, kind: 'route-table', id, vpc: 'vpc-1', routes, associations: [association] };
}

function networkInterface(id: string, instance: string, address: string, more: object = {}): Resource {
  const attachment = {
    id: `a-${id}`,
    instance,
    instanceOwner: base.account,
    deviceIndex: 0,
    deleteOnTermination: true,
    attached: 0,
  };
  return {
    ...base,
    kind: 'network-interface',
    id,
    vpc: 'vpc-1',
    subnet: 'subnet-1',
    zoneId: zone,
    interfaceType: 'interface',
    description: '',
    mac: '02:00:00:00:00:09',
    privateAddresses: [address],
    groups: ['sg-1'],
    sourceDestCheck: true,
    requesterManaged: false,
    attachment,
    ...more,
  };
}

function instance(id: string, desired: 'running' | 'stopped' = 'running'): Resource {
  return {
    ...base,
    kind: 'instance',
    id,
    vpc: 'vpc-1',
    subnet: 'subnet-1',
    zoneId: zone,
    image: 'ami-1',
    instanceType: 't3.micro',
    reservation: 'r-1',
    launchIndex: 0,
    launched: 0,
    desired,
    stateRevision: 1,
    stateChanged: 0,
    metadata: { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: 1, instanceTags: 'disabled' },
    disableApiTermination: false,
    shutdownBehavior: 'stop',
    sourceDestCheck: true,
  };
}

const rule = (id: string, more: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  ...base,
  kind: 'security-group-rule',
  id,
  vpc: 'vpc-1',
  group: 'sg-1',
  egress: false,
  protocol: 'tcp',
  from: 443,
  to: 443,
  peer: { kind: 'cidr', cidr: '10.0.0.0/8' },
  ...more,
});

const ground: readonly Resource[] = [
  {
    ...base,
    kind: 'vpc',
    id: 'vpc-1',
    cidrs: [{ id: 'c-1', cidr: '10.0.0.0/16' }],
    isDefault: false,
    dhcpOptions: 'dopt-1',
    enableDnsSupport: true,
    enableDnsHostnames: true,
    enableNetworkAddressUsageMetrics: false,
    instanceTenancy: 'default',
  },
  {
    ...base,
    kind: 'subnet',
    id: 'subnet-1',
    vpc: 'vpc-1',
    cidr: '10.0.1.0/24',
    zoneId: zone,
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    privateDns: { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false },
  },
  {
    ...base,
    kind: 'network-acl',
    id: 'acl-1',
    vpc: 'vpc-1',
    isDefault: true,
    entries: [],
    associations: [{ id: 'aa-1', subnet: 'subnet-1' }],
  },
  { ...base, kind: 'security-group', id: 'sg-1', vpc: 'vpc-1', name: 'app', description: '' },
  table('rtb-main', [local]),
  instance('i-1'),
  networkInterface('eni-1', 'i-1', '10.0.1.4'),
];

const network = (...more: readonly Resource[]): Network =>
  [...ground, ...more].reduce((all, one) => all.with(one), Network.empty());
const router = (...more: readonly Resource[]) => compile(network(...more)).blueprint.routers[0]!;

describe('a VPC', () => {
  test('has a port for each interface of a running instance, and none for others', () => {
    const ports = router(instance('i-2', 'stopped'), networkInterface('eni-2', 'i-2', '10.0.1.5')).ports;
    expect(ports.map((port) => port.id)).toEqual(['eni-1']);
  });

  test('without ports needs no router', () => {
    expect(compile(network(instance('i-1', 'stopped'))).blueprint.routers).toEqual([]);
  });

  test('answers names where DNS is on, and metadata always', () => {
    expect(router().services).toEqual({ resolver: ['10.0.0.2', '169.254.169.253'], metadata: ['169.254.169.254'] });
    const vpc = { ...ground[0], enableDnsSupport: false } as Resource;
    expect(router(vpc).services).toEqual({ resolver: [], metadata: ['169.254.169.254'] });
  });

  test('uses the main table for a subnet without one of its own', () => {
    expect(router().subnets[0]).toMatchObject({ gateway: '10.0.1.1', routeTable: 'rtb-main', networkAcl: 'acl-1' });
    expect(router(table('rtb-own', [local], 'subnet-1')).subnets[0]).toMatchObject({ routeTable: 'rtb-own' });
  });
});

test("a resolver endpoint's interface is a node of its own that its groups judge, and gone with the endpoint", () => {
  const eni = networkInterface('eni-r', '', '10.0.1.53', { interfaceType: 'resolver_endpoint', parent: 'rslvr-in-1' });
  const endpoint: Resource = {
    ...base,
    kind: 'resolver-endpoint',
    id: 'rslvr-in-1',
    direction: 'INBOUND',
    vpc: 'vpc-1',
    creatorRequestId: '1',
    groups: ['sg-1'],
    addresses: [],
    updated: 0,
    stateRevision: 1,
    updateRevision: 1,
  };
  const { blueprint } = compile(network(eni, endpoint));
  expect(blueprint.nodes).toContainEqual({
    kind: 'resolver-endpoint',
    id: 'eni-r',
    router: 'vpc-1',
    port: 'eni-r',
    direction: 'inbound',
  });
  expect(blueprint.routers[0]!.ports.find(({ id }) => id === 'eni-r')).toMatchObject({
    node: 'eni-r',
    groups: ['sg-1'],
  });
  expect(router(eni).ports.map(({ id }) => id)).toEqual(['eni-1']);
  const changed = touchedVpcs(network(), network(endpoint), [{ kind: 'resolver-endpoint', id: 'rslvr-in-1' }]);
  expect(changed).toEqual(new Set(['vpc-1']));
});

describe('a route', () => {
  const target = (route: Route, ...more: readonly Resource[]) =>
    router(table('rtb-main', [local, route]), ...more).routeTables[0]!.routes.find(
      (one) => one.target.kind !== 'local',
    );
  const gateway: Resource = { ...base, kind: 'internet-gateway', id: 'igw-1', vpc: 'vpc-1' };

  test.each<[string, Route['target'], readonly Resource[], object]>([
    [
      'an attached internet gateway',
      { kind: 'internet-gateway', id: 'igw-1' },
      [gateway],
      { kind: 'internet-gateway' },
    ],
    ['a detached internet gateway', { kind: 'internet-gateway', id: 'igw-1' }, [], { kind: 'blackhole' }],
    [
      'an interface that is plugged in',
      { kind: 'network-interface', id: 'eni-1' },
      [],
      { kind: 'port', port: 'eni-1' },
    ],
    ['an interface of nobody', { kind: 'network-interface', id: 'eni-9' }, [], { kind: 'blackhole' }],
    ['a NAT gateway that is gone', { kind: 'nat-gateway', id: 'nat-1' }, [], { kind: 'blackhole' }],
  ])('to %s', (_, to_, more, expected) => {
    expect(target(to('0.0.0.0/0', to_), ...more)?.target).toEqual(expected);
  });

  test('of a prefix list leads each of its blocks to the gateway endpoint, behind a static route', () => {
    const endpoint: Resource = {
      ...base,
      kind: 'vpc-endpoint',
      id: 'vpce-1',
      endpointType: 'Gateway',
      vpc: 'vpc-1',
      serviceName: 'com.amazonaws.us-east-1.s3',
      policy: '',
      routeTables: ['rtb-main'],
      subnets: [],
      groups: [],
      networkInterfaces: [],
      privateDnsEnabled: false,
      privateDnsOnlyForInboundResolver: false,
      dnsRecordIpType: 'service-defined',
      ipAddressType: 'ipv4',
      dnsSuffix: 'abcdefgh',
      desired: 'available',
      stateRevision: 1,
    };
    const listed: Route = {
      destination: { kind: 'prefix-list', prefixList: 'pl-63a5400a' },
      target: { kind: 'vpc-endpoint', id: 'vpce-1' },
      origin: 'CreateRoute',
    };
    const plan = compile(network(endpoint, table('rtb-main', [local, listed]))).blueprint;
    expect(plan.routers[0]!.routeTables[0]!.routes).toContainEqual({
      destination: '3.5.0.0/22',
      target: { kind: 'node', node: 'vpce-1' },
    });
    expect(plan.nodes).toContainEqual({
      kind: 'gateway-endpoint',
      id: 'vpce-1',
      router: 'vpc-1',
      prefixes: ['3.5.0.0/22'],
    });
    const same = to('3.5.0.0/22', { kind: 'network-interface', id: 'eni-1' });
    const both = compile(network(endpoint, table('rtb-main', [local, listed, same]))).blueprint;
    expect(both.routers[0]!.routeTables[0]!.routes).toContainEqual({
      destination: '3.5.0.0/22',
      target: { kind: 'port', port: 'eni-1' },
    });
  });
});

test('a route to a virtual private gateway swallows packets, and a propagated one gives way to a static one', () => {
  const gateway: Resource = {
    ...base,
    kind: 'vpn-gateway',
    id: 'vgw-1',
    amazonSideAsn: 64_512,
    vpc: 'vpc-1',
    stateRevision: 0,
  };
  const out = { kind: 'vpn-gateway', id: 'vgw-1' } as const;
  const propagated: Route = { ...to('10.8.0.0/16', out), origin: 'EnableVgwRoutePropagation' };
  const statics = [to('10.8.0.0/16', { kind: 'network-interface', id: 'eni-1' }), to('10.9.0.0/16', out)];
  const plan = compile(network(gateway, table('rtb-main', [local, propagated, ...statics]))).blueprint;
  expect(plan.routers[0]!.routeTables[0]!.routes.slice(1)).toEqual([
    { destination: '10.8.0.0/16', target: { kind: 'port', port: 'eni-1' } },
    { destination: '10.9.0.0/16', target: { kind: 'blackhole' } },
  ]);
});

describe('a security group', () => {
  test.each<[string, Partial<SecurityGroupRule>, object | undefined]>([
    ['a port', {}, { protocol: 6, ports: { from: 443, to: 443 }, peer: { kind: 'cidr', cidr: '10.0.0.0/8' } }],
    ['every protocol', { protocol: '-1' }, { peer: { kind: 'cidr', cidr: '10.0.0.0/8' } }],
    [
      'every ICMP type',
      { protocol: 'icmp', from: -1, to: -1 },
      { protocol: 1, icmp: {}, peer: { kind: 'cidr', cidr: '10.0.0.0/8' } },
    ],
    [
      'one ICMP type',
      { protocol: 'icmp', from: 8, to: -1 },
      { protocol: 1, icmp: { type: 8 }, peer: { kind: 'cidr', cidr: '10.0.0.0/8' } },
    ],
    ['a protocol number', { protocol: '50' }, { protocol: 50, peer: { kind: 'cidr', cidr: '10.0.0.0/8' } }],
    [
      'a group',
      { peer: { kind: 'group', group: 'sg-1', account: base.account } },
      { protocol: 6, ports: { from: 443, to: 443 }, peer: { kind: 'set', set: 'sg-1', sentByOwner: true } },
    ],
    ['IPv6, which no packet here is', { peer: { kind: 'ipv6', cidr: '::/0' } }, undefined],
  ])('rule for %s', (_, more, match) => {
    const ingress = router(rule('sgr-1', more)).groups[0]!.ingress;
    expect(ingress).toEqual(match === undefined ? [] : [{ id: 'sgr-1', match }]);
  });

  test('reference means the private addresses of the interfaces that carry it, plugged in or not', () => {
    const sets = router(
      rule('sgr-1', { peer: { kind: 'group', group: 'sg-1', account: base.account } }),
      networkInterface('eni-2', 'i-9', '10.0.1.5'),
    ).addressSets;
    expect(sets).toEqual([{ id: 'sg-1', cidrs: ['10.0.1.4/32', '10.0.1.5/32'] }]);
  });
});

test('a public address belongs to its private one at the internet gateway, an elastic one before an automatic one', () => {
  const gateway: Resource = { ...base, kind: 'internet-gateway', id: 'igw-1', vpc: 'vpc-1' };
  const auto = networkInterface('eni-1', 'i-1', '10.0.1.4', { autoPublicAddress: '3.128.0.9' });
  expect(router(gateway, auto).internetGateway?.translations).toEqual([
    { publicAddress: '3.128.0.9', privateAddress: '10.0.1.4' },
  ]);
  const elastic: Resource = {
    ...base,
    kind: 'elastic-address',
    id: 'eipalloc-1',
    publicAddress: '3.128.0.7',
    association: { id: 'e-1', networkInterface: 'eni-1', privateAddress: '10.0.1.4' },
  };
  expect(router(gateway, auto, elastic).internetGateway?.translations).toEqual([
    { publicAddress: '3.128.0.7', privateAddress: '10.0.1.4' },
  ]);
});

test('in a shared VPC the plan is the same whoever owns what is in it', () => {
  const inside: readonly Resource[] = [
    { ...base, kind: 'internet-gateway', id: 'igw-1', vpc: 'vpc-1' },
    { ...base, kind: 'security-group', id: 'sg-2', vpc: 'vpc-1', name: 'guest', description: '' },
    rule('sgr-1', { peer: { kind: 'group', group: 'sg-2', account: base.account } }),
    rule('sgr-2', { group: 'sg-2', peer: { kind: 'group', group: 'sg-1', account: base.account } }),
    instance('i-2'),
    networkInterface('eni-2', 'i-2', '10.0.1.5', { groups: ['sg-2'], autoPublicAddress: '3.128.0.9' }),
  ];
  const theirs = inside.map((resource, index) => ({ ...resource, account: `22223333444${index}` }));
  const whole = compile(network(...inside)).blueprint;
  expect(whole.routers[0]).toMatchObject({
    ports: [{ id: 'eni-1' }, { id: 'eni-2' }],
    addressSets: [{ cidrs: ['10.0.1.4/32'] }, { cidrs: ['10.0.1.5/32'] }],
    internetGateway: { translations: [{ privateAddress: '10.0.1.5' }] },
  });
  expect(compile(network(...theirs)).blueprint).toEqual(whole);
});

describe('compiling again', () => {
  test('keeps the plan of a VPC that no change touched, by reference', () => {
    const before = network();
    const first = compile(before);
    const after = before.with({
      ...base,
      kind: 'user',
      id: 'u',
      name: 'u',
      path: '/',
      uniqueId: 'A',
      inlinePolicies: {},
      attachedPolicies: [],
    });
    const touched = touchedVpcs(before, after, [{ kind: 'user', id: 'u' }]);
    expect(touched).toEqual(new Set());
    expect(compile(after, first, touched).blueprint.routers[0]).toBe(first.blueprint.routers[0]);
  });

  test('keeps the ports and nodes of a VPC that a rule came to', () => {
    const before = network();
    const first = compile(before);
    const second = compile(before.with(rule('sgr-1', {})), first, new Set(['vpc-1']));
    expect(second.blueprint.routers[0]).not.toBe(first.blueprint.routers[0]);
    expect(second.blueprint.routers[0]!.ports[0]).toBe(first.blueprint.routers[0]!.ports[0]);
    expect(second.blueprint.nodes[0]).toBe(first.blueprint.nodes[0]);
    const moved = compile(before.with(networkInterface('eni-1', 'i-1', '10.0.1.9')), first, new Set(['vpc-1']));
    expect(moved.blueprint.routers[0]!.ports[0]!.addresses).toEqual(['10.0.1.9']);
  });

  test('sees a rule that came or went', () => {
    const before = network();
    const after = before.with(rule('sgr-1', {}));
    const change = [{ kind: 'security-group-rule', id: 'sgr-1' }] as const;
    expect(touchedVpcs(before, after, change)).toEqual(new Set(['vpc-1']));
    expect(touchedVpcs(after, before, change)).toEqual(new Set(['vpc-1']));
    const next = compile(after, compile(before), touchedVpcs(before, after, change));
    expect(next.blueprint).toEqual(compile(after).blueprint);
  });
});
