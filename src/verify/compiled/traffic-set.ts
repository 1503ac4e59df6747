/**
 * Sets of traffic: which protocols, and of TCP and UDP which destination ports. A set is a list of intervals on one axis on
 * which every port and every protocol has a place; equal sets have the same number, so that a set is compared, combined and
 * remembered by its number alone. Exact, because no rule of AWS matches a source port. It knows no rule and no address.
 */

import { assert } from '../../base/assert.ts';
import { protocolNumbers } from '../packet.ts';
import type { Traffic } from '../reach-answer.ts';
import {
  axisEnd,
  both,
  combine,
  containsPlace,
  containsRange,
  echoReplyAt,
  either,
  firstOnly,
  hashOf,
  type Intervals,
  placesOfProtocol,
  ports,
  protocolCount,
  protocolsAt,
  same,
  trafficOf,
  udpAt,
} from './traffic-axis.ts';

/** The number of a set in its table. */
export type TrafficId = number;

export const nothing: TrafficId = 0;
export const everything: TrafficId = 1;
/** What somebody may begin: everything but the answer to an echo, which a filter may let through by itself. */
export const everyFlow: TrafficId = 2;

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

  const whole = [1, udpAt, udpAt + 1];
  assert(
    intern([]) === nothing &&
      intern([...whole, axisEnd]) === everything &&
      intern([...whole, echoReplyAt]) === everyFlow,
    'the first sets',
  );

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
