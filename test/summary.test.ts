import { expect, test } from 'vitest';
import { type Outcome, skipped, skippedText, summaryLine } from './summary.ts';

const passed: Outcome = { kind: 'passed' };

test.each<readonly [Outcome[], string]>([
  [[], '0 passed, 0 failed'],
  [[passed, passed, { kind: 'failed', name: 'a' }], '2 passed, 1 failed'],
  [[passed, { kind: 'skipped', name: 'b', why: 'no root' }], '1 passed, 0 failed, 1 skipped'],
])('%j is counted as %s', (outcomes, line) => {
  expect(summaryLine(outcomes)).toBe(line);
});

test('what was skipped is listed by name under its reason', () => {
  expect(skippedText([skipped('a', 'no root'), passed, skipped('b', 'no aws'), skipped('c', 'no root')])).toBe(
    'Skipped (no root):\n  a\n  c\nSkipped (no aws):\n  b\n',
  );
  expect(skippedText([passed])).toBe('');
});

test.each([
  ['f > group (skipped: no nft: not found (2)) > one', undefined, 'f > group > one', 'no nft: not found (2)'],
  ['f > one (skipped: no root)', undefined, 'f > one', 'no root'],
  ['f > one', 'a note', 'f > one', 'a note'],
  ['f > one', undefined, 'f > one', 'its condition does not hold on this machine'],
])('%s with note %s', (name, note, plain, why) => {
  expect(skipped(name, note)).toEqual({ kind: 'skipped', name: plain, why });
});
