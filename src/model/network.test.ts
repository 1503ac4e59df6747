import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexKeys } from './indexes.ts';
import type { TargetGroup } from './load-balancer.ts';
import { Network } from './network.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { Resource } from './resource.ts';
import type { Subnet } from './subnet.ts';

const subnet = (id: string, vpc: string, region = 'us-east-1'): Subnet => ({
  kind: 'subnet',
  id,
  account: '111122223333',
  region,
  created: 0,
  tags: {},
  vpc,
  cidr: '10.0.0.0/24',
  zoneId: 'use1-az1',
  defaultForAz: false,
  mapPublicIpOnLaunch: false,
  privateDns: { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false },
});

const networkInterface = (id: string, inSubnet: string, groups: readonly string[], addresses: readonly string[]) =>
  ({
    kind: 'network-interface',
    id,
    account: '111122223333',
    region: 'us-east-1',
    created: 0,
    tags: {},
    vpc: 'vpc-1',
    subnet: inSubnet,
    zoneId: 'use1-az1',
    interfaceType: 'interface',
    description: '',
    mac: '02:00:00:00:00:01',
    privateAddresses: addresses,
    groups,
    sourceDestCheck: true,
    requesterManaged: false,
  }) satisfies NetworkInterface;

const ids = (resources: readonly { readonly id: string }[]) => resources.map(({ id }) => id);

test('resources are found by id and by what they belong to, in order of id', () => {
  const network = Network.empty()
    .with(subnet('subnet-2', 'vpc-1'))
    .with(subnet('subnet-1', 'vpc-1'))
    .with(subnet('subnet-3', 'vpc-2', 'eu-west-1'));
  expect(network.get('subnet', 'subnet-2')?.vpc).toBe('vpc-1');
  expect(network.get('vpc', 'subnet-2')).toBeUndefined();
  expect(ids(network.find('subnet', 'vpc:vpc-1'))).toEqual(['subnet-1', 'subnet-2']);
  expect(network.count('subnet', 'vpc:vpc-1')).toBe(2);
  expect(ids(network.owned('subnet', '111122223333', 'eu-west-1'))).toEqual(['subnet-3']);
  expect(network.owned('subnet', '444455556666', 'eu-west-1')).toEqual([]);
});

test('what moves leaves its old index keys and gets new ones', () => {
  const before = networkInterface('eni-1', 'subnet-1', ['sg-1', 'sg-2'], ['10.0.0.5']);
  const network = Network.empty()
    .with(before)
    .with({ ...before, groups: ['sg-2', 'sg-3'], privateAddresses: ['10.0.0.6'] });
  const count = (key: string) => network.count('network-interface', key);
  expect(['group:sg-1', 'group:sg-2', 'group:sg-3'].map(count)).toEqual([0, 1, 1]);
  expect([count('address:vpc-1/10.0.0.5'), count('address:vpc-1/10.0.0.6')]).toEqual([0, 1]);
});

test('a Network stays as it was when another is made from it', () => {
  const first = Network.empty().with(subnet('subnet-1', 'vpc-1'));
  const second = first.with(subnet('subnet-2', 'vpc-1')).without('subnet', 'subnet-1').atRevision(9);
  expect([ids(first.find('subnet', 'vpc:vpc-1')), first.revision]).toEqual([['subnet-1'], 0]);
  expect([ids(second.find('subnet', 'vpc:vpc-1')), second.revision]).toEqual([['subnet-2'], 9]);
});

test('removing what is not there changes nothing', () => {
  const network = Network.empty().with(subnet('subnet-1', 'vpc-1'));
  expect(network.without('subnet', 'subnet-9')).toBe(network);
});

test('an index that outgrows its array answers the same', () => {
  let network = Network.empty();
  const names = Array.from({ length: 130 }, (_, index) => `subnet-${String(index).padStart(3, '0')}`);
  for (const name of names) network = network.with(subnet(name, 'vpc-1'));
  expect(ids(network.find('subnet', 'vpc:vpc-1'))).toEqual(names);
  for (const name of names.slice(0, 129)) network = network.without('subnet', name);
  expect([ids(network.find('subnet', 'vpc:vpc-1')), network.count('subnet', 'vpc:vpc-1')]).toEqual([['subnet-129'], 1]);
  expect(network.without('subnet', 'subnet-129').count('subnet', 'vpc:vpc-1')).toBe(0);
});

test('made at once, a long index answers the same before and after it shrinks', () => {
  const names = Array.from({ length: 130 }, (_, index) => `subnet-${String(index).padStart(3, '0')}`);
  let network = Network.of(
    names.toReversed().map((name) => subnet(name, 'vpc-1')),
    3,
  );
  expect(ids(network.find('subnet', 'vpc:vpc-1'))).toEqual(names);
  for (const name of names.slice(0, 129)) network = network.without('subnet', name);
  expect([ids(network.find('subnet', 'vpc:vpc-1')), network.count('subnet', 'vpc:vpc-1')]).toEqual([['subnet-129'], 1]);
});

test('what names another thing twice is found once', () => {
  const target = { id: 'i-1', registered: 0 };
  const group = {
    ...{ kind: 'target-group', id: 'tg-1', account: '111122223333', region: 'us-east-1', created: 0, tags: {} },
    ...{ name: 'tg', suffix: '0123456789abcdef', vpc: 'vpc-1', protocol: 'TCP', port: 80, targetType: 'instance' },
    ...{ healthCheck: {}, attributes: {} },
    targets: [80, 81].map((port) => ({ ...target, port })),
  } as unknown as TargetGroup;
  for (const network of [Network.empty().with(group), Network.of([group], 0)]) {
    expect(ids(network.find('target-group', 'target:i-1'))).toEqual(['tg-1']);
  }
});

describe('against a plain list', () => {
  const name = fc.integer({ min: 0, max: 7 });
  const put = fc
    .record({ name, inSubnet: name, groups: fc.uniqueArray(name, { maxLength: 3 }), address: name })
    .map((one) =>
      networkInterface(
        `eni-${one.name}`,
        `subnet-${one.inSubnet}`,
        one.groups.map((group) => `sg-${group}`),
        [`10.0.0.${one.address}`],
      ),
    );
  const step = fc.oneof(
    put,
    name.map((one) => `eni-${one}`),
  );

  test('every index key finds exactly the resources that have it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let network = Network.empty();
        const plain = new Map<string, Resource>();
        const keys = new Set<string>();
        for (const one of steps) {
          if (typeof one === 'string') {
            network = network.without('network-interface', one);
            plain.delete(one);
            continue;
          }
          network = network.with(one);
          plain.set(one.id, one);
          for (const key of indexKeys(one)) keys.add(key);
        }
        const all = [...plain.values()].sort((one, other) => one.id.localeCompare(other.id));
        for (const key of keys) {
          const wanted = all.filter((one) => indexKeys(one).includes(key));
          expect(network.find('network-interface', key)).toEqual(wanted);
          expect(network.count('network-interface', key)).toBe(wanted.length);
        }
        expect(ids([...network.all('network-interface')]).sort()).toEqual(ids(all));
      }),
    );
  });

  test('made at once it is what adding one by one makes, and goes on from there', () => {
    fc.assert(
      fc.property(fc.array(put, { maxLength: 40 }), fc.array(step, { maxLength: 10 }), (resources, steps) => {
        const keys = new Set(resources.flatMap(indexKeys));
        let atOnce = Network.of(resources, 7);
        let oneByOne = resources.reduce((network, one) => network.with(one), Network.empty()).atRevision(7);
        expectSame(atOnce, oneByOne, keys);
        for (const one of steps) {
          const next = (network: Network): Network =>
            typeof one === 'string' ? network.without('network-interface', one) : network.with(one);
          [atOnce, oneByOne] = [next(atOnce), next(oneByOne)];
          if (typeof one !== 'string') for (const key of indexKeys(one)) keys.add(key);
        }
        expectSame(atOnce, oneByOne, keys);
      }),
    );
  });
});

function expectSame(one: Network, other: Network, keys: Iterable<string>): void {
  const all = (network: Network) => [...network.resources()].sort((a, b) => a.id.localeCompare(b.id));
  expect([one.revision, all(one)]).toEqual([other.revision, all(other)]);
  for (const key of keys) {
    expect(one.find('network-interface', key)).toEqual(other.find('network-interface', key));
    expect(one.count('network-interface', key)).toBe(other.count('network-interface', key));
  }
}

test('what is said of identities is one object until something about them changes', () => {
  const identity = { account: '111122223333', region: 'aws-global', created: 0, tags: {} };
  const user = { ...identity, kind: 'user', id: '111122223333/ada', name: 'ada' } as unknown as Resource;
  const start = Network.of([user, subnet('subnet-1', 'vpc-1')], 1);
  const elsewhere = start.with(subnet('subnet-2', 'vpc-1')).without('subnet', 'subnet-1').atRevision(2);
  expect(elsewhere.identities).toBe(start.identities);
  expect(start.with(user).identities).not.toBe(start.identities);
  expect(start.without('user', user.id).identities).not.toBe(start.identities);
});
