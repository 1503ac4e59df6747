/** Makers of the nftables objects that every rendering file needs, and the one word for a counted drop. */

import type { NftObject } from './nft-plan.ts';

export function chain(name: string, header: string, rules: readonly string[]): NftObject {
  return { kind: 'chain', name, header, rules };
}

/** Of rules that all allow. */
export function allowingChain(name: string, rules: readonly string[]): NftObject {
  return { kind: 'chain', name, header: '', rules, unordered: true };
}

export function set(name: string, header: string, elements: readonly string[]): NftObject {
  return { kind: 'set', name, header, elements };
}

export function map(name: string, header: string, elements: Iterable<readonly [string, string]>): NftObject {
  return { kind: 'map', name, header, elements: new Map(elements) };
}

export function counter(name: string): NftObject {
  return { kind: 'counter', name };
}

export function quoted(device: string): string {
  return `"${device}"`;
}

/** An element of sets of devices and addresses. */
export function deviceAndAddress(device: string, address: string): string {
  return `${quoted(device)} . ${address}`;
}

/** Nobody's names and credentials are had from elsewhere, and a router answers nothing else. */
export function unanswered(whence: string): readonly string[] {
  return [`${whence} ip daddr @services ${drop('source-check')}`, `${whence} drop`];
}

/** Drops are counted per stage; see counters.ts. */
export function drop(stage: string): string {
  return `counter name ${stage} drop`;
}
