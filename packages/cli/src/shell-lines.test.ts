import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellLines, shellQuote } from './shell-lines.ts';

test.each([
  ['AKIA123', 'AKIA123'],
  ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
  ['a+b/c=', "'a+b/c='"],
  ['two words', "'two words'"],
  ['', "''"],
  ["it's", "'it'\\''s'"],
  ['$(reboot)', "'$(reboot)'"],
])('%j is written %s', (value, text) => {
  expect(shellQuote(value)).toBe(text);
});

test('a shell reads back what was quoted, line breaks and all', () => {
  const value = 'a\'b"c$d`e\\f\ng*h';
  const printed = execFileSync('sh', ['-c', `${shellLines({ VALUE: value })}printf %s "$VALUE"`], { encoding: 'utf8' });
  expect(printed).toBe(value);
});

test('a name without a value is unset', () => {
  expect(shellLines({ ONE: '1', TWO: undefined })).toBe('export ONE=1\nunset TWO\n');
});
