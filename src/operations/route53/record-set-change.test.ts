import { beforeEach, describe, expect, test } from 'vitest';
import { endpointOperations, interfaceEndpoint, putLoadBalancer, world } from '../ec2/vpc-endpoint-fixture.ts';
import { type Harness, harness } from '../harness.ts';
import type { ChangeInput } from './record-set-input.ts';
import { route53Operations as operations } from './table.ts';

type RecordInput = ChangeInput['ResourceRecordSet'];
type Change = readonly [action: string, name: string, type: string, ...values: string[]];

let h: Harness;
let zone: string;

async function makeZone(Name = 'example.com'): Promise<void> {
  const made = await h.call(operations, 'CreateHostedZone', { Name, CallerReference: Name });
  zone = made.HostedZone!.Id!.replace('/hostedzone/', '');
}

beforeEach(async () => {
  h = harness();
  await makeZone();
});

const set = (name: string, type: string, more: object) => ({ Name: name, Type: type, ...more }) as RecordInput;
const batch = (changes: readonly (readonly [string, RecordInput])[]) => ({
  HostedZoneId: zone,
  ChangeBatch: {
    Changes: changes.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet }) as ChangeInput),
  },
});
const plain = (changes: readonly Change[]) =>
  batch(
    changes.map(([action, name, type, ...values]) => [
      action,
      set(name, type, { TTL: 60, ResourceRecords: values.map((Value) => ({ Value })) }),
    ]),
  );
const change = (...changes: readonly Change[]) => h.call(operations, 'ChangeResourceRecordSets', plain(changes));
const refused = (...changes: readonly Change[]) => h.refused(operations, 'ChangeResourceRecordSets', plain(changes));

async function records(): Promise<readonly string[]> {
  const { ResourceRecordSets } = await h.call(operations, 'ListResourceRecordSets', { HostedZoneId: zone });
  return ResourceRecordSets!.map(
    ({ Name, Type, ResourceRecords = [] }) => `${Name} ${Type} ${ResourceRecords.map(({ Value }) => Value).join(' ')}`,
  );
}

const own = async () => (await records()).filter((text) => !/ (NS|SOA) /.test(text));

test('records are made, changed and deleted, in Route 53’s order and form', async () => {
  await change(
    ['CREATE', 'B.Example.com', 'A', '10.0.0.1', '10.0.0.2'],
    ['CREATE', '*.example.com.', 'TXT', '"one" "two"'],
    ['UPSERT', 'a.b.example.com', 'CNAME', 'b.example.com'],
    ['CREATE', 'b.example.com', 'AAAA', '2001:DB8::1'],
    ['CREATE', 'example.com', 'MX', '10 b.example.com'],
  );
  expect(await own()).toEqual([
    'example.com. MX 10 b.example.com',
    '\\052.example.com. TXT "one" "two"',
    'b.example.com. A 10.0.0.1 10.0.0.2',
    'b.example.com. AAAA 2001:DB8::1',
    'a.b.example.com. CNAME b.example.com',
  ]);
  await change(
    ['UPSERT', 'b.example.com', 'A', '10.0.0.3'],
    ['DELETE', '\\052.example.com', 'TXT', '"one" "two"'],
    ['DELETE', 'a.b.example.com', 'CNAME', 'b.example.com'],
    ['CREATE', 'a.b.example.com', 'A', '10.0.0.4'],
  );
  expect(await own()).toEqual([
    'example.com. MX 10 b.example.com',
    'b.example.com. A 10.0.0.3',
    'b.example.com. AAAA 2001:DB8::1',
    'a.b.example.com. A 10.0.0.4',
  ]);
});

test('the records at the apex may be changed, not lost', async () => {
  await change(['UPSERT', 'example.com', 'NS', 'ns1.example.org', 'ns2.example.org']);
  expect((await records())[0]).toBe('example.com. NS ns1.example.org ns2.example.org');
  expect(await refused(['DELETE', 'example.com', 'NS', 'ns1.example.org', 'ns2.example.org'])).toBe(
    'InvalidChangeBatch: [A HostedZone must contain at least one NS record for the zone itself.]',
  );
  expect(await refused(['DELETE', 'example.com', 'SOA', 'a. b. 1 2 3 4 5'])).toBe(
    'InvalidChangeBatch: [A HostedZone must contain exactly one SOA record.]',
  );
});

const there: readonly Change[] = [
  ['CREATE', 'a.example.com', 'A', '10.0.0.1'],
  ['CREATE', 'c.example.com', 'CNAME', 'a.example.com'],
];

describe('what a batch is refused for', () => {
  test.each<[string, readonly Change[], string]>([
    [
      'a record that is there',
      [['CREATE', 'a.example.com', 'A', '10.0.0.2']],
      "Tried to create resource record set [name='a.example.com.', type='A'] but it already exists",
    ],
    [
      'deleting what is not there',
      [['DELETE', 'b.example.com', 'A', '10.0.0.1']],
      "Tried to delete resource record set [name='b.example.com.', type='A'] but it was not found",
    ],
    [
      'deleting with other values',
      [['DELETE', 'a.example.com', 'A', '10.0.0.2']],
      "Tried to delete resource record set [name='a.example.com.', type='A'] but the values provided do not match the current values",
    ],
    [
      'a name outside of the zone',
      [['CREATE', 'a.example.org', 'A', '10.0.0.1']],
      'RRSet with DNS name a.example.org. is not permitted in zone example.com.',
    ],
    [
      'a CNAME beside others',
      [['CREATE', 'a.example.com', 'CNAME', 'b.example.com']],
      'RRSet of type CNAME with DNS name a.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.',
    ],
    [
      'others beside a CNAME',
      [['UPSERT', 'c.example.com', 'A', '10.0.0.1']],
      'RRSet of type A with DNS name c.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.',
    ],
    [
      'a CNAME at the apex',
      [['CREATE', 'example.com', 'CNAME', 'a.example.com']],
      'RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.',
    ],
    [
      'a bad value',
      [['CREATE', 'b.example.com', 'A', '10.0.0']],
      "Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '10.0.0''",
    ],
    [
      'the same value twice',
      [['CREATE', 'b.example.com', 'A', '10.0.0.1', '10.0.0.1']],
      "Duplicate Resource Record: '10.0.0.1'",
    ],
    [
      'two targets of a CNAME',
      [['CREATE', 'b.example.com', 'CNAME', 'x.example', 'y.example']],
      'RRSet of type CNAME with DNS name b.example.com. must contain exactly one resource record.',
    ],
    [
      'a bad name',
      [['CREATE', 'b..example.com', 'A', '10.0.0.1']],
      "FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with 'b..example.com'",
    ],
    [
      'everything at once',
      [
        ['CREATE', 'new.example.com', 'A', '10.0.0.1'],
        ['CREATE', 'a.example.com', 'A', '10.0.0.2'],
        ['DELETE', 'b.example.com', 'A', '10.0.0.1'],
      ],
      "Tried to create resource record set [name='a.example.com.', type='A'] but it already exists, Tried to delete resource record set [name='b.example.com.', type='A'] but it was not found",
    ],
  ])('%s', async (_, changes, message) => {
    await change(...there);
    expect(await refused(...changes)).toBe(`InvalidChangeBatch: [${message}]`);
    expect(await own()).toHaveLength(there.length);
  });

  test('its size', async () => {
    const many = (count: number, action: string) =>
      Array.from({ length: count }, (_, index): Change => [action, `n${index}.example.com`, 'A', '10.0.0.1']);
    const exceeded = 'InvalidChangeBatch: [Number of records limit of 1000 exceeded.]';
    expect(await refused(...many(1001, 'CREATE'))).toBe(exceeded);
    expect(await refused(...many(501, 'UPSERT'))).toBe(exceeded);
    await change(...many(500, 'UPSERT'));
    const long = many(130, 'CREATE').map(([, name]): Change => ['CREATE', `t.${name}`, 'TXT', `"${'x'.repeat(250)}"`]);
    expect(await refused(...long)).toBe('InvalidChangeBatch: [Number of characters limit of 32000 exceeded.]');
    expect(await refused()).toMatch(/^InvalidInput: /);
  });

  const values = { TTL: 60, ResourceRecords: [{ Value: '10.0.0.1' }] };
  const AliasTarget = { HostedZoneId: 'Z1', DNSName: 'a.example.com', EvaluateTargetHealth: false };
  const label = 'Change with [Action=CREATE, Name=b.example.com, Type=A, SetIdentifier=null]';
  const choices =
    'Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]';
  test.each([
    [{}, `Invalid request: ${choices}, but found none in ${label}`],
    [{ ...values, AliasTarget }, `Invalid request: ${choices}, but found more than one in ${label}`],
    [{ ResourceRecords: values.ResourceRecords }, `Invalid request: Missing field 'TTL' in ${label}`],
    [{ TTL: 60 }, `Invalid request: Missing field 'ResourceRecords' in ${label}`],
    [{ ...values, TTL: -1 }, `Invalid request: The TTL -1 is not between 0 and 2147483647 in ${label}`],
    [{ ...values, SetIdentifier: 'x', Weight: 1 }, 'A routing policy with SetIdentifier is not offered here.'],
    [{ ...values, Failover: 'PRIMARY' }, 'Failover routing is not offered here.'],
    [{ ...values, HealthCheckId: 'x' }, 'A health check is not offered here.'],
    [{ ...values, Type: 'NAPTR' }, 'The record type NAPTR is not offered here.'],
  ])('%j', async (more, message) => {
    const input = batch([['CREATE', set('b.example.com', 'A', more)]]);
    expect(await h.refused(operations, 'ChangeResourceRecordSets', input)).toBe(`InvalidInput: ${message}`);
  });

  test('another account’s zone', async () => {
    const input = plain([['CREATE', 'b.example.com', 'A', '10.0.0.1']]);
    const other = h.as({ account: '444455556666' });
    expect(await other.refused(operations, 'ChangeResourceRecordSets', input)).toMatch(/^NoSuchHostedZone: /);
  });
});

describe('aliases', () => {
  const aliasBatch = (HostedZoneId: string, DNSName: string, type = 'A', name = 'alias.example.com') =>
    batch([['CREATE', set(name, type, { AliasTarget: { HostedZoneId, DNSName, EvaluateTargetHealth: true } })]]);

  test('of a record of the zone, also at the apex', async () => {
    await change(...there);
    await h.call(operations, 'ChangeResourceRecordSets', aliasBatch(zone, 'A.example.com', 'A', 'example.com'));
    const listed = await h.call(operations, 'ListResourceRecordSets', { HostedZoneId: zone, MaxItems: 1 });
    expect(listed.ResourceRecordSets).toEqual([
      {
        Name: 'example.com.',
        Type: 'A',
        AliasTarget: { HostedZoneId: zone, DNSName: 'a.example.com.', EvaluateTargetHealth: true },
      },
    ]);
    expect(await h.refused(operations, 'ChangeResourceRecordSets', aliasBatch(zone, 'b.example.com'))).toBe(
      `InvalidChangeBatch: [Tried to create an alias that targets b.example.com., type A in zone ${zone}, but that target was not found]`,
    );
  });

  test('of a load balancer, by the zone that Amazon has it in', async () => {
    await putLoadBalancer(h, 'front', ['use1-az1']);
    const name = 'front-0123456789abcdef.elb.us-east-1.amazonaws.com';
    const tried = (id: string) => `Tried to create an alias that targets ${name}., type A in zone ${id}`;
    expect(await h.refused(operations, 'ChangeResourceRecordSets', aliasBatch(zone, name))).toBe(
      `InvalidChangeBatch: [${tried(zone)}, but the alias target name does not lie within the target zone, ${tried(zone)}, but that target was not found]`,
    );
    const gone = name.replace('front', 'back');
    const nlb = 'Z26RNL4JYFTOTI';
    expect(await h.refused(operations, 'ChangeResourceRecordSets', aliasBatch(nlb, gone))).toMatch(/was not found\]$/);
    expect(await h.refused(operations, 'ChangeResourceRecordSets', aliasBatch(nlb, name, 'TXT'))).toMatch(
      /was not found\]$/,
    );
    await h.call(operations, 'ChangeResourceRecordSets', aliasBatch(nlb, name));
  });

  test('of an endpoint', async () => {
    const w = await world();
    h = w.h;
    await makeZone();
    const { DnsEntries } = await interfaceEndpoint(w);
    const { DnsName, HostedZoneId } = DnsEntries![0]!;
    await h.call(operations, 'ChangeResourceRecordSets', aliasBatch(HostedZoneId!, DnsName!));
    const ask = () =>
      h.call(operations, 'TestDNSAnswer', { HostedZoneId: zone, RecordName: 'alias.example.com', RecordType: 'A' });
    const { RecordData, ResponseCode } = await ask();
    const addresses = [...h.network.all('network-interface')].flatMap((one) => one.privateAddresses);
    expect([...RecordData!].sort()).toEqual(addresses.sort());
    expect(ResponseCode).toBe('NOERROR');
    const [endpoint] = h.network.find('vpc-endpoint', `vpc:${w.vpc}`);
    await h.call(endpointOperations, 'DeleteVpcEndpoints', { VpcEndpointIds: [endpoint!.id] });
    expect((await ask()).RecordData).toEqual([]);
  });
});

test('TestDNSAnswer says what the zone’s servers say', async () => {
  await change(...there, ['CREATE', 't.example.com', 'TXT', '"a\\"b" "c"'], ['CREATE', 'm.example.com', 'MX', '5 x.y']);
  const ask = async (RecordName: string, RecordType: 'A' | 'CNAME' | 'TXT' | 'MX' | 'SOA') =>
    h.call(operations, 'TestDNSAnswer', { HostedZoneId: zone, RecordName, RecordType });
  expect(await ask('A.example.com', 'A')).toMatchObject({
    RecordName: 'a.example.com.',
    RecordType: 'A',
    RecordData: ['10.0.0.1'],
    ResponseCode: 'NOERROR',
    Protocol: 'UDP',
    Nameserver: expect.stringMatching(/^ns-\d+\.awsdns-\d\d\.com$/),
  });
  expect((await ask('c.example.com', 'A')).RecordData).toEqual(['a.example.com.']);
  expect((await ask('t.example.com', 'TXT')).RecordData).toEqual(['"a\\"b" "c"']);
  expect((await ask('m.example.com', 'MX')).RecordData).toEqual(['5 x.y.']);
  expect((await ask('example.com', 'SOA')).RecordData![0]).toMatch(/ 1 7200 900 1209600 86400$/);
  expect(await ask('none.example.com', 'A')).toMatchObject({ RecordData: [], ResponseCode: 'NXDOMAIN' });
  const refusal = { HostedZoneId: zone, RecordName: 'example.org', RecordType: 'A' as const };
  expect(await h.refused(operations, 'TestDNSAnswer', refusal)).toMatch(/^InvalidInput: /);
});

test('ListResourceRecordSets pages from a name and a type', async () => {
  await change(...there, ['CREATE', 'a.example.com', 'TXT', '"x"']);
  const list = (more: object) => h.call(operations, 'ListResourceRecordSets', { HostedZoneId: zone, ...more });
  const first = await list({ StartRecordName: 'a.example.com', MaxItems: 1 });
  expect(first.ResourceRecordSets).toMatchObject([{ Name: 'a.example.com.', Type: 'A' }]);
  expect(first).toMatchObject({
    IsTruncated: true,
    NextRecordName: 'a.example.com.',
    NextRecordType: 'TXT',
    MaxItems: 1,
  });
  const rest = await list({ StartRecordName: first.NextRecordName, StartRecordType: first.NextRecordType });
  expect(rest.ResourceRecordSets!.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
    'a.example.com. TXT',
    'c.example.com. CNAME',
  ]);
  expect(rest.IsTruncated).toBe(false);
  const lone = { HostedZoneId: zone, StartRecordType: 'A' as const };
  expect(await h.refused(operations, 'ListResourceRecordSets', lone)).toMatch(/^InvalidInput: /);
});
