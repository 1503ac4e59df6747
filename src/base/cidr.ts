/**
 * IPv4 blocks: a base address and a prefix length, always canonical (no host bits). What AWS calls a CIDR block.
 */

import { formatAddress, parseAddress } from './address.ts';

export interface Cidr {
  /** The first address, as a number. */
  readonly base: number;
  /** Prefix length, 0 to 32. */
  readonly length: number;
}

function maskOf(length: number): number {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
}

export function cidrOf(base: number, length: number): Cidr {
  return { base: (base & maskOf(length)) >>> 0, length };
}

/** Accepts host bits and clears them, as EC2 does (`100.68.0.18/18` is stored as `100.68.0.0/18`). */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const lengthText = text.slice(slash + 1);
  if (!/^(0|[1-9]\d?)$/.test(lengthText)) return undefined;
  const length = Number(lengthText);
  const address = parseAddress(text.slice(0, slash));
  if (address === undefined || length > 32) return undefined;
  return cidrOf(address, length);
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.base)}/${cidr.length}`;
}

/** Canonical text of a block, or undefined where the text isn't one. */
export function canonicalCidr(text: string): string | undefined {
  const cidr = parseCidr(text);
  return cidr && formatCidr(cidr);
}

export function sizeOf(cidr: Cidr): number {
  return 2 ** (32 - cidr.length);
}

export function lastOf(cidr: Cidr): number {
  return cidr.base + sizeOf(cidr) - 1;
}

export function containsAddress(cidr: Cidr, address: number): boolean {
  return (address & maskOf(cidr.length)) >>> 0 === cidr.base;
}

export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.length <= inner.length && containsAddress(outer, inner.base);
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  return containsCidr(one, other) || containsCidr(other, one);
}
