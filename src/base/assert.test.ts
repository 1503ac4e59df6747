import { expect, test } from 'vitest';
import { AssertionFailure, assert, present, unreachable } from './assert.ts';

test('assert lets what holds pass and names what does not', () => {
  expect(() => assert('something', 'sums')).not.toThrow();
  expect(() => assert(false, 'sums')).toThrow(new AssertionFailure('sums'));
});

test.each([0, '', false])('present keeps %j, which is something', (value) => {
  expect(present(value, 'value')).toBe(value);
});

test.each([undefined, null])('present refuses %j', (value) => {
  expect(() => present(value, 'main route table')).toThrow(new AssertionFailure('missing: main route table'));
});

test('unreachable says what reached it', () => {
  expect(() => unreachable({ kind: 'odd' } as never)).toThrow('unreachable: {"kind":"odd"}');
});
