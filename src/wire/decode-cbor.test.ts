import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCbor, NotCbor } from './decode-cbor.ts';
import { encodeCbor } from './encode-cbor.ts';
import { cborItemLimit, depthLimit } from './limits.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** Most of them from the examples of https://www.rfc-editor.org/rfc/rfc8949.html#name-examples-of-encoded-cbor-da */
describe('items', () => {
  test.each<[string, unknown]>([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
    ['20', -1],
    ['3863', -100],
    ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
    ['3b001fffffffffffff', -9_007_199_254_740_992n],
    ['f90000', 0],
    ['f98000', -0],
    ['f93c00', 1],
    ['f97bff', 65_504],
    ['f90001', 2 ** -24],
    ['f90400', 2 ** -14],
    ['f9c400', -4],
    ['f97c00', Number.POSITIVE_INFINITY],
    ['f9fc00', Number.NEGATIVE_INFINITY],
    ['f97e00', Number.NaN],
    ['fa47c35000', 100_000],
    ['fb3ff199999999999a', 1.1],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['f7', null],
    ['60', ''],
    ['62c3bc', 'ü'],
    ['7f657374726561646d696e67ff', 'streaming'],
    ['7f6373747263696e67ff', 'string'],
    ['4401020304', bytes('01020304')],
    ['5f42010243030405ff', bytes('0102030405')],
    ['80', []],
    ['83010203', [1, 2, 3]],
    ['9f01820203ff', [1, [2, 3]]],
    ['a0', {}],
    ['a26161016162820203', { a: 1, b: [2, 3] }],
    ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
    ['c11a514b67b0', new Date('2013-03-21T20:04:00Z')],
    ['c1fb41d452d9ec200000', new Date('2013-03-21T20:04:00.500Z')],
  ])('%s', (hex, expected) => {
    expect(plain(decodeCbor(bytes(hex)))).toEqual(expected);
  });
});

/** Maps have no prototype, and bytes may be a Buffer: neither is what these tests are about. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

describe('what is refused', () => {
  test.each([
    ['nothing', ''],
    ['two items', '0000'],
    ['a length without its bytes', '1b00'],
    ['a reserved length', '1c'],
    ['a number without an end', '1f'],
    ['text that is shorter than it says', '6261'],
    ['an array longer than the body', '9bffffffffffffffff'],
    ['a map longer than the body', 'bb00000000ffffffff'],
    ['text that is not UTF-8', '61ff'],
    ['text in pieces of bytes', '7f4161ff'],
    ['text in pieces without a length', '7f7f6161ffff'],
    ['an array without an end', '9f01'],
    ['a break alone', 'ff'],
    ['a key without a value', 'bf6161ff'],
    ['a key that is no text', 'a10102'],
    ['a key twice', 'a2616101616102'],
    ['another tag', 'c249010000000000000000'],
    ['a moment that is text', 'c06161'],
    ['a moment out of range', 'c1fb7ff0000000000000'],
    ['another simple value', 'e0'],
    ['a simple value in two bytes', 'f818'],
  ])('%s', (_, hex) => {
    expect(() => decodeCbor(bytes(hex))).toThrow(NotCbor);
  });

  test('too deep', () => {
    expect(decodeCbor(bytes(`${'81'.repeat(depthLimit)}00`))).toBeDefined();
    expect(() => decodeCbor(bytes(`${'81'.repeat(depthLimit + 1)}00`))).toThrow(NotCbor);
    expect(() => decodeCbor(bytes('9f'.repeat(500_000)))).toThrow(NotCbor);
  });

  test('too much', () => {
    const list = (length: number) => bytes(`9f${'00'.repeat(length)}ff`);
    expect(decodeCbor(list(cborItemLimit - 1))).toHaveLength(cborItemLimit - 1);
    expect(() => decodeCbor(list(cborItemLimit))).toThrow(NotCbor);
  });

  test('any bytes at all are a value or NotCbor', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (given) => {
        try {
          decodeCbor(given);
        } catch (reason) {
          expect(reason).toBeInstanceOf(NotCbor);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

test('much of everything is decoded to the same', () => {
  const given = Array.from({ length: 2000 }, (_, index) => [index ** 3, index / 3, new Date(index * 1500), `${index}`]);
  expect(decodeCbor(encodeCbor(given))).toEqual(given);
});

test('what is encoded is decoded to the same', () => {
  const moment = fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true });
  const simple = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
    fc.bigInt({ min: -(2n ** 64n), max: -(2n ** 53n) }),
    fc.uint8Array(),
    moment,
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      simple,
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(value, (given) => {
      expect(plain(decodeCbor(encodeCbor(given)))).toEqual(plain(given));
    }),
    { numRuns: 1000 },
  );
});
