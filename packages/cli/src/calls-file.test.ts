import { expect, test } from 'vitest';
import { parseCalls, readCallsFile } from './calls-file.ts';

test.each([
  ['[{"a": 1}, {"b": 2}]', [{ a: 1 }, { b: 2 }]],
  ['{"a": 1}\n\n{"b": 2}\n', [{ a: 1 }, { b: 2 }]],
  ['{\n  "a": 1\n}\n', [{ a: 1 }]],
  ['', []],
])('%j holds %j', (text, calls) => {
  expect(parseCalls('f', text)).toEqual(calls);
});

test.each([
  ['{"a": 1}\n{"b": \n', 'f, line 2: no JSON object'],
  ['[{"a": 1},]', 'f is no JSON array'],
])('%j: %s', (text, message) => {
  expect(() => parseCalls('f', text)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
});

test('a file that is not there has no calls', () => {
  expect(() => readCallsFile('/nowhere/calls.json')).toThrow("the calls can't be read: ENOENT");
});
