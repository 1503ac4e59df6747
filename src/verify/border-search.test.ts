import { expect, test } from 'vitest';
import { searchBorders } from './border-search.ts';

test('each border is tried once, lowest first, and what was tried speaks for all up to the next', () => {
  const search = searchBorders({ from: 1, to: 100 });
  search.learn([80, 22, 101, 0]);
  expect([search.next(), search.next()]).toEqual([1, 22]);
  search.learn([22, 23, 80]);
  expect([search.next(), search.next(), search.next()]).toEqual([23, 80, undefined]);
  expect(search.pieces()).toEqual([
    { from: 1, to: 21 },
    { from: 22, to: 22 },
    { from: 23, to: 79 },
    { from: 80, to: 100 },
  ]);
});
