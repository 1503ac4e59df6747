/** Customers' hosted zones in the answers of a VPC's resolver. */

import { describe, expect, test } from 'vitest';
import { asterisk } from '../model/domain-name.ts';
import { type HostedZone, type RecordSet, recordSetId } from '../model/hosted-zone.ts';
import type { Resource } from '../model/resource.ts';
import { decodeMessage, encodeMessage, responseCode } from './dns-message.ts';
import { type DnsRecord, recordType } from './dns-record.ts';
import { resolve } from './resolver.ts';
import { answerBytes } from './resolver-server.ts';
import { account, ids, sampleNetwork, stsEndpoint, vpc } from './sample-network.ts';

const base = { account, region: 'aws-global', tags: {}, created: 0 } as const;

function record(zone: string, name: string, type: string, ttl: number, ...values: string[]): RecordSet {
  return { ...base, kind: 'record-set', id: recordSetId(zone, name, type), zone, name, type, ttl, values };
}

function zone(id: string, name: string, ...vpcs: string[]): readonly [HostedZone, RecordSet] {
  const holds = vpcs.map((one) => ({ region: 'us-east-1', vpc: one }));
  const isPrivate = vpcs.length > 0;
  const more = { private: isPrivate, vpcs: holds, callerReference: id, nameServers: [`ns.${id.toLowerCase()}`] };
  const authority = record(id, name, 'SOA', 900, 'ns-1.example. host.example. 1 7200 900 1209600 86400');
  return [{ ...base, kind: 'hosted-zone', id, name, ...more }, authority];
}

const resources: readonly Resource[] = [
  ...zone('ZP', 'corp.example.', ids.vpc),
  record('ZP', 'a.corp.example.', 'A', 30, '10.7.0.1', '10.7.0.2'),
  record('ZP', 'out.corp.example.', 'CNAME', 40, 'open.example.com'),
  record('ZP', 'host.corp.example.', 'CNAME', 50, 'IP-10-0-1-5.ec2.internal'),
  record('ZP', 'endless.corp.example.', 'CNAME', 60, 'endless.corp.example'),
  record('ZP', 'nowhere.corp.example.', 'CNAME', 60, 'none.corp.example'),
  record('ZP', `${asterisk}.w.corp.example.`, 'A', 60, '10.7.0.9'),
  ...zone('ZA', 'corp.example.'),
  record('ZA', 'a.corp.example.', 'A', 60, '192.0.2.1'),
  record('ZA', 'b.corp.example.', 'A', 60, '192.0.2.2'),
  ...zone('ZE', 'example.com.'),
  record('ZE', 'example.com.', 'NS', 172_800, 'ns.ze'),
  record('ZE', 'example.com.', 'MX', 60, '10 mail.example.com'),
  record('ZE', 'open.example.com.', 'A', 60, '192.0.2.3'),
  record('ZE', 'six.example.com.', 'AAAA', 60, '2001:db8::1'),
  record('ZE', 'text.example.com.', 'TXT', 60, '"one" "two"'),
  record('ZE', '_s._tcp.example.com.', 'SRV', 60, '1 2 443 host\\052.example.com'),
  record('ZE', 'p.example.com.', 'PTR', 60, 'open.example.com'),
  record('ZE', 'example.com.', 'CAA', 60, '128 issue "ca.example"'),
  record('ZE', 'away.example.com.', 'NS', 60, 'ns.elsewhere.example'),
];

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function said({ data }: DnsRecord): string {
  switch (data.kind) {
    case 'TXT':
      return data.texts.map(text).join('|');
    case 'MX':
      return `${data.preference} ${data.exchange}`;
    case 'SRV':
      return `${data.priority} ${data.weight} ${data.port} ${data.target}`;
    case 'CAA':
      return `${data.flags} ${data.tag} ${text(data.value)}`;
    case 'SOA':
      return `${data.primary} ${data.minimum}`;
    case 'other':
      return 'other';
    default:
      return 'address' in data ? data.address : data.target;
  }
}

interface Case {
  readonly in?: string;
  readonly type?: keyof typeof recordType;
  readonly changes?: readonly Resource[];
}

/** `value/ttl` of each answer; without any the code, with `NODATA` for a name without such records. */
function ask(name: string, { in: vpcId = ids.vpc, type = 'A', changes = [] }: Case = {}): string {
  const question = { name, type: recordType[type], class: 1 };
  const answer = resolve(sampleNetwork(...resources, ...changes), vpcId, question)!;
  if (answer.answers.length > 0) return answer.answers.map((one) => `${said(one)}/${one.ttl}`).join(' ');
  const [code] = Object.entries(responseCode).find(([, value]) => value === answer.code)!;
  return code === 'NOERROR' ? 'NODATA' : code;
}

describe('a private zone', () => {
  test.each<[string, string, string, Case?]>([
    ['answers with its records and their times', 'A.Corp.Example', '10.7.0.1/30 10.7.0.2/30'],
    ['answers through wildcards', 'x.w.corp.example', '10.7.0.9/60'],
    ['never leaves a name to a public zone', 'b.corp.example', 'NXDOMAIN'],
    ['nor a type', 'a.corp.example', 'NODATA', { type: 'TXT' }],
    ['knows its own authority', 'corp.example', 'ns-1.example 86400/900', { type: 'SOA' }],
    ['does not hold in another VPC', 'a.corp.example', '192.0.2.1/60', { in: ids.other }],
    ['does not hold without DNS hostnames', 'b.corp.example', '192.0.2.2/60', withoutHostnames()],
    ['leads out by a CNAME', 'out.corp.example', 'open.example.com/40 192.0.2.3/60'],
    ['the CNAME alone where it is asked for', 'out.corp.example', 'open.example.com/40', { type: 'CNAME' }],
    ["leads to Amazon's names", 'host.corp.example', 'ip-10-0-1-5.ec2.internal/50 10.0.1.5/60'],
    ['leads nowhere', 'nowhere.corp.example', 'none.corp.example/60'],
    ['leads in circles', 'endless.corp.example', 'SERVFAIL'],
  ])('%s', (_, name, expected, options) => {
    expect(ask(name, options)).toBe(expected);
  });

  function withoutHostnames(): Case {
    return { changes: [{ ...vpc, enableDnsHostnames: false }] };
  }

  test('a chain that leads nowhere says so, with the zone that knows', () => {
    const question = { name: 'nowhere.corp.example', type: recordType.A, class: 1 };
    const answer = resolve(sampleNetwork(...resources), ids.vpc, question)!;
    expect(answer.code).toBe(responseCode.NXDOMAIN);
    expect(answer.authorities).toMatchObject([{ name: 'corp.example', ttl: 900, data: { kind: 'SOA' } }]);
  });
});

describe('a public zone', () => {
  test.each<[string, keyof typeof recordType, string]>([
    ['open.example.com', 'A', '192.0.2.3/60'],
    ['six.example.com', 'AAAA', '2001:db8::1/60'],
    ['text.example.com', 'TXT', 'one|two/60'],
    ['example.com', 'MX', '10 mail.example.com/60'],
    ['example.com', 'NS', 'ns.ze/172800'],
    ['example.com', 'CAA', '128 issue ca.example/60'],
    ['_s._tcp.example.com', 'SRV', '1 2 443 host*.example.com/60'],
    ['p.example.com', 'PTR', 'open.example.com/60'],
    ['example.com', 'ANY', '128 issue ca.example/60 10 mail.example.com/60 ns.ze/172800 ns-1.example 86400/900'],
    ['none.example.com', 'A', 'NXDOMAIN'],
    ['x.away.example.com', 'A', 'SERVFAIL'],
    ['example.org', 'A', 'NXDOMAIN'],
  ])('%s %s', (name, type, expected) => {
    expect(ask(name, { type, in: ids.other })).toBe(expected);
  });

  test.each([
    ['sts.us-east-1.amazonaws.com', /^54\.239\./],
    ['db.ec2.internal', /^NXDOMAIN$/],
    ['1.9.9.9.in-addr.arpa', /^NXDOMAIN$/],
  ])('none takes %s, which is Amazon’s', (name, expected) => {
    const above = name.slice(name.indexOf('.') + 1);
    const own = [...zone('ZX', `${above}.`), record('ZX', `${name}.`, 'A', 1, '1.1.1.1')];
    expect(ask(name, { in: ids.other, changes: own })).toMatch(expected);
  });

  test('every type is a message that can be read', () => {
    const network = sampleNetwork(...resources);
    for (const [name, type] of [
      ['example.com', recordType.ANY],
      ['_s._tcp.example.com', recordType.SRV],
      ['text.example.com', recordType.TXT],
    ] as const) {
      const question = { name, type, class: 1 };
      const sent = resolve(network, ids.other, question)!.answers;
      const query = encodeMessage({ ...decodeMessage(new Uint8Array(12)), questions: [question] });
      const answer = decodeMessage(answerBytes((asked) => resolve(network, ids.other, asked), query, 'tcp')!);
      expect(answer.answers).toEqual(sent);
    }
  });
});

describe('beside an endpoint’s private name', () => {
  const sts = 'sts.us-east-1.amazonaws.com';
  const privately = (name: string) => [
    ...zone('ZS', `${name}.`, ids.vpc),
    record('ZS', `x.${sts}.`, 'A', 5, '10.7.7.7'),
  ];

  test('a zone above leaves the endpoint its name', () => {
    const changes = privately('us-east-1.amazonaws.com');
    expect(ask(sts, { changes })).toBe('10.0.1.10/60 10.0.2.10/60');
    expect(ask(`x.${sts}`, { changes })).toBe('10.7.7.7/5');
    expect(ask('ec2.us-east-1.amazonaws.com', { changes })).toBe('NXDOMAIN');
  });

  test('a zone below takes its names from it', () => {
    const changes = privately('bucket.s3.us-east-1.amazonaws.com');
    expect(ask('bucket.s3.us-east-1.amazonaws.com', { changes })).toBe('NODATA');
    expect(ask('other.s3.us-east-1.amazonaws.com', { changes })).toBe('10.0.1.11/60');
  });

  test('a zone takes the name where the endpoint has none', () => {
    const changes = [...privately(sts), { ...stsEndpoint, privateDnsEnabled: false }];
    expect(ask(`x.${sts}`, { changes })).toBe('10.7.7.7/5');
  });
});
