import { expect, test } from 'vitest';
import { judge, noVerdict, pauseAfter, type Verdict } from './verdict.ts';

const rules = { intervalMilliseconds: 10_000, healthyThreshold: 3, unhealthyThreshold: 2 };

/** One letter per check: `+` passed, `-` failed. */
function after(results: string, pace: number, from: Verdict = noVerdict): readonly string[] {
  let verdict = from;
  return [...results].map((result, index) => {
    verdict = judge(verdict, result === '+', index * pace, rules);
    return verdict.observed;
  });
}

const healthy: Verdict = { observed: 'healthy', streak: 3, last: true, since: 0 };
const unhealthy: Verdict = { observed: 'unhealthy', streak: 2, last: false, since: 0 };

test.each([
  ['a new target is healthy after three successes in a row', noVerdict, '++-+++', 1000, 'i i i i i h'],
  ['a new target has two intervals\u2019 time to start up', noVerdict, '-----------', 1000, 'i i i i i i i i i i u'],
  ['one success starts that time anew', noVerdict, '-----+----------+', 1000, 'i i i i i i i i i i i i i i i i i'],
  ['a healthy one is unhealthy after two failures in a row', healthy, '-+--', 10_000, 'h h h u'],
  ['an unhealthy one is healthy after three successes in a row', unhealthy, '++-+++', 10_000, 'u u u u u h'],
] as const)('%s', (_, from, results, pace, expected) => {
  expect(
    after(results, pace, from)
      .map((observed) => observed[0])
      .join(' '),
  ).toBe(expected);
});

test('checks come every second while nothing is known, then at the group\u2019s interval', () => {
  expect(pauseAfter(noVerdict, rules)).toBe(1000);
  expect(pauseAfter(healthy, rules)).toBe(10_000);
  expect(pauseAfter(unhealthy, rules)).toBe(10_000);
});
