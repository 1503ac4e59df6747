/**
 * CBOR to values, as far as RPC v2 has it: whole numbers, floats of three sizes, text, bytes, arrays, maps with keys of
 * text, true, false, null, and the one tag that makes a number of seconds a moment. Items of no stated length are read;
 * other tags, other simple values, double keys and anything after the one item are refused. Depth and amount are limited,
 * and no length is believed before its bytes are there.
 *
 * https://www.rfc-editor.org/rfc/rfc8949.html, https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */

import { cborItemLimit, depthLimit } from './limits.ts';
import { momentAt } from './timestamp.ts';

/** What isn't CBOR, or isn't taken. */
export class NotCbor extends Error {}

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  items: number;
}

/** How long an item says that it is where it doesn't say: it goes on to a break. */
const untilBreak = -1;
const breakByte = 0xff;
const momentTag = 1;

export function decodeCbor(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cursor: Cursor = { bytes, view, at: 0, items: 0 };
  const value = readItem(cursor, 0);
  if (cursor.at !== bytes.length) throw new NotCbor();
  return value;
}

function readItem(cursor: Cursor, depth: number): unknown {
  cursor.items += 1;
  if (depth > depthLimit || cursor.items > cborItemLimit) throw new NotCbor();
  const initial = cursor.view.getUint8(advance(cursor, 1));
  const additional = initial & 31;
  switch (initial >> 5) {
    case 0:
      return readArgument(cursor, additional);
    case 1: {
      const argument = readArgument(cursor, additional);
      return typeof argument === 'bigint' ? -1n - argument : narrowed(-1n - BigInt(argument));
    }
    case 2:
      return Buffer.concat(readChunks(cursor, 2, additional));
    case 3:
      return readChunks(cursor, 3, additional).map(textOf).join('');
    case 4:
      return readArray(cursor, additional, depth);
    case 5:
      return readMap(cursor, additional, depth);
    case 6:
      return readTagged(cursor, additional, depth);
    default:
      return readSimple(cursor, additional);
  }
}

/** Where the next bytes begin; they are then behind the cursor. */
function advance(cursor: Cursor, length: number): number {
  const { at } = cursor;
  if (length > cursor.bytes.length - at) throw new NotCbor();
  cursor.at = at + length;
  return at;
}

/** A number that a double can't hold exactly stays a bigint. */
function readArgument(cursor: Cursor, additional: number): number | bigint {
  if (additional < 24) return additional;
  switch (additional) {
    case 24:
      return cursor.view.getUint8(advance(cursor, 1));
    case 25:
      return cursor.view.getUint16(advance(cursor, 2));
    case 26:
      return cursor.view.getUint32(advance(cursor, 4));
    case 27:
      return narrowed(cursor.view.getBigUint64(advance(cursor, 8)));
    default:
      throw new NotCbor();
  }
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readLength(cursor: Cursor, additional: number): number {
  if (additional === 31) return untilBreak;
  const length = readArgument(cursor, additional);
  // Every element takes a byte at least.
  if (length > cursor.bytes.length - cursor.at) throw new NotCbor();
  return Number(length);
}

/** The pieces of bytes or of text: one, or as many as there are before the break, each of the same type. */
function readChunks(cursor: Cursor, major: number, additional: number): Uint8Array[] {
  const length = readLength(cursor, additional);
  if (length !== untilBreak) return [chunk(cursor, length)];
  const chunks: Uint8Array[] = [];
  while (!atBreak(cursor)) {
    const initial = cursor.view.getUint8(advance(cursor, 1));
    const inner = readLength(cursor, initial & 31);
    if (initial >> 5 !== major || inner === untilBreak) throw new NotCbor();
    chunks.push(chunk(cursor, inner));
  }
  return chunks;
}

function chunk(cursor: Cursor, length: number): Uint8Array {
  const from = advance(cursor, length);
  return cursor.bytes.subarray(from, from + length);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new NotCbor();
  }
}

function atBreak(cursor: Cursor): boolean {
  if (cursor.bytes[cursor.at] !== breakByte) return false;
  cursor.at += 1;
  return true;
}

function readArray(cursor: Cursor, additional: number, depth: number): unknown[] {
  const length = readLength(cursor, additional);
  const elements: unknown[] = [];
  while (length === untilBreak ? !atBreak(cursor) : elements.length < length)
    elements.push(readItem(cursor, depth + 1));
  return elements;
}

/** Without a prototype, for a key may be called __proto__. */
function readMap(cursor: Cursor, additional: number, depth: number): Record<string, unknown> {
  const length = readLength(cursor, additional);
  const map: Record<string, unknown> = Object.create(null);
  for (let count = 0; length === untilBreak ? !atBreak(cursor) : count < length; count += 1) {
    const key = readItem(cursor, depth + 1);
    if (typeof key !== 'string' || key in map) throw new NotCbor();
    map[key] = readItem(cursor, depth + 1);
  }
  return map;
}

function readTagged(cursor: Cursor, additional: number, depth: number): Date {
  const tag = readArgument(cursor, additional);
  const seconds = readItem(cursor, depth + 1);
  if (tag !== momentTag || typeof seconds !== 'number') throw new NotCbor();
  const moment = momentAt(Math.round(seconds * 1000));
  if (!moment) throw new NotCbor();
  return moment;
}

function readSimple(cursor: Cursor, additional: number): boolean | number | null {
  switch (additional) {
    case 20:
      return false;
    case 21:
      return true;
    // Undefined, which a client may write for an absent member, is as good as null.
    case 22:
    case 23:
      return null;
    case 25:
      return half(cursor.view.getUint16(advance(cursor, 2)));
    case 26:
      return cursor.view.getFloat32(advance(cursor, 4));
    case 27:
      return cursor.view.getFloat64(advance(cursor, 8));
    default:
      throw new NotCbor();
  }
}

/** IEEE 754's binary16: one bit of sign, five of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
