/**
 * What interfaces of different VPCs send to each other over the internet: what leaves the one for the other's public address,
 * of that what comes in there from the address that the sender is seen with. Mostly no rule tells one customer's address from
 * another's; then a class is asked once for all of its members.
 */

import type { End, Reach } from '../reach-answer.ts';
import { type AddressMap, type AddressRange, indexAt, rangeAt, valueAt } from './address-map.ts';
import { trafficBetween } from './between.ts';
import { type Compiled, publicInterfaces } from './compiled.ts';
import { type CompiledInterface, publicAddressOf } from './compiled-vpc.ts';
import { endOf, Gathered } from './end-of.ts';
import { classesOf, type InterfaceClass } from './interface-class.ts';
import { inwardOf, outwardOf, seenAs, unreached } from './internet-reach.ts';
import { meetInside } from './meeting.ts';
import { nothing, type TrafficId } from './traffic-set.ts';

/** Interfaces of a subnet with the same groups and the same roads, however rules tell their private addresses apart. */
interface Crowd {
  readonly members: readonly CompiledInterface[];
  readonly sample: CompiledInterface;
  readonly end: End;
}

interface World {
  /** Those that send something to the internet, and those with public addresses. */
  readonly senders: readonly Crowd[];
  readonly receivers: readonly Crowd[];
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
    senders: crowds(
      classes.filter(({ sample }) => sends(outwardOf(compiled, sample))),
      (one) => outwardOf(compiled, one),
    ),
    receivers: crowds(
      classes.filter(({ sample }) => publicAddressOf(sample) !== undefined),
      (one) => inwardOf(compiled, one),
    ),
    addresses: {
      from: addresses.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY),
      to: addresses.reduce((one, other) => Math.max(one, other), 0),
    },
  };
  worlds.set(compiled.internet, found);
  return found;
}

function crowds(classes: readonly InterfaceClass[], mapOf: (one: CompiledInterface) => object): readonly Crowd[] {
  const numbers = new Map<object, number>();
  const numberOf = (map: object): number => {
    const known = numbers.get(map) ?? numbers.size;
    numbers.set(map, known);
    return known;
  };
  const alike = Map.groupBy(classes, ({ sample }) => {
    const { document, subnet, groups } = sample;
    const special = document.interfaceType === 'interface' ? '' : document.id;
    return [subnet.id, special, numberOf(groups), numberOf(mapOf(sample)), publicAddressOf(sample) !== undefined].join(
      ' ',
    );
  });
  return [...alike.values()].map((some) => {
    const members = some.flatMap((one) => one.members);
    return { members, sample: members[0]!, end: endOf(members) };
  });
}

function sends(outward: AddressMap<TrafficId>): boolean {
  return outward !== unreached && outward.values.some((traffic) => traffic !== nothing);
}

function isUniform(map: AddressMap<unknown>, { from, to }: AddressRange): boolean {
  return rangeAt(map, indexAt(map, from)).to >= to;
}

/** Interfaces of other VPCs that reach a public address of this one. */
export function sendersTo(compiled: Compiled, subject: CompiledInterface): readonly Reach[] {
  const destination = publicAddressOf(subject);
  if (destination === undefined) return [];
  const { senders, addresses } = worldOf(compiled);
  const alike = (['ephemeral', 'translator'] as const).every((ports) =>
    isUniform(inwardOf(compiled, subject, ports), addresses),
  );
  return told(
    compiled,
    subject,
    senders,
    (one) => meetInside(one, subject),
    ({ sample }) => alike || publicAddressOf(sample) === undefined,
    (one) => across(compiled, one, subject, destination),
  );
}

/** Interfaces of other VPCs that one reaches at their public addresses. */
export function receiversFrom(compiled: Compiled, subject: CompiledInterface): readonly Reach[] {
  const outward = outwardOf(compiled, subject);
  if (!sends(outward)) return [];
  const { receivers, addresses } = worldOf(compiled);
  const alike = isUniform(outward, addresses) && isUniform(subject.subnet.routes.ways, addresses);
  return told(
    compiled,
    subject,
    receivers,
    (one) => meetInside(subject, one),
    () => alike,
    (one) => across(compiled, subject, one, publicAddressOf(one)!),
  );
}

/**
 * Crowds as a whole where one stands for all, else member by member.
 * @param isInside whether a member and the subject meet without the internet
 */
function told(
  compiled: Compiled,
  subject: CompiledInterface,
  crowds: readonly Crowd[],
  isInside: (one: CompiledInterface) => boolean,
  isAlike: (crowd: Crowd) => boolean,
  trafficOf: (one: CompiledInterface) => TrafficId,
): readonly Reach[] {
  const words = new Map<TrafficId, Reach['traffic']>();
  const found: Reach[] = [];
  const apart = new Gathered();
  for (const crowd of crowds) {
    if (crowd.sample.vpc === subject.vpc) continue;
    const isPeer = subject.vpc.peers.includes(crowd.sample.vpc.document.id);
    if (isPeer || !isAlike(crowd)) {
      for (const one of crowd.members) if (!isInside(one)) apart.add([one], trafficOf(one));
      continue;
    }
    const traffic = trafficOf(crowd.sample);
    if (traffic === nothing) continue;
    const said = words.get(traffic) ?? compiled.table.traffic(traffic);
    words.set(traffic, said);
    found.push({ end: crowd.end, traffic: said });
  }
  return [...found, ...apart.reaches(compiled)];
}

function across(compiled: Compiled, from: CompiledInterface, to: CompiledInterface, destination: number): TrafficId {
  const out = valueAt(outwardOf(compiled, from), destination);
  if (out === nothing) return nothing;
  const seen = seenAs(compiled, from, destination);
  if (seen === undefined) return trafficBetween(compiled, from, { source: from.addresses[0]!, destination });
  return compiled.table.intersect(out, valueAt(inwardOf(compiled, to, seen.ports), seen.address));
}
