import { expect, test } from 'vitest';
import { AssertionFailure } from '../base/assert.ts';
import type { ServiceSchema } from './schema.ts';
import { escapeXml, xmlWriters } from './write-xml.ts';

const schema: ServiceSchema = {
  operations: {},
  errors: {},
  shapes: {
    Out: {
      kind: 'structure',
      members: [
        ['Text', 'string', { xmlName: 'text' }],
        ['At', 'timestamp'],
        ['Seconds', 'timestamp-epoch-seconds'],
        ['Data', 'blob'],
        ['List', 'Names'],
        ['Flat', 'Names', { xmlFlattened: 1, xmlName: 'one' }],
        ['Map', 'Attributes'],
        ['FlatMap', 'Attributes', { xmlFlattened: 1 }],
        ['Self', 'Out'],
      ],
    },
    Names: { kind: 'list', member: ['string', { xmlName: 'item' }] },
    Attributes: { kind: 'map', key: ['string', { xmlName: 'K' }], value: ['number'] },
  },
};

const write = (value: object, wholeSeconds = false) => xmlWriters(schema, { strict: true, wholeSeconds })('Out')(value);

test.each<[object, string]>([
  [{}, ''],
  [{ Text: undefined }, ''],
  [{ Text: null }, ''],
  [{ Text: '' }, '<text/>'],
  [{ Text: 'a' }, '<text>a</text>'],
  [{ At: new Date(1000), Seconds: new Date(1500) }, '<At>1970-01-01T00:00:01.000Z</At><Seconds>1.5</Seconds>'],
  [{ Data: new Uint8Array([104, 105]) }, '<Data>aGk=</Data>'],
  [{ List: [] }, '<List/>'],
  [{ List: ['a', ''] }, '<List><item>a</item><item/></List>'],
  [{ Flat: ['a', 'b'] }, '<one>a</one><one>b</one>'],
  [{ Flat: [] }, ''],
  [{ Map: { a: 1 } }, '<Map><entry><K>a</K><value>1</value></entry></Map>'],
  [
    { FlatMap: { a: 1, b: 2 } },
    '<FlatMap><K>a</K><value>1</value></FlatMap><FlatMap><K>b</K><value>2</value></FlatMap>',
  ],
  [{ Self: {} }, '<Self/>'],
  [{ Self: { Self: { Text: 'a' } } }, '<Self><Self><text>a</text></Self></Self>'],
])('%j', (value, expected) => {
  expect(write(value)).toBe(expected);
});

test('whole seconds', () => {
  expect(write({ At: new Date(1000) }, true)).toBe('<At>1970-01-01T00:00:01Z</At>');
  expect(write({ At: new Date(1500) }, true)).toBe('<At>1970-01-01T00:00:01.500Z</At>');
});

test.each<[object]>([
  [{ Bogus: undefined }],
  [{ List: 'a' }],
  [{ At: 'now' }],
  [{ At: new Date(Number.NaN) }],
  [{ Self: [] }],
])('strict refuses %j', (value) => {
  expect(() => write(value)).toThrow(AssertionFailure);
});

test.each([
  ['plain é漢😀\t\n', 'plain é漢😀\t\n'],
  ['<a href="x">&\'', "&lt;a href=&quot;x&quot;&gt;&amp;'"],
  ['\r\u0000\u001f\uffff', '&#xD;\ufffd\ufffd\ufffd'],
])('%j escaped', (text, expected) => {
  expect(escapeXml(text)).toBe(expected);
});
