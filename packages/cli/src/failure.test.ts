import { expect, test } from 'vitest';
import { Failure, oneLine } from './failure.ts';

test.each([
  [new Error('one\n  two\n'), 'one two'],
  [new Failure('plain'), 'plain'],
  ['a text', 'a text'],
  [undefined, 'undefined'],
])('%s is told in one line', (reason, line) => {
  expect(oneLine(reason)).toBe(line);
});

test('a failure ends with 1 unless it says otherwise', () => {
  expect(new Failure('no').exitCode).toBe(1);
  expect(new Failure('no', 64).exitCode).toBe(64);
});
