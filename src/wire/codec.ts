/**
 * The compiled readers and writers of one service, each family of them made when it is first asked for and then kept: a
 * service may be spoken to in several protocols, and nearly never is.
 */

import { type JsonDialect, type JsonReader, jsonReaders } from './read-json.ts';
import { type QueryReader, queryReaders } from './read-query.ts';
import { type XmlReader, xmlReaders } from './read-xml.ts';
import type { ServiceSchema } from './schema.ts';
import { type JsonWriter, jsonWriters } from './write-json.ts';
import { xmlWriters } from './write-xml.ts';

export type QueryDialect = 'ec2Query' | 'awsQuery';
export type XmlDialect = QueryDialect | 'restXml';

/** Each function answers the closure for the named shape. */
export interface Codec {
  readonly schema: ServiceSchema;
  readonly queryReader: (dialect: QueryDialect, type: string) => QueryReader;
  readonly jsonReader: (dialect: JsonDialect, type: string) => JsonReader;
  readonly xmlReader: (type: string) => XmlReader;
  readonly xmlWriter: (dialect: XmlDialect, type: string, strict: boolean) => (value: unknown) => string;
  readonly jsonWriter: (dialect: JsonDialect, type: string, strict: boolean) => JsonWriter;
}

const codecs = new WeakMap<ServiceSchema, Codec>();

export function codecOf(schema: ServiceSchema): Codec {
  const known = codecs.get(schema);
  if (known) return known;
  const codec = makeCodec(schema);
  codecs.set(schema, codec);
  return codec;
}

function makeCodec(schema: ServiceSchema): Codec {
  const kept = new Map<string, (type: string) => unknown>();
  const keep = <Closure>(key: string, make: () => (type: string) => Closure, type: string): Closure => {
    const compile = kept.get(key) ?? make();
    kept.set(key, compile);
    return compile(type) as Closure;
  };
  return {
    schema,
    queryReader: (dialect, type) => keep(`read ${dialect}`, () => queryReaders(schema, dialect), type),
    jsonReader: (dialect, type) => keep(`read ${dialect}`, () => jsonReaders(schema, dialect), type),
    xmlReader: (type) => keep('read restXml', () => xmlReaders(schema), type),
    xmlWriter: (dialect, type, strict) => {
      const make = () => xmlWriters(schema, { strict, wholeSeconds: dialect === 'awsQuery' });
      return keep(`write ${dialect} ${strict}`, make, type);
    },
    jsonWriter: (dialect, type, strict) => {
      return keep(`write ${dialect} ${strict}`, () => jsonWriters(schema, { strict, dialect }), type);
    },
  };
}
