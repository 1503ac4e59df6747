import { describe, expect, test } from 'vitest';
import { zonesOf } from '../../model/region.ts';
import { harness } from '../harness.ts';
import { regionOperations } from './region.ts';

describe('DescribeRegions', () => {
  test('shows the regions that need no opting in, or all', async () => {
    const h = harness();
    const some = (await h.call(regionOperations, 'DescribeRegions', {})).Regions!;
    const all = (await h.call(regionOperations, 'DescribeRegions', { AllRegions: true })).Regions!;
    expect(new Set(some.map((region) => region.OptInStatus))).toEqual(new Set(['opt-in-not-required']));
    expect(new Set(all.map((region) => region.OptInStatus))).toEqual(new Set(['opt-in-not-required', 'not-opted-in']));
    expect(all.length).toBeGreaterThan(some.length);
    expect(some).toContainEqual({
      RegionName: 'eu-north-1',
      Endpoint: 'ec2.eu-north-1.amazonaws.com',
      OptInStatus: 'opt-in-not-required',
    });
  });

  test.each([
    ['region-name', 'us-*', ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2']],
    ['endpoint', 'ec2.sa-east-1.amazonaws.com', ['sa-east-1']],
    ['opt-in-status', 'not-opted-in', []],
  ])('filter %s = %s', async (Name, value, names) => {
    const Filters = [{ Name, Values: [value] }];
    const { Regions } = await harness().call(regionOperations, 'DescribeRegions', { Filters });
    expect(Regions!.map((region) => region.RegionName).sort()).toEqual(names);
  });

  test('a region that is named is shown, opted in or not, and must be one', async () => {
    const h = harness();
    const named = await h.call(regionOperations, 'DescribeRegions', { RegionNames: ['me-south-1'] });
    expect(named.Regions!.map((region) => region.RegionName)).toEqual(['me-south-1']);
    expect(await h.refused(regionOperations, 'DescribeRegions', { RegionNames: ['mars-1'] })).toBe(
      'InvalidParameterValue: Invalid region name: [mars-1]',
    );
  });
});

describe('DescribeAvailabilityZones', () => {
  test('shows the zones of the region as the account sees them', async () => {
    const h = harness({ account: '444455556666', region: 'eu-west-1' });
    const { AvailabilityZones } = await h.call(regionOperations, 'DescribeAvailabilityZones', {});
    expect(AvailabilityZones!.map((zone) => [zone.ZoneName, zone.ZoneId])).toEqual(
      zonesOf('444455556666', 'eu-west-1').map((zone) => [zone.name, zone.id]),
    );
    expect(AvailabilityZones![0]).toEqual({
      ZoneName: 'eu-west-1a',
      ZoneId: expect.stringMatching(/^euw1-az[123]$/),
      RegionName: 'eu-west-1',
      GroupName: 'eu-west-1-zg-1',
      NetworkBorderGroup: 'eu-west-1',
      ZoneType: 'availability-zone',
      OptInStatus: 'opt-in-not-required',
      State: 'available',
      Messages: [],
    });
  });

  test.each([
    [{ ZoneNames: ['us-east-1b'] }, 1],
    [{ ZoneIds: ['use1-az1', 'use1-az2'] }, 2],
    [{ Filters: [{ Name: 'zone-type', Values: ['local-zone'] }] }, 0],
    [{ Filters: [{ Name: 'zone-id', Values: ['use1-az?'] }] }, 6],
    [{ Filters: [{ Name: 'state', Values: ['available'] }] }, 6],
  ])('%j finds %i', async (input, count) => {
    const { AvailabilityZones } = await harness().call(regionOperations, 'DescribeAvailabilityZones', input);
    expect(AvailabilityZones).toHaveLength(count);
  });

  test('a zone of another region is refused', async () => {
    const input = { ZoneNames: ['us-east-1a', 'us-west-2a'] };
    expect(await harness().refused(regionOperations, 'DescribeAvailabilityZones', input)).toBe(
      'InvalidParameterValue: Invalid availability zone: [us-west-2a]',
    );
  });
});
