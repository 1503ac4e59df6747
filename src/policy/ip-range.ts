/**
 * Address ranges of the IpAddress and NotIpAddress operators: IPv4 or IPv6, a block or one address. Both families are
 * lists of unsigned 32-bit words, so one comparison serves them. An IPv4 range never holds an IPv6 address or the other
 * way round.
 */

import { canonicalIpv6, parseAddress } from '../base/address.ts';

export interface IpRange {
  /** One word for IPv4, four for IPv6. */
  readonly words: readonly number[];
  readonly length: number;
}

const wordBits = 32;

/** The address's words, or undefined where the text isn't an address. */
export function parseIp(text: string): readonly number[] | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return [address];
  const canonical = canonicalIpv6(text);
  return canonical === undefined ? undefined : ipv6Words(canonical);
}

/** A range in CIDR form; without a length it is that one address. */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/');
  const words = parseIp(slash < 0 ? text : text.slice(0, slash));
  if (words === undefined) return undefined;
  const most = words.length * wordBits;
  if (slash < 0) return { words, length: most };
  const lengthText = text.slice(slash + 1);
  const length = /^(0|[1-9]\d{0,2})$/.test(lengthText) ? Number(lengthText) : Number.POSITIVE_INFINITY;
  return length > most ? undefined : { words, length };
}

export function inIpRange(range: IpRange, words: readonly number[]): boolean {
  if (range.words.length !== words.length) return false;
  return words.every((word, index) => {
    const bits = Math.min(Math.max(range.length - index * wordBits, 0), wordBits);
    if (bits === 0) return true;
    return ((word ^ (range.words[index] ?? 0)) >>> (wordBits - bits)) >>> 0 === 0;
  });
}

/** From canonical text, which has hexadecimal groups only and at most one `::`. */
function ipv6Words(canonical: string): readonly number[] {
  const [before = '', after] = canonical.split('::');
  const head = groupsOf(before);
  const tail = groupsOf(after ?? '');
  const groups = [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return [0, 2, 4, 6].map((index) => ((groups[index] ?? 0) * 0x10000 + (groups[index + 1] ?? 0)) >>> 0);
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
