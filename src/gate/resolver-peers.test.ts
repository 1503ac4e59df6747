import { expect, test } from 'vitest';
import type { Resource, ResourceOf } from '../model/resource.ts';
import { recordType } from './dns-record.ts';
import { resolve } from './resolver.ts';
import { account, ids, region, sampleNetwork, start, subnet, vpc } from './sample-network.ts';

const far = 'eu-west-1';
const base = { account, created: start, tags: {} };
/** A peer of the sample's VPC in its region, one in another region, and one of the first peer. */
const vpcs = [
  ['vpc-0000000000000000a', '10.10.0.0/16', region],
  ['vpc-0000000000000000b', '10.11.0.0/16', far],
  ['vpc-0000000000000000c', '10.12.0.0/16', region],
].map(([id, cidr, at]): ResourceOf<'vpc'> => ({ ...vpc, id: id!, cidrs: [{ id: 'a', cidr: cidr! }], region: at! }));
const [near, abroad, beyond] = vpcs as [Named, Named, Named];
type Named = ResourceOf<'vpc'>;

const side = (of: Named, allowDnsResolutionFromRemoteVpc: boolean) => ({
  account,
  region: of.region,
  vpc: of.id,
  cidrs: [],
  allowDnsResolutionFromRemoteVpc,
});

function peering(id: string, one: Named, other: Named, [here, there]: readonly [boolean, boolean]): Resource {
  return {
    ...base,
    kind: 'vpc-peering-connection',
    id,
    region: one.region,
    requester: side(one, here),
    accepter: side(other, there),
    accepterTags: {},
    expires: start,
    stateRevision: 1,
    outcome: { kind: 'accepted', at: start },
  };
}

/** Who lets the other know: the peers of the sample's VPC, and that VPC. */
function networkWhere(peersAllow: boolean, vpcAllows: boolean, ...more: readonly Resource[]) {
  return sampleNetwork(
    ...vpcs,
    peering('pcx-1', vpc, near, [vpcAllows, peersAllow]),
    peering('pcx-2', abroad, vpc, [peersAllow, vpcAllows]),
    peering('pcx-3', near, beyond, [true, true]),
    ...more,
  );
}

function ask(network: ReturnType<typeof networkWhere>, from: string, name: string, type: 'A' | 'PTR' = 'A'): string {
  const answer = resolve(network, from, { name, type: recordType[type], class: 1 }, {});
  const data = (answer?.answers ?? []).map(({ data: one }) =>
    'address' in one ? one.address : 'target' in one ? one.target : one.kind,
  );
  return data.join(' ') || 'none';
}

const publicName = 'ec2-3-128-0-5.compute-1.amazonaws.com';

test.each<[string, string, string, string, string]>([
  ['a private name of a peer in the region', ids.vpc, 'ip-10-10-0-7.ec2.internal', '10.10.0.7', '10.10.0.7'],
  ['the other way round', near.id, 'ip-10-0-1-5.ec2.internal', '10.0.1.5', '10.0.1.5'],
  ['a private name of a peer abroad', ids.vpc, 'ip-10-11-0-7.eu-west-1.compute.internal', 'none', '10.11.0.7'],
  ['the other way round from abroad', abroad.id, 'ip-10-0-1-5.ec2.internal', 'none', '10.0.1.5'],
  ["a name of a peer's peer", ids.vpc, 'ip-10-12-0-7.ec2.internal', 'none', 'none'],
  ['a public name, from the peer', near.id, publicName, '3.128.0.5', '10.0.1.5'],
  ['a public name, from abroad', abroad.id, publicName, '3.128.0.5', '10.0.1.5'],
  ["a public name, from a peer's peer", beyond.id, publicName, '3.128.0.5', '3.128.0.5'],
  [
    "an endpoint's regional name",
    near.id,
    `${ids.sts}-abcd1234.sts.us-east-1.vpce.amazonaws.com`,
    '10.0.1.10 10.0.2.10',
    '10.0.1.10 10.0.2.10',
  ],
])('%s', (_, from, name, usually, allowed) => {
  expect([ask(networkWhere(false, false), from, name), ask(networkWhere(true, true), from, name)]).toEqual([
    usually,
    allowed,
  ]);
});

test('each side decides for its own hosts alone', () => {
  expect(ask(networkWhere(true, false), near.id, publicName)).toBe('3.128.0.5');
  expect(ask(networkWhere(false, true), near.id, publicName)).toBe('10.0.1.5');
});

test('addresses of a peer have names, backwards', () => {
  expect(ask(networkWhere(false, false), ids.vpc, '7.0.10.10.in-addr.arpa', 'PTR')).toBe('ip-10-10-0-7.ec2.internal');
  expect(ask(networkWhere(false, false), ids.vpc, '7.0.11.10.in-addr.arpa', 'PTR')).toBe('none');
});

test('an instance of a peer has its own name where its subnet says so', () => {
  const named = { ...subnet, privateDns: { ...subnet.privateDns, resourceNameA: true } };
  expect(ask(networkWhere(false, false), near.id, `${ids.instance}.ec2.internal`)).toBe('none');
  expect(ask(networkWhere(false, false, named), near.id, `${ids.instance}.ec2.internal`)).toBe('10.0.1.5');
});

test.each(['enableDnsSupport', 'enableDnsHostnames'])('nothing of a peer is known without its %s', (attribute) => {
  const network = networkWhere(true, true, { ...vpc, [attribute]: false });
  expect(ask(network, near.id, 'ip-10-0-1-5.ec2.internal')).toBe('none');
  expect(ask(network, near.id, publicName)).toBe('3.128.0.5');
});

test("an endpoint's private name stays in its VPC", () => {
  const name = 'sts.us-east-1.amazonaws.com';
  const network = networkWhere(true, true);
  expect(ask(network, ids.vpc, name)).toBe('10.0.1.10 10.0.2.10');
  expect(ask(network, near.id, name)).not.toBe('10.0.1.10 10.0.2.10');
});
