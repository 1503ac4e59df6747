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
import type { CompiledInterface } from './compiled-vpc.ts';
import { type Onward, stopped } from './travel.ts';
import { type Header, isIn, read, type Trip } from './trip.ts';

const unrouted = unroutedBlocks.map((text) => {
  const block = present(parseCidr(text), text);
  return { from: block.base, to: lastOf(block) };
});

function isPrivate(trip: Trip, address: number): boolean {
  return unrouted.map((range) => isIn(trip, range, address)).includes(true);
}

export function leaveVpc(trip: Trip, from: CompiledInterface, header: Header): Onward {
  if (isPrivate(trip, header.destination)) return stopped;
  const owner = from.vpc.byAddress.get(header.source);
  const source = owner?.publicAddresses.get(header.source);
  if (source === undefined || isRedirected(trip, from, owner, header.source)) return stopped;
  return { kind: 'on', place: { kind: 'inbound', header: { source, destination: header.destination } } };
}

/** Who is behind a middlebox for what comes in does not go out past it. */
function isRedirected(
  trip: Trip,
  from: CompiledInterface,
  owner: CompiledInterface | undefined,
  address: number,
): boolean {
  const { edge } = from.vpc;
  if (from !== owner || edge === undefined) return false;
  const way = read(trip, edge.ways, address);
  return way.kind === 'interface' && way.id !== owner.document.id;
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
  const at = comeIn(trip, one, address);
  return at ? { kind: 'on', place: { kind: 'arriving', at, header: inside, crosses: true } } : stopped;
}

/** The interface that the gateway's route table leads to; others than endpoints' need a public address. */
function comeIn(trip: Trip, one: CompiledInterface, address: number): CompiledInterface | undefined {
  const { edge, byId } = one.vpc;
  const way = edge && read(trip, edge.ways, address);
  if (way === undefined || way.kind === 'local') return one;
  const at = way.kind === 'interface' ? byId.get(way.id) : undefined;
  if (at === one || at?.document.interfaceType === 'gateway_load_balancer_endpoint') return at;
  return at && at.publicAddresses.size > 0 ? at : undefined;
}
