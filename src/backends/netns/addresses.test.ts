import { expect, test } from 'vitest';
import { addressElements, addressSetHeader } from './addresses.ts';

test.each([
  [
    ['10.0.0.1/32', '10.0.0.2'],
    ['10.0.0.1', '10.0.0.2'],
  ],
  [
    ['10.0.0.2/32', '10.0.0.1/32', '10.0.0.1/32'],
    ['10.0.0.1', '10.0.0.2'],
  ],
  [
    ['10.1.0.0/16', '10.0.0.0/8', '11.0.0.0/8'],
    ['10.0.0.0/8', '11.0.0.0/8'],
  ],
  [['10.0.0.7/8'], ['10.0.0.0/8']],
  [['fd00::/8', '10.0.0.1'], ['10.0.0.1']],
  [[], []],
])('%j as elements', (texts, elements) => {
  expect(addressElements(texts)).toEqual(elements);
});

test('only blocks need an interval set', () => {
  expect(addressSetHeader(['10.0.0.1'])).toBe('type ipv4_addr;');
  expect(addressSetHeader(['10.0.0.1', '10.1.0.0/16'])).toBe('type ipv4_addr; flags interval;');
});
