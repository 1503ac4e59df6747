/** A packet as analyses show it: whole, or what a component changed in it. Addresses are blocks, protocols numbers. */

import type { AnalysisPacketHeader, AnalysisPortRange } from '../model/path-component.ts';
import type { HopPacket } from '../verify/answer.ts';

function block(address: string): readonly string[] {
  return [`${address}/32`];
}

function ports(first: number | undefined, last: number | undefined): readonly AnalysisPortRange[] | undefined {
  return first === undefined ? undefined : [{ From: first, To: last ?? first }];
}

export function wholeHeader(packet: HopPacket): AnalysisPacketHeader {
  const { source, destination, protocol, sourcePort, lastSourcePort, port, lastPort } = packet;
  const [from, to] = [ports(sourcePort, lastSourcePort), ports(port, lastPort)];
  return {
    DestinationAddresses: block(destination),
    ...(to === undefined ? {} : { DestinationPortRanges: to }),
    Protocol: String(protocol),
    SourceAddresses: block(source),
    ...(from === undefined ? {} : { SourcePortRanges: from }),
  };
}

/** Undefined where nothing changed. */
export function changedHeader(before: HopPacket, after: HopPacket): AnalysisPacketHeader | undefined {
  const [old, next] = [wholeHeader(before), wholeHeader(after)];
  const names = Object.keys(next) as (keyof AnalysisPacketHeader)[];
  const changed = names.filter((name) => JSON.stringify(next[name]) !== JSON.stringify(old[name]));
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((name) => [name, next[name]]));
}
