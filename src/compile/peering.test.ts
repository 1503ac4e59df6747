/** Peered VPCs in the plan: the link of each, what names a peer's group, and which VPCs a change touches. */

import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import type { PeeringOutcome, VpcPeeringConnection } from '../model/vpc-peering-connection.ts';
import { compile } from './compile.ts';
import { touchedVpcs } from './touched.ts';

const base = { account: '111111111111', region: 'us-east-1', created: 0, tags: {} };
const made = (resource: object): Resource => ({ ...base, ...resource }) as Resource;
const cidrOf = (number: number): string => `10.${number}.0.0/16`;

function place(number: number, region: string, peering: string, to: number): readonly Resource[] {
  const vpc = `vpc-${number}`;
  const local = { destination: { kind: 'cidr', cidr: cidrOf(number) }, target: { kind: 'local' }, origin: 'x' };
  const across = {
    destination: { kind: 'cidr', cidr: cidrOf(to) },
    target: { kind: 'vpc-peering-connection', id: peering },
    origin: 'x',
  };
  const subnet = { vpc, subnet: `subnet-${number}`, region, zoneId: `${region}-az1` };
  const own = [{ id: 'a', main: true }];
  return [
    made({ kind: 'vpc', id: vpc, region, cidrs: [{ id: 'c', cidr: cidrOf(number) }], enableDnsSupport: true }),
    made({ ...subnet, kind: 'subnet', id: subnet.subnet, cidr: `10.${number}.1.0/24` }),
    made({ kind: 'network-acl', id: `acl-${number}`, vpc, region, entries: [], associations: [subnet] }),
    made({ kind: 'route-table', id: `rtb-${number}`, vpc, region, routes: [local, across], associations: own }),
    made({ kind: 'security-group', id: `sg-${number}`, vpc, region, name: 'sg', description: '' }),
    made({ ...subnet, kind: 'instance', id: `i-${number}`, desired: 'running' }),
    made({
      ...subnet,
      kind: 'network-interface',
      id: `eni-${number}`,
      interfaceType: 'interface',
      privateAddresses: [`10.${number}.1.10`],
      mac: '02:00:00:00:00:09',
      groups: [`sg-${number}`],
      sourceDestCheck: true,
      attachment: { instance: `i-${number}`, deviceIndex: 0 },
    }),
  ];
}

function connection(from: number, to: number, regions: readonly [string, string], outcome?: PeeringOutcome) {
  const side = (number: number, region: string) => ({
    account: base.account,
    region,
    vpc: `vpc-${number}`,
    cidrs: [cidrOf(number)],
    allowDnsResolutionFromRemoteVpc: false,
  });
  const document: VpcPeeringConnection = {
    ...base,
    kind: 'vpc-peering-connection',
    id: `pcx-${from}${to}`,
    requester: side(from, regions[0]),
    accepter: side(to, regions[1]),
    accepterTags: {},
    expires: 1,
    stateRevision: 1,
    ...(outcome ? { outcome } : {}),
  };
  return document;
}

const accepted: PeeringOutcome = { kind: 'accepted', at: 0 };
const [home, abroad] = ['us-east-1', 'eu-west-1'] as const;

const named = (id: string, vpc: number, peer: number) =>
  made({
    kind: 'security-group-rule',
    id,
    vpc: `vpc-${vpc}`,
    group: `sg-${vpc}`,
    egress: false,
    protocol: '-1',
    peer: { kind: 'group', group: `sg-${peer}`, account: base.account },
  });

const ground = [
  ...place(1, home, 'pcx-12', 2),
  ...place(2, home, 'pcx-12', 1),
  ...place(3, abroad, 'pcx-13', 1),
  named('sgr-1', 1, 2),
  named('sgr-3', 1, 3),
];
const near = connection(1, 2, [home, home], accepted);
const far = connection(1, 3, [home, abroad], accepted);
const network = (...more: readonly Resource[]) => Network.of([...ground, ...more], 1);
const routerOf = (one: Network, id: string) => compile(one).blueprint.routers.find((router) => router.id === id)!;

test('each side has a link to the other, and routes lead over it', () => {
  const both = network(near);
  expect(routerOf(both, 'vpc-1').peerings).toEqual([
    { id: 'pcx-12', router: 'vpc-2', region: home, cidrs: ['10.2.0.0/16'], members: ['10.2.1.10'] },
  ]);
  expect(routerOf(both, 'vpc-2').peerings).toEqual([
    { id: 'pcx-12', router: 'vpc-1', region: home, cidrs: ['10.1.0.0/16'], members: [] },
  ]);
  expect(routerOf(both, 'vpc-1').routeTables[0]!.routes).toContainEqual({
    destination: '10.2.0.0/16',
    target: { kind: 'peering', peering: 'pcx-12' },
  });
});

test.each<[string, PeeringOutcome | undefined]>([
  ['waits for an answer', undefined],
  ['was rejected', { kind: 'rejected', at: 0, by: base.account }],
  ['was deleted', { kind: 'deleted', at: 0, by: base.account }],
  ['failed', { kind: 'failed', at: 0, message: 'x' }],
])('a connection that %s is no link, and routes over it lead nowhere', (_, outcome) => {
  const router = routerOf(network(connection(1, 2, [home, home], outcome)), 'vpc-1');
  expect(router.peerings).toEqual([]);
  expect(router.routeTables[0]!.routes).toContainEqual({
    destination: '10.2.0.0/16',
    target: { kind: 'blackhole' },
  });
});

test("a peer's group means its members in the same region, and nobody in another", () => {
  const sets = routerOf(network(near, far), 'vpc-1').addressSets;
  expect(sets).toEqual([
    { id: 'sg-2', cidrs: ['10.2.1.10/32'] },
    { id: 'sg-3', cidrs: [] },
  ]);
});

describe('what a change touches', () => {
  test.each<[string, Resource, readonly string[]]>([
    ['the connection', connection(1, 2, [home, home]), ['vpc-1', 'vpc-2']],
    ["a peer's blocks", made({ ...ground[7], cidrs: [{ id: 'c', cidr: '10.7.0.0/16' }] }), ['vpc-1', 'vpc-2']],
    ["a member of a peer's group", made({ ...ground[13], privateAddresses: ['10.2.1.20'] }), ['vpc-1', 'vpc-2']],
  ])('%s', (_, changed, vpcs) => {
    const [before, after] = [network(near), network(near, changed)];
    const touched = touchedVpcs(before, after, [changed]);
    expect([...touched].sort()).toEqual(vpcs);
    expect(compile(after, compile(before), touched).blueprint).toEqual(compile(after).blueprint);
  });
});
