import { expect, test } from 'vitest';
import { allowingChain, chain, drop, quoted } from './nft-words.ts';

test('only chains of allowing rules may be appended to', () => {
  expect(allowingChain('a', []).kind === 'chain' && allowingChain('a', [])).toHaveProperty('unordered', true);
  expect(chain('a', '', [])).not.toHaveProperty('unordered');
});

test('a drop names its stage', () => {
  expect(drop('source-check')).toBe('counter name source-check drop');
  expect(quoted('eni-1')).toBe('"eni-1"');
});
