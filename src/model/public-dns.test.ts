import { describe, expect, test } from 'vitest';
import { asterisk } from './domain-name.ts';
import { conflictingZone, type HostedZone, type RecordSet, recordSetId } from './hosted-zone.ts';
import { Network } from './network.ts';
import { isDelegated, privateZoneFor, publicAnswer, publicTextRecords } from './public-dns.ts';
import type { Resource } from './resource.ts';

const base = { account: '111122223333', region: 'aws-global', tags: {} } as const;

function zone(id: string, name: string, more: Partial<HostedZone> = {}): HostedZone {
  const common = { ...base, kind: 'hosted-zone', private: false, vpcs: [], callerReference: id } as const;
  return { ...common, id, created: 1, name, nameServers: [`ns.${id.toLowerCase()}`], ...more };
}

function record(zoneId: string, name: string, type: string, ...values: string[]): RecordSet {
  const common = { ...base, kind: 'record-set', created: 0, zone: zoneId, ttl: 300 } as const;
  return { ...common, id: recordSetId(zoneId, name, type), name, type, values };
}

function alias(zoneId: string, name: string, hostedZone: string, dnsName: string): RecordSet {
  const { ttl: _, ...bare } = record(zoneId, name, 'A');
  return { ...bare, alias: { hostedZone, dnsName, evaluateTargetHealth: false } };
}

function networkOf(...resources: readonly Resource[]): Network {
  return resources.reduce((network, one) => network.with(one), Network.empty());
}

const example: readonly Resource[] = [
  zone('Z1', 'example.com.'),
  record('Z1', 'example.com.', 'NS', 'ns.z1.'),
  record('Z1', 'a.example.com.', 'A', '192.0.2.1', '192.0.2.2'),
  record('Z1', 'deep.under.example.com.', 'A', '192.0.2.3'),
  record('Z1', `${asterisk}.example.com.`, 'A', '192.0.2.4'),
  record('Z1', `${asterisk}.wild.example.com.`, 'TXT', '"any"'),
  record('Z1', 'c.example.com.', 'CNAME', 'a.example.com'),
  alias('Z1', 'same.example.com.', 'Z1', 'a.example.com.'),
  alias('Z1', 'loop.example.com.', 'Z1', 'loop.example.com.'),
  alias('Z1', 'balancer.example.com.', 'Z26RNL4JYFTOTI', 'lb.elb.us-east-1.amazonaws.com.'),
];

const addresses = (name: string) => (name === 'lb.elb.us-east-1.amazonaws.com.' ? ['10.0.0.9'] : undefined);

/** Values of an answer, or its kind where there are none. */
function ask(network: Network, name: string, type = 'A'): string {
  const answer = publicAnswer(network, name, type, addresses);
  if (answer?.kind !== 'records') return answer?.kind ?? 'no zone';
  const values = answer.records.map(({ value, ttl }) => {
    const text = 'address' in value ? value.address : 'target' in value ? value.target : value.kind;
    return `${text}/${ttl}`;
  });
  return values.join(' ') || 'nothing';
}

describe('a zone', () => {
  test.each([
    ['all values', 'a.example.com.', 'A', '192.0.2.1/300 192.0.2.2/300'],
    ['a name without the type', 'a.example.com.', 'AAAA', 'nothing'],
    ['a name that only others are below', 'under.example.com.', 'A', 'nothing'],
    ['a wildcard', 'x.example.com.', 'A', '192.0.2.4/300'],
    ['a wildcard, several labels away', 'y.x.example.com.', 'A', '192.0.2.4/300'],
    ['a wildcard stops where a name is', 'x.a.example.com.', 'A', 'absent'],
    ['a wildcard stops where something is below', 'x.under.example.com.', 'A', 'absent'],
    ['the closer wildcard, whatever it has', 'x.wild.example.com.', 'A', 'nothing'],
    ['the wildcard itself', `${asterisk}.example.com.`, 'A', '192.0.2.4/300'],
    ['a CNAME to every type', 'c.example.com.', 'AAAA', 'a.example.com./300'],
    ['an alias of its own, with the time of that', 'same.example.com.', 'A', '192.0.2.1/300 192.0.2.2/300'],
    ['an alias of itself, without end', 'loop.example.com.', 'A', 'nothing'],
    ['an alias of a load balancer', 'balancer.example.com.', 'A', '10.0.0.9/60'],
    ['an alias has no other type', 'balancer.example.com.', 'AAAA', 'nothing'],
    ['everything', 'example.com.', 'ANY', 'ns.z1./300'],
  ])('%s', (_, name, type, expected) => {
    expect(ask(networkOf(...example), name, type)).toBe(expected);
  });

  test('a removed record leaves no name behind', () => {
    const network = networkOf(...example).without('record-set', recordSetId('Z1', 'deep.under.example.com.', 'A'));
    expect(ask(network, 'under.example.com.')).toBe('192.0.2.4/300');
  });
});

describe('of several public zones', () => {
  const own = (more: Partial<HostedZone> = {}): readonly Resource[] => [
    ...example,
    zone('Z2', 'a.example.com.', { created: 2, ...more }),
    record('Z2', 'a.example.com.', 'A', '198.51.100.1'),
  ];
  const stranger = { account: '444455556666' };
  test.each<[string, readonly Resource[], string]>([
    ['the most specific answers', own(), '198.51.100.1/300'],
    ['but not a stranger’s below a zone that was there', own(stranger), '192.0.2.1/300 192.0.2.2/300'],
    ['a stranger’s that was there first', own({ ...stranger, created: 0 }), '198.51.100.1/300'],
    [
      'a stranger’s that the zone above delegates to',
      [...own(stranger), record('Z1', 'a.example.com.', 'NS', 'ns.z2')],
      '198.51.100.1/300',
    ],
    [
      'nobody’s where the zone above delegates elsewhere',
      [...own(), record('Z1', 'a.example.com.', 'NS', 'ns.elsewhere')],
      'unreachable',
    ],
  ])('%s', (_, resources, expected) => {
    expect(ask(networkOf(...resources), 'a.example.com.')).toBe(expected);
  });

  test('the first of a name answers', () => {
    const second = [zone('Z0', 'example.com.', { created: 2 }), record('Z0', 'a.example.com.', 'A', '198.51.100.1')];
    expect(ask(networkOf(...example, ...second), 'a.example.com.')).toBe('192.0.2.1/300 192.0.2.2/300');
  });

  test('no zone, no answer; a private one is none', () => {
    const network = networkOf(zone('Z3', 'corp.example.', { private: true, vpcs: [{ region: 'r', vpc: 'vpc-1' }] }));
    expect(ask(network, 'a.corp.example.')).toBe('no zone');
    expect(ask(network, 'example.org.')).toBe('no zone');
  });
});

describe('a name is delegated to servers', () => {
  const stranger = zone('Z9', 'a.example.com.', { account: '444455556666', created: 2 });
  test.each<[string, readonly Resource[], boolean]>([
    ['by the zone above it', [record('Z1', 'sold.a.example.com.', 'NS', 'ns.x', 'ns.sold')], true],
    ['not to others', [record('Z1', 'sold.a.example.com.', 'NS', 'ns.x')], false],
    ['not by a record of another type', [record('Z1', 'sold.a.example.com.', 'CNAME', 'ns.sold')], false],
    ['not by a record above', [record('Z1', 'a.example.com.', 'NS', 'ns.sold')], false],
    ['not by a stranger’s zone', [stranger, record('Z9', 'sold.a.example.com.', 'NS', 'ns.sold')], false],
  ])('%s', (_, more, delegated) => {
    expect(isDelegated(networkOf(...example, ...more), 'sold.a.example.com', ['ns.sold'])).toBe(delegated);
  });

  test('and none where no zone is', () => {
    expect(isDelegated(networkOf(), 'sold.a.example.com', ['ns.sold'])).toBe(false);
    expect(isDelegated(networkOf(...example), 'com', ['ns.sold'])).toBe(false);
  });
});

describe('private zones', () => {
  const inVpc = { private: true, vpcs: [{ region: 'us-east-1', vpc: 'vpc-1' }] };
  const network = networkOf(zone('Z4', 'corp.example.', inVpc), zone('Z5', 'a.corp.example.', inVpc));

  test.each([
    ['vpc-1', 'x.corp.example.', 'Z4'],
    ['vpc-1', 'x.a.corp.example.', 'Z5'],
    ['vpc-1', 'corp.example.', 'Z4'],
    ['vpc-1', 'example.', undefined],
    ['vpc-2', 'x.corp.example.', undefined],
  ])('in %s %s is in %s', (vpc, name, id) => {
    expect(privateZoneFor(network, vpc, name)?.id).toBe(id);
  });

  test.each([
    ['corp.example', 'Z4'],
    ['*.Corp.Example', 'Z4'],
    ['x.corp.example', undefined],
    ['example', undefined],
  ])('the private name %s conflicts with %s', (name, id) => {
    expect(conflictingZone(network, 'vpc-1', name)?.id).toBe(id);
  });
});

describe('publicTextRecords', () => {
  const network = networkOf(
    zone('Z1', 'example.com.'),
    record('Z1', '_proof.example.com.', 'TXT', '"vpce:" "Abc"', '"other"'),
    record('Z1', 'c.example.com.', 'CNAME', '_proof.example.com'),
    record('Z1', 'a.example.com.', 'CNAME', 'b.example.com'),
    record('Z1', 'b.example.com.', 'CNAME', 'a.example.com'),
    zone('Z3', 'corp.example.', { private: true, vpcs: [{ region: 'r', vpc: 'vpc-1' }] }),
    record('Z3', 'corp.example.', 'TXT', '"private"'),
  );

  test.each([
    ['_proof.example.com', ['vpce:Abc', 'other']],
    ['_Proof.Example.com.', ['vpce:Abc', 'other']],
    ['c.example.com', ['vpce:Abc', 'other']],
    ['a.example.com', []],
    ['none.example.com', []],
    ['corp.example', []],
    ['not a name', []],
  ])('%s', (name, expected) => {
    expect(publicTextRecords(network, name)).toEqual(expected);
  });
});
