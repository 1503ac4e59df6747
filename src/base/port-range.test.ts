import { expect, test } from 'vitest';
import { containsPort, everyPort, isPort } from './port-range.ts';

test.each([
  [0, true],
  [65535, true],
  [-1, false],
  [65536, false],
  [1.5, false],
])('isPort(%d) is %s', (value, is) => {
  expect(isPort(value)).toBe(is);
});

test('both ends of a range belong to it', () => {
  const range = { from: 80, to: 90 };
  expect([79, 80, 90, 91].map((port) => containsPort(range, port))).toEqual([false, true, true, false]);
  expect([0, 65535].every((port) => containsPort(everyPort, port))).toBe(true);
});
