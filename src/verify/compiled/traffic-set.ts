/**
 * Sets of traffic: which protocols, and of TCP and UDP which destination ports. A set is a list of intervals on one axis on
 * which every port and every protocol has a place; equal sets have the same number, so that a set is compared, combined and
 * remembered by its number alone. Exact, because no rule of AWS matches a source port. It knows no rule and no address.
 */

import { assert } from '../../base/assert.ts';
import { protocolNumbers } from '../packet.ts';
import type { Traffic } from '../reach-answer.ts';

/** The number of a set in its table. */
export type TrafficId = number;

export const nothing: TrafficId = 0;
export const everything: TrafficId = 1;

const ports = 65536;
const udpAt = ports;
const protocolsAt = 2 * ports;
const protocolCount = 256;
/** Of ICMP two packets matter: an echo's request, at its protocol's place, and its reply here. */
const echoReplyAt = protocolsAt + protocolCount;
const axisEnd = echoReplyAt + 1;

/** Port 0 has a place, and is in no set: no packet has it. */
const placesOfProtocol: Readonly<Record<number, readonly [from: number, end: number]>> = {
  [protocolNumbers.tcp]: [1, ports],
  [protocolNumbers.udp]: [udpAt + 1, udpAt + ports],
  [protocolNumbers.icmp]: [protocolsAt + protocolNumbers.icmp, protocolsAt + protocolNumbers.icmp + 1],
};

/** More combinations than this are forgotten and worked out again. */
const mostRemembered = 4_000_000;
/** Tables keep what they know from one revision to the next until they hold this many sets. */
export const mostSets = 500_000;

/** What a client or a translator picks its own port from; answers go there. */
export type ClientPorts = 'ephemeral' | 'translator';

const answerPorts: Readonly<Record<ClientPorts, readonly [from: number, to: number]>> = {
  ephemeral: [32768, 60999],
  translator: [1024, 65535],
};

export interface TrafficTable {
  readonly size: number;
  /** Into how many pieces all the sets together cut protocols and ports. */
  readonly atoms: number;
  /** Every protocol but TCP, UDP and ICMP. */
  readonly withoutPorts: TrafficId;
  intersect(one: TrafficId, other: TrafficId): TrafficId;
  union(one: TrafficId, other: TrafficId): TrafficId;
  subtract(one: TrafficId, other: TrafficId): TrafficId;
  /** All ports of a protocol, or those of a range. For ICMP the echo. */
  ofPorts(protocol: number, from?: number, to?: number): TrafficId;
  ofEcho(request: boolean, reply: boolean): TrafficId;
  /** Whether a flow of this protocol and destination port is in the set. */
  contains(set: TrafficId, protocol: number, port: number | undefined): boolean;
  /** The traffic whose answers a filter lets through that allows `allowed`. */
  answered(allowed: TrafficId, ports: ClientPorts): TrafficId;
  traffic(set: TrafficId): readonly Traffic[];
  ofTraffic(traffic: readonly Traffic[]): TrafficId;
}

type Intervals = readonly number[];

function hashOf(intervals: Intervals): number {
  let hash = 0x811c9dc5;
  for (const place of intervals) hash = Math.imul(hash ^ place, 0x01000193) ^ (hash >>> 15);
  return hash >>> 0;
}

function same(one: Intervals, other: Intervals): boolean {
  return one.length === other.length && one.every((place, index) => place === other[index]);
}

/** Walks two sets at once and keeps where `wanted` says so of being in the one and in the other. */
function combine(one: Intervals, other: Intervals, wanted: (inOne: boolean, inOther: boolean) => boolean): number[] {
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

const both = (one: boolean, other: boolean): boolean => one && other;
const either = (one: boolean, other: boolean): boolean => one || other;
const firstOnly = (one: boolean, other: boolean): boolean => one && !other;

function containsPlace(intervals: Intervals, place: number): boolean {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (intervals[middle]! <= place) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

function containsRange(intervals: Intervals, from: number, end: number): boolean {
  return containsPlace(intervals, from) && !intervals.some((place) => place > from && place < end);
}

export function trafficTable(): TrafficTable {
  const sets: Intervals[] = [];
  const byHash = new Map<number, TrafficId[]>();
  const remembered = { both: new Map<number, TrafficId>(), either: new Map<number, TrafficId>() };
  const answers = new Map<number, TrafficId>();

  function intern(intervals: Intervals): TrafficId {
    const hash = hashOf(intervals);
    const alike = byHash.get(hash);
    const known = alike?.find((id) => same(sets[id]!, intervals));
    if (known !== undefined) return known;
    const id = sets.push(intervals) - 1;
    if (alike) alike.push(id);
    else byHash.set(hash, [id]);
    return id;
  }

  function remember(kind: 'both' | 'either', one: TrafficId, other: TrafficId): TrafficId {
    const memory = remembered[kind];
    const key = one < other ? one * 0x4000000 + other : other * 0x4000000 + one;
    const known = memory.get(key);
    if (known !== undefined) return known;
    if (memory.size > mostRemembered) memory.clear();
    const id = intern(combine(sets[one]!, sets[other]!, kind === 'both' ? both : either));
    memory.set(key, id);
    return id;
  }

  function answered(allowed: TrafficId, kind: ClientPorts): TrafficId {
    const intervals = sets[allowed]!;
    const [from, to] = answerPorts[kind];
    const whole = [protocolNumbers.tcp, protocolNumbers.udp].filter((protocol) => {
      const [start] = placesOfProtocol[protocol]!;
      return containsRange(intervals, start - 1 + from, start + to);
    });
    const others = combine(intervals, [protocolsAt, echoReplyAt], both);
    const echo = placesOfProtocol[protocolNumbers.icmp]!;
    const withoutEcho = combine(others, echo, firstOnly);
    const parts = whole.map((protocol) => placesOfProtocol[protocol]!);
    if (containsPlace(intervals, echoReplyAt)) parts.push(echo);
    return intern(parts.reduce<number[]>((sum, part) => combine(sum, part, either), withoutEcho));
  }

  function ofPorts(protocol: number, from?: number, to?: number): TrafficId {
    const places = placesOfProtocol[protocol];
    if (!places) return intern([protocolsAt + protocol, protocolsAt + protocol + 1]);
    if (from === undefined || to === undefined || protocol === protocolNumbers.icmp) return intern(places);
    return from > to || to < 1
      ? nothing
      : intern([places[0] - 1 + Math.max(from, 1), places[0] + Math.min(to, ports - 1)]);
  }

  function ofEcho(request: boolean, reply: boolean): TrafficId {
    const parts = [
      ...(request ? placesOfProtocol[protocolNumbers.icmp]! : []),
      ...(reply ? [echoReplyAt, axisEnd] : []),
    ];
    return intern(parts);
  }

  const union = (one: TrafficId, other: TrafficId): TrafficId => {
    if (one === other || other === nothing) return one;
    if (one === nothing) return other;
    if (one === everything || other === everything) return everything;
    return remember('either', one, other);
  };

  assert(intern([]) === nothing && intern([1, udpAt, udpAt + 1, axisEnd]) === everything, 'the first sets');

  const known = intern([...placesOfProtocol[protocolNumbers.icmp]!, echoReplyAt, axisEnd]);
  const withoutPorts = intern(combine([protocolsAt, axisEnd], sets[known]!, firstOnly));

  const counted = { sets: 0, places: new Set<number>() };
  function atoms(): number {
    for (; counted.sets < sets.length; counted.sets += 1)
      for (const place of sets[counted.sets]!) counted.places.add(place);
    return counted.places.size - 1;
  }

  return {
    withoutPorts,
    get atoms() {
      return atoms();
    },
    get size() {
      return sets.length;
    },
    intersect(one, other) {
      if (one === other || other === everything) return one;
      if (one === everything) return other;
      if (one === nothing || other === nothing) return nothing;
      return remember('both', one, other);
    },
    union,
    subtract: (one, other) => (other === nothing ? one : intern(combine(sets[one]!, sets[other]!, firstOnly))),
    ofPorts,
    ofEcho,
    contains(set, protocol, port) {
      if (set === nothing) return false;
      const places = placesOfProtocol[protocol];
      if (!places) return containsPlace(sets[set]!, protocolsAt + protocol);
      if (protocol === protocolNumbers.icmp) return containsPlace(sets[set]!, places[0]);
      return port !== undefined && port > 0 && containsPlace(sets[set]!, places[0] - 1 + port);
    },
    answered(allowed, kind) {
      if (allowed === everything) return everything;
      if (allowed === nothing) return nothing;
      const key = allowed * 2 + (kind === 'ephemeral' ? 0 : 1);
      const known = answers.get(key) ?? answered(allowed, kind);
      answers.set(key, known);
      return known;
    },
    traffic: (set) => trafficOf(sets[set]!),
    ofTraffic: (traffic) =>
      traffic.reduce<TrafficId>((sum, { protocol, lastProtocol = protocol, ports: range }) => {
        if (lastProtocol - protocol === protocolCount - 1) return everything;
        const run = Array.from({ length: lastProtocol - protocol + 1 }, (_, index) => protocol + index);
        return run.reduce((part, one) => union(part, ofPorts(one, range?.from, range?.to)), sum);
      }, nothing),
  };
}

/** In the order of TCP, UDP and the other protocols' numbers. An echo's reply is no traffic that anybody asks about. */
function trafficOf(intervals: Intervals): readonly Traffic[] {
  const ported = [protocolNumbers.tcp, protocolNumbers.udp].map((protocol) => portsOf(intervals, protocol));
  const isWhole = ported.every(([first]) => first !== undefined && first.ports === undefined);
  const found: Traffic[] = [];
  for (let protocol = 0; protocol < protocolCount; protocol += 1) {
    const isPorted = protocol === protocolNumbers.tcp || protocol === protocolNumbers.udp;
    const isIn = isPorted ? isWhole : containsPlace(intervals, protocolsAt + protocol);
    if (!isIn) continue;
    const last = found.at(-1);
    if (last && (last.lastProtocol ?? last.protocol) === protocol - 1) {
      found[found.length - 1] = { protocol: last.protocol, lastProtocol: protocol };
    } else found.push({ protocol });
  }
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
