/**
 * Through internet gateways: each public address stands for one private address of an interface. Beyond is the internet, of
 * which only the addresses that are an interface's are known; a trip may ask for all of it by ending at the gateway.
 */

import { formatAddress } from '../../base/address.ts';
import { present } from '../../base/assert.ts';
import { lastOf, parseCidr } from '../../base/cidr.ts';
import { regionOfPublicAddress } from '../../model/host-name.ts';
import { unroutedBlocks } from '../lookup.ts';
import { type PublicAddress, publicOwnerOf } from './compiled.ts';
import type { CompiledVpc } from './compiled-vpc.ts';
import { type Onward, stopped } from './travel.ts';
import { type Header, isIn, type Trip } from './trip.ts';

const unrouted = unroutedBlocks.map((text) => {
  const block = present(parseCidr(text), text);
  return { from: block.base, to: lastOf(block) };
});

function isPrivate(trip: Trip, address: number): boolean {
  return unrouted.map((range) => isIn(trip, range, address)).includes(true);
}

export function leaveVpc(trip: Trip, vpc: CompiledVpc, header: Header): Onward {
  if (isPrivate(trip, header.destination)) return stopped;
  const source = vpc.byAddress.get(header.source)?.publicAddresses.get(header.source);
  if (source === undefined) return stopped;
  return { kind: 'on', place: { kind: 'inbound', header: { source, destination: header.destination } } };
}

/** On the internet: an address that is an interface's leads into its VPC, others end here. */
export function enterInternet(trip: Trip, header: Header): Onward {
  const { destination } = header;
  // What stands for the whole internet is nobody's in particular.
  if (destination === trip.around.address) return { kind: 'ended', end: { kind: 'internet', header } };
  const owner = publicOwnerOf(trip.compiled, destination);
  if (owner) return enterVpc(trip, owner, header);
  if (regionOfPublicAddress(formatAddress(destination)) !== undefined) return stopped;
  return { kind: 'ended', end: { kind: 'internet', header } };
}

function enterVpc(trip: Trip, { one, address }: PublicAddress, header: Header): Onward {
  if (one.vpc.gateway === undefined || isPrivate(trip, header.source)) return stopped;
  const inside = { source: header.source, destination: address };
  return { kind: 'on', place: { kind: 'arriving', at: one, header: inside, crosses: true } };
}
