import { expect, test } from 'vitest';
import { isZone, soaRecord, timeToLive, zoneOf } from './zone.ts';

test.each([
  ['ip-10-0-0-1.ec2.internal', 'ec2.internal'],
  ['ip-10-0-0-1.eu-west-1.compute.internal', 'eu-west-1.compute.internal'],
  ['a.sts.us-east-1.vpce.amazonaws.com', 'us-east-1.vpce.amazonaws.com'],
  ['ec2-1-2-3-4.compute-1.amazonaws.com', 'compute-1.amazonaws.com'],
  ['amazonaws.com', 'amazonaws.com'],
  ['xamazonaws.com', ''],
  ['', ''],
])('%j is in %j', (name, zone) => {
  expect(zoneOf(name)).toBe(zone);
});

test('absence is remembered as shortly as presence', () => {
  expect(soaRecord('ec2.internal')).toMatchObject({ ttl: timeToLive, data: { kind: 'SOA', minimum: timeToLive } });
});

test('the root is no zone of ours', () => {
  expect(isZone('')).toBe(false);
});
