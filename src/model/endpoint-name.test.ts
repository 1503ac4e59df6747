import { describe, expect, test } from 'vitest';
import { coversName, dnsEntries, endpointHostedZone, readEndpointName, readSellerName } from './endpoint-name.ts';
import { Network } from './network.ts';
import { zonesOf } from './region.ts';
import type { Resource } from './resource.ts';

const network = Network.empty();
const endpoint = {
  id: 'vpce-099deb00b40f00e22',
  account: '111122223333',
  region: 'us-east-2',
  serviceName: 'com.amazonaws.us-east-2.monitoring',
  endpointType: 'Interface',
  dnsSuffix: 'lj2wisx3',
  privateDnsEnabled: true,
} as const;
const zones = zonesOf(endpoint.account, endpoint.region);

describe('dnsEntries', () => {
  test('regional, zonal by the name that the account gives the zone, private last in a zone of its own', () => {
    const entries = dnsEntries(network, endpoint, [zones[1]!.id, zones[0]!.id]);
    expect(entries.map((entry) => entry.name)).toEqual([
      'vpce-099deb00b40f00e22-lj2wisx3.monitoring.us-east-2.vpce.amazonaws.com',
      'vpce-099deb00b40f00e22-lj2wisx3-us-east-2a.monitoring.us-east-2.vpce.amazonaws.com',
      'vpce-099deb00b40f00e22-lj2wisx3-us-east-2b.monitoring.us-east-2.vpce.amazonaws.com',
      'monitoring.us-east-2.amazonaws.com',
    ]);
    expect(entries.slice(0, 3).map((entry) => entry.hostedZone)).toEqual(Array(3).fill('ZC8PG0KIFKBRI'));
    expect(entries[3]!.hostedZone).not.toBe('ZC8PG0KIFKBRI');
  });

  test.each([
    [
      'S3 with a star',
      { serviceName: 'com.amazonaws.us-east-2.s3' },
      '*.vpce-099deb00b40f00e22-lj2wisx3.s3.us-east-2.vpce.amazonaws.com',
    ],
    [
      'ECR with its labels turned',
      { serviceName: 'com.amazonaws.us-east-2.ecr.dkr' },
      'vpce-099deb00b40f00e22-lj2wisx3.dkr.ecr.us-east-2.vpce.amazonaws.com',
    ],
  ])('%s', (_, change, name) => {
    expect(dnsEntries(network, { ...endpoint, ...change, privateDnsEnabled: false }, [zones[0]!.id])[0]!.name).toBe(
      name,
    );
  });

  test('one for a service of another region: the regional one, in the zone of that region', () => {
    const service = {
      ...{ kind: 'vpc-endpoint-service', id: 'vpce-svc-0123456789abcdef0', account: '1', region: 'us-east-1' },
      ...{ created: 0, tags: {}, loadBalancers: [] },
    } as unknown as Resource;
    const serviceName = `com.amazonaws.vpce.us-east-1.${service.id}`;
    const remote = { ...endpoint, serviceName, service: service.id };
    expect(dnsEntries(network.with(service), remote, [zones[0]!.id])).toEqual([
      {
        name: `vpce-099deb00b40f00e22-lj2wisx3.${service.id}.us-east-1.vpce.amazonaws.com`,
        hostedZone: 'Z7HUB22UULQXV',
      },
    ]);
  });

  test('none for a gateway, none without a subnet', () => {
    expect(
      dnsEntries(network, { ...endpoint, endpointType: 'Gateway', serviceName: 'com.amazonaws.us-east-2.s3' }, []),
    ).toEqual([]);
    expect(dnsEntries(network, endpoint, [])).toEqual([]);
  });

  test('a region without a documented zone has one that stays', () => {
    expect(endpointHostedZone('eu-west-1')).toMatch(/^Z[0-9A-Z]{20}$/);
    expect(endpointHostedZone('eu-west-1')).not.toBe(endpointHostedZone('eu-west-2'));
  });
});

describe('readSellerName', () => {
  const [endpoint, baseName] = ['vpce-099deb00b40f00e22', 'api.vpce.example.com'];
  test.each([
    [`${endpoint}.${baseName}`, { endpoint, baseName }],
    [`US-EAST-1A-${endpoint}.${baseName}.`, { endpoint, baseName, zoneName: 'us-east-1a' }],
    [`x.${endpoint}.${baseName}`, undefined],
    [`x-${endpoint}.${baseName}`, undefined],
    [`${endpoint}-lj2wisx3.${baseName}`, undefined],
    [endpoint, undefined],
  ])('%s', (name, parts) => {
    expect(readSellerName(name)).toEqual(parts);
  });
});

describe('readEndpointName', () => {
  const id = endpoint.id;
  const base = 's3.us-east-2.vpce.amazonaws.com';
  test.each([
    [`${id}-lj2wisx3.${base}`, undefined],
    [`${id}-lj2wisx3-us-east-2c.${base}.`, 'us-east-2c'],
    [`${id.toUpperCase()}-LJ2WISX3-US-EAST-2C.${base}`, 'us-east-2c'],
    [`my.bucket.${id}-lj2wisx3.${base}`, undefined],
  ])('%s', (name, zoneName) => {
    const parts = { endpoint: id, dnsSuffix: 'lj2wisx3', baseName: base };
    expect(readEndpointName(name)).toEqual(zoneName ? { ...parts, zoneName } : parts);
  });

  test.each(['s3.us-east-2.amazonaws.com', `${id}.${base}`, `${id}-short.${base}`, ''])('not %j', (name) => {
    expect(readEndpointName(name)).toBeUndefined();
  });
});

test.each([
  ['s3.us-east-2.amazonaws.com', 'S3.us-east-2.amazonaws.com.', true],
  ['s3.us-east-2.amazonaws.com', 'b.s3.us-east-2.amazonaws.com', false],
  ['*.s3.us-east-2.amazonaws.com', 'a.b.s3.us-east-2.amazonaws.com', true],
  ['*.s3.us-east-2.amazonaws.com', 's3.us-east-2.amazonaws.com', false],
  ['*.s3.us-east-2.amazonaws.com', '.s3.us-east-2.amazonaws.com', false],
])('the record %s covers %s: %s', (record, name, covers) => {
  expect(coversName(record, name)).toBe(covers);
});
