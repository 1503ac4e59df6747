/**
 * The flows that a gateway load balancer's node knows: to which target each goes, and the cookie that its packets carry. A flow is forgotten
 * when it was idle for its time, or when there are too many, the longest idle first. Columns of numbers instead of objects, for it is asked
 * for every packet. Whether a target is still there, its user knows.
 */

import { type FlowKey, ofFragments, tcp } from './inner-packet.ts';

/** Of one node. AWS names no number; at sixty bytes each, this many are a small part of a process. */
export const mostFlows = 131_072;

export interface IdleTimes {
  readonly tcpIdleSeconds: number;
  readonly otherIdleSeconds: number;
}

export const none = -1;

function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The same for both directions, and for all endpoints: a flow that enters by one and returns by another meets one target. */
export function flowHash(key: FlowKey): number {
  return mix(mix(mix(mix(0, key.lowAddress), key.highAddress), key.ports), key.protocol);
}

/** The target that ranks highest for a flow: one that comes or goes moves only the flows that it gains or had. */
export function chooseTarget(hash: number, targets: readonly number[]): number | undefined {
  let best: number | undefined;
  let bestRank = -1;
  for (const target of targets) {
    const rank = mix(hash, target) >>> 0;
    if (rank <= bestRank) continue;
    best = target;
    bestRank = rank;
  }
  return best;
}

export class FlowTable {
  readonly target: Uint32Array;
  readonly cookie: Uint32Array;
  readonly #buckets: Int32Array;
  readonly #inBucket: Int32Array;
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  readonly #ports: Uint32Array;
  readonly #protocol: Uint16Array;
  readonly #endpoint: Uint32Array;
  readonly #carriesTcp: Uint8Array;
  readonly #seen: Float64Array;
  /** Of the list by when a flow was last seen: place `most` is its head, between the longest idle and the last seen. */
  readonly #older: Int32Array;
  readonly #newer: Int32Array;
  readonly #most: number;
  readonly #newCookie: () => number;
  #idle: IdleTimes = { tcpIdleSeconds: 350, otherIdleSeconds: 120 };
  #used = 0;

  /** @param newCookie a number of 32 bits that nobody can guess */
  constructor(newCookie: () => number, most: number = mostFlows) {
    this.#most = most;
    this.#newCookie = newCookie;
    this.target = new Uint32Array(most);
    this.cookie = new Uint32Array(most);
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(most))).fill(none);
    this.#inBucket = new Int32Array(most);
    this.#low = new Uint32Array(most);
    this.#high = new Uint32Array(most);
    this.#ports = new Uint32Array(most);
    this.#protocol = new Uint16Array(most);
    this.#endpoint = new Uint32Array(most);
    this.#carriesTcp = new Uint8Array(most);
    this.#seen = new Float64Array(most);
    this.#older = new Int32Array(most + 1);
    this.#newer = new Int32Array(most + 1);
    this.#older[most] = most;
    this.#newer[most] = most;
  }

  /** Counts for flows that are there, too. */
  setIdleTimes(idle: IdleTimes): void {
    this.#idle = idle;
  }

  /** @param endpoint a number that no other endpoint had before it. @returns the flow's place, or `none`. */
  find(key: FlowKey, endpoint: number, now: number): number {
    const protocol = protocolOf(key);
    let at = this.#buckets[this.#bucket(key.lowAddress, key.highAddress, key.ports, protocol, endpoint)]!;
    while (at !== none && !this.#is(at, key, protocol, endpoint)) at = this.#inBucket[at]!;
    return at === none || this.#isOver(at, now) ? none : at;
  }

  /** Also where `find` found none because it was idle too long: then it begins anew. */
  add(key: FlowKey, endpoint: number, target: number, now: number): number {
    const protocol = protocolOf(key);
    const bucket = this.#bucket(key.lowAddress, key.highAddress, key.ports, protocol, endpoint);
    let at = this.#buckets[bucket]!;
    while (at !== none && !this.#is(at, key, protocol, endpoint)) at = this.#inBucket[at]!;
    if (at === none) {
      at = this.#freePlace();
      this.#low[at] = key.lowAddress;
      this.#high[at] = key.highAddress;
      this.#ports[at] = key.ports;
      this.#protocol[at] = protocol;
      this.#endpoint[at] = endpoint;
      this.#inBucket[at] = this.#buckets[bucket]!;
      this.#buckets[bucket] = at;
      this.#linkLast(at);
    }
    this.#carriesTcp[at] = 0;
    this.target[at] = target;
    this.cookie[at] = this.#newCookie();
    this.touch(at, key, now);
    return at;
  }

  /** It was seen just now. */
  touch(at: number, key: FlowKey, now: number): void {
    this.#seen[at] = now;
    if (key.carries === tcp) this.#carriesTcp[at] = 1;
    if (this.#newer[at] === this.#most) return;
    this.#unlink(at);
    this.#linkLast(at);
  }

  /** Later fragments of the flow's packets, which have no ports, go where the first one went; the last such flow of two hosts leads. */
  lead(at: number, key: FlowKey, endpoint: number, now: number): void {
    const { ports } = key;
    key.part = 'later';
    key.ports = 0;
    const follower = this.add(key, endpoint, this.target[at]!, now);
    this.cookie[follower] = this.cookie[at]!;
    key.part = 'first';
    key.ports = ports;
  }

  /** By endpoint's number: flows that are not over. */
  countActive(now: number): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (let at = this.#newer[this.#most]!; at !== this.#most; at = this.#newer[at]!) {
      if (this.#protocol[at]! >= ofFragments || this.#isOver(at, now)) continue;
      const endpoint = this.#endpoint[at]!;
      counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
    }
    return counts;
  }

  #isOver(at: number, now: number): boolean {
    const { tcpIdleSeconds, otherIdleSeconds } = this.#idle;
    return now - this.#seen[at]! > (this.#carriesTcp[at] === 1 ? tcpIdleSeconds : otherIdleSeconds) * 1000;
  }

  #is(at: number, key: FlowKey, protocol: number, endpoint: number): boolean {
    return (
      this.#low[at] === key.lowAddress &&
      this.#high[at] === key.highAddress &&
      this.#ports[at] === key.ports &&
      this.#protocol[at] === protocol &&
      this.#endpoint[at] === endpoint
    );
  }

  #bucket(low: number, high: number, ports: number, protocol: number, endpoint: number): number {
    return mix(mix(mix(mix(endpoint, low), high), ports), protocol) & (this.#buckets.length - 1);
  }

  #freePlace(): number {
    if (this.#used < this.#most) {
      this.#used += 1;
      return this.#used - 1;
    }
    const at = this.#newer[this.#most]!;
    this.#unlink(at);
    const protocol = this.#protocol[at]!;
    const bucket = this.#bucket(this.#low[at]!, this.#high[at]!, this.#ports[at]!, protocol, this.#endpoint[at]!);
    if (this.#buckets[bucket] === at) this.#buckets[bucket] = this.#inBucket[at]!;
    else {
      let before = this.#buckets[bucket]!;
      while (this.#inBucket[before] !== at) before = this.#inBucket[before]!;
      this.#inBucket[before] = this.#inBucket[at]!;
    }
    return at;
  }

  #linkLast(at: number): void {
    const last = this.#older[this.#most]!;
    this.#older[at] = last;
    this.#newer[last] = at;
    this.#newer[at] = this.#most;
    this.#older[this.#most] = at;
  }

  #unlink(at: number): void {
    this.#newer[this.#older[at]!] = this.#newer[at]!;
    this.#older[this.#newer[at]!] = this.#older[at]!;
  }
}

function protocolOf(key: FlowKey): number {
  return key.part === 'later' ? key.protocol + ofFragments : key.protocol;
}
