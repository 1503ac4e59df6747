/** Load balancers and endpoints of customers' services in the answers of a VPC's resolver. */

import { describe, expect, test } from 'vitest';
import { recordSetId } from '../model/hosted-zone.ts';
import type { LoadBalancer } from '../model/load-balancer.ts';
import type { Resource, ResourceOf } from '../model/resource.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import { zoneFaultId } from '../model/zone-fault.ts';
import { responseCode } from './dns-message.ts';
import { recordType } from './dns-record.ts';
import { resolve } from './resolver.ts';
import type { View } from './resolver-lookups.ts';
import { account, ids, networkInterface, region, sampleNetwork, stsEndpoint, zones } from './sample-network.ts';

const provider = { account: '444455556666', region, created: 0, tags: {} } as const;
const arn = 'arn:lb';
const suffix = '0123456789abcdef';
const service = 'vpce-svc-00000000000000001';
const [zoneA, zoneB] = [zones[0]!, zones[1]!];

const loadBalancer: LoadBalancer = {
  ...provider,
  kind: 'load-balancer',
  id: arn,
  name: 'Front',
  suffix,
  scheme: 'internal',
  vpc: ids.other,
  nodes: [
    { subnet: 'subnet-a', zoneId: zoneA.id, networkInterface: 'eni-lb-a' },
    { subnet: 'subnet-b', zoneId: zoneB.id, networkInterface: 'eni-lb-b' },
  ],
  enforceGroupsOnPrivateLink: true,
  attributes: { 'load_balancing.cross_zone.enabled': 'true' },
  stateRevision: 0,
};

const group: ResourceOf<'target-group'> = {
  ...provider,
  kind: 'target-group',
  id: 'tg',
  name: 'tg',
  suffix,
  vpc: ids.other,
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
  attributes: {},
  targets: [{ id: '192.0.2.9', port: 80, registered: 0, reach: { kind: 'every-zone' } }],
};

function interfaceOf(id: string, vpc: string, zoneId: string, address: string, more: object = {}): Resource {
  const { attachment: _, ...rest } = networkInterface;
  return { ...rest, ...more, id, vpc, zoneId, privateAddresses: [address] };
}

const endpoint: ResourceOf<'vpc-endpoint'> = {
  ...stsEndpoint,
  id: 'vpce-00000000000000009',
  serviceName: `com.amazonaws.vpce.${region}.${service}`,
  service,
  connection: { id: 'vpce-con-1', state: 'accepted', since: 0 },
  networkInterfaces: ['eni-e-a', 'eni-e-b'],
  dnsSuffix: 'zzzz9999',
  privateDnsEnabled: true,
};

const offered: ResourceOf<'vpc-endpoint-service'> = {
  ...provider,
  kind: 'vpc-endpoint-service',
  id: service,
  loadBalancers: [arn],
  zoneIds: [zoneA.id, zoneB.id],
  acceptanceRequired: true,
  privateDns: { domain: 'api.example.com', name: '_proof', value: 'vpce:Abc', state: 'pendingVerification' },
  supportedIpAddressTypes: ['ipv4'],
  supportedRegions: [region],
  payer: 'VpcEndpointOwner',
  principals: [],
};

const global = { ...provider, region: 'aws-global' } as const;
const zoneOf = (id: string, name: string, more: object = {}): Resource => ({
  ...global,
  kind: 'hosted-zone',
  private: false,
  vpcs: [],
  callerReference: id,
  nameServers: [],
  id,
  name,
  ...more,
});
const textOf = (zone: string, name: string, type: string, more: object): Resource => ({
  ...global,
  kind: 'record-set',
  id: recordSetId(zone, name, type),
  zone,
  name,
  type,
  values: [],
  ...more,
});
const proof = textOf('ZE', '_proof.api.example.com.', 'TXT', { ttl: 60, values: ['"vpce:Abc"'] });

const resources: readonly Resource[] = [
  loadBalancer,
  group,
  {
    ...provider,
    kind: 'listener',
    id: 'l',
    loadBalancer: arn,
    protocol: 'TCP',
    port: 80,
    targetGroup: 'tg',
    attributes: {},
  },
  interfaceOf('eni-lb-a', ids.other, zoneA.id, '10.0.1.20', { autoPublicAddress: '3.128.0.20' }),
  interfaceOf('eni-lb-b', ids.other, zoneB.id, '10.0.2.20', { autoPublicAddress: '3.128.0.21' }),
  offered,
  endpoint,
  interfaceOf('eni-e-a', ids.vpc, zoneA.id, '10.0.1.30', { parent: endpoint.id }),
  interfaceOf('eni-e-b', ids.vpc, zoneB.id, '10.0.2.30', { parent: endpoint.id }),
  zoneOf('ZE', 'example.com.'),
  textOf('ZE', 'example.com.', 'SOA', { ttl: 900, values: ['ns.a. b.c. 1 7200 900 1209600 86400'] }),
  proof,
  textOf('ZE', 'alias.example.com.', 'A', {
    alias: {
      hostedZone: 'Z26RNL4JYFTOTI',
      dnsName: `front-${suffix}.elb.${region}.amazonaws.com.`,
      evaluateTargetHealth: true,
    },
  }),
];

/** What the checks of nodes have seen; of those named, that the target is well. */
const seen = (...nodes: readonly string[]): View => ({
  targetHealth: { observed: (node) => (nodes.includes(node) ? 'healthy' : 'unhealthy') } satisfies TargetHealthView,
});
const down = (...down: readonly string[]): readonly Resource[] =>
  down.map((zoneId) => ({ ...provider, kind: 'zone-fault', id: zoneFaultId(region, zoneId), zoneId }));

interface Case {
  readonly in?: string;
  readonly view?: View;
  readonly changes?: readonly Resource[];
}

function ask(name: string, { in: vpcId = ids.vpc, view = {}, changes = [] }: Case = {}): string {
  const question = { name, type: recordType.A, class: 1 };
  const answer = resolve(sampleNetwork(...resources, ...changes), vpcId, question, view)!;
  const data = answer.answers.map(({ data: one }) =>
    'address' in one ? one.address : 'target' in one ? one.target : '?',
  );
  return data.join(' ') || (answer.code === responseCode.NXDOMAIN ? 'NXDOMAIN' : 'NODATA');
}

const dnsName = `Front-${suffix}.elb.${region}.amazonaws.com`;

describe('a load balancer', () => {
  const facing = { ...loadBalancer, scheme: 'internet-facing' } as const;
  test.each<[string, string, string, Case?]>([
    ['answers with all nodes while none is healthy', dnsName, '10.0.1.20 10.0.2.20'],
    ['which take turns', dnsName, '10.0.2.20 10.0.1.20', { view: { turn: 1 } }],
    ['answers with the healthy ones', dnsName, '10.0.2.20', { view: seen('eni-lb-b') }],
    ['everybody', dnsName, '10.0.1.20 10.0.2.20', { in: ids.empty }],
    ['leaves out a zone that is down', dnsName, '10.0.2.20', { changes: down(zoneA.id) }],
    ['has nothing without a zone', dnsName, 'NODATA', { changes: down(zoneA.id, zoneB.id) }],
    ['has public addresses where it faces the internet', dnsName, '3.128.0.20 3.128.0.21', { changes: [facing] }],
    ['has a name for both kinds of addresses', `dualstack.${dnsName}`, '10.0.1.20 10.0.2.20'],
    ['nobody has another suffix', dnsName.replace('cdef', 'cdee'), 'NXDOMAIN'],
    ['nor another name', dnsName.replace('Front', 'Back'), 'NXDOMAIN'],
    ['nor is it in another region', dnsName.replace(region, 'eu-west-1'), 'NXDOMAIN'],
    ['an alias stands for it', 'alias.example.com', '10.0.2.20', { view: seen('eni-lb-b') }],
  ])('%s', (_, name, expected, options) => {
    expect(ask(name, options)).toBe(expected);
  });

  test('a zonal name has the one address, whatever its health', () => {
    const own = { ...loadBalancer, account };
    const options = { changes: [own, ...down(zoneA.id)], view: seen('eni-lb-b') };
    expect(ask(`${zoneA.name}.${dnsName}`, options)).toBe('10.0.1.20');
    expect(ask(`${zones[2]!.name}.${dnsName}`, options)).toBe('NXDOMAIN');
  });
});

describe('an endpoint of a customer’s service', () => {
  const regional = `${endpoint.id}-zzzz9999.${service}.${region}.vpce.amazonaws.com`;
  const zonal = regional.replace('zzzz9999', `zzzz9999-${zoneA.name}`);
  const inState = (state: 'pendingAcceptance' | 'rejected') => ({
    changes: [{ ...endpoint, connection: { ...endpoint.connection!, state } }],
  });
  test.each<[string, string, string, Case?]>([
    ['answers with all interfaces while none is healthy', regional, '10.0.1.30 10.0.2.30'],
    ['and only healthy ones otherwise', regional, '10.0.2.30', { view: seen('eni-lb-b') }],
    ['everybody', regional, '10.0.1.30 10.0.2.30', { in: ids.other }],
    ['leaves out a zone that is down', regional, '10.0.1.30', { view: seen('eni-lb-b'), changes: down(zoneB.id) }],
    ['answers with all where all are down', regional, '10.0.1.30 10.0.2.30', { changes: down(zoneA.id, zoneB.id) }],
    ['a zonal name has the one address', zonal, '10.0.1.30', { view: seen('eni-lb-b'), changes: down(zoneA.id) }],
    ['nothing before it is accepted', regional, 'NODATA', inState('pendingAcceptance')],
    ['nothing after it was rejected', zonal, 'NODATA', inState('rejected')],
    ['no name where the service is another', regional.replace(service, 'vpce-svc-00000000000000002'), 'NXDOMAIN'],
    ['the private name is the regional one', 'API.example.com', `${regional} 10.0.2.30`, { view: seen('eni-lb-b') }],
    ['not elsewhere', 'api.example.com', 'NODATA', { in: ids.other }],
    ['not while it is off', 'api.example.com', 'NODATA', { changes: [{ ...endpoint, privateDnsEnabled: false }] }],
    ['not after a rejection', 'api.example.com', 'NODATA', inState('rejected')],
    ['not below the name', 'x.api.example.com', 'NXDOMAIN'],
  ])('%s', (_, name, expected, options) => {
    expect(ask(name, options)).toBe(expected);
  });

  const named = (domain: string, state: 'pendingVerification' | 'verified'): Resource => ({
    ...offered,
    privateDns: { ...offered.privateDns!, domain, state },
  });
  test.each<[string, Resource, string, string]>([
    ['a wildcard', named('*.api.example.com', 'verified'), 'x.api.example.com', `${regional} 10.0.1.30 10.0.2.30`],
    ['a name that is not proven', named('svc.example.org', 'pendingVerification'), 'svc.example.org', 'NXDOMAIN'],
    ['one that was', named('svc.example.org', 'verified'), 'svc.example.org', `${regional} 10.0.1.30 10.0.2.30`],
  ])('%s', (_, change, name, expected) => {
    expect(ask(name, { changes: [change] })).toBe(expected);
  });
});

describe('an endpoint of a service that is sold under a seller’s name', () => {
  const baseName = 'api.vpce.example.com';
  const regional = `${endpoint.id}.${baseName}`;
  const product = {
    ...{ id: 'prod-1', title: 'Partner', published: 0, subscriptions: [] },
    sellerDns: { name: baseName, nameServers: ['ns-1.awsdns-00.com', 'ns-2.awsdns-00.net'] },
  };
  const sold: Resource = { ...offered, product };
  const handed = textOf('ZE', `${baseName}.`, 'NS', { ttl: 60, values: ['ns-1.awsdns-00.com.'] });
  const elsewhere = { ...handed, values: ['ns-1.example.org.'] } as Resource;
  const rejected = { ...endpoint, connection: { ...endpoint.connection!, state: 'rejected' } } as const;
  const amazons = `${endpoint.id}-zzzz9999.${service}.${region}.vpce.amazonaws.com`;
  test.each<[string, string, string, readonly Resource[]]>([
    ['answers everybody at it', regional, '10.0.1.30 10.0.2.30', [sold, handed]],
    ['in a zone', `${zoneA.name}-${regional}`, '10.0.1.30', [sold, handed]],
    ['not in a zone that it isn’t in', `${zones[2]!.name}-${regional}`, 'NXDOMAIN', [sold, handed]],
    ['not under another endpoint’s', regional.replace('9.', '8.'), 'NXDOMAIN', [sold, handed]],
    ['a zone of its own', baseName, 'NODATA', [sold, handed]],
    ['not before the seller has delegated it', regional, 'NXDOMAIN', [sold]],
    ['nor while it is delegated to others', regional, 'NODATA', [sold, elsewhere]],
    ['nothing after it was rejected', regional, 'NODATA', [sold, handed, rejected]],
    ['Amazon’s name is gone', amazons, 'NXDOMAIN', [sold, handed]],
    ['nor is that a name of an ordinary service', regional, 'NODATA', [handed]],
    ['the private name is the seller’s', 'api.example.com', `${regional} 10.0.1.30 10.0.2.30`, [sold, handed]],
  ])('%s', (_, name, expected, changes) => {
    expect(ask(name, { changes })).toBe(expected);
  });
});

test('an endpoint for a service of another region has the regional name alone', () => {
  const serviceName = `com.amazonaws.vpce.eu-west-1.${service}`;
  const changes = [
    { ...endpoint, serviceName },
    { ...offered, region: 'eu-west-1' },
  ];
  const name = `${endpoint.id}-zzzz9999.${service}.eu-west-1.vpce.amazonaws.com`;
  expect(ask(name, { changes })).toBe('10.0.1.30 10.0.2.30');
  expect(ask(name.replace('eu-west-1', region), { changes })).toBe('NXDOMAIN');
  expect(ask(name.replace('zzzz9999', `zzzz9999-${zoneA.name}`), { changes })).toBe('NXDOMAIN');
});

test('an endpoint of a service of AWS’s leaves out a zone that is down', () => {
  const name = `${ids.sts}-abcd1234.sts.us-east-1.vpce.amazonaws.com`;
  expect(ask(name, { changes: down(zoneA.id) })).toBe('10.0.2.10');
  expect(ask(name.replace('abcd1234', `abcd1234-${zoneA.name}`), { changes: down(zoneA.id) })).toBe('10.0.1.10');
});
