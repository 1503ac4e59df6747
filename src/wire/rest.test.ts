/** Real restJson1 clients, two small ones that other clients carry inside, and one operation made up for the rest. */

import * as signin from '@aws-sdk/nested-clients/signin';
import * as sso from '@aws-sdk/nested-clients/sso';
import * as ssoOidc from '@aws-sdk/nested-clients/sso-oidc';
import { describe, expect, test } from 'vitest';
import { convertOperations, type SdkSchemas } from '../../tools/schemas/convert.ts';
import { seededRandom } from '../base/random.ts';
import { codecOf } from './codec.ts';
import { type Head, headOf } from './head.ts';
import { inputFaults } from './input-fault.ts';
import { decode, encode } from './operation.ts';
import { randomValue } from './random-value.ts';
import { readRest, routeOf, writeRest } from './rest.ts';
import { jsonBodyReader, jsonBodyWriter, parseJson } from './rest-json.ts';
import type { ServiceSchema } from './schema.ts';

const clients: readonly (readonly [client: string, operation: string, module: object])[] = [
  ['SSOClient', 'GetRoleCredentials', sso],
  ['SSOOIDCClient', 'CreateToken', ssoOidc],
  ['SigninClient', 'CreateOAuth2Token', signin],
];

interface SentRequest extends Record<'method' | 'path', string> {
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | undefined;
}

/** Copied, for the client minds what is done to its own. */
function bytesOf(body: string | Uint8Array | undefined): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.concat(body ? [body] : []);
}

test.each(clients)('%s', async (client, name, module) => {
  const schema = convertOperations(module as SdkSchemas, [name]);
  const { input, output } = schema.operations[name]!;
  const exchange: { input?: unknown; output?: unknown } = {};
  const handle = async ({ method, path, query, headers, body }: SentRequest) => {
    const text = Object.entries(query)
      .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      .join('&');
    const head: Head = { method, path, query: text, headers };
    const route = routeOf(schema.operations, head)!;
    const codec = codecOf(schema);
    const operation = {
      service: 'sts',
      protocol: 'restJson1',
      codec,
      schema: schema.operations[name]!,
      ...route,
    } as const;
    exchange.input = decode(operation, head, bytesOf(body));
    const answer = encode(operation, exchange.output, 'request-1', { strict: true });
    return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
  };
  type Class = new (options: object) => { send(command: unknown): Promise<Record<string, unknown>> };
  const classes = module as Record<string, Class>;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const sender = new classes[client]!({ region: 'eu-west-1', credentials, maxAttempts: 1, requestHandler: { handle } });
  const random = seededRandom(7);
  for (let round = 0; round < 5; round += 1) {
    const given = randomValue(schema, random, input!, { emptyCollections: false });
    // A header keeps no line breaks and no space at its ends.
    const printable = JSON.parse(JSON.stringify(given).replaceAll('\\n', ' '));
    exchange.output = randomValue(schema, random, output!, { emptyCollections: true });
    const { $metadata, ...answered } = await sender.send(new classes[`${name}Command`]!(printable));
    expect(exchange.input).toEqual(printable);
    expect(answered).toEqual(exchange.output);
  }
});

const schema: ServiceSchema = {
  operations: {
    PutThing: { input: 'In', output: 'Out', http: ['PUT', '/things/{Name}/{Rest+}?kind=a', 201] },
    GetThing: { http: ['GET', '/things/{Name}', 200] },
    GetMine: { http: ['GET', '/things/mine', 200] },
  },
  errors: {},
  shapes: {
    In: {
      kind: 'structure',
      required: 2,
      members: [
        ['Name', 'string', { httpLabel: 1 }],
        ['Size', 'number'],
        ['Rest', 'string', { httpLabel: 1 }],
        ['Since', 'timestamp', { httpHeader: 'X-Since' }],
        ['Meta', 'map of string', { httpPrefixHeaders: 'x-meta-' }],
        ['Ids', 'list of number', { httpQuery: 'id' }],
        ['Renamed', 'string', { jsonName: 'other' }],
      ],
    },
    Out: {
      kind: 'structure',
      members: [
        ['Code', 'number', { httpResponseCode: 1 }],
        ['At', 'timestamp', { httpHeader: 'X-At' }],
        ['Data', 'blob', { httpPayload: 1 }],
      ],
    },
    'map of string': { kind: 'map', key: ['string'], value: ['string'] },
    'list of number': { kind: 'list', member: ['number'] },
  },
};

describe('routes', () => {
  test.each([
    ['PUT', '/things/a%20b/c/d%2Fe?kind=a', { name: 'PutThing', labels: { Name: 'a b', Rest: 'c/d/e' } }],
    ['PUT', '/things/a/b?kind=b', undefined],
    ['PUT', '/things/a/b', undefined],
    ['GET', '/things/mine', { name: 'GetMine', labels: {} }],
    ['GET', '/things/a+b/', { name: 'GetThing', labels: { Name: 'a+b' } }],
    ['GET', '/things', undefined],
    ['POST', '/things/mine', undefined],
  ])('%s %s', (method, url, expected) => {
    expect(routeOf(schema.operations, headOf({ method, url, rawHeaders: [] }))).toEqual(expected);
  });
});

describe('bindings', () => {
  const faults = inputFaults('awsJson1_1');
  function read(url: string, rawHeaders: string[], body: string) {
    const head = headOf({ method: 'PUT', url, rawHeaders });
    const labels = routeOf(schema.operations, head)!.labels;
    const missing: string[] = [];
    const context = { faults, missing };
    const reader = jsonBodyReader(codecOf(schema), context);
    const request = { head, labels, body: Buffer.from(body) };
    return { value: readRest(schema, schema.operations.PutThing!, reader, request, context), missing };
  }

  test('every place that a member can be in', () => {
    const headers = ['X-Since', 'Fri, 02 Jan 2026 03:04:05 GMT', 'X-Meta-A', '1'];
    expect(read('/things/n/r?kind=a&id=1&id=2', headers, '{"Size":3,"other":"o","Name":"ignored"}')).toEqual({
      missing: [],
      value: {
        Name: 'n',
        Size: 3,
        Rest: 'r',
        Since: new Date(1_767_323_045_000),
        Meta: { a: '1' },
        Ids: [1, 2],
        Renamed: 'o',
      },
    });
  });

  test.each<[string, string, string[], string]>([
    ['an array for a body', '/things/n/r?kind=a', [], '[]'],
    ['a word for a number', '/things/n/r?kind=a&id=x', [], '{}'],
    ['a word for a moment', '/things/n/r?kind=a', ['X-Since', 'now'], '{}'],
  ])('%s', (_, url, headers, body) => {
    expect(() => read(url, headers, body)).toThrow(expect.objectContaining({ code: 'SerializationException' }));
  });

  test('what is required and not there', () => {
    expect(read('/things/n/r?kind=a', [], '').missing).toEqual(['Size']);
  });

  test('an answer with status, header and payload', () => {
    const writer = jsonBodyWriter(codecOf(schema), true);
    const output = { Code: 202, At: new Date(0), Data: new Uint8Array([1]) };
    expect(writeRest(schema, schema.operations.PutThing!, writer, output)).toEqual({
      status: 202,
      headers: { 'x-at': 'Thu, 01 Jan 1970 00:00:00 GMT' },
      body: new Uint8Array([1]),
    });
    expect(writeRest(schema, schema.operations.PutThing!, writer, {})).toEqual({ status: 201, headers: {}, body: '' });
  });
});

test('JSON text', () => {
  const faults = inputFaults('awsJson1_1');
  expect(parseJson(Buffer.from(''), faults)).toEqual({});
  expect(() => parseJson(Buffer.from('{'), faults)).toThrow(
    expect.objectContaining({ code: 'SerializationException' }),
  );
});
