/**
 * Output as JSON: each shape is compiled once into a closure that answers what JSON.stringify is to write. Moments become
 * seconds, blobs base64; for CBOR, which has both, they stay what they are. Strict as in write-xml.ts.
 */

import { assert } from '../base/assert.ts';
import { type ShapeCompiler, shapeCompiler } from './compile.ts';
import type { JsonDialect } from './read-json.ts';
import type { List, Reference, ServiceSchema, StringMap, Structure } from './schema.ts';
import { checkMembers, checkSimple } from './strict.ts';
import { formatTimestamp, timestampFormatOf } from './timestamp.ts';

export type JsonWriter = (value: unknown) => unknown;

type Of = (reference: Reference) => JsonWriter;

export interface JsonOptions {
  readonly strict: boolean;
  readonly dialect: JsonDialect;
}

export function jsonWriters(schema: ServiceSchema, options: JsonOptions): (type: string) => JsonWriter {
  const compiler: ShapeCompiler<JsonWriter> = {
    simple: (type) => simpleWriter(type, options),
    structure: (shape, of, name) => structureWriter(shape, of, options, name),
    list: (shape, of) => listWriter(shape, of, options.strict),
    map: mapWriter,
    late: (closure) => (value) => closure()(value),
  };
  return shapeCompiler(schema, compiler);
}

function simpleWriter(type: string, { strict, dialect }: JsonOptions): JsonWriter {
  const write = dialect === 'rpcV2Cbor' ? (value: unknown) => value : uncheckedWriter(type);
  if (!strict) return write;
  return (value) => {
    checkSimple(type, value);
    return write(value);
  };
}

function uncheckedWriter(type: string): JsonWriter {
  if (type === 'number') return (value) => (Number.isFinite(value) ? value : String(value));
  if (type.endsWith('blob')) return (value) => Buffer.from(value as Uint8Array).toString('base64');
  if (type === 'big-integer' || type === 'big-decimal') return (value) => Number(value);
  if (!type.startsWith('timestamp')) return (value) => value;
  const format = timestampFormatOf(type, 'epoch-seconds');
  return (value) => {
    const text = formatTimestamp(value as Date, format);
    return format === 'epoch-seconds' ? Number(text) : text;
  };
}

function structureWriter(shape: Structure, of: Of, options: JsonOptions, shapeName: string): JsonWriter {
  const members = shape.members.map(([name, type, traits]) => ({
    name,
    key: (options.dialect === 'restJson1' ? traits?.jsonName : undefined) ?? name,
    write: of([type]),
  }));
  const names = new Set(members.map(({ name }) => name));
  return (value) => {
    if (options.strict) checkMembers(shapeName, names, value);
    const written: Record<string, unknown> = {};
    for (const { name, key, write } of members) {
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (member !== undefined && member !== null) written[key] = write(member);
    }
    return written;
  };
}

function listWriter(shape: List, of: Of, strict: boolean): JsonWriter {
  const write = of(shape.member);
  return (value) => {
    if (strict) assert(Array.isArray(value), 'a list of the output is an array');
    return (value as readonly unknown[]).map((element) => write(element));
  };
}

function mapWriter(shape: StringMap, of: Of): JsonWriter {
  const write = of(shape.value);
  return (value) => Object.fromEntries(Object.entries(value as object).map(([key, element]) => [key, write(element)]));
}
