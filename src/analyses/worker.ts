/**
 * Answers the analyses that were started. An analysis is a document that is `running` until its answer is written into it
 * in one transaction, so that a server that died begins again with what had no answer, and nothing is answered twice. One
 * is worked on at a time, a packet in each turn of the event loop, so that requests never wait for long.
 */

import type { Clock } from '../base/clock.ts';
import { running } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInsightsAnalysis } from '../model/network-insights-analysis.ts';
import type { Store } from '../store/store.ts';
import { analysePath } from './path-analysis.ts';

export interface AnalysesOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Told of our own mistakes. */
  readonly report: (reason: unknown) => void;
}

export interface Analyses {
  /** Leaves what has no answer for the next start. */
  close(): Promise<void>;
}

type Job = NetworkInsightsAnalysis;

export function createAnalyses({ store, clock, report }: AnalysesOptions): Analyses {
  let isClosing = false;
  let working: Promise<void> | undefined;

  function look(): void {
    if (isClosing || working !== undefined || next(store.network) === undefined) return;
    working = workThrough().then(again, (reason: unknown) => {
      working = undefined;
      report(reason);
    });
  }

  /** For what came as the last answer was written. What failed waits for the next commit. */
  function again(): void {
    working = undefined;
    look();
  }

  async function workThrough(): Promise<void> {
    for (let job = next(store.network); job !== undefined && !isClosing; job = next(store.network)) {
      await answer(job);
    }
  }

  async function answer(job: Job): Promise<void> {
    const end = await endOf(job);
    if (end === undefined) return;
    await store.transact((draft) => {
      const current = draft.get(job.kind, job.id);
      // Deleted meanwhile.
      if (current === undefined) return;
      draft.put({ ...current, outcome: { ...end, ended: clock.now() } });
    });
  }

  /** Undefined where the server closes before there is one. */
  async function endOf(job: Job) {
    try {
      const steps = analysePath(store.network, job);
      for (let step = steps.next(); ; step = steps.next()) {
        await nextTurn();
        if (step.done) return step.value;
        if (isClosing) return undefined;
      }
    } catch (reason) {
      report(reason);
      return { status: 'failed', message: 'An internal error has occurred.' } as const;
    }
  }

  const unsubscribe = store.subscribe(look);
  look();

  return {
    async close() {
      isClosing = true;
      unsubscribe();
      await working;
    },
  };
}

/** The oldest. */
function next(network: Network): Job | undefined {
  if (network.count('network-insights-analysis', running) === 0) return undefined;
  return network
    .find('network-insights-analysis', running)
    .reduce((oldest, one) => (one.created < oldest.created ? one : oldest));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
