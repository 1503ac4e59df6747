/**
 * DescribeRegions and DescribeAvailabilityZones, from the table of regions in the model. Every zone is an ordinary one, which
 * needs no opting in.
 */

import { type Region, regions, type Zone, zonesOf } from '../../model/region.ts';
import { isRegionEnabled } from '../../model/region-opt.ts';
import type { Context } from '../context.ts';
import { applyFilters, type FilterTable } from './describe.ts';
import { invalidParameterValue } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';

const untagged = { tags: {} } as const;

interface RegionRow extends Region {
  readonly optInStatus: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
  readonly tags: typeof untagged.tags;
}

/** Likeliest: on its way in or out it is not opted in. */
function optInStatus({ network, account, now }: Context, region: Region): RegionRow['optInStatus'] {
  if (!region.needsOptIn) return 'opt-in-not-required';
  return isRegionEnabled(network, account, region.name, now) ? 'opted-in' : 'not-opted-in';
}

const endpointOf = (region: Region): string => `ec2.${region.name}.amazonaws.com`;

const regionFilters: FilterTable<RegionRow> = {
  endpoint: endpointOf,
  'opt-in-status': (region) => region.optInStatus,
  'region-name': (region) => region.name,
};

interface ZoneRow extends Zone {
  readonly region: string;
  readonly tags: typeof untagged.tags;
}

/** Every zone of a region is in one group (`us-east-1-zg-1`). */
const groupOf = (zone: ZoneRow): string => `${zone.region}-zg-1`;

const zoneFilters: FilterTable<ZoneRow> = {
  'group-long-name': () => [],
  'group-name': groupOf,
  message: () => [],
  'opt-in-status': () => 'opt-in-not-required',
  'parent-zone-id': () => [],
  'parent-zone-name': () => [],
  'region-name': (zone) => zone.region,
  state: () => 'available',
  'zone-id': (zone) => zone.id,
  'zone-name': (zone) => zone.name,
  'zone-type': () => 'availability-zone',
};

function zoneRows(context: Context): readonly ZoneRow[] {
  const { account, region } = context;
  return zonesOf(account, region).map((zone) => ({ ...zone, region, ...untagged }));
}

/** The rows that names pick, or all. @throws Fault where a name picks none */
function pick<T>(rows: readonly T[], nameOf: (row: T) => string, names: readonly string[] | undefined, what: string) {
  if (names === undefined || names.length === 0) return rows;
  const unknown = names.filter((name) => !rows.some((row) => nameOf(row) === name));
  if (unknown.length > 0) throw invalidParameterValue(`Invalid ${what}: [${unknown.join(', ')}]`);
  return rows.filter((row) => names.includes(nameOf(row)));
}

export const regionOperations = {
  DescribeRegions(context, input) {
    const every = regions.map((region): RegionRow => {
      return { ...region, ...untagged, optInStatus: optInStatus(context, region) };
    });
    const named = pick(every, (region) => region.name, input.RegionNames, 'region name');
    const everyStatus = input.AllRegions === true || (input.RegionNames ?? []).length > 0;
    const shown = everyStatus ? named : named.filter((region) => region.optInStatus !== 'not-opted-in');
    return {
      Regions: applyFilters(shown, input.Filters, regionFilters).map((region) => ({
        OptInStatus: region.optInStatus,
        RegionName: region.name,
        Endpoint: endpointOf(region),
      })),
    };
  },

  DescribeAvailabilityZones(context, input) {
    const byName = pick(zoneRows(context), (zone) => zone.name, input.ZoneNames, 'availability zone');
    const rows = pick(byName, (zone) => zone.id, input.ZoneIds, 'availability zone-id');
    return {
      AvailabilityZones: applyFilters(rows, input.Filters, zoneFilters).map((zone) => ({
        OptInStatus: 'opt-in-not-required',
        Messages: [],
        RegionName: zone.region,
        ZoneName: zone.name,
        ZoneId: zone.id,
        GroupName: groupOf(zone),
        NetworkBorderGroup: zone.region,
        ZoneType: 'availability-zone',
        State: 'available',
      })),
    };
  },
} satisfies Ec2Handlers;
