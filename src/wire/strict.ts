/** The checks of the strict encoders: what an operation answers must be what its schema says. A failure is our mistake. */

import { assert } from '../base/assert.ts';

export function checkMembers(shape: string, names: ReadonlySet<string>, value: unknown): void {
  assert(typeof value === 'object' && value !== null && !Array.isArray(value), `${shape} of the output is an object`);
  for (const name of Object.keys(value)) assert(names.has(name), `${shape} has no member ${name}`);
}

const javascriptTypes: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  'big-integer': 'bigint',
  'big-decimal': 'string',
};

export function checkSimple(type: string, value: unknown): void {
  if (type === 'document') return;
  const expected = javascriptTypes[type];
  const fits = expected
    ? typeof value === expected
    : type.endsWith('blob')
      ? value instanceof Uint8Array
      : value instanceof Date && !Number.isNaN(value.getTime());
  assert(fits, `the output has a ${typeof value} where a ${type} belongs`);
}
