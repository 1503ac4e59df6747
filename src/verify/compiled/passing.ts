/**
 * What passes between two sides, found class by class and told one at a time: interfaces of a VPC and its peers among each
 * other, interfaces of different VPCs by public addresses, and the internet in both directions.
 */

import { internetHosts } from '../../model/region.ts';
import { type AddressMap, type AddressRange, rangeAt, shared, valueAt } from './address-map.ts';
import { trafficBetween } from './between.ts';
import { type Compiled, peersOf, publicInterfaces } from './compiled.ts';
import { type CompiledInterface, type CompiledVpc, publicAddressOf } from './compiled-vpc.ts';
import { classesOf, type InterfaceClass } from './interface-class.ts';
import { inwardOf, outwardOf, unreached } from './internet-reach.ts';
import { meetInside } from './meeting.ts';
import { pairTraffic } from './pair.ts';
import { nothing, type TrafficId } from './traffic-set.ts';

const knownHost = internetHosts.base + 10;

export interface Sides {
  /** Ids. */
  readonly interfaces: ReadonlySet<string>;
  /** VPCs all of whose interfaces are among them, as far as is known without looking. */
  readonly vpcs: ReadonlySet<string>;
  readonly internet: readonly AddressRange[];
}

export type PassingEnd =
  | { readonly kind: 'interface'; readonly one: CompiledInterface; readonly address: number }
  | { readonly kind: 'internet'; readonly range: AddressRange };

export interface Passing {
  readonly from: PassingEnd;
  readonly to: PassingEnd;
  /** Interfaces that the first one stands for, where it is an interface. */
  readonly senders: readonly CompiledInterface[];
  readonly receivers: readonly CompiledInterface[];
  readonly traffic: TrafficId;
}

/** The members of a VPC's classes that a side means. */
export function chosen(compiled: Compiled, vpc: CompiledVpc, { interfaces, vpcs }: Sides): readonly InterfaceClass[] {
  if (interfaces.size === 0) return [];
  if (vpcs.has(vpc.document.id)) return classesOf(compiled, vpc);
  return classesOf(compiled, vpc).flatMap(({ members, sample }) => {
    if (members.every(({ document }) => interfaces.has(document.id))) return [{ members, sample }];
    const some = members.filter(({ document }) => interfaces.has(document.id));
    return some[0] ? [{ members: some, sample: some[0] }] : [];
  });
}

export function* findPassing(compiled: Compiled, from: Sides, to: Sides, traffic: TrafficId): Generator<Passing> {
  const publics = publicReceivers(compiled, to);
  for (const vpc of compiled.vpcs.values()) {
    const senders = chosen(compiled, vpc, from);
    const receivers = senders.length > 0 || from.internet.length > 0 ? chosen(compiled, vpc, to) : [];
    const across = senders.length > 0 ? peersOf(compiled, vpc).flatMap((peer) => chosen(compiled, peer, to)) : [];
    for (const sender of senders) {
      const inside = across.filter((receiver) => meetInside(sender.sample, receiver.sample));
      for (const receiver of [...receivers, ...inside]) yield* betweenClasses(compiled, sender, receiver, traffic);
      const needsRoad = publics.length > 0 || to.internet.length > 0;
      const outward = needsRoad ? outwardOf(compiled, sender.sample) : unreached;
      if (outward === unreached) continue;
      yield* acrossVpcs(compiled, sender, publics, outward, traffic);
      yield* toInternet(compiled, sender, to.internet, outward, traffic);
    }
    if (from.internet.length > 0) yield* fromInternet(compiled, from.internet, receivers, traffic);
  }
}

/** Those of a side that the internet can speak to, by the address that it has for them. */
function publicReceivers(compiled: Compiled, to: Sides): readonly Extract<PassingEnd, { kind: 'interface' }>[] {
  if (to.interfaces.size === 0) return [];
  return publicInterfaces(compiled)
    .filter(({ one }) => to.interfaces.has(one.document.id))
    .map((found) => ({ kind: 'interface', ...found }));
}

/** An instance among its own addresses is no path. */
function isSameMachine({ document: one }: CompiledInterface, { document: other }: CompiledInterface): boolean {
  const instance = one.attachment?.instance;
  return one.id === other.id || (instance !== undefined && instance === other.attachment?.instance);
}

/** A member of each class, on different machines. */
export function apart(
  sender: InterfaceClass,
  receiver: InterfaceClass,
): readonly [CompiledInterface, CompiledInterface] | undefined {
  for (const from of sender.members) {
    const to = receiver.members.find((one) => !isSameMachine(one, from));
    if (to) return [from, to];
  }
  return undefined;
}

function* betweenClasses(
  compiled: Compiled,
  sender: InterfaceClass,
  receiver: InterfaceClass,
  wanted: TrafficId,
): Generator<Passing> {
  const pair = apart(sender, receiver);
  if (!pair) return;
  const [first, one] = pair;
  const traffic = compiled.table.intersect(pairTraffic(compiled, first, one), wanted);
  if (traffic === nothing) return;
  const from = { kind: 'interface', one: first, address: first.addresses[0]! } as const;
  const to = { kind: 'interface', one, address: one.addresses[0]! } as const;
  yield { from, to, senders: sender.members, receivers: receiver.members, traffic };
}

function* acrossVpcs(
  compiled: Compiled,
  { sample, members }: InterfaceClass,
  publics: ReturnType<typeof publicReceivers>,
  outward: AddressMap<TrafficId>,
  wanted: TrafficId,
): Generator<Passing> {
  const { table } = compiled;
  for (const to of publics) {
    if (meetInside(sample, to.one) || table.intersect(valueAt(outward, to.address), wanted) === nothing) continue;
    // Members with public addresses of their own are seen with different ones.
    const senders = sample.publicAddresses.size > 0 ? members : [sample];
    for (const one of senders) {
      const header = { source: one.addresses[0]!, destination: to.address };
      const traffic = table.intersect(trafficBetween(compiled, one, header), wanted);
      const from = { kind: 'interface', one, address: header.source } as const;
      if (traffic !== nothing)
        yield { from, to, senders: senders.length > 1 ? [one] : members, receivers: [to.one], traffic };
    }
  }
}

function* toInternet(
  compiled: Compiled,
  { sample, members }: InterfaceClass,
  ranges: readonly AddressRange[],
  outward: AddressMap<TrafficId>,
  wanted: TrafficId,
): Generator<Passing> {
  const from = { kind: 'interface', one: sample, address: sample.addresses[0]! } as const;
  for (const { range, traffic } of passingRanges(compiled, ranges, outward, wanted)) {
    yield { from, to: { kind: 'internet', range }, senders: members, receivers: [], traffic };
  }
}

function* fromInternet(
  compiled: Compiled,
  ranges: readonly AddressRange[],
  receivers: readonly InterfaceClass[],
  wanted: TrafficId,
): Generator<Passing> {
  for (const one of receivers.flatMap(({ members }) => members)) {
    const address = publicAddressOf(one);
    if (address === undefined) continue;
    for (const { range, traffic } of passingRanges(compiled, ranges, inwardOf(compiled, one), wanted)) {
      const to = { kind: 'interface', one, address } as const;
      yield { from: { kind: 'internet', range }, to, senders: [], receivers: [one], traffic };
    }
  }
}

/** One range of each traffic that passes: where the internet's known host is, if it can be. */
function passingRanges(
  { table }: Compiled,
  ranges: readonly AddressRange[],
  map: AddressMap<TrafficId>,
  wanted: TrafficId,
): readonly { readonly range: AddressRange; readonly traffic: TrafficId }[] {
  const found = new Map<TrafficId, AddressRange>();
  for (const [index, value] of map.values.entries()) {
    const traffic = table.intersect(value, wanted);
    if (traffic === nothing) continue;
    for (const range of ranges) {
      const part = shared(rangeAt(map, index), range);
      const isKnown = part.from <= knownHost && knownHost <= part.to;
      if (part.from <= part.to && (isKnown || !found.has(traffic))) found.set(traffic, part);
    }
  }
  return [...found].map(([traffic, range]) => ({ range, traffic }));
}
