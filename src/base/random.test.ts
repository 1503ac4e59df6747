import { expect, test } from 'vitest';
import { randomText, seededRandom, systemRandom } from './random.ts';

test.each([
  ['seeded', seededRandom(1)],
  ['system', systemRandom],
])('%s numbers stay below their bound and reach all of it', (_name, random) => {
  const seen = new Set(Array.from({ length: 500 }, () => random.below(5)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
});

test('a bound of one leaves only zero', () => {
  expect([seededRandom(9).below(1), systemRandom.below(1)]).toEqual([0, 0]);
});

test('text is as long as asked and drawn from its alphabet', () => {
  expect(randomText(seededRandom(2), 64)).toMatch(/^[0-9a-f]{64}$/);
  expect(randomText(seededRandom(2), 10, 'x')).toBe('xxxxxxxxxx');
  expect(randomText(seededRandom(2), 0)).toBe('');
});
