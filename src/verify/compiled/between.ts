/**
 * All the traffic that passes between two ends and is answered: an interface, or the internet, that sends from one of its
 * addresses, and the address that it sends to. The same beginnings as a trace's.
 */

import type { AddressRange } from './address-map.ts';
import type { Compiled } from './compiled.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import { everything, nothing, type TrafficId } from './traffic-set.ts';
import { travel } from './travel.ts';
import { aroundOf, type Header, newTrip } from './trip.ts';

/** @param source undefined: the internet */
export function trafficBetween(compiled: Compiled, source: CompiledInterface | undefined, header: Header): TrafficId {
  if (source === undefined) return travel(newTrip(compiled, source, header, everything), { kind: 'inbound', header });
  if (!opensConnections(source)) return nothing;
  if (isOwnAddress(source, header.destination)) return everything;
  return travel(newTrip(compiled, source, header, everything), { kind: 'sent', from: source, header });
}

/** Only what runs on an instance opens connections of its own. */
export function opensConnections({ document, up }: CompiledInterface): boolean {
  return document.interfaceType === 'interface' && up;
}

/** An operating system keeps what goes to any of its own addresses to itself. */
function isOwnAddress({ document, vpc }: CompiledInterface, address: number): boolean {
  const owner = vpc.byAddress.get(address)?.document.attachment?.instance;
  return owner !== undefined && owner === document.attachment?.instance;
}

export interface Stretch extends AddressRange {
  readonly traffic: TrafficId;
}

/** To the internet: what passes to the addresses of a range, in stretches that nothing tells apart. */
export function trafficToInternet(
  compiled: Compiled,
  source: CompiledInterface,
  sourceAddress: number,
  range: AddressRange,
): readonly Stretch[] {
  if (!opensConnections(source)) return [{ ...range, traffic: nothing }];
  return stretches(range, (address) => {
    const header = { source: sourceAddress, destination: address };
    const around = aroundOf(address);
    const traffic = travel(newTrip(compiled, source, header, everything, around), {
      kind: 'sent',
      from: source,
      header,
    });
    return { from: around.from, to: around.to, traffic };
  });
}

/** From the internet's addresses of a range to a public address. */
export function trafficFromInternet(compiled: Compiled, destination: number, range: AddressRange): readonly Stretch[] {
  return stretches(range, (address) => {
    const header = { source: address, destination };
    const around = aroundOf(address);
    const traffic = travel(newTrip(compiled, undefined, header, everything, around), { kind: 'inbound', header });
    return { from: around.from, to: around.to, traffic };
  });
}

function stretches({ from, to }: AddressRange, find: (address: number) => Stretch): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let address = from; address <= to; ) {
    const stretch = find(address);
    const end = Math.min(stretch.to, to);
    found.push({ from: address, to: end, traffic: stretch.traffic });
    address = end + 1;
  }
  return found;
}
