/** The zone stage: an availability zone that is down lets nothing out and nothing in. Says nothing of a zone that is up. */

import type { NetworkInterface } from '../model/network-interface.ts';
import { isZoneDown } from '../model/zone-fault.ts';
import type { Packet } from './packet.ts';
import { drop, type Walk } from './walk.ts';

export function judgeZone(
  walk: Walk,
  { id, region, zoneId }: NetworkInterface,
  packet: Packet,
  disposition: 'denied-in' | 'denied-out',
): void {
  if (!isZoneDown(walk.network, region, zoneId)) return;
  drop(walk, packet, {
    stage: 'zone',
    component: zoneId,
    networkInterface: id,
    detail: `${id} is in ${zoneId}, which is down`,
    code: 'POSTERN_ZONE_DOWN',
    mend: `Bring ${zoneId} up again: postern fault az ${region} ${zoneId} up.`,
    disposition,
  });
}
