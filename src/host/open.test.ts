import { expect, test } from 'vitest';
import { findHolder, rootHost } from './open.ts';

test('no holder runs for a prefix that nobody uses', () => {
  expect(findHolder('no-such-prefix-')).toBe(undefined);
});

test("root's host needs no closing and lists by prefix", async () => {
  const host = rootHost();
  expect(host.kind).toBe('root');
  expect(await host.listNamespaces('no-such-prefix-')).toEqual([]);
  await host.close();
});
