/**
 * JSON input: parsed JSON becomes the operation's input. Members that the schema doesn't have are ignored and nulls are
 * absences, as AWS's JSON services have it. Only restJson1 lets a member go by another name. Decoded CBOR is read in the
 * same way; it has moments, bytes and numbers of its own, where JSON has text for them.
 */

import type { Fault } from '../base/fault.ts';
import { type ShapeCompiler, shapeCompiler } from './compile.ts';
import type { InputFaults } from './input-fault.ts';
import { depthLimit, listLimit } from './limits.ts';
import { describeType, parseBlob, parseScalar } from './scalar.ts';
import type { List, Reference, ServiceSchema, StringMap, Structure } from './schema.ts';
import { parseTimestamp, type TimestampFormat, timestampFormatOf } from './timestamp.ts';

export interface JsonContext {
  readonly faults: InputFaults;
  readonly missing: string[];
  /** Thrown for members that the schema doesn't have, where somebody wants to know of them. */
  readonly unknown?: (path: string) => Fault;
}

export type JsonReader = (value: unknown, path: string, context: JsonContext, depth: number) => unknown;

type Of = (reference: Reference) => JsonReader;

export type JsonDialect = 'awsJson' | 'restJson1' | 'rpcV2Cbor';

export function jsonReaders(schema: ServiceSchema, dialect: JsonDialect): (type: string) => JsonReader {
  const parse = dialect === 'rpcV2Cbor' ? parseCborSimple : parseSimple;
  const compiler: ShapeCompiler<JsonReader> = {
    simple: (type) => simpleReader(type, parse),
    structure: (shape, of) => structureReader(shape, of, dialect === 'restJson1'),
    list: listReader,
    map: mapReader,
    late: (closure) => (value, path, context, depth) => closure()(value, path, context, depth),
  };
  return shapeCompiler(schema, compiler);
}

/** What the parser of AWS's services calls a value. */
function tokenOf(value: unknown): string {
  if (value === null) return 'VALUE_NULL';
  if (Array.isArray(value)) return 'START_ARRAY';
  if (value instanceof Date || value instanceof Uint8Array) return 'VALUE_EMBEDDED_OBJECT';
  if (typeof value === 'object') return 'START_OBJECT';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'number' || typeof value === 'bigint' ? 'NUMBER_VALUE' : 'STRING_VALUE';
}

function simpleReader(type: string, parse: (type: string, value: unknown) => unknown): JsonReader {
  if (type === 'document') return (value) => value;
  return (value, path, context) => {
    const read = parse(type, value);
    if (read === undefined) throw context.faults.invalid(path, tokenOf(value), describeType(type));
    return read;
  };
}

function parseSimple(type: string, value: unknown): unknown {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'number':
      return typeof value === 'number' ? value : typeof value === 'string' ? notFinite[value] : undefined;
    case 'blob':
    case 'streaming-blob':
      return typeof value === 'string' ? parseBlob(value) : undefined;
    case 'big-integer':
    case 'big-decimal':
      return typeof value === 'number' ? parseScalar(type, String(value), 'epoch-seconds') : undefined;
    default:
      return parseMoment(value, timestampFormatOf(type, 'epoch-seconds'));
  }
}

function parseCborSimple(type: string, value: unknown): unknown {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
    case 'big-integer':
      return typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
    case 'blob':
    case 'streaming-blob':
      return value instanceof Uint8Array ? value : undefined;
    default:
      return type.startsWith('timestamp') && value instanceof Date ? value : undefined;
  }
}

const notFinite: Readonly<Record<string, number>> = {
  __proto__: null as never,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function parseMoment(value: unknown, format: TimestampFormat): Date | undefined {
  if (typeof value === 'number') return format === 'epoch-seconds' ? parseTimestamp(String(value), format) : undefined;
  if (typeof value !== 'string') return undefined;
  // An ISO date is taken for a number of seconds too, as AWS takes it.
  return parseTimestamp(value, format) ?? parseTimestamp(value, 'date-time');
}

function entriesOf(value: unknown, path: string, context: JsonContext, depth: number, type: string): object {
  if (tokenOf(value) !== 'START_OBJECT') {
    throw context.faults.invalid(path, tokenOf(value), type);
  }
  if (depth > depthLimit) throw context.faults.tooDeep();
  return value as object;
}

function structureReader(shape: Structure, of: Of, renamed: boolean): JsonReader {
  const members = shape.members.map(([name, type, traits]) => ({
    name,
    key: (renamed ? traits?.jsonName : undefined) ?? name,
    read: of([type]),
  }));
  const required = members.slice(0, shape.required ?? 0);
  const keys = new Set(members.map(({ key }) => key));
  return (given, path, context, depth) => {
    const object = entriesOf(given, path, context, depth, 'structure') as Record<string, unknown>;
    const value: Record<string, unknown> = {};
    const stranger = context.unknown && Object.keys(object).find((key) => !keys.has(key));
    if (stranger !== undefined) throw context.unknown!(path === '' ? stranger : `${path}.${stranger}`);
    for (const { name, key, read } of members) {
      const member = Object.hasOwn(object, key) ? object[key] : undefined;
      if (member === undefined || member === null) continue;
      value[name] = read(member, path === '' ? name : `${path}.${name}`, context, depth + 1);
    }
    for (const { name } of required) {
      if (value[name] === undefined) context.missing.push(path === '' ? name : `${path}.${name}`);
    }
    if (shape.kind === 'union' && Object.keys(value).length !== 1) throw context.faults.malformed();
    return value;
  };
}

function listReader(shape: List, of: Of): JsonReader {
  const read = of(shape.member);
  return (value, path, context, depth) => {
    if (!Array.isArray(value)) throw context.faults.invalid(path, tokenOf(value), 'list');
    if (value.length > listLimit) throw context.faults.tooMany(path);
    if (depth > depthLimit) throw context.faults.tooDeep();
    return value.map((element, index) => {
      const place = `${path}.${index + 1}.member`;
      if (element !== null) return read(element, place, context, depth + 1);
      context.missing.push(place);
      return undefined;
    });
  };
}

function mapReader(shape: StringMap, of: Of): JsonReader {
  const read = of(shape.value);
  return (value, path, context, depth) => {
    const entries = Object.entries(entriesOf(value, path, context, depth, 'map'));
    if (entries.length > listLimit) throw context.faults.tooMany(path);
    // Entries, not assignments: a key may be called __proto__.
    return Object.fromEntries(
      entries
        .filter(([, element]) => element !== null)
        .map(([key, element]) => [key, read(element, `${path}.${key}`, context, depth + 1)]),
    );
  };
}
