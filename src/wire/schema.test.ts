import { expect, test, vi } from 'vitest';

test('a schema is loaded on first use and once', async () => {
  // Other tests of the same thread may have loaded it already: this one has modules of its own.
  vi.resetModules();
  const { loadedSchema, loadSchema } = await import('./schema.ts');
  expect(loadedSchema('sts')).toBeUndefined();
  const [one, other] = await Promise.all([loadSchema('sts'), loadSchema('sts')]);
  expect(one).toBe(other);
  expect(loadedSchema('sts')).toBe(one);
  expect(Object.keys(one.operations)).toContain('AssumeRole');
});
