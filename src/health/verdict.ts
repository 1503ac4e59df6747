/**
 * From single checks to a verdict: so many in a row make a target healthy or unhealthy. Pure. Likeliest: a new target needs
 * as many successes as one that recovers. A new one is checked once a second rather than at the group's interval (30 seconds
 * by default, so a minute and a half before the first packet), because whoever tries a network here waits for it. Failures
 * keep AWS's time: a new target has as long to start up as it has there.
 */

import type { Observed } from '../model/target-health.ts';

export interface Thresholds {
  readonly intervalMilliseconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface Verdict {
  readonly observed: Observed;
  /** Equal results in a row, the last one included. */
  readonly streak: number;
  readonly last: boolean | undefined;
  /** When the streak began, in milliseconds. */
  readonly since: number;
}

/** Between checks of a target of which nothing is known yet. */
export const initialPause = 1000;

export const noVerdict: Verdict = { observed: 'initial', streak: 0, last: undefined, since: 0 };

function observedAfter(before: Observed, streak: Omit<Verdict, 'observed'>, now: number, rules: Thresholds): Observed {
  if (streak.last) return streak.streak >= rules.healthyThreshold ? 'healthy' : before;
  if (before === 'initial') {
    const patience = rules.intervalMilliseconds * (rules.unhealthyThreshold - 1);
    return now - streak.since >= patience ? 'unhealthy' : 'initial';
  }
  return streak.streak >= rules.unhealthyThreshold ? 'unhealthy' : before;
}

export function judge(before: Verdict, ok: boolean, now: number, rules: Thresholds): Verdict {
  const goesOn = before.last === ok;
  const streak = { streak: goesOn ? before.streak + 1 : 1, last: ok, since: goesOn ? before.since : now };
  return { observed: observedAfter(before.observed, streak, now, rules), ...streak };
}

export function pauseAfter(verdict: Verdict, rules: Thresholds): number {
  return verdict.observed === 'initial'
    ? Math.min(initialPause, rules.intervalMilliseconds)
    : rules.intervalMilliseconds;
}
