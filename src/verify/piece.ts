/** The piece around one packet within which no boundary lies: its range of addresses, and its traffic. */

import type { Boundaries } from './boundaries.ts';
import { isIn, type SamplePacket } from './box-packet.ts';
import type { AddressRange } from './compiled/address-map.ts';
import { protocolRuns } from './compiled/traffic-axis.ts';
import { hasPorts } from './packet.ts';
import type { Traffic } from './reach-answer.ts';

function around(starts: ReadonlySet<number>, value: number, whole: AddressRange): AddressRange {
  let { from, to } = whole;
  for (const start of starts) {
    if (start <= value && start > from) from = start;
    if (start > value && start - 1 < to) to = start - 1;
  }
  return { from, to };
}

export function addressPiece({ addresses }: Boundaries, address: number, whole: AddressRange): AddressRange {
  return around(addresses, address, whole);
}

/** @param traffic what the packet is out of */
export function trafficPiece(
  { ports, protocols }: Boundaries,
  packet: SamplePacket,
  traffic: readonly Traffic[],
): readonly Traffic[] {
  const { protocol, port } = packet;
  if (hasPorts(protocol) && port !== undefined) {
    const own = traffic.find((one) => isIn(one, packet))?.ports ?? { from: 0, to: 65535 };
    return [{ protocol, ports: around(ports, port, own) }];
  }
  if (protocols.has(protocol)) return [{ protocol }];
  const all = Array.from({ length: 256 }, (_, number) => number);
  return protocolRuns(
    all.filter((one) => !protocols.has(one) && traffic.some((part) => isIn(part, { protocol: one }))),
  );
}
