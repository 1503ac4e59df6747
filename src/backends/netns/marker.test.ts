import { expect, test } from 'vitest';
import { aliasMark, nftMark, parseNftMark } from './marker.ts';

test('the last mark counts', () => {
  expect(parseNftMark('chain digest {\n continue comment "aaa1"\n continue comment "bbb2"\n}')).toBe('bbb2');
  expect(parseNftMark('table ip applied {\n}')).toBe(undefined);
});

test('old marks are cleared where the transaction deletes anyway, and now and then', () => {
  const flush = 'flush chain ip applied digest';
  expect(nftMark('0000000000001', { first: false, deletes: false })).toEqual([
    'add rule ip applied digest continue comment "0000000000001"',
  ]);
  expect(nftMark('0000000000001', { first: false, deletes: true })).toContain(flush);
  expect(nftMark('0000000000020', { first: false, deletes: false })).toContain(flush);
  expect(nftMark('0000000000001', { first: true, deletes: false })).toContain('add table ip applied');
});

test('a mark can be read back', () => {
  expect(parseNftMark(nftMark('abc', { first: true, deletes: false }).join('\n'))).toBe('abc');
  expect(aliasMark('abc')).toBe('link set dev lo alias abc');
});
