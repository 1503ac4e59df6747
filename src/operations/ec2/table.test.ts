import { expect, test } from 'vitest';
import schemas from '../../wire/schemas/ec2.gen.json' with { type: 'json' };
import { ec2Operations } from './table.ts';

test('has a handler for every operation that can be decoded', () => {
  const missing = Object.keys(schemas.operations).filter((name) => !Object.hasOwn(ec2Operations, name));
  expect(missing).toEqual([]);
});
