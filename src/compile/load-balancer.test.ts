import { describe, expect, test } from 'vitest';
import type { Node } from '../blueprint/blueprint.ts';
import type { Listener, LoadBalancer, TargetGroup } from '../model/load-balancer.ts';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { compile } from './compile.ts';
import { touchedVpcs, vpcsOfHealth } from './touched.ts';

const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} } as const;
const other = { ...base, account: '444455556666' };
const zone = 'use1-az1';
const arn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/n/0123456789abcdef';

function vpc(owner: typeof base | typeof other, name: string): readonly Resource[] {
  const id = `vpc-${name}`;
  return [
    {
      ...owner,
      kind: 'vpc',
      id,
      cidrs: [{ id: `c-${name}`, cidr: '10.0.0.0/16' }],
      isDefault: false,
      dhcpOptions: 'dopt-1',
      enableDnsSupport: true,
      enableDnsHostnames: true,
      enableNetworkAddressUsageMetrics: false,
      instanceTenancy: 'default',
    },
    {
      ...owner,
      kind: 'subnet',
      id: `subnet-${name}`,
      vpc: id,
      cidr: '10.0.1.0/24',
      zoneId: zone,
      defaultForAz: false,
      mapPublicIpOnLaunch: false,
      privateDns: { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false },
    },
    {
      ...owner,
      kind: 'network-acl',
      id: `acl-${name}`,
      vpc: id,
      isDefault: true,
      entries: [],
      associations: [{ id: `aa-${name}`, subnet: `subnet-${name}` }],
    },
    {
      ...owner,
      kind: 'route-table',
      id: `rtb-${name}`,
      vpc: id,
      routes: [],
      associations: [{ id: `ra-${name}`, main: true }],
    },
  ];
}

function networkInterface(name: string, id: string, address: string, more: object): Resource {
  return {
    ...base,
    kind: 'network-interface',
    id,
    vpc: `vpc-${name}`,
    subnet: `subnet-${name}`,
    zoneId: zone,
    interfaceType: 'interface',
    description: '',
    mac: '02:00:00:00:00:09',
    privateAddresses: [address],
    groups: [],
    sourceDestCheck: true,
    requesterManaged: true,
    ...more,
  } as Resource;
}

const loadBalancer: LoadBalancer = {
  ...base,
  kind: 'load-balancer',
  id: arn,
  name: 'n',
  scheme: 'internal',
  vpc: 'vpc-p',
  suffix: '0123456789abcdef',
  nodes: [{ subnet: 'subnet-p', zoneId: zone, networkInterface: 'eni-nlb' }],
  enforceGroupsOnPrivateLink: true,
  attributes: {},
  stateRevision: 1,
};

const group: TargetGroup = {
  ...base,
  kind: 'target-group',
  id: 'tg-1',
  name: 'tg',
  suffix: '0123456789abcdef',
  vpc: 'vpc-p',
  protocol: 'TCP',
  port: 8080,
  targetType: 'ip',
  healthCheck: {
    protocol: 'TCP',
    port: 'traffic-port',
    intervalSeconds: 30,
    timeoutSeconds: 10,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
  },
  attributes: {},
  targets: [
    { id: '10.0.1.11', port: 8080, registered: 0 },
    { id: '10.0.1.10', port: 8080, registered: 0 },
  ],
};

const listener: Listener = {
  ...base,
  kind: 'listener',
  id: 'listener-1',
  loadBalancer: arn,
  protocol: 'TCP',
  port: 80,
  targetGroup: 'tg-1',
  attributes: {},
};

const endpoint: VpcEndpoint = {
  ...other,
  kind: 'vpc-endpoint',
  id: 'vpce-1',
  endpointType: 'Interface',
  vpc: 'vpc-c',
  serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
  service: 'vpce-svc-1',
  connection: { id: 'vpce-con-1', state: 'accepted', since: 0 },
  policy: '',
  routeTables: [],
  subnets: ['subnet-c'],
  groups: [],
  networkInterfaces: ['eni-end'],
  privateDnsEnabled: false,
  privateDnsOnlyForInboundResolver: false,
  dnsRecordIpType: 'ipv4',
  ipAddressType: 'ipv4',
  dnsSuffix: 'abcdefgh',
  desired: 'available',
  stateRevision: 1,
};

const service: Resource = {
  ...base,
  kind: 'vpc-endpoint-service',
  id: 'vpce-svc-1',
  loadBalancers: [arn],
  zoneIds: [zone],
  acceptanceRequired: true,
  supportedIpAddressTypes: ['ipv4'],
  supportedRegions: ['us-east-1'],
  payer: 'VpcEndpointOwner',
  principals: [],
};

const ground: readonly Resource[] = [
  ...vpc(base, 'p'),
  ...vpc(other, 'c'),
  ...vpc(other, 'bystander'),
  networkInterface('p', 'eni-nlb', '10.0.1.20', { interfaceType: 'network_load_balancer', parent: arn }),
  networkInterface('c', 'eni-end', '10.0.1.20', { interfaceType: 'vpc_endpoint', parent: 'vpce-1', groups: ['sg-c'] }),
  loadBalancer,
  group,
  listener,
  service,
  endpoint,
];

const network = (...more: readonly Resource[]): Network =>
  [...ground, ...more].reduce((all, one) => all.with(one), Network.empty());

const seeing = (states: Readonly<Record<string, 'healthy' | 'unhealthy'>>): TargetHealthView => ({
  observed: (_, __, target) => states[target.id] ?? 'initial',
});

function nodes(of: Network, health?: TargetHealthView): readonly Node[] {
  return compile(of, undefined, 'all', health).blueprint.nodes;
}

function balancer(of: Network, health?: TargetHealthView): Node & { readonly kind: 'load-balancer-node' } {
  const found = nodes(of, health).find((node) => node.kind === 'load-balancer-node');
  if (found?.kind !== 'load-balancer-node') throw new Error('no load balancer');
  return found;
}

const first = { address: '10.0.1.10', port: 8080 };
const second = { address: '10.0.1.11', port: 8080 };

describe('a load balancer', () => {
  test('has a node behind a port that sends on, and gets its replies back', () => {
    const plan = compile(network()).blueprint;
    expect(plan.routers.find(({ id }) => id === 'vpc-p')?.ports).toMatchObject([
      { id: 'eni-nlb', node: 'eni-nlb', sourceCheck: false, symmetric: true },
    ]);
    expect(balancer(network())).toMatchObject({ id: 'eni-nlb', router: 'vpc-p', address: '10.0.1.20' });
  });

  test('made without groups is judged by none, and with some by these', () => {
    const port = (of: Network) => compile(of).blueprint.routers.find(({ id }) => id === 'vpc-p')!.ports[0]!;
    expect(port(network())).not.toHaveProperty('groups');
    const grouped = networkInterface('p', 'eni-nlb', '10.0.1.20', {
      interfaceType: 'network_load_balancer',
      parent: arn,
      groups: ['sg-b', 'sg-a'],
    });
    const loaded = { ...loadBalancer, groups: ['sg-b', 'sg-a'] };
    expect(port(network(grouped, loaded)).groups).toEqual(['sg-a', 'sg-b']);
  });

  test('that is gone has no port', () => {
    expect(compile(network().without('load-balancer', arn)).blueprint.routers).toEqual([]);
  });

  test.each<[string, Record<string, 'healthy' | 'unhealthy'>, object]>([
    ['nothing known yet: all are tried', {}, { targets: [first, second], unfit: [] }],
    ['one is healthy, of the other nothing is known', { '10.0.1.10': 'healthy' }, { targets: [first], unfit: [] }],
    [
      'one is healthy, the other failed: that one is unfit',
      { '10.0.1.10': 'healthy', '10.0.1.11': 'unhealthy' },
      { targets: [first], unfit: [second] },
    ],
    [
      'none is healthy: all are tried and none is unfit',
      { '10.0.1.10': 'unhealthy', '10.0.1.11': 'unhealthy' },
      { targets: [first, second], unfit: [] },
    ],
  ])('sends to its targets: %s', (_, states, expected) => {
    expect(balancer(network(), seeing(states)).listeners).toMatchObject([expected]);
  });

  test.each<[string, Partial<Listener>, Partial<TargetGroup>, readonly object[]]>([
    ['TCP', {}, {}, [{ protocol: 6, port: 80, idleSeconds: 350, keepsClientAddress: false, proxyProtocol: false }]],
    ['its own time-out', { attributes: { 'tcp.idle_timeout.seconds': '60' } }, {}, [{ idleSeconds: 60 }]],
    ['UDP', { protocol: 'UDP' }, { protocol: 'UDP' }, [{ protocol: 17, idleSeconds: 120, keepsClientAddress: true }]],
    ['both', { protocol: 'TCP_UDP' }, { protocol: 'TCP_UDP' }, [{ protocol: 6 }, { protocol: 17 }]],
    ['proxy protocol', {}, { attributes: { 'proxy_protocol_v2.enabled': 'true' } }, [{ proxyProtocol: true }]],
    ['client addresses', {}, { attributes: { 'preserve_client_ip.enabled': 'true' } }, [{ keepsClientAddress: true }]],
  ])('listens: %s', (_, more, groupMore, expected) => {
    expect(balancer(network({ ...listener, ...more }, { ...group, ...groupMore })).listeners).toMatchObject(expected);
  });
});

describe('an endpoint of its service', () => {
  test('is a wire between two VPCs of two accounts', () => {
    expect(nodes(network())).toContainEqual({
      kind: 'service-endpoint',
      id: 'eni-end',
      router: 'vpc-c',
      endpoint: 'vpce-1',
      port: 'eni-end',
      loadBalancerNode: 'eni-nlb',
    });
    expect(balancer(network()).endpoints).toEqual(['eni-end']);
  });

  const connection = { id: 'vpce-con-1', since: 0 };
  test.each<[string, Network]>([
    ['not accepted', network({ ...endpoint, connection: { ...connection, state: 'pendingAcceptance' } })],
    ['rejected', network({ ...endpoint, connection: { ...connection, state: 'rejected' } })],
    ['deleted', network({ ...endpoint, desired: 'deleted' })],
    ['without a load balancer in its zone', network({ ...loadBalancer, nodes: [] })],
    ['without a load balancer', network().without('load-balancer', arn)],
    ['without a service', network().without('vpc-endpoint-service', 'vpce-svc-1')],
  ])('%s leads nowhere, and nothing answers at its address', (_, of) => {
    const plan = compile(of).blueprint;
    expect(plan.routers.map(({ id }) => id)).not.toContain('vpc-c');
    const ends = plan.nodes.flatMap((node) => (node.kind === 'load-balancer-node' ? node.endpoints : [node.id]));
    expect(ends).toEqual([]);
  });
});

test('an endpoint in another region leads to a node whose zone is up, and both ends know', () => {
  const [before, after] = ['use1-az2', 'use1-az4'].map((zoneId) => {
    const nodes = ['use1-az2', 'use1-az4'].map((id) => ({ subnet: 's', zoneId: id, networkInterface: `eni-${id}` }));
    const ends = nodes.map(({ networkInterface: id }, index) =>
      networkInterface('p', id, `10.0.1.${30 + index}`, { interfaceType: 'network_load_balancer', parent: arn }),
    );
    const remote: readonly Resource[] = [
      { ...endpoint, region: 'eu-west-1', serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1' },
      { ...service, zoneIds: ['use1-az2', 'use1-az4'] } as Resource,
      { ...loadBalancer, nodes },
      { ...base, kind: 'zone-fault', id: `us-east-1/${zoneId}`, zoneId },
    ];
    return network(...ends, ...remote);
  }) as [Network, Network];
  const wires = (found: readonly Node[]) =>
    found.flatMap((node) => (node.kind === 'service-endpoint' ? [[node.id, node.loadBalancerNode]] : []));
  const told = (found: readonly Node[]) =>
    found.flatMap((node) => (node.kind === 'load-balancer-node' ? node.endpoints.map((id) => [id, node.id]) : []));
  expect([wires(nodes(before)), told(nodes(before))]).toEqual(Array(2).fill([['eni-end', 'eni-use1-az4']]));
  const changes = ['use1-az2', 'use1-az4'].map((zoneId) => ({
    kind: 'zone-fault' as const,
    id: `us-east-1/${zoneId}`,
  }));
  const next = compile(after, compile(before), touchedVpcs(before, after, changes)).blueprint.nodes;
  expect([wires(next), told(next)]).toEqual(Array(2).fill([['eni-end', 'eni-use1-az2']]));
});

describe('what the groups of a load balancer let through endpoints', () => {
  const rule = (id: string, peer: object, more: object = {}) =>
    ({
      ...base,
      kind: 'security-group-rule',
      id,
      vpc: 'vpc-p',
      group: 'sg-1',
      egress: false,
      protocol: 'tcp',
      from: 80,
      to: 80,
      peer,
      ...more,
    }) as Resource;
  const list: Resource = {
    ...base,
    kind: 'prefix-list',
    id: 'pl-1',
    name: 'l',
    addressFamily: 'IPv4',
    maxEntries: 5,
    versions: [[{ cidr: '10.8.0.0/16' }, { cidr: '10.9.0.0/16' }]],
  } as unknown as Resource;
  const rules = [
    rule('sgr-1', { kind: 'cidr', cidr: '10.7.0.0/16' }),
    rule('sgr-2', { kind: 'prefix-list', prefixList: 'pl-1' }),
    rule('sgr-3', { kind: 'group', group: 'sg-1', account: base.account }),
    rule('sgr-4', { kind: 'cidr', cidr: '0.0.0.0/0' }, { egress: true }),
  ];

  test('is every incoming rule with blocks, never one that names a group', () => {
    const found = balancer(network({ ...loadBalancer, groups: ['sg-1'] }, list, ...rules)).endpointRules;
    expect(found?.map(({ peer }) => peer)).toEqual(
      ['10.7.0.0/16', '10.8.0.0/16', '10.9.0.0/16'].map((cidr) => ({ kind: 'cidr', cidr })),
    );
  });

  test.each<[string, Partial<LoadBalancer>]>([
    ['it has none', {}],
    ['they are not asked', { groups: ['sg-1'], enforceGroupsOnPrivateLink: false }],
  ])('is everything where %s', (_, more) => {
    expect(balancer(network({ ...loadBalancer, ...more }, ...rules))).not.toHaveProperty('endpointRules');
  });
});

describe('compiling again', () => {
  test.each<[Resource['kind'], string, readonly string[] | 'all']>([
    ['load-balancer', arn, ['vpc-p', 'vpc-c']],
    ['listener', 'listener-1', ['vpc-p']],
    ['target-group', 'tg-1', ['vpc-p']],
    ['vpc-endpoint-service', 'vpce-svc-1', ['vpc-p', 'vpc-c']],
    ['vpc-endpoint', 'vpce-1', ['vpc-p', 'vpc-c']],
    ['network-interface', 'eni-end', ['vpc-p', 'vpc-c']],
    ['network-interface', 'eni-nlb', ['vpc-p', 'vpc-c']],
    ['zone-fault', `us-east-1/${zone}`, 'all'],
  ])('%s %s touches the VPCs that it joins, when it comes and when it goes', (kind, id, expected) => {
    const fault: Resource = { ...base, kind: 'zone-fault', id: `us-east-1/${zone}`, zoneId: zone };
    const with_ = network(fault);
    const without = with_.without(kind, id);
    const set = expected === 'all' ? 'all' : new Set(expected);
    expect(touchedVpcs(without, with_, [{ kind, id }])).toEqual(set);
    expect(touchedVpcs(with_, without, [{ kind, id }])).toEqual(set);
    const next = compile(without, compile(with_), touchedVpcs(with_, without, [{ kind, id }]));
    expect(next.blueprint).toEqual(compile(without).blueprint);
  });

  test('after another look at the targets, the VPC of the load balancer alone', () => {
    const before = compile(network());
    const touched = vpcsOfHealth(network(), ['eni-nlb', 'eni-unknown']);
    expect(touched).toEqual(new Set(['vpc-p']));
    const after = compile(network(), before, touched, seeing({ '10.0.1.10': 'healthy' }));
    expect(after.blueprint).toEqual(compile(network(), undefined, 'all', seeing({ '10.0.1.10': 'healthy' })).blueprint);
    expect(after.vpcs.get('vpc-c')).toBe(before.vpcs.get('vpc-c'));
  });

  test('equal inputs give equal text', () => {
    const health = seeing({ '10.0.1.10': 'healthy' });
    expect(JSON.stringify(nodes(network(), health))).toBe(JSON.stringify(nodes(network(), health)));
  });
});

test('subnets of a zone that is down are down, whoever owns them', () => {
  const fault: Resource = { ...base, kind: 'zone-fault', id: `us-east-1/${zone}`, zoneId: zone };
  const down = compile(network(fault)).blueprint.routers.map(({ id, subnets }) => [id, subnets[0]?.down]);
  expect(down).toEqual([
    ['vpc-c', true],
    ['vpc-p', true],
  ]);
  expect(compile(network()).blueprint.routers.every(({ subnets }) => !('down' in subnets[0]!))).toBe(true);
});
