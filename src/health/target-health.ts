/**
 * Keeps what is known of every target: tries each wanted check at its own pace, a bounded number at a time, and tells when
 * a verdict changes. How a check is tried, and what time is, is handed in. What a Network no longer asks for is forgotten.
 */

import type { Random } from '../base/random.ts';
import type { Network } from '../model/network.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import { type Check, checkKey, type Trial, wantedChecks } from './checks.ts';
import { judge, noVerdict, pauseAfter, type Verdict } from './verdict.ts';

export interface Timers {
  /** Milliseconds; only differences mean something. */
  now(): number;
  /** Returns the way to call it off. */
  after(milliseconds: number, work: () => void): () => void;
}

export interface TargetHealthOptions {
  /** Rejects where nothing could be tried, which says nothing about the target. */
  readonly attempt: (node: string, trial: Trial) => Promise<{ readonly ok: boolean }>;
  readonly timers: Timers;
  readonly random: Random;
  /** Some target turned healthy or unhealthy for the load balancer's node. */
  readonly onChange: (node: string) => void;
}

export interface TargetHealth extends TargetHealthView {
  follow(network: Network): void;
  close(): void;
}

/** Checks at a time; the others wait for their turn. */
export const mostAttempts = 64;

/** First checks are spread over so many milliseconds, and later ones over so much of their interval. */
const firstSpread = 100;
const laterSpread = 0.1;

interface Watched {
  check: Check;
  verdict: Verdict;
  /** Calls off the next attempt. */
  cancel: () => void;
}

export function keepTargetHealth({ attempt, timers, random, onChange }: TargetHealthOptions): TargetHealth {
  const watched = new Map<string, Watched>();
  const waiting = new Set<Watched>();
  let running = 0;

  const isWatched = (one: Watched): boolean => watched.get(one.check.key) === one;

  function watch(check: Check): void {
    const one: Watched = { check, verdict: noVerdict, cancel: () => {} };
    watched.set(check.key, one);
    one.cancel = timers.after(random.below(firstSpread), () => enqueue(one));
  }

  function forget(one: Watched): void {
    one.cancel();
    waiting.delete(one);
    watched.delete(one.check.key);
  }

  /** What was found out stays; a new interval counts at once, for the old one may be minutes. */
  function change(one: Watched, check: Check): void {
    const isPaced = one.check.intervalMilliseconds === check.intervalMilliseconds;
    one.check = check;
    if (!isPaced) plan(one);
  }

  function enqueue(one: Watched): void {
    waiting.add(one);
    startWaiting();
  }

  function startWaiting(): void {
    for (const one of waiting) {
      if (running >= mostAttempts) return;
      waiting.delete(one);
      running += 1;
      void attempt(one.check.node, one.check.trial)
        .then(
          ({ ok }) => settle(one, ok),
          () => {},
        )
        .then(() => {
          running -= 1;
          if (isWatched(one)) plan(one);
          startWaiting();
        });
    }
  }

  function settle(one: Watched, ok: boolean): void {
    if (!isWatched(one)) return;
    const before = one.verdict.observed;
    one.verdict = judge(one.verdict, ok, timers.now(), one.check);
    if (one.verdict.observed !== before) onChange(one.check.node);
  }

  function plan(one: Watched): void {
    const pause = pauseAfter(one.verdict, one.check);
    const early = random.below(Math.max(1, Math.floor(pause * laterSpread)));
    one.cancel();
    one.cancel = timers.after(pause - early, () => enqueue(one));
  }

  return {
    observed: (node, group, target) => watched.get(checkKey(node, group, target))?.verdict.observed ?? 'initial',
    follow(network) {
      const wanted = wantedChecks(network);
      for (const one of [...watched.values()]) if (!wanted.has(one.check.key)) forget(one);
      for (const check of wanted.values()) {
        const known = watched.get(check.key);
        if (known === undefined) watch(check);
        else change(known, check);
      }
    },
    close() {
      for (const one of [...watched.values()]) forget(one);
    },
  };
}
