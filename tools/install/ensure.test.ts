import { expect, test } from 'vitest';
import { missingTools } from './ensure.ts';

test('a machine with no program at all lacks every one of them', () => {
  expect(missingTools(() => false)).toEqual(expect.arrayContaining(['nft', 'ip', 'nsenter', 'setpriv', 'unshare']));
});

test('only what is not there is missing', () => {
  const missing = missingTools((program) => program !== 'nft');
  expect(missing).toContain('nft');
  expect(missing).not.toContain('ip');
});

test('what a caller needs besides is missing like the rest', () => {
  expect(missingTools((program) => program !== 'dig', ['dig'])).toContain('dig');
  expect(missingTools(() => true, ['dig'])).not.toContain('dig');
});
