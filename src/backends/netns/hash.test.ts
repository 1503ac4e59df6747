import { expect, test } from 'vitest';
import { hash52, hashText } from './hash.ts';

test('a hash is a safe whole number, the same every time, and different for near texts', () => {
  const texts = Array.from({ length: 20_000 }, (_, index) => `eni-${index.toString(16).padStart(17, '0')}`);
  const numbers = texts.map(hash52);
  expect(numbers.every(Number.isSafeInteger)).toBe(true);
  expect(new Set(numbers).size).toBe(texts.length);
  expect(texts.map(hash52)).toEqual(numbers);
});

test('low parts spread too, since names and tables use them', () => {
  const lows = Array.from({ length: 1000 }, (_, index) => hash52(`rtb-${index}`) % 0x1fff_ffff);
  expect(new Set(lows).size).toBe(1000);
});

test.each(['', 'a', 'subnet-0123'])('text of %j is thirteen hexadecimal digits', (text) => {
  expect(hashText(text)).toMatch(/^[0-9a-f]{13}$/);
});
