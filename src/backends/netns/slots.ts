/**
 * Numbers and addresses that tell the links of load balancers apart. A link that ends in a load balancer's namespace has a slot
 * there: it is the zone of its connections, their mark, and it picks the routing table of the replies. Everything follows from
 * ids alone, as names do (names.ts), so that a restarted server finds the same.
 */

import { formatAddress, parseAddress } from '../../base/address.ts';
import { hash52 } from './hash.ts';

/** The VPC's own clients, who come over no such link. */
export const vpcSlot = 0;
/** The link to where health checks and proxied connections come from. */
export const proberSlot = 0xffff;
/** The part of a connection's mark that is its slot. */
export const slotMask = 0xffff;
/** Set on connections of the VPC's own clients whose targets shall see the load balancer's address. */
export const hidesClient = 0x1_0000;

const places = proberSlot - 1;

/** Each id at its hash, or at the next free place; in the order of the ids, so that the order of asking means nothing. */
function placed(ids: readonly string[], count: number): ReadonlyMap<string, number> {
  const taken = new Set<number>();
  const found = new Map<string, number>();
  for (const id of [...ids].sort()) {
    let place = hash52(id) % count;
    while (taken.has(place)) place = (place + 1) % count;
    taken.add(place);
    found.set(id, place);
  }
  return found;
}

/** The slots of the endpoints' interfaces whose links end in one load balancer's namespace: 1 to 65534. */
export function slotsOf(endpoints: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...placed(endpoints, places)].map(([id, place]) => [id, place + 1]));
}

/** Above the kernel's own tables. */
export function slotTable(slot: number): number {
  return 0x1_0000 + slot;
}

/** Where the proxies of listeners with proxy protocol are reached, inside a load balancer's namespace only. */
export const proxyBlock = '100.127.0.0/16';
const firstProxy = 0x647f_0000;

/** Whose connection it is can be read from the address that it came to. */
export function proxyAddress(slot: number): string {
  return formatAddress(firstProxy + slot);
}

export function slotOfProxyAddress(address: string): number | undefined {
  const number = parseAddress(address);
  if (number === undefined) return undefined;
  const slot = number - firstProxy;
  return slot >= vpcSlot && slot <= slotMask ? slot : undefined;
}

/** 100.64.0.0/10 without the block of the proxies. */
const firstProber = 0x6440_0000;
const probers = firstProxy - firstProber - 1;

function proberPlaces(nodes: readonly string[]): ReadonlyMap<string, number> {
  return placed(nodes, probers);
}

/**
 * By load balancer node: the address in the prober's namespace whose connections go through that node, to be used as the
 * local address of a socket there. Ask with the ids of all nodes of the Blueprint.
 */
export function proberAddresses(nodes: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...proberPlaces(nodes)].map(([id, place]) => [id, formatAddress(firstProber + 1 + place)]));
}

/** By load balancer node: the routing table of its address in the prober's namespace. */
export function proberTables(nodes: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...proberPlaces(nodes)].map(([id, place]) => [id, 0x1_0000 + place]));
}
