import { expect, test } from 'vitest';
import { AssertionFailure } from '../base/assert.ts';
import { checkMembers, checkSimple } from './strict.ts';

test.each<[string, unknown, unknown]>([
  ['string', '', 1],
  ['number', 1, '1'],
  ['boolean', false, 'false'],
  ['blob', new Uint8Array(), 'a'],
  ['timestamp', new Date(0), 0],
  ['timestamp-date-time', new Date(0), new Date(Number.NaN)],
  ['big-integer', 1n, 1],
  ['big-decimal', '1.5', 1.5],
])('%s', (type, right, wrong) => {
  expect(() => checkSimple(type, right)).not.toThrow();
  expect(() => checkSimple(type, wrong)).toThrow(AssertionFailure);
});

test('a document is anything', () => {
  expect(() => checkSimple('document', null)).not.toThrow();
});

test('members', () => {
  const names = new Set(['A']);
  expect(() => checkMembers('Thing', names, { A: 1 })).not.toThrow();
  expect(() => checkMembers('Thing', names, { B: 1 })).toThrow('Thing has no member B');
  for (const value of [null, [], 'a', undefined])
    expect(() => checkMembers('Thing', names, value)).toThrow('is an object');
});
