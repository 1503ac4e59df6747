import { expect, test } from 'vitest';
import { AssertionFailure } from '../base/assert.ts';
import { encodeCbor } from './encode-cbor.ts';

const hex = (value: unknown) => Buffer.from(encodeCbor(value)).toString('hex');

test.each<[unknown, string]>([
  [0, '00'],
  [23, '17'],
  [24, '1818'],
  [255, '18ff'],
  [256, '190100'],
  [65_536, '1a00010000'],
  [4_294_967_296, '1b0000000100000000'],
  [18_446_744_073_709_551_615n, '1bffffffffffffffff'],
  [-1, '20'],
  [-500, '3901f3'],
  [-0, 'fb8000000000000000'],
  [1.1, 'fb3ff199999999999a'],
  [Number.POSITIVE_INFINITY, 'fb7ff0000000000000'],
  [true, 'f5'],
  [false, 'f4'],
  [null, 'f6'],
  ['ü', '62c3bc'],
  ['\ud800', '63efbfbd'],
  [new Uint8Array([1, 2]), '420102'],
  [[1, [2]], '82018102'],
  [{ a: undefined, b: 1 }, 'a1616201'],
  [new Date(1_363_896_240_000), 'c11a514b67b0'],
  [new Date(1_363_896_240_500), 'c1fb41d452d9ec200000'],
])('%#: %s', (value, expected) => {
  expect(hex(value)).toBe(expected);
});

test('more than the first piece of memory holds', () => {
  const text = 'x'.repeat(100_000);
  expect(hex([text, text])).toBe(`82${`7a000186a0${'78'.repeat(100_000)}`.repeat(2)}`);
});

test.each([2n ** 64n, -(2n ** 64n) - 1n, () => 1, Symbol('x')])('%#: no answer', (value) => {
  expect(() => encodeCbor(value)).toThrow(AssertionFailure);
});
