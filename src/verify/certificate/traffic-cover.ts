/**
 * Plain arithmetic of traffic for checking certificates: whether some traffic holds other, and whether the two have anything
 * in common. Every port of every protocol is one number, and traffic is a list of runs of them.
 */

import { protocolNumbers } from '../packet.ts';
import type { Traffic } from '../reach-answer.ts';

const portsOfProtocol = 65536;

type Run = readonly [from: number, end: number];

function runOf({ protocol, lastProtocol = protocol, ports }: Traffic): Run {
  if (!ports) return [protocol * portsOfProtocol, (lastProtocol + 1) * portsOfProtocol];
  return [protocol * portsOfProtocol + ports.from, protocol * portsOfProtocol + ports.to + 1];
}

/** Port 0 of TCP and UDP is no packet's, so it need not be held. */
const unused: readonly number[] = [protocolNumbers.tcp, protocolNumbers.udp].map((number) => number * portsOfProtocol);

export function holdsAll(holding: readonly Traffic[], held: readonly Traffic[]): boolean {
  const runs = holding.map(runOf).sort(([one], [other]) => one - other);
  return held.map(runOf).every(([from, end]) => {
    const skip = (place: number): number => (unused.includes(place) ? place + 1 : place);
    let reached = skip(from);
    for (const [start, stop] of runs) if (start <= reached && stop > reached) reached = skip(stop);
    return reached >= end;
  });
}

export function haveCommon(one: readonly Traffic[], other: readonly Traffic[]): boolean {
  return one.map(runOf).some(([from, end]) => other.map(runOf).some(([start, stop]) => from < stop && start < end));
}
