import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cidrOf, lastOf } from '../../base/cidr.ts';
import { type Block, layered, mapped, merged, rangeAt, valueAt } from './address-map.ts';

/** Blocks close together, so that they lie inside each other and side by side. */
const block = fc
  .record({ address: fc.integer({ min: 0, max: 255 }), length: fc.integer({ min: 24, max: 32 }), value: fc.nat(9) })
  .map(({ address, length, value }): Block<number> => {
    const cidr = cidrOf(0x0a000000 + address, length);
    return { base: cidr.base, last: lastOf(cidr), value };
  });
const blocks = fc.array(block, { maxLength: 12 });
const addresses = Array.from({ length: 260 }, (_, index) => 0x0a000000 - 2 + index);

const sumAt = (some: readonly Block<number>[], address: number): number =>
  some.filter(({ base, last }) => base <= address && address <= last).reduce((sum, { value }) => sum + value, 0);
const sum = (one: number, other: number): number => one + other;

describe('a map of addresses', () => {
  test('has for each address what all blocks together say that hold it', () => {
    fc.assert(
      fc.property(blocks, (some) => {
        const map = layered(some, 0, sum);
        for (const address of addresses) expect(valueAt(map, address)).toBe(sumAt(some, address));
      }),
    );
  });

  test('has the inner block on top where the last one decides, and of equal blocks the later', () => {
    const inner: Block<string> = { base: 10, last: 11, value: 'inner' };
    const map = layered(
      [inner, { base: 8, last: 15, value: 'outer' }, { ...inner, value: 'later' }],
      'none',
      (_, value) => value,
    );
    expect([7, 8, 10, 11, 12, 16].map((address) => valueAt(map, address))).toEqual([
      'none',
      'outer',
      'later',
      'later',
      'outer',
      'none',
    ]);
  });

  test('ends at the last address', () => {
    const map = layered([{ base: 0xfffffffe, last: 0xffffffff, value: 1 }], 0, sum);
    expect(valueAt(map, 0xffffffff)).toBe(1);
    expect(rangeAt(map, 1)).toEqual({ from: 0xfffffffe, to: 0xffffffff });
    expect(rangeAt(map, 0)).toEqual({ from: 0, to: 0xfffffffd });
  });

  test('merged with another has both at each address, and no start that tells nothing apart', () => {
    fc.assert(
      fc.property(blocks, blocks, (some, others) => {
        const map = merged(layered(some, 0, sum), layered(others, 0, sum), sum);
        for (const address of addresses)
          expect(valueAt(map, address)).toBe(sumAt(some, address) + sumAt(others, address));
        expect(map.values.some((value, index) => index > 0 && value === map.values[index - 1])).toBe(false);
        const flat = mapped(map, () => 0);
        expect(flat).toEqual({ starts: [0], values: [0] });
      }),
    );
  });
});
