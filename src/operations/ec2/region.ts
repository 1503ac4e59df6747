/** DescribeRegions and DescribeAvailabilityZones, from the table of regions in the model. Every zone is an ordinary one. */

import { type Region, regionOf, regions, type Zone, zonesOf } from '../../model/region.ts';
import type { Context } from '../context.ts';
import { applyFilters, type FilterTable } from './describe.ts';
import { invalidParameterValue } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';

const untagged = { tags: {} } as const;

type RegionRow = Region & typeof untagged;

const endpointOf = (region: Region): string => `ec2.${region.name}.amazonaws.com`;

const regionFilters: FilterTable<RegionRow> = {
  endpoint: endpointOf,
  'opt-in-status': (region) => region.optIn,
  'region-name': (region) => region.name,
};

interface ZoneRow extends Zone {
  readonly region: string;
  readonly optInStatus: 'opt-in-not-required' | 'not-opted-in';
  readonly tags: typeof untagged.tags;
}

/** Every zone of a region is in one group (`us-east-1-zg-1`). */
const groupOf = (zone: ZoneRow): string => `${zone.region}-zg-1`;

const zoneFilters: FilterTable<ZoneRow> = {
  'group-long-name': () => [],
  'group-name': groupOf,
  message: () => [],
  'opt-in-status': (zone) => zone.optInStatus,
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
  const optInStatus = regionOf(region)?.optIn ?? 'opt-in-not-required';
  return zonesOf(account, region).map((zone) => ({ ...zone, region, optInStatus, ...untagged }));
}

/** The rows that names pick, or all. @throws Fault where a name picks none */
function pick<T>(rows: readonly T[], nameOf: (row: T) => string, names: readonly string[] | undefined, what: string) {
  if (names === undefined || names.length === 0) return rows;
  const unknown = names.filter((name) => !rows.some((row) => nameOf(row) === name));
  if (unknown.length > 0) throw invalidParameterValue(`Invalid ${what}: [${unknown.join(', ')}]`);
  return rows.filter((row) => names.includes(nameOf(row)));
}

export const regionOperations = {
  DescribeRegions(_context, input) {
    const every = regions.map((region): RegionRow => ({ ...region, ...untagged }));
    const named = pick(every, (region) => region.name, input.RegionNames, 'region name');
    const everyStatus = input.AllRegions === true || (input.RegionNames ?? []).length > 0;
    const shown = everyStatus ? named : named.filter((region) => region.optIn === 'opt-in-not-required');
    return {
      Regions: applyFilters(shown, input.Filters, regionFilters).map((region) => ({
        OptInStatus: region.optIn,
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
        OptInStatus: zone.optInStatus,
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
