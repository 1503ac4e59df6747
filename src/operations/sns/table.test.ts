import { expect, test } from 'vitest';
import { operations as carried } from '../../../tools/schemas/operations.ts';
import { snsOperations } from './table.ts';

test('the table has what the wire carries', () => {
  expect(Object.keys(snsOperations).sort()).toEqual([...carried.sns].sort());
});
