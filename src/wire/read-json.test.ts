import { expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { inputFaults } from './input-fault.ts';
import { depthLimit, listLimit } from './limits.ts';
import { type JsonDialect, jsonReaders } from './read-json.ts';
import type { ServiceSchema } from './schema.ts';

const schema: ServiceSchema = {
  operations: {},
  errors: {},
  shapes: {
    In: {
      kind: 'structure',
      required: 1,
      members: [
        ['Id', 'string'],
        ['At', 'timestamp'],
        ['Iso', 'timestamp-date-time'],
        ['Data', 'blob'],
        ['Any', 'document'],
        ['Number', 'number'],
        ['Big', 'big-integer'],
        ['Other', 'string', { jsonName: 'renamed' }],
        ['List', 'Names'],
        ['Map', 'Attributes'],
        ['Choice', 'Choice'],
        ['Self', 'In'],
      ],
    },
    Names: { kind: 'list', member: ['string'] },
    Attributes: { kind: 'map', key: ['string'], value: ['number'] },
    Choice: {
      kind: 'union',
      members: [
        ['S', 'string'],
        ['N', 'number'],
      ],
    },
  },
};

function read(given: unknown, dialect: JsonDialect = 'awsJson'): unknown {
  const context = { faults: inputFaults('awsJson1_1'), missing: [] };
  try {
    const value = jsonReaders(schema, dialect)('In')(given, '', context, 0);
    return context.missing.length > 0 ? context.missing : value;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.code;
  }
}

const serialization = 'SerializationException';

test.each<[object, unknown]>([
  [
    { At: 1.5, Iso: '1970-01-01T00:00:01Z' },
    { At: new Date(1500), Iso: new Date(1000) },
  ],
  [{ At: '1970-01-01T00:00:01Z' }, { At: new Date(1000) }],
  [{ At: 'now' }, serialization],
  [{ Iso: 1 }, serialization],
  [{ Data: 'aGk=' }, { Data: new Uint8Array([104, 105]) }],
  [{ Data: '*' }, serialization],
  [{ Any: { a: [1, null] } }, { Any: { a: [1, null] } }],
  [{ Number: 'NaN' }, { Number: Number.NaN }],
  [{ Number: 'constructor' }, serialization],
  [{ Number: true }, serialization],
  [{ Big: 12 }, { Big: 12n }],
  [{ List: [] }, { List: [] }],
  [{ List: ['a', null] }, ['List.2.member']],
  [{ List: ['a', 1] }, serialization],
  [{ List: Array(listLimit).fill('a') }, { List: Array(listLimit).fill('a') }],
  [{ List: Array(listLimit + 1).fill('a') }, 'ValidationException'],
  [{ Map: JSON.parse('{"__proto__":1,"a":null}') }, { Map: Object.fromEntries([['__proto__', 1]]) }],
  [{ Map: [] }, serialization],
  [{ Choice: { S: 'a', N: null } }, { Choice: { S: 'a' } }],
  [{ Choice: { S: 'a', N: 1 } }, serialization],
  [{ Choice: {} }, serialization],
  [{ Self: {} }, ['Self.Id']],
])('%.80j', (members, expected) => {
  const whole = typeof expected === 'object' && !Array.isArray(expected) ? { Id: 'i', ...expected } : expected;
  expect(read({ Id: 'i', ...members })).toEqual(whole);
});

test('only restJson1 renames members', () => {
  expect(read({ Id: 'i', renamed: 'a', Other: 'b' })).toEqual({ Id: 'i', Other: 'b' });
  expect(read({ Id: 'i', renamed: 'a', Other: 'b' }, 'restJson1')).toEqual({ Id: 'i', Other: 'a' });
});

test('nesting at its limit and past it', () => {
  const nested = (levels: number): object => (levels === 0 ? { Id: 'i' } : { Id: 'i', Self: nested(levels - 1) });
  expect(read(nested(depthLimit))).toEqual(nested(depthLimit));
  expect(read(nested(depthLimit + 1))).toBe(serialization);
});

test.each<[object, unknown]>([
  [
    { At: new Date(1500), Iso: new Date(0), Data: new Uint8Array([1]), Number: 1.5, Map: { a: 2n ** 60n } },
    { At: new Date(1500), Iso: new Date(0), Data: new Uint8Array([1]), Number: 1.5, Map: { a: 2 ** 60 } },
  ],
  [{ Big: 2n ** 60n, Number: null }, { Big: 2n ** 60n }],
  [{ Big: 7 }, { Big: 7n }],
  [{ Big: 7.5 }, serialization],
  [{ At: 1.5 }, serialization],
  [{ At: '1970-01-01T00:00:01Z' }, serialization],
  [{ Data: 'AQ==' }, serialization],
  [{ Number: '1' }, serialization],
  [{ Number: new Date(0) }, serialization],
  [{ Self: new Date(0) }, serialization],
  [{ Map: new Uint8Array([1]) }, serialization],
  [{ List: [new Uint8Array([1])] }, serialization],
])('from CBOR %#', (given, expected) => {
  const result = read({ Id: 'i', ...given }, 'rpcV2Cbor');
  expect(result).toEqual(typeof expected === 'object' ? { Id: 'i', ...expected } : expected);
});
