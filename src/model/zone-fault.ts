/** An availability zone that was taken down on purpose: nothing enters or leaves its subnets, whoever owns them. */

import type { Network } from './network.ts';
import type { ResourceBase } from './resource.ts';

export interface ZoneFault extends ResourceBase {
  readonly kind: 'zone-fault';
  /** `use1-az1` */
  readonly zoneId: string;
}

export function zoneFaultId(region: string, zoneId: string): string {
  return `${region}/${zoneId}`;
}

export function isZoneDown(network: Network, region: string, zoneId: string): boolean {
  return network.get('zone-fault', zoneFaultId(region, zoneId)) !== undefined;
}
