/**
 * Which IPv4 addresses are the internet's (https://www.rfc-editor.org/rfc/rfc6890), as far as a Network can tell: of the
 * ranges that AWS gives to interfaces every address in use is known, and so is no stranger's.
 */

import { formatAddress, parseAddress } from '../base/address.ts';
import { type Cidr, cidrOf, formatCidr, lastOf, parseCidr } from '../base/cidr.ts';
import { publicRanges, regions } from '../model/region.ts';
import { type AddressRange, lastAddress, shared } from './compiled/address-map.ts';

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

export const wholeSpace: AddressRange = { from: 0, to: lastAddress };

function without(ranges: readonly AddressRange[], block: Cidr): readonly AddressRange[] {
  return ranges.flatMap(({ from, to }) => {
    const parts = [
      { from, to: Math.min(to, block.base - 1) },
      { from: Math.max(from, lastOf(block) + 1), to },
    ];
    return lastOf(block) < from || block.base > to ? [{ from, to }] : parts.filter((part) => part.from <= part.to);
  });
}

/** The addresses of the internet, those that AWS gives to its customers among them. */
export const internetRanges: readonly AddressRange[] = reserved.reduce(without, [wholeSpace]);

/** The addresses of the internet that are no customer's of AWS here. */
export const outsideRanges: readonly AddressRange[] = regions
  .map(({ name }) => publicRanges(name).elastic)
  .reduce(without, internetRanges);

export function isPublic(text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && internetRanges.some(({ from, to }) => from <= address && address <= to);
}

export type Side = 'source' | 'destination';

/** Packets may come from anybody's elastic address, and go on to one that is known. */
const spaces: Readonly<Record<Side, readonly AddressRange[]>> = { source: internetRanges, destination: outsideRanges };

/** The first address of the internet at or above this one. */
export function firstPublic(address: number, side: Side): string | undefined {
  const range = spaces[side].find(({ to }) => to >= address);
  return range && formatAddress(Math.max(address, range.from));
}

/** What of a range of addresses is the internet's, as blocks. */
export function publicBlocks(range: AddressRange, side: Side): readonly string[] {
  return spaces[side].flatMap((space) => blocksOf(shared(space, range)));
}

/** The fewest blocks that are exactly these addresses. */
export function blocksOf({ from, to }: AddressRange): readonly string[] {
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
