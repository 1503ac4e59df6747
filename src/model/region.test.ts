import { describe, expect, test } from 'vitest';
import { containsAddress, containsCidr, formatCidr, overlaps, parseCidr } from '../base/cidr.ts';
import {
  internetHosts,
  publicRanges,
  regionOf,
  regions,
  servicePrefixLists,
  servicePublicAddress,
  zoneIdOf,
  zoneNameOf,
  zonesOf,
} from './region.ts';

const accounts = ['111122223333', '444455556666', '777788889999', '123456789012'];

test('regions are found by name, and their zone stems are their own', () => {
  expect(regionOf('eu-west-1')?.zoneStem).toBe('euw1');
  expect(regionOf('eu-west-9')).toBeUndefined();
  expect(new Set(regions.map((region) => region.zoneStem)).size).toBe(regions.length);
  expect(regions.filter((region) => !region.needsOptIn)).toHaveLength(17);
});

describe('zones', () => {
  test.each(accounts)('account %s sees every zone id of a region once, under names in order', (account) => {
    const zones = zonesOf(account, 'us-east-1');
    expect(zones.map((zone) => zone.name)).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `us-east-1${letter}`),
    );
    expect(zones.map((zone) => zone.id).sort()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `use1-az${number}`));
  });

  test('names mean the same each time, and not the same to everybody', () => {
    expect(zonesOf(accounts[0]!, 'us-east-1')).toEqual(zonesOf(accounts[0]!, 'us-east-1'));
    const orders = accounts.map((account) =>
      zonesOf(account, 'us-east-1')
        .map((zone) => zone.id)
        .join(),
    );
    expect(new Set(orders).size).toBeGreaterThan(1);
  });

  test('ids and names lead to each other', () => {
    for (const zone of zonesOf(accounts[1]!, 'us-west-2')) {
      expect(zoneIdOf(accounts[1]!, 'us-west-2', zone.name)).toBe(zone.id);
      expect(zoneNameOf(accounts[1]!, 'us-west-2', zone.id)).toBe(zone.name);
    }
    expect(zoneIdOf(accounts[1]!, 'us-west-2', 'us-west-2z')).toBeUndefined();
    expect(() => zoneNameOf(accounts[1]!, 'us-west-2', 'use1-az1')).toThrow('missing: zone use1-az1 in us-west-2');
  });
});

describe('public ranges', () => {
  const ranges = regions.flatMap((region) => Object.values(publicRanges(region.name)));

  test('no two of them overlap, in a region or between regions', () => {
    const sorted = [...ranges].sort((one, other) => one.base - other.base);
    const clashes = sorted.slice(1).filter((range, index) => overlaps(sorted[index]!, range));
    expect(clashes.map(formatCidr)).toEqual([]);
  });

  test('none of them is private, shared, link-local or the simulated internet’s', () => {
    const kept = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'];
    expect(ranges.filter((range) => kept.some((one) => overlaps(range, parseCidr(one)!)))).toEqual([]);
    expect(ranges.some((range) => overlaps(range, internetHosts))).toBe(false);
  });

  test.each(['s3', 'dynamodb', 'sts', 'ecr.api'])('%s has a steady address inside its range', (service) => {
    const { s3, dynamodb, services } = publicRanges('eu-west-3');
    const range = service === 's3' ? s3 : service === 'dynamodb' ? dynamodb : services;
    const address = servicePublicAddress('eu-west-3', service);
    expect(containsAddress(range, address)).toBe(true);
    expect(servicePublicAddress('eu-west-3', service)).toBe(address);
  });
});

describe('prefix lists of services', () => {
  test('us-east-1 has the ids that AWS documents', () => {
    expect(servicePrefixLists('us-east-1').map(({ id, name }) => [id, name])).toEqual([
      ['pl-02cd2c6b', 'com.amazonaws.us-east-1.dynamodb'],
      ['pl-63a5400a', 'com.amazonaws.us-east-1.s3'],
    ]);
  });

  test('every region has its own two, which hold the services’ addresses', () => {
    const lists = regions.flatMap((region) => servicePrefixLists(region.name));
    expect(new Set(lists.map((list) => list.id)).size).toBe(regions.length * 2);
    for (const list of lists) expect(list.id).toMatch(/^pl-[0-9a-f]{8}$/);
    const [, s3] = servicePrefixLists('sa-east-1');
    expect(
      s3!.cidrs.some((cidr) => containsCidr(cidr, { base: servicePublicAddress('sa-east-1', 's3'), length: 32 })),
    ).toBe(true);
  });
});
