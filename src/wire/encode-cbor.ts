/**
 * Values to CBOR: whole numbers in as few bytes as they need, other numbers as doubles, moments as seconds under tag 1,
 * everything of a stated length. A member that is undefined is left out. It writes what operations answer, and asserts
 * that nothing else is among it.
 */

import { assert } from '../base/assert.ts';

interface Output {
  bytes: Buffer;
  length: number;
}

const startingSize = 1024;

export function encodeCbor(value: unknown): Uint8Array {
  const output: Output = { bytes: Buffer.allocUnsafe(startingSize), length: 0 };
  writeItem(output, value);
  return output.bytes.subarray(0, output.length);
}

/** Counts the next bytes, and answers the memory, perhaps new, at whose end so far they go. */
function reserve(output: Output, length: number): Buffer {
  const at = output.length;
  output.length = at + length;
  if (output.length > output.bytes.length) {
    const larger = Buffer.allocUnsafe(Math.max(output.length, output.bytes.length * 2));
    output.bytes.copy(larger, 0, 0, at);
    output.bytes = larger;
  }
  return output.bytes;
}

function writeItem(output: Output, value: unknown): void {
  if (value === null) writeByte(output, 0xf6);
  else if (typeof value === 'boolean') writeByte(output, value ? 0xf5 : 0xf4);
  else if (typeof value === 'number') writeNumber(output, value);
  else if (typeof value === 'bigint') writeInteger(output, value);
  else if (typeof value === 'string') writeBytes(output, 3, Buffer.from(value.toWellFormed()));
  else if (value instanceof Uint8Array) writeBytes(output, 2, value);
  else if (value instanceof Date) writeMoment(output, value);
  else if (Array.isArray(value)) writeArray(output, value);
  else writeMap(output, value);
}

function writeByte(output: Output, byte: number): void {
  reserve(output, 1).writeUInt8(byte, output.length - 1);
}

function writeNumber(output: Output, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) writeInteger(output, value);
  else {
    writeByte(output, 0xfb);
    reserve(output, 8).writeDoubleBE(value, output.length - 8);
  }
}

function writeInteger(output: Output, value: number | bigint): void {
  if (value >= 0) writeArgument(output, 0, value);
  else writeArgument(output, 1, typeof value === 'bigint' ? -1n - value : -1 - value);
}

/** The first byte of an item, with the number that belongs to it. */
function writeArgument(output: Output, major: number, argument: number | bigint): void {
  const type = major << 5;
  if (argument < 24) writeByte(output, type | Number(argument));
  else if (argument < 0x100) {
    writeByte(output, type | 24);
    writeByte(output, Number(argument));
  } else if (argument < 0x10000) {
    writeByte(output, type | 25);
    reserve(output, 2).writeUInt16BE(Number(argument), output.length - 2);
  } else if (argument < 0x100000000) {
    writeByte(output, type | 26);
    reserve(output, 4).writeUInt32BE(Number(argument), output.length - 4);
  } else {
    assert(argument < 2n ** 64n, 'a whole number of the output has 64 bits at most');
    writeByte(output, type | 27);
    reserve(output, 8).writeBigUInt64BE(BigInt(argument), output.length - 8);
  }
}

function writeBytes(output: Output, major: number, bytes: Uint8Array): void {
  writeArgument(output, major, bytes.length);
  reserve(output, bytes.length).set(bytes, output.length - bytes.length);
}

function writeMoment(output: Output, moment: Date): void {
  writeByte(output, 0xc1);
  writeNumber(output, moment.getTime() / 1000);
}

function writeArray(output: Output, elements: readonly unknown[]): void {
  writeArgument(output, 4, elements.length);
  for (const element of elements) writeItem(output, element);
}

function writeMap(output: Output, value: unknown): void {
  assert(typeof value === 'object' && value !== null, `a ${typeof value} can be written as CBOR`);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  writeArgument(output, 5, entries.length);
  for (const [key, member] of entries) {
    writeBytes(output, 3, Buffer.from(key.toWellFormed()));
    writeItem(output, member);
  }
}
