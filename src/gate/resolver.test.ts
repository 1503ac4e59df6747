import { describe, expect, test } from 'vitest';
import { formatAddress } from '../base/address.ts';
import { servicePublicAddress } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import { responseCode } from './dns-message.ts';
import { recordType } from './dns-record.ts';
import { resolve } from './resolver.ts';
import type { View } from './resolver-lookups.ts';
import { ids, s3Endpoint, sampleNetwork, stsEndpoint, subnet, vpc, zones } from './sample-network.ts';

interface Case {
  readonly in?: string;
  readonly type?: keyof typeof recordType;
  readonly view?: View;
  readonly changes?: readonly Resource[];
}

/** The addresses or names that are answered; else the code, with `NODATA` for a name without such records. */
function ask(name: string, { in: vpcId = ids.vpc, type = 'A', view = {}, changes = [] }: Case = {}): string {
  const question = { name, type: recordType[type], class: 1 };
  const answer = resolve(sampleNetwork(...changes), vpcId, question, view);
  if (answer === undefined) return 'silence';
  const negative = answer.answers.length === 0;
  expect(answer.authorities.map((one) => one.data.kind)).toEqual(negative ? ['SOA'] : []);
  expect(answer.answers.every((one) => one.ttl === 60 && one.name === name)).toBe(true);
  const data = answer.answers.map(({ data: one }) =>
    'address' in one ? one.address : 'target' in one ? one.target : one.kind,
  );
  if (!negative) return data.join(' ');
  return answer.code === responseCode.NXDOMAIN ? 'NXDOMAIN' : 'NODATA';
}

const publicly = (service: string, region = 'us-east-1') => formatAddress(servicePublicAddress(region, service));
const withoutHostnames = { changes: [{ ...vpc, enableDnsHostnames: false }] };
const regional = `${ids.sts}-abcd1234.sts.us-east-1.vpce.amazonaws.com`;
const zonal = (zone: string) => `${ids.sts}-abcd1234-${zone}.sts.us-east-1.vpce.amazonaws.com`;
const s3Regional = `${ids.s3}-efgh5678.s3.us-east-1.vpce.amazonaws.com`;
const ireland: Resource = {
  ...vpc,
  id: 'vpc-00000000000000009',
  region: 'eu-west-1',
  cidrs: [{ id: 'a', cidr: '10.9.0.0/16' }],
};

describe('hosts', () => {
  test.each<[string, string, string, Case?]>([
    ['a private name', 'ip-10-0-1-5.ec2.internal', '10.0.1.5'],
    ['in any case of letters', 'IP-10-0-1-5.EC2.Internal', '10.0.1.5'],
    ['with its closing dot', 'ip-10-0-1-5.ec2.internal.', '10.0.1.5'],
    ['an address that nothing has', 'ip-10-0-200-1.ec2.internal', '10.0.200.1'],
    ['an address outside of the VPC', 'ip-10-1-1-5.ec2.internal', 'NXDOMAIN'],
    ['no address', 'ip-10-0-1-999.ec2.internal', 'NXDOMAIN'],
    ['no IPv6', 'ip-10-0-1-5.ec2.internal', 'NODATA', { type: 'AAAA' }],
    ['without DNS hostnames', 'ip-10-0-1-5.ec2.internal', 'NXDOMAIN', withoutHostnames],
    ["another region's domain", 'ip-10-0-1-5.eu-west-1.compute.internal', 'NXDOMAIN'],
    ['in another region', 'ip-10-9-1-5.eu-west-1.compute.internal', '10.9.1.5', { in: ireland.id, changes: [ireland] }],
    ['an instance that was not named so', `${ids.instance}.ec2.internal`, 'NXDOMAIN'],
    [
      'an instance by its own name',
      `${ids.instance}.ec2.internal`,
      '10.0.1.5',
      { changes: [{ ...subnet, privateDns: { ...subnet.privateDns, resourceNameA: true } }] },
    ],
    ['the public name inside of its VPC', 'ec2-3-128-0-5.compute-1.amazonaws.com', '10.0.1.5'],
    ['the public name elsewhere', 'ec2-3-128-0-5.compute-1.amazonaws.com', '3.128.0.5', { in: ids.other }],
    ['an automatic public address inside', 'ec2-3-128-0-6.compute-1.amazonaws.com', '10.0.1.5', { in: ids.other }],
    ['the public name without DNS hostnames', 'ec2-3-128-0-5.compute-1.amazonaws.com', '3.128.0.5', withoutHostnames],
    ['the public name in a wrong region', 'ec2-3-128-0-5.eu-west-1.compute.amazonaws.com', 'NXDOMAIN'],
    ['a public name of no address of the region', 'ec2-8-8-8-8.compute-1.amazonaws.com', 'NXDOMAIN'],
    ['a private address backwards', '5.1.0.10.in-addr.arpa', 'ip-10-0-1-5.ec2.internal', { type: 'PTR' }],
    ['backwards without DNS hostnames', '5.1.0.10.in-addr.arpa', 'NXDOMAIN', { ...withoutHostnames, type: 'PTR' }],
    ['a stranger backwards', '5.1.1.10.in-addr.arpa', 'NXDOMAIN', { type: 'PTR' }],
    ['a public one backwards', '5.0.128.3.in-addr.arpa', 'ec2-3-128-0-5.compute-1.amazonaws.com', { type: 'PTR' }],
    [
      'an instance backwards, by its own name',
      '5.1.0.10.in-addr.arpa',
      `${ids.instance}.ec2.internal`,
      { type: 'PTR', changes: [{ ...subnet, privateDns: { ...subnet.privateDns, hostnameType: 'resource-name' } }] },
    ],
  ])('%s', (_, name, expected, options) => {
    expect(ask(name, options)).toBe(expected);
  });
});

describe('endpoints', () => {
  test.each<[string, string, string, Case?]>([
    ['a regional name has every interface', regional, '10.0.1.10 10.0.2.10'],
    ['which take turns', regional, '10.0.2.10 10.0.1.10', { view: { turn: 1 } }],
    ['every VPC may ask for it', regional, '10.0.1.10 10.0.2.10', { in: ids.other }],
    ['the healthy ones only', regional, '10.0.2.10', { view: { healthy: (one) => one === ids.stsB } }],
    ['all where none is healthy', regional, '10.0.1.10 10.0.2.10', { view: { healthy: () => false } }],
    ['a zonal name has one', zonal(zones[1]!.name), '10.0.2.10'],
    ['a zone without an interface', zonal(zones[2]!.name), 'NXDOMAIN'],
    ['a wrong suffix', regional.replace('abcd1234', 'abcd1235'), 'NXDOMAIN'],
    ['a wrong service', regional.replace('.sts.', '.ec2.'), 'NXDOMAIN'],
    ['a label before a name that is no wildcard', `x.${regional}`, 'NXDOMAIN'],
    ['S3 with a bucket', `bucket.${s3Regional}`, '10.0.1.11'],
    ['S3 without one', s3Regional, 'NXDOMAIN'],
    ['a deleted endpoint', regional, 'NXDOMAIN', { changes: [{ ...stsEndpoint, desired: 'deleted' }] }],
    ['the private name', 'sts.us-east-1.amazonaws.com', '10.0.1.10 10.0.2.10'],
    ['the private name has no IPv6', 'sts.us-east-1.amazonaws.com', 'NODATA', { type: 'AAAA' }],
    ['in another VPC', 'sts.us-east-1.amazonaws.com', publicly('sts'), { in: ids.other }],
    [
      'while it is not enabled',
      'sts.us-east-1.amazonaws.com',
      publicly('sts'),
      { changes: [{ ...stsEndpoint, privateDnsEnabled: false }] },
    ],
    ['without DNS hostnames', 'sts.us-east-1.amazonaws.com', publicly('sts'), withoutHostnames],
    [
      'after its deletion',
      'sts.us-east-1.amazonaws.com',
      publicly('sts'),
      { changes: [{ ...stsEndpoint, desired: 'deleted' }] },
    ],
    ["S3's own name", 's3.us-east-1.amazonaws.com', '10.0.1.11'],
    ["a bucket's name", 'bucket.s3.us-east-1.amazonaws.com', '10.0.1.11'],
    ["a bucket's name with dots", 'my.bucket.s3.us-east-1.amazonaws.com', '10.0.1.11'],
    ["S3's name without a region", 's3.amazonaws.com', publicly('s3')],
    ["S3's dual-stack name", 'bucket.s3.dualstack.us-east-1.amazonaws.com', publicly('s3')],
    [
      'S3 for inbound resolvers only',
      's3.us-east-1.amazonaws.com',
      publicly('s3'),
      { changes: [{ ...s3Endpoint, privateDnsOnlyForInboundResolver: true }] },
    ],
  ])('%s', (_, name, expected, options) => {
    expect(ask(name, options)).toBe(expected);
  });
});

describe('the public side', () => {
  const other = { in: ids.other };
  test.each<[string, string, Case?]>([
    ['sts.amazonaws.com', publicly('sts')],
    ['sts.eu-west-1.amazonaws.com', publicly('sts', 'eu-west-1')],
    ['dynamodb.us-east-1.amazonaws.com', publicly('dynamodb')],
    ['111122223333.ddb.us-east-1.amazonaws.com', publicly('dynamodb')],
    ['bucket.s3.us-east-1.amazonaws.com', publicly('s3'), other],
    ['s3.us-east-1.amazonaws.com', 'NODATA', { ...other, type: 'AAAA' }],
    ['internet.postern.example', '203.0.113.10'],
    ['echo.internet.example', '203.0.113.7'],
    ['nobody.internet.example', 'NXDOMAIN'],
    ['nothing.us-east-1.amazonaws.com', 'NXDOMAIN'],
    ['example.com', 'NXDOMAIN'],
    ['', 'NXDOMAIN'],
    ['amazonaws.com', 'SOA', { type: 'SOA' }],
  ])('%s', (name, expected, options) => {
    expect(ask(name, options)).toBe(expected);
  });
});

describe('the server', () => {
  test('is silent without DNS support', () => {
    expect(ask(regional, { changes: [{ ...vpc, enableDnsSupport: false }] })).toBe('silence');
  });

  test('is silent in a VPC that is gone', () => {
    expect(ask(regional, { in: 'vpc-00000000000000008' })).toBe('silence');
  });

  test('refuses other classes', () => {
    const chaos = { name: 'version.bind', type: recordType.TXT, class: 3 };
    expect(resolve(sampleNetwork(), ids.vpc, chaos)?.code).toBe(responseCode.REFUSED);
  });

  test.each([
    ['x.ec2.internal', 'ec2.internal'],
    ['x.us-east-1.amazonaws.com', 'amazonaws.com'],
    ['example.com', ''],
  ])('says in whose zone %s is absent', (name, zone) => {
    const answer = resolve(sampleNetwork(), ids.vpc, { name, type: 1, class: 1 });
    expect(answer?.authorities[0]?.name).toBe(zone);
  });
});
