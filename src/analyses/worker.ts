/**
 * Answers the analyses that were started. An analysis is a document that is `running` until its answer is written into it
 * in one transaction, so that a server that died begins again with what had no answer, and nothing is answered twice. One
 * is worked on at a time, a packet in each turn of the event loop, so that requests never wait for long.
 */

import type { Clock } from '../base/clock.ts';
import { running } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInsightsAccessScopeAnalysis } from '../model/network-insights-access-scope.ts';
import type { AnalysisEnd, NetworkInsightsAnalysis, PathResult } from '../model/network-insights-analysis.ts';
import type { Draft, Store } from '../store/store.ts';
import { analysePath } from './path-analysis.ts';
import { type AnsweredScope, analyseScope } from './scope-analysis.ts';

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

type Job = NetworkInsightsAnalysis | NetworkInsightsAccessScopeAnalysis;

/** Writes an answer, at this time. */
type Write = (draft: Draft, ended: number) => void;

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
      const write = await answer(job);
      if (write !== undefined) await store.transact((draft) => write(draft, clock.now()));
    }
  }

  /** Undefined where the server closes before there is an answer. */
  async function answer(job: Job): Promise<Write | undefined> {
    try {
      const steps = stepsOf(store.network, job);
      for (let step = steps.next(); ; step = steps.next()) {
        await nextTurn();
        if (step.done) return step.value;
        if (isClosing) return undefined;
      }
    } catch (reason) {
      report(reason);
      return failure(job);
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

/** Yields wherever something else may be done meanwhile. */
function* stepsOf(network: Network, job: Job): Generator<void, Write> {
  return job.kind === 'network-insights-analysis'
    ? pathAnswer(job, yield* analysePath(network, job))
    : scopeAnswer(job, yield* analyseScope(network, job));
}

const mistake = { status: 'failed', message: 'An internal error has occurred.' } as const;

function failure(job: Job): Write {
  return job.kind === 'network-insights-analysis'
    ? pathAnswer(job, mistake)
    : scopeAnswer(job, { end: mistake, findings: [] });
}

/** An analysis that was deleted meanwhile stays so. */
function pathAnswer({ kind, id }: NetworkInsightsAnalysis, end: AnalysisEnd<PathResult>): Write {
  return (draft, ended) => {
    const current = draft.get(kind, id);
    if (current !== undefined) draft.put({ ...current, outcome: { ...end, ended } });
  };
}

function scopeAnswer({ kind, id }: NetworkInsightsAccessScopeAnalysis, { end, findings }: AnsweredScope): Write {
  return (draft, ended) => {
    const current = draft.get(kind, id);
    if (current === undefined) return;
    draft.put({ ...current, outcome: { ...end, ended } });
    const { account, region } = current;
    findings.forEach((components, index) => {
      const number = String(index + 1).padStart(5, '0');
      const base = { id: `${id}-${number}`, account, region, created: ended, tags: {} };
      draft.put({ kind: 'access-scope-finding', ...base, analysis: id, components });
    });
  };
}

const kinds = ['network-insights-analysis', 'network-insights-access-scope-analysis'] as const;

/** The oldest. */
function next(network: Network): Job | undefined {
  const open = kinds.flatMap((kind): readonly Job[] =>
    network.count(kind, running) === 0 ? [] : network.find(kind, running),
  );
  return open.reduce<Job | undefined>(
    (oldest, one) => (oldest === undefined || one.created < oldest.created ? one : oldest),
    undefined,
  );
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
