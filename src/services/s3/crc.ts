/**
 * The two cyclic redundancy checks that Node doesn't bring, CRC32C and CRC64NVME, eight bytes a step, and the combination of the checks
 * of neighbouring blocks that a FULL_OBJECT checksum of a multipart upload is made of. All are reflected, start with all
 * ones and end inverted. A 64-bit value is kept as two unsigned 32-bit halves: BigInt would be far too slow here.
 */

const crc32Polynomial = 0xedb88320n;
const crc32cPolynomial = 0x82f63b78n;
const crc64nvmePolynomial = 0x9a6c9329ac4bc9b5n;

/** tables[n][byte]: the remainder of that byte followed by n zero bytes. */
function tablesOf(polynomial: bigint): readonly (readonly bigint[])[] {
  const first = Array.from({ length: 256 }, (_, byte) => {
    let remainder = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >> 1n) ^ (remainder & 1n ? polynomial : 0n);
    return remainder;
  });
  const tables = [first];
  for (let distance = 1; distance < 8; distance += 1) {
    tables.push(tables[distance - 1]!.map((value) => (value >> 8n) ^ first[Number(value & 255n)]!));
  }
  return tables;
}

/** All eight tables in one array, so that the inner loop reads `table[(distance << 8) | byte]`. */
function flat(polynomial: bigint, shift: bigint): Int32Array {
  const values = tablesOf(polynomial).flat();
  return Int32Array.from(values, (value) => Number(BigInt.asIntN(32, value >> shift)));
}

const crc32cTable = flat(crc32cPolynomial, 0n);
const crc64LowTable = flat(crc64nvmePolynomial, 0n);
const crc64HighTable = flat(crc64nvmePolynomial, 32n);

/** Continues from `previous`, 0 at the start, as zlib.crc32 does. */
export function crc32c(data: Uint8Array, previous = 0): number {
  const table = crc32cTable;
  let value = ~previous;
  let at = 0;
  for (const last = data.length - 8; at <= last; at += 8) {
    const low = value ^ (data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24));
    value =
      table[0x700 | (low & 255)]! ^
      table[0x600 | ((low >>> 8) & 255)]! ^
      table[0x500 | ((low >>> 16) & 255)]! ^
      table[0x400 | (low >>> 24)]! ^
      table[0x300 | data[at + 4]!]! ^
      table[0x200 | data[at + 5]!]! ^
      table[0x100 | data[at + 6]!]! ^
      table[data[at + 7]!]!;
  }
  for (; at < data.length; at += 1) value = table[(value ^ data[at]!) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}

export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

export const emptyCrc64: Crc64 = { high: 0, low: 0 };

export function crc64nvme(data: Uint8Array, previous: Crc64 = emptyCrc64): Crc64 {
  const lows = crc64LowTable;
  const highs = crc64HighTable;
  let low = ~previous.low;
  let high = ~previous.high;
  let at = 0;
  for (const last = data.length - 8; at <= last; at += 8) {
    const one = low ^ (data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24));
    const two = high ^ (data[at + 4]! | (data[at + 5]! << 8) | (data[at + 6]! << 16) | (data[at + 7]! << 24));
    const a = 0x700 | (one & 255);
    const b = 0x600 | ((one >>> 8) & 255);
    const c = 0x500 | ((one >>> 16) & 255);
    const d = 0x400 | (one >>> 24);
    const e = 0x300 | (two & 255);
    const f = 0x200 | ((two >>> 8) & 255);
    const g = 0x100 | ((two >>> 16) & 255);
    const h = two >>> 24;
    low = lows[a]! ^ lows[b]! ^ lows[c]! ^ lows[d]! ^ lows[e]! ^ lows[f]! ^ lows[g]! ^ lows[h]!;
    high = highs[a]! ^ highs[b]! ^ highs[c]! ^ highs[d]! ^ highs[e]! ^ highs[f]! ^ highs[g]! ^ highs[h]!;
  }
  for (; at < data.length; at += 1) {
    const byte = (low ^ data[at]!) & 255;
    low = ((low >>> 8) | (high << 24)) ^ lows[byte]!;
    high = (high >>> 8) ^ highs[byte]!;
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}

interface Field {
  readonly width: bigint;
  readonly polynomial: bigint;
  /** powers[n]: x to the power 2^n. */
  readonly powers: readonly bigint[];
}

function multiply(one: bigint, other: bigint, width: bigint, polynomial: bigint): bigint {
  let product = 0n;
  let shifted = other;
  for (let bit = 1n << (width - 1n); bit > 0n; bit >>= 1n) {
    if (one & bit) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
}

/** Enough for the length in bits of any object. */
const powersKept = 50;

function fieldOf(width: bigint, polynomial: bigint): Field {
  const powers = [1n << (width - 2n)];
  for (let index = 1; index < powersKept; index += 1) {
    powers.push(multiply(powers[index - 1]!, powers[index - 1]!, width, polynomial));
  }
  return { width, polynomial, powers };
}

const fields = {
  CRC32: fieldOf(32n, crc32Polynomial),
  CRC32C: fieldOf(32n, crc32cPolynomial),
  CRC64NVME: fieldOf(64n, crc64nvmePolynomial),
};

export type CombinableCheck = keyof typeof fields;

function powerOfLength(field: Field, bytes: number): bigint {
  let power = 1n << (field.width - 1n);
  let bits = BigInt(bytes) * 8n;
  for (let index = 0; bits > 0n; index += 1, bits >>= 1n) {
    if (bits & 1n) power = multiply(power, field.powers[index]!, field.width, field.polynomial);
  }
  return power;
}

export interface CheckedBlock {
  readonly check: bigint;
  readonly size: number;
}

/** The check of all the blocks one after the other, from the check and size of each. */
export function combineChecks(kind: CombinableCheck, blocks: readonly CheckedBlock[]): bigint {
  const field = fields[kind];
  const powers = new Map<number, bigint>();
  let check = 0n;
  for (const block of blocks) {
    const power = powers.get(block.size) ?? powerOfLength(field, block.size);
    powers.set(block.size, power);
    check = multiply(power, check, field.width, field.polynomial) ^ block.check;
  }
  return check;
}
