import { expect, test } from 'vitest';
import { AssertionFailure } from '../base/assert.ts';
import type { JsonDialect } from './read-json.ts';
import type { ServiceSchema } from './schema.ts';
import { jsonWriters } from './write-json.ts';

const schema: ServiceSchema = {
  operations: {},
  errors: {},
  shapes: {
    Out: {
      kind: 'structure',
      members: [
        ['Text', 'string', { jsonName: 'text' }],
        ['At', 'timestamp'],
        ['Iso', 'timestamp-date-time'],
        ['Data', 'blob'],
        ['Number', 'number'],
        ['Big', 'big-integer'],
        ['Any', 'document'],
        ['List', 'Names'],
        ['Map', 'Moments'],
        ['Self', 'Out'],
      ],
    },
    Names: { kind: 'list', member: ['string'] },
    Moments: { kind: 'map', key: ['string'], value: ['timestamp'] },
  },
};

function write(value: unknown, dialect: JsonDialect = 'awsJson', strict = true): unknown {
  return jsonWriters(schema, { strict, dialect })('Out')(value);
}

test.each<[object, object]>([
  [{}, {}],
  [{ Text: null, At: undefined }, {}],
  [
    { At: new Date(1500), Iso: new Date(1500) },
    { At: 1.5, Iso: '1970-01-01T00:00:01.500Z' },
  ],
  [
    { Data: new Uint8Array([104, 105]), Number: Number.NaN, Big: 12n },
    { Data: 'aGk=', Number: 'NaN', Big: 12 },
  ],
  [{ Any: { a: [1] } }, { Any: { a: [1] } }],
  [
    { List: [], Map: { a: new Date(0) } },
    { List: [], Map: { a: 0 } },
  ],
  [{ Self: { Self: {} } }, { Self: { Self: {} } }],
])('%#', (value, expected) => {
  expect(write(value)).toEqual(expected);
});

test('only restJson1 renames members', () => {
  expect([write({ Text: 'a' }), write({ Text: 'a' }, 'restJson1')]).toEqual([{ Text: 'a' }, { text: 'a' }]);
});

test.each([[{ Bogus: 1 }], [{ Text: 1 }], [{ List: {} }], [{ Self: 'a' }]])('strict refuses %j', (value) => {
  expect(() => write(value)).toThrow(AssertionFailure);
});

test('not strict leaves unknown members out', () => {
  expect(write({ Bogus: 1, Text: 'a' }, 'awsJson', false)).toEqual({ Text: 'a' });
});

test('for CBOR, what it has a form for stays what it is', () => {
  const value = { At: new Date(1500), Iso: new Date(0), Data: new Uint8Array([1]), Big: 2n ** 60n, Number: Number.NaN };
  expect(write(value, 'rpcV2Cbor')).toEqual(value);
  expect(() => write({ At: 1 }, 'rpcV2Cbor')).toThrow(AssertionFailure);
});
