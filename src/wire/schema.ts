/**
 * What a service's generated schema file holds: operations, the shapes that they reach, and the services' modelled
 * errors. The files are written by `npm run schemas` from the AWS SDK's own schemas and loaded on a service's first
 * request, one service at a time.
 */

import type { ServiceName } from './services.ts';

/** Types that name no shape. The timestamp types with a format say so; the plain one takes the protocol's own. */
export const simpleTypes = [
  'string',
  'number',
  'boolean',
  'blob',
  'streaming-blob',
  'document',
  'big-integer',
  'big-decimal',
  'timestamp',
  'timestamp-date-time',
  'timestamp-http-date',
  'timestamp-epoch-seconds',
] as const;

export type SimpleType = (typeof simpleTypes)[number];

/** Smithy's traits, as far as a codec needs them. */
export interface Traits {
  readonly ec2QueryName?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: 1;
  readonly xmlAttribute?: 1;
  readonly xmlNamespace?: string | readonly [prefix: string, uri: string];
  readonly jsonName?: string;
  readonly httpLabel?: 1;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
  readonly httpQuery?: string;
  readonly httpQueryParams?: 1;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
}

/** A simple type or a shape's name, and the traits of the place that it's used in. */
export type Reference = readonly [type: SimpleType | string, traits?: Traits];

export type Member = readonly [name: string, type: SimpleType | string, traits?: Traits];

/** The first `required` members are the required ones. */
export interface Structure {
  readonly kind: 'structure' | 'union';
  readonly required?: number;
  readonly members: readonly Member[];
}

export interface List {
  readonly kind: 'list';
  readonly member: Reference;
}

export interface StringMap {
  readonly kind: 'map';
  readonly key: Reference;
  readonly value: Reference;
}

export type Shape = Structure | List | StringMap;

/** `input` and `output` are shape names, absent where the operation takes or answers nothing. */
export interface OperationSchema {
  readonly input?: string;
  readonly output?: string;
  readonly http?: readonly [method: string, uri: string, status: number];
}

export interface ServiceSchema {
  readonly operations: Readonly<Record<string, OperationSchema>>;
  /** The status of every error that the service models, by its code on the wire. */
  readonly errors: Readonly<Record<string, number>>;
  /** The whole name of an error's shape, by its code on the wire, where its name is another or it holds more than text. */
  readonly errorShapes?: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const loading = new Map<ServiceName, Promise<ServiceSchema>>();
const loaded = new Map<ServiceName, ServiceSchema>();

/** The service's schema, read from its generated file once. */
export function loadSchema(service: ServiceName): Promise<ServiceSchema> {
  const known = loading.get(service);
  if (known) return known;
  const reading = readSchema(service);
  loading.set(service, reading);
  return reading;
}

async function readSchema(service: ServiceName): Promise<ServiceSchema> {
  const module: { default: ServiceSchema } = await import(`./schemas/${service}.gen.json`, { with: { type: 'json' } });
  loaded.set(service, module.default);
  return module.default;
}

/** The service's schema if it has been loaded before. */
export function loadedSchema(service: ServiceName): ServiceSchema | undefined {
  return loaded.get(service);
}
