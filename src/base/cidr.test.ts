import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cidr } from './cidr.ts';
import {
  canonicalCidr,
  cidrOf,
  containsAddress,
  containsCidr,
  formatCidr,
  lastOf,
  overlaps,
  parseCidr,
  sizeOf,
} from './cidr.ts';

const anyAddress = fc.integer({ min: 0, max: 0xffffffff });
const anyCidr = fc.tuple(anyAddress, fc.integer({ min: 0, max: 32 })).map(([base, length]) => cidrOf(base, length));
/** Blocks close to each other, so that overlaps happen. */
const nearCidr = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 }))
  .map(([offset, length]) => cidrOf(0x0a000000 + offset, length));

const addressesOf = (cidr: Cidr): Set<number> =>
  new Set(Array.from({ length: sizeOf(cidr) }, (_, index) => cidr.base + index));

describe('parseCidr', () => {
  test.each([
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['192.0.2.7/32', '192.0.2.7/32'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalCidr(text)).toBe(canonical);
  });

  test.each([
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/016',
    '10.0.0/16',
    '10.0.0.0/-1',
    '/8',
    '::/0',
    '10.0.0.0/8/8',
  ])('refuses %j', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  test('reads back what formatCidr writes', () => {
    fc.assert(
      fc.property(anyCidr, (cidr) => {
        expect(parseCidr(formatCidr(cidr))).toEqual(cidr);
      }),
    );
  });
});

test('a block holds its first and last address, and neither neighbour', () => {
  fc.assert(
    fc.property(anyCidr, (cidr) => {
      expect(containsAddress(cidr, cidr.base)).toBe(true);
      expect(containsAddress(cidr, lastOf(cidr))).toBe(true);
      if (cidr.base > 0) expect(containsAddress(cidr, cidr.base - 1)).toBe(false);
      if (lastOf(cidr) < 0xffffffff) expect(containsAddress(cidr, lastOf(cidr) + 1)).toBe(false);
    }),
  );
});

test('containment and overlap are those of the sets of addresses', () => {
  fc.assert(
    fc.property(nearCidr, nearCidr, (one, other) => {
      const [mine, others] = [addressesOf(one), addressesOf(other)];
      expect(containsCidr(one, other)).toBe([...others].every((address) => mine.has(address)));
      expect(overlaps(one, other)).toBe([...others].some((address) => mine.has(address)));
    }),
  );
});

test.each([
  ['0.0.0.0/0', 2 ** 32, 0xffffffff],
  ['10.0.0.0/24', 256, 0x0a0000ff],
  ['10.0.0.9/32', 1, 0x0a000009],
])('%s has %i addresses and ends at %i', (text, size, last) => {
  const cidr = parseCidr(text)!;
  expect([sizeOf(cidr), lastOf(cidr)]).toEqual([size, last]);
});
