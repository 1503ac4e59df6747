import { expect, test } from 'vitest';
import { isStable, stableShape } from './stable.ts';

test('a resource has one structure for as long as it is the same object', () => {
  let made = 0;
  const shape = stableShape((resource: { readonly id: string }) => {
    made += 1;
    return { Id: resource.id };
  });
  const resource = { id: 'a' };
  expect(shape(resource)).toBe(shape(resource));
  expect(isStable(shape(resource))).toBe(true);
  expect(shape({ id: 'a' })).not.toBe(shape(resource));
  expect(made).toBe(2);
});

test('nothing else is stable', () => {
  expect(isStable({})).toBe(false);
});
