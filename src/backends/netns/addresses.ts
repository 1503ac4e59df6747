/** Address lists as elements of nftables sets: canonical, sorted, and without blocks inside other blocks. */

import { formatAddress } from '../../base/address.ts';
import { type Cidr, containsCidr, formatCidr, parseCidr } from '../../base/cidr.ts';

export function isIpv4(text: string): boolean {
  return !text.includes(':');
}

function element(cidr: Cidr): string {
  return cidr.length === 32 ? formatAddress(cidr.base) : formatCidr(cidr);
}

/** Single addresses may come without a prefix length. */
export function addressElements(texts: readonly string[]): readonly string[] {
  const cidrs = texts
    .filter(isIpv4)
    .flatMap((text) => parseCidr(text.includes('/') ? text : `${text}/32`) ?? [])
    .sort((one, other) => one.base - other.base || one.length - other.length);
  const elements: string[] = [];
  let outer: Cidr | undefined;
  for (const cidr of cidrs) {
    if (outer && containsCidr(outer, cidr)) continue;
    outer = cidr;
    elements.push(element(cidr));
  }
  return elements;
}

/** Single addresses hash; blocks need an interval set. */
export function addressSetHeader(elements: readonly string[]): string {
  const blocks = elements.some((text) => text.includes('/'));
  return blocks ? 'type ipv4_addr; flags interval;' : 'type ipv4_addr;';
}
