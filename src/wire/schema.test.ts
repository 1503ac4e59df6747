import { expect, test } from 'vitest';
import { loadedSchema, loadSchema } from './schema.ts';

test('a schema is loaded on first use and once', async () => {
  expect(loadedSchema('sts')).toBeUndefined();
  const [one, other] = await Promise.all([loadSchema('sts'), loadSchema('sts')]);
  expect(one).toBe(other);
  expect(loadedSchema('sts')).toBe(one);
  expect(Object.keys(one.operations)).toContain('AssumeRole');
});
