/** Packets that come to a place for the second time: nothing on the way changes, so they would come back for ever. */

import { flowKey, type Packet } from './packet.ts';
import { drop, type Walk } from './walk.ts';

/** @param place the id of what the packet is about to leave, and what it does next depends on */
export function isLoop(walk: Walk, component: string, packet: Packet, place = component): boolean {
  const key = `${place} ${flowKey(packet)}`;
  if (!walk.seen.has(key)) {
    walk.seen.add(key);
    return false;
  }
  drop(walk, packet, {
    stage: 'route',
    component,
    detail: 'the packet was here before',
    code: 'POSTERN_LOOP',
    mend: `Change a route to ${packet.destination} so that it does not lead back to ${component}.`,
    disposition: 'loop',
  });
  return true;
}
