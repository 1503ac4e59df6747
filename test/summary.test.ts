import { expect, test } from 'vitest';
import { type Outcome, skippedText, summaryLine } from './summary.ts';

const passed: Outcome = { kind: 'passed' };

test.each<readonly [Outcome[], string]>([
  [[], '0 passed, 0 failed'],
  [[passed, passed, { kind: 'failed', name: 'a' }], '2 passed, 1 failed'],
  [[passed, { kind: 'skipped', name: 'b', why: 'no root' }], '1 passed, 0 failed, 1 skipped'],
])('%j is counted as %s', (outcomes, line) => {
  expect(summaryLine(outcomes)).toBe(line);
});

test('what was skipped is listed by name under its reason', () => {
  const skipped = (name: string, why: string): Outcome => ({ kind: 'skipped', name, why });
  expect(skippedText([skipped('a', 'no root'), passed, skipped('b', 'no aws'), skipped('c', 'no root')])).toBe(
    'Skipped, because no root:\n  a\n  c\nSkipped, because no aws:\n  b\n',
  );
  expect(skippedText([passed])).toBe('');
});
