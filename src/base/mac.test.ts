import { expect, test } from 'vitest';
import { macOf } from './mac.ts';

test('a hardware address is locally administered, unicast, and follows from the name', () => {
  expect(macOf('eni-1')).toMatch(/^02(:[0-9a-f]{2}){5}$/);
  expect(macOf('eni-1')).toBe(macOf('eni-1'));
});

test('names of the usual form get addresses of their own', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `eni-0${index.toString(16).padStart(16, '0')}`);
  expect(new Set(names.map(macOf)).size).toBe(names.length);
});
