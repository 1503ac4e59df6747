/**
 * Simple values as text, for the protocols that have nothing else: query parameters, headers, path labels. Answers
 * undefined for text that isn't of the type.
 */

import { parseTimestamp, type TimestampFormat, timestampFormatOf } from './timestamp.ts';

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

export function parseScalar(type: string, text: string, timestamps: TimestampFormat): unknown {
  switch (type) {
    case 'string':
      return text;
    case 'number':
      return parseNumber(text);
    case 'boolean':
      return parseBoolean(text);
    case 'blob':
    case 'streaming-blob':
      return parseBlob(text);
    case 'big-integer':
      return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
    case 'big-decimal':
      return number.test(text) ? text : undefined;
    default:
      return type.startsWith('timestamp') ? parseTimestamp(text, timestampFormatOf(type, timestamps)) : undefined;
  }
}

export function parseNumber(text: string): number | undefined {
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity' || text === '-Infinity') return Number(text);
  return number.test(text) ? Number(text) : undefined;
}

/** Query services take any case. */
function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

export function parseBlob(text: string): Uint8Array | undefined {
  if (!base64.test(text) || text.length % 4 === 1) return undefined;
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** What an error message calls a type. */
export function describeType(type: string): string {
  return type.startsWith('timestamp') ? 'timestamp' : type.endsWith('blob') ? 'blob' : type;
}
