/**
 * Regions of customers' endpoint services: from which of them consumers may connect, and what a consumer in another region
 * must keep to. Whether the caller may reach across regions at all is judged before: src/access/further-permissions.ts.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region
 */

import { isCustomIdle } from '../../model/load-balancer.ts';
import type { Network } from '../../model/network.ts';
import { regionOf, zonesOf } from '../../model/region.ts';
import { isRegionEnabled } from '../../model/region-opt.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { VpcEndpointService } from '../../model/vpc-endpoint-service.ts';
import type { Context } from '../context.ts';
import {
  customIdleTimeout,
  hostRegionStays,
  remoteZonesOnly,
  unsupportedRegion,
} from './vpc-endpoint-service-fault.ts';

type Caller = Pick<Context, 'network' | 'account' | 'now'>;

/** No endpoint for a service of another region goes here. */
const zonesWithoutRemoteAccess: ReadonlySet<string> = new Set([
  'use1-az3',
  'usw1-az2',
  'apne1-az3',
  'apne2-az2',
  'apne2-az4',
]);

/** @throws Fault InvalidParameter for a region that isn't one, or that the caller hasn't opted in to */
export function checkRegion({ network, account, now }: Caller, name: string): void {
  if (!isRegionEnabled(network, account, name, now)) throw unsupportedRegion(name);
}

/** What a service that is made supports: its own region and those that are asked for. */
export function newSupportedRegions(context: Context, asked: readonly string[] | undefined): readonly string[] {
  const { region } = context;
  return changedSupportedRegions(context, { region, supportedRegions: [region] }, asked, undefined);
}

/**
 * Likeliest: one that is there already is added, and one that isn't is removed, without a word; and one that the owner has opted
 * out of can be removed.
 */
export function changedSupportedRegions(
  caller: Caller,
  { region: host, supportedRegions: before }: Pick<VpcEndpointService, 'region' | 'supportedRegions'>,
  added: readonly string[] = [],
  removed: readonly string[] = [],
): readonly string[] {
  for (const region of added) checkRegion(caller, region);
  for (const region of removed) if (regionOf(region) === undefined) throw unsupportedRegion(region);
  if (removed.includes(host)) throw hostRegionStays(host);
  const others = new Set([...before.filter((region) => !removed.includes(region)), ...added]);
  others.delete(host);
  return [host, ...[...others].sort()];
}

/** @throws Fault InvalidParameter where a load balancer of a service for several regions has an idle timeout of its own */
export function checkIdleTimeouts(
  network: Network,
  { supportedRegions, loadBalancers }: Pick<VpcEndpointService, 'supportedRegions' | 'loadBalancers'>,
): void {
  if (supportedRegions.length === 1) return;
  const custom = loadBalancers.find((arn) => network.find('listener', `load-balancer:${arn}`).some(isCustomIdle));
  if (custom !== undefined) throw customIdleTimeout(custom);
}

/** @throws Fault InvalidParameter where a subnet is in a zone that has no way to other regions */
export function checkRemoteZones(subnets: readonly Subnet[]): void {
  const outside = subnets.find(({ zoneId }) => zonesWithoutRemoteAccess.has(zoneId));
  if (outside === undefined) return;
  const zones = zonesOf(outside.account, outside.region).map(({ id }) => id);
  throw remoteZonesOnly(zones.filter((id) => !zonesWithoutRemoteAccess.has(id)).sort());
}
