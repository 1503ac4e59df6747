/**
 * All the traffic that passes between two ends and is answered: an interface, or the internet, that sends from one of its
 * addresses, and the address that it sends to; or the whole of the internet, in stretches that nothing tells apart. The same
 * beginnings as a trace's.
 */

import type { AddressRange } from './address-map.ts';
import type { Compiled } from './compiled.ts';
import { type CompiledInterface, isOneMachine } from './compiled-vpc.ts';
import { everyFlow, nothing, type TrafficId } from './traffic-set.ts';
import { travel } from './travel.ts';
import { aroundOf, type Header, newTrip, type Trip } from './trip.ts';

/** @param source undefined: the internet */
export function trafficBetween(
  compiled: Compiled,
  source: CompiledInterface | undefined,
  header: Header,
  oneWay = false,
): TrafficId {
  if (source === undefined) return travel(newTrip(compiled, source, header, { oneWay }), { kind: 'inbound', header });
  if (!opensConnections(source)) return nothing;
  if (staysInside(source, header.destination)) return everyFlow;
  return travel(newTrip(compiled, source, header, { oneWay }), { kind: 'sent', from: source, header });
}

/** Only what runs on an instance opens connections of its own. */
export function opensConnections({ document, up }: CompiledInterface): boolean {
  return document.interfaceType === 'interface' && up;
}

/** An operating system keeps what goes to any of its own addresses to itself. */
function staysInside(source: CompiledInterface, address: number): boolean {
  return (
    source.vpc.byAddress.get(address)?.document.attachment?.instance !== undefined &&
    isOneMachine(source.vpc, source, address)
  );
}

export interface Stretch extends AddressRange {
  readonly traffic: TrafficId;
  /** What the traffic came to. */
  readonly reached: Trip['reached'];
}

/** What an interface sends to the addresses of a range, wherever on the internet they are. */
export function trafficOutward(
  compiled: Compiled,
  from: CompiledInterface,
  range: AddressRange,
  ungrouped?: CompiledInterface,
): readonly Stretch[] {
  const [source] = from.addresses;
  if (source === undefined || !opensConnections(from)) return [{ ...range, traffic: nothing, reached: undefined }];
  return stretches(range, (address) => {
    const header = { source, destination: address };
    const trip = newTrip(compiled, from, header, { around: aroundOf(address), ungrouped });
    return stretchOf(trip, travel(trip, { kind: 'sent', from, header }));
  });
}

/** What the internet's addresses of a range send to a public address. */
export function trafficInward(
  compiled: Compiled,
  destination: number,
  range: AddressRange,
  options: Partial<Pick<Trip, 'ungrouped' | 'ports'>> = {},
): readonly Stretch[] {
  return stretches(range, (address) => {
    const header = { source: address, destination };
    const trip = newTrip(compiled, undefined, header, { ...options, around: aroundOf(address) });
    return stretchOf(trip, travel(trip, { kind: 'inbound', header }));
  });
}

function stretchOf({ around, reached }: Trip, traffic: TrafficId): Stretch {
  return { from: around.from, to: around.to, traffic, reached: traffic === nothing ? undefined : reached };
}

function stretches({ from, to }: AddressRange, find: (address: number) => Stretch): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let address = from; address <= to; ) {
    const stretch = find(address);
    const end = Math.min(stretch.to, to);
    found.push({ ...stretch, from: address, to: end });
    address = end + 1;
  }
  return found;
}
