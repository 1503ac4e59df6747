import { expect, test } from 'vitest';
import { codecOf } from './codec.ts';
import type { ServiceSchema } from './schema.ts';

const schema: ServiceSchema = {
  operations: {},
  errors: {},
  shapes: { Out: { kind: 'structure', members: [['At', 'timestamp', { jsonName: 'at' }]] } },
};

test('one codec for a schema, one closure for a shape', () => {
  expect(codecOf(schema)).toBe(codecOf(schema));
  expect(codecOf(schema).xmlWriter('ec2Query', 'Out', false)).toBe(codecOf(schema).xmlWriter('ec2Query', 'Out', false));
});

test('dialects and strictness do not share closures', () => {
  const value = { At: new Date(0) };
  const codec = codecOf(schema);
  expect(codec.xmlWriter('ec2Query', 'Out', false)(value)).toContain('00.000Z');
  expect(codec.xmlWriter('awsQuery', 'Out', false)(value)).toContain('00Z');
  expect(codec.jsonWriter('awsJson', 'Out', false)(value)).toEqual({ At: 0 });
  expect(codec.jsonWriter('restJson1', 'Out', false)(value)).toEqual({ at: 0 });
  expect(codec.jsonWriter('awsJson', 'Out', false)({ Bogus: 1 })).toEqual({});
  expect(() => codec.jsonWriter('awsJson', 'Out', true)({ Bogus: 1 })).toThrow('no member');
});
