import { expect, test } from 'vitest';
import { type Page, pageOf } from './page.ts';

const wrongToken = (token: string) => new Error(`wrong: ${token}`);

function page(all: readonly string[], token?: string, size = 2): Page<string> {
  return pageOf(all, { size, token, keyOf: (item) => item, wrongToken });
}

test('pages follow each other, whatever letters keys have', () => {
  const first = page(['a', 'b é', 'c', 'd', 'e']);
  expect(first.items).toEqual(['a', 'b é']);
  const second = page(['a', 'b é', 'c', 'd', 'e'], first.next);
  expect(second.items).toEqual(['c', 'd']);
  expect(page(['a', 'b é', 'c', 'd', 'e'], second.next)).toEqual({ items: ['e'] });
});

test('a token outlives the item that it names', () => {
  const { next } = page(['a', 'b', 'c']);
  expect(page(['a', 'c', 'd'], next)).toEqual({ items: ['c', 'd'] });
});

test('a list that fits has one page, and so has an empty one', () => {
  expect(page(['a', 'b'])).toEqual({ items: ['a', 'b'] });
  expect(page([])).toEqual({ items: [] });
  expect(page(['a', 'b', 'c'], undefined, Number.POSITIVE_INFINITY)).toEqual({ items: ['a', 'b', 'c'] });
});

test.each(['', 'bogus', btoa('b'), btoa('%'), '🙂'])('a token of others is refused: %s', (token) => {
  expect(() => page(['a'], token)).toThrow(`wrong: ${token}`);
});
