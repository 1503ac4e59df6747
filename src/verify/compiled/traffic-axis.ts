/**
 * The axis that traffic lies on: a place for every port of TCP and UDP and for every other protocol, and sets of places as
 * intervals. Plain functions of lists of numbers; which sets there are, and their numbers, is traffic-set.ts's matter.
 */

import { protocolNumbers } from '../packet.ts';
import type { Traffic } from '../reach-answer.ts';

export const ports = 65536;
export const udpAt = ports;
export const protocolsAt = 2 * ports;
export const protocolCount = 256;
/** Of ICMP two packets matter: an echo's request, at its protocol's place, and its reply here. */
export const echoReplyAt = protocolsAt + protocolCount;
export const axisEnd = echoReplyAt + 1;

/** Port 0 has a place, and is in no set: no packet has it. */
export const placesOfProtocol: Readonly<Record<number, readonly [from: number, end: number]>> = {
  [protocolNumbers.tcp]: [1, ports],
  [protocolNumbers.udp]: [udpAt + 1, udpAt + ports],
  [protocolNumbers.icmp]: [protocolsAt + protocolNumbers.icmp, protocolsAt + protocolNumbers.icmp + 1],
};

export type Intervals = readonly number[];

export function hashOf(intervals: Intervals): number {
  let hash = 0x811c9dc5;
  for (const place of intervals) hash = Math.imul(hash ^ place, 0x01000193) ^ (hash >>> 15);
  return hash >>> 0;
}

export function same(one: Intervals, other: Intervals): boolean {
  return one.length === other.length && one.every((place, index) => place === other[index]);
}

/** Walks two sets at once and keeps where `wanted` says so of being in the one and in the other. */
export function combine(
  one: Intervals,
  other: Intervals,
  wanted: (inOne: boolean, inOther: boolean) => boolean,
): number[] {
  const result: number[] = [];
  let [first, second] = [0, 0];
  let inside = false;
  while (first < one.length || second < other.length) {
    const place = Math.min(one[first] ?? axisEnd, other[second] ?? axisEnd);
    if (one[first] === place) first += 1;
    if (other[second] === place) second += 1;
    const now = wanted(first % 2 === 1, second % 2 === 1);
    if (now !== inside) result.push(place);
    inside = now;
  }
  return result;
}

export const both = (one: boolean, other: boolean): boolean => one && other;
export const either = (one: boolean, other: boolean): boolean => one || other;
export const firstOnly = (one: boolean, other: boolean): boolean => one && !other;

export function containsPlace(intervals: Intervals, place: number): boolean {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (intervals[middle]! <= place) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

export function containsRange(intervals: Intervals, from: number, end: number): boolean {
  return containsPlace(intervals, from) && !intervals.some((place) => place > from && place < end);
}

/** In the order of TCP, UDP and the other protocols' numbers. An echo's reply is no traffic that anybody asks about. */
export function trafficOf(intervals: Intervals): readonly Traffic[] {
  const ported = [protocolNumbers.tcp, protocolNumbers.udp].map((protocol) => portsOf(intervals, protocol));
  const isWhole = ported.every(([first]) => first !== undefined && first.ports === undefined);
  const isIn = (protocol: number): boolean =>
    protocol === protocolNumbers.tcp || protocol === protocolNumbers.udp
      ? isWhole
      : containsPlace(intervals, protocolsAt + protocol);
  const found = protocolRuns(Array.from({ length: protocolCount }, (_, protocol) => protocol).filter(isIn));
  const isRun = found.some(({ protocol, lastProtocol = protocol }) => protocol <= 6 && lastProtocol >= 17);
  const others = isRun ? found : found.filter(({ protocol }) => protocol !== 6 && protocol !== 17);
  return isRun ? others : [...ported.flat(), ...others];
}

function portsOf(intervals: Intervals, protocol: number): readonly Traffic[] {
  const [start, stop] = placesOfProtocol[protocol]!;
  const found: Traffic[] = [];
  for (let index = 0; index < intervals.length; index += 2) {
    const [low, high] = [Math.max(intervals[index]!, start), Math.min(intervals[index + 1]!, stop)];
    if (low >= high) continue;
    const isAll = low === start && high === stop;
    found.push({ protocol, ...(isAll ? {} : { ports: { from: low - start + 1, to: high - start } }) });
  }
  return found;
}

/** Protocols that follow on each other as one. */
export function protocolRuns(numbers: readonly number[]): readonly Traffic[] {
  const found: Traffic[] = [];
  for (const protocol of numbers) {
    const last = found.at(-1);
    if (last && (last.lastProtocol ?? last.protocol) === protocol - 1) {
      found[found.length - 1] = { protocol: last.protocol, lastProtocol: protocol };
    } else found.push({ protocol });
  }
  return found;
}
