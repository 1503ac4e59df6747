/**
 * One service's schemas, from the arrays of the AWS SDK's `$`-suffixed exports to the form of src/wire/schema.ts. The
 * arrays are public but unnamed: [kind, namespace, name, traits, …], with numbers for simple types and functions where a
 * shape may refer to itself. Anything that this doesn't know stops the build.
 */

import { assert, present } from '../../src/base/assert.ts';
import {
  type Member,
  type OperationSchema,
  type Reference,
  type ServiceSchema,
  type Shape,
  type SimpleType,
  simpleTypes,
  type Traits,
} from '../../src/wire/schema.ts';

export type SdkSchemas = Readonly<Record<string, unknown>>;

type Unconverted = readonly unknown[];

const kinds = { simple: 0, list: 1, map: 2, structure: 3, union: 4, operation: 9, error: -3 } as const;

const simpleTypeOf: Readonly<Record<number, SimpleType>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp-date-time',
  6: 'timestamp-http-date',
  7: 'timestamp-epoch-seconds',
  15: 'document',
  17: 'big-integer',
  19: 'big-decimal',
  21: 'blob',
  42: 'streaming-blob',
};

/** Bits of a traits number; the positions left out mean nothing to a server. */
const traitBits: readonly (readonly [bit: number, trait: keyof Traits])[] = [
  [1, 'httpLabel'],
  [16, 'httpPayload'],
  [32, 'httpResponseCode'],
  [64, 'httpQueryParams'],
];

const keptTraits: readonly (keyof Traits)[] = [
  'ec2QueryName',
  'xmlName',
  'xmlFlattened',
  'xmlAttribute',
  'xmlNamespace',
  'jsonName',
  'httpLabel',
  'httpPayload',
  'httpResponseCode',
  'httpQuery',
  'httpQueryParams',
  'httpHeader',
  'httpPrefixHeaders',
];

/** The schema of the named operations, everything they reach, and every error of the service. */
export function convertOperations(schemas: SdkSchemas, names: readonly string[]): ServiceSchema {
  const shapes: Record<string, Shape> = {};
  const operations: Record<string, OperationSchema> = {};
  for (const name of [...names].sort()) {
    const operation = present(schemas[`${name}$`], `operation ${name}`) as Unconverted;
    assert(operation[0] === kinds.operation, `${name} is an operation`);
    const input = referenceTo(operation[4], shapes)[0];
    const output = referenceTo(operation[5], shapes)[0];
    const http = (operation[3] as { http?: OperationSchema['http'] }).http;
    operations[name] = {
      ...(input === 'unit' ? {} : { input }),
      ...(output === 'unit' ? {} : { output }),
      ...(http ? { http } : {}),
    };
  }
  const errors: Record<string, number> = {};
  const errorShapes: Record<string, string> = {};
  for (const schema of Object.values(schemas)) {
    if (Array.isArray(schema) && schema[0] === kinds.error && schema[3] !== 0)
      convertError(schema, errors, errorShapes, shapes);
  }
  const named = Object.keys(errorShapes).length > 0 ? { errorShapes: sorted(errorShapes) } : {};
  return { operations, errors: sorted(errors), ...named, shapes: sorted(shapes) };
}

/** Of an error's shape, its name is kept where that isn't its code, and its members where there is more than the message. */
function convertError(
  schema: Unconverted,
  errors: Record<string, number>,
  errorShapes: Record<string, string>,
  shapes: Record<string, Shape>,
): void {
  const [, namespace, name, traits, members] = schema as [number, string, string, ErrorTraits, readonly string[]];
  const [code, status] = traits.awsQueryError ?? [name, traits.httpError];
  errors[code] = status ?? (traits.error === 'server' ? 500 : 400);
  const hasDetails = members.some((member) => member.toLowerCase() !== 'message');
  if (code !== name || hasDetails) errorShapes[code] = `${namespace}#${name}`;
  if (hasDetails) referenceTo(schema, shapes);
}

interface ErrorTraits {
  readonly awsQueryError?: readonly [code: string, status: number];
  readonly error?: string;
  readonly httpError?: number;
}

/** Converts what the reference leads to, and answers the reference. */
function referenceTo(reference: unknown, shapes: Record<string, Shape>, outer: Traits = {}): Reference {
  const schema = typeof reference === 'function' ? reference() : reference;
  if (schema === 'unit') return ['unit'];
  if (typeof schema === 'number') return withTraits(simpleOrCollection(schema, shapes), outer);
  assert(Array.isArray(schema), 'a schema is an array');
  if (schema.length === 2) return referenceTo(schema[0], shapes, { ...traitsOf(schema[1]), ...outer });
  const own = { ...traitsOf(schema[3]), ...outer };
  if (schema[0] === kinds.simple) return referenceTo(schema[4], shapes, own);
  const name = schema[2] as string;
  assert(!(simpleTypes as readonly string[]).includes(name), `${name} isn't the name of a simple type`);
  if (!shapes[name]) convertShape(name, schema, shapes);
  return withTraits(name, own);
}

/** 64 added to a simple type's number makes a list of it, 128 a map from strings. */
function simpleOrCollection(number: number, shapes: Record<string, Shape>): string {
  const type = present(simpleTypeOf[number < 64 ? number : number & 63], `type ${number}`);
  if (number < 64) return type;
  if (number < 128) shapes[`list of ${type}`] = { kind: 'list', member: [type] };
  else shapes[`map of ${type}`] = { kind: 'map', key: ['string'], value: [type] };
  return number < 128 ? `list of ${type}` : `map of ${type}`;
}

function convertShape(name: string, schema: Unconverted, shapes: Record<string, Shape>): void {
  const [kind] = schema;
  const placed: Record<string, unknown> = {};
  shapes[name] = placed as unknown as Shape;
  if (kind === kinds.list) Object.assign(placed, { kind: 'list', member: referenceTo(schema[4], shapes) });
  else if (kind === kinds.map) {
    Object.assign(placed, { kind: 'map', key: referenceTo(schema[4], shapes), value: referenceTo(schema[5], shapes) });
  } else {
    assert(kind === kinds.structure || kind === kinds.union || kind === kinds.error, `${name} is of a known kind`);
    const references = schema[5] as readonly unknown[];
    const members: Member[] = (schema[4] as readonly string[]).map((member, index) => [
      member,
      ...referenceTo(references[index], shapes),
    ]);
    const required = schema[6] ? { required: schema[6] } : {};
    Object.assign(placed, { kind: kind === kinds.union ? 'union' : 'structure', ...required, members });
  }
}

function traitsOf(traits: unknown): Traits {
  if (typeof traits === 'number') {
    return Object.fromEntries(traitBits.filter(([bit]) => (traits & bit) !== 0).map(([, trait]) => [trait, 1]));
  }
  const given = traits as Traits;
  return Object.fromEntries(keptTraits.filter((trait) => given[trait]).map((trait) => [trait, given[trait]]));
}

function withTraits(type: string, traits: Traits): Reference {
  return Object.keys(traits).length === 0 ? [type] : [type, traits];
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
