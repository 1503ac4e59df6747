/** IPv6 blocks as canonical text. Postern routes no IPv6; it keeps what AWS lets a caller write in routes and rules. */

import { canonicalIpv6 } from './address.ts';

const bits = 128;

function numberOf(canonical: string): bigint {
  const [head = '', tail] = canonical.split('::');
  const words = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const before = words(head);
  const after = words(tail);
  const zeros: string[] = new Array(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((value, word) => value * 65536n + BigInt(`0x${word}`), 0n);
}

function textOf(value: bigint): string {
  const words = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return canonicalIpv6(words.join(':'))!;
}

/** The block with its host bits cleared, or undefined where the text isn't an IPv6 block. */
export function canonicalIpv6Cidr(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = canonicalIpv6(text.slice(0, slash));
  const lengthText = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(lengthText)) return undefined;
  const length = Number(lengthText);
  if (length > bits) return undefined;
  const shift = BigInt(bits - length);
  return `${textOf((numberOf(address) >> shift) << shift)}/${length}`;
}
