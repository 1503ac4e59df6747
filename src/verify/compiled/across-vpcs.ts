/**
 * What interfaces of different VPCs send to each other over the internet: what leaves the one for the other's public address,
 * of that what comes in there from the address that the sender is seen with. Mostly no rule tells one customer's address from
 * another's; then a class is asked once for all of its members.
 */

import { type AddressMap, type AddressRange, indexAt, rangeAt, valueAt } from './address-map.ts';
import { trafficBetween } from './between.ts';
import { type Compiled, publicInterfaces } from './compiled.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import type { Gathered } from './end-of.ts';
import { classesOf, type InterfaceClass } from './interface-class.ts';
import { inwardOf, outwardOf, seenAs, unreached } from './internet-reach.ts';
import { nothing, type TrafficId } from './traffic-set.ts';

interface World {
  /** Classes that send something to the internet, and classes with public addresses. */
  readonly senders: readonly InterfaceClass[];
  readonly receivers: readonly InterfaceClass[];
  /** From the lowest public address of an interface to the highest. */
  readonly addresses: AddressRange;
}

const worlds = new WeakMap<Compiled['internet'], World>();

function worldOf(compiled: Compiled): World {
  const known = worlds.get(compiled.internet);
  if (known) return known;
  const classes = [...compiled.vpcs.values()].flatMap((vpc) => classesOf(compiled, vpc));
  const addresses = publicInterfaces(compiled).map(({ address }) => address);
  const found: World = {
    senders: classes.filter(({ sample }) => sends(outwardOf(compiled, sample))),
    receivers: classes.filter(({ sample }) => publicAddressOf(sample) !== undefined),
    addresses: {
      from: addresses.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY),
      to: addresses.reduce((one, other) => Math.max(one, other), 0),
    },
  };
  worlds.set(compiled.internet, found);
  return found;
}

function sends(outward: AddressMap<TrafficId>): boolean {
  return outward !== unreached && outward.values.some((traffic) => traffic !== nothing);
}

function publicAddressOf({ publicAddresses, addresses }: CompiledInterface): number | undefined {
  return publicAddresses.get(addresses[0] ?? 0);
}

function isUniform(map: AddressMap<unknown>, { from, to }: AddressRange): boolean {
  return rangeAt(map, indexAt(map, from)).to >= to;
}

/** Interfaces of other VPCs that reach a public address of this one. */
export function gatherSenders(compiled: Compiled, subject: CompiledInterface, gathered: Gathered): void {
  const destination = publicAddressOf(subject);
  if (destination === undefined) return;
  const { senders, addresses } = worldOf(compiled);
  const alike = (['ephemeral', 'translator'] as const).every((ports) =>
    isUniform(inwardOf(compiled, subject, ports), addresses),
  );
  for (const { members, sample } of senders) {
    if (sample.vpc === subject.vpc || valueAt(outwardOf(compiled, sample), destination) === nothing) continue;
    const parts = alike || sample.publicAddresses.size === 0 ? [members] : members.map((one) => [one]);
    for (const part of parts) {
      const traffic = across(compiled, part[0]!, subject, destination);
      if (traffic !== nothing) gathered.add(part, traffic);
    }
  }
}

/** Interfaces of other VPCs that one reaches at their public addresses. */
export function gatherReceivers(compiled: Compiled, subject: CompiledInterface, gathered: Gathered): void {
  const outward = outwardOf(compiled, subject);
  if (!sends(outward)) return;
  const { receivers, addresses } = worldOf(compiled);
  const alike = isUniform(outward, addresses) && isUniform(subject.subnet.routes.ways, addresses);
  for (const { members, sample } of receivers) {
    if (sample.vpc === subject.vpc) continue;
    for (const part of alike ? [members] : members.map((one) => [one])) {
      const traffic = across(compiled, subject, part[0]!, publicAddressOf(part[0]!)!);
      if (traffic !== nothing) gathered.add(part, traffic);
    }
  }
}

function across(compiled: Compiled, from: CompiledInterface, to: CompiledInterface, destination: number): TrafficId {
  const out = valueAt(outwardOf(compiled, from), destination);
  if (out === nothing) return nothing;
  const seen = seenAs(compiled, from, destination);
  if (seen === undefined) return trafficBetween(compiled, from, { source: from.addresses[0]!, destination });
  return compiled.table.intersect(out, valueAt(inwardOf(compiled, to, seen.ports), seen.address));
}
