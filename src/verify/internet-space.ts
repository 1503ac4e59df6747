/**
 * Which IPv4 addresses are the internet's (https://www.rfc-editor.org/rfc/rfc6890), as far as a Network can tell: of the
 * ranges that AWS gives to interfaces every address in use is known, and so is no stranger's.
 */

import { formatAddress, parseAddress } from '../base/address.ts';
import { type Cidr, cidrOf, containsAddress, formatCidr, lastOf, parseCidr } from '../base/cidr.ts';
import type { PortRange } from '../base/port-range.ts';
import { publicRanges, regions } from '../model/region.ts';

const reserved: readonly Cidr[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
].map((block) => parseCidr(block)!);

export function isPublic(text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && !reserved.some((block) => containsAddress(block, address));
}

export type Side = 'source' | 'destination';

const inOrder = (blocks: readonly Cidr[]): readonly Cidr[] => [...blocks].sort((one, other) => one.base - other.base);

/** Packets may come from anybody's elastic address, and go on to one that is known. */
const holes: Readonly<Record<Side, readonly Cidr[]>> = {
  source: inOrder(reserved),
  destination: inOrder([...reserved, ...regions.map(({ name }) => publicRanges(name).elastic)]),
};

export const wholeSpace: PortRange = { from: 0, to: 2 ** 32 - 1 };

/** The first address of the internet at or above this one. */
export function firstPublic(address: number, side: Side): string | undefined {
  let candidate = address;
  for (const hole of holes[side]) if (containsAddress(hole, candidate)) candidate = lastOf(hole) + 1;
  return candidate > wholeSpace.to ? undefined : formatAddress(candidate);
}

/** What of a range of addresses is the internet's, as blocks. */
export function publicBlocks({ from, to }: PortRange, side: Side): readonly string[] {
  const blocks: string[] = [];
  let start = from;
  for (const hole of holes[side]) {
    if (lastOf(hole) < start || hole.base > to) continue;
    blocks.push(...blocksOf(start, hole.base - 1));
    start = lastOf(hole) + 1;
  }
  return [...blocks, ...blocksOf(start, to)];
}

/** The fewest blocks that are exactly these addresses. */
function blocksOf(from: number, to: number): readonly string[] {
  const blocks: string[] = [];
  for (let start = from; start <= to; ) {
    let length = 32;
    while (length > 0) {
      const wider = cidrOf(start, length - 1);
      if (wider.base !== start || lastOf(wider) > to) break;
      length -= 1;
    }
    const block = cidrOf(start, length);
    blocks.push(formatCidr(block));
    start = lastOf(block) + 1;
  }
  return blocks;
}
