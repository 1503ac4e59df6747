/**
 * The measures of one setting of the generated Network, one after another in a process of its own. A figure stands beside the
 * size of what it was measured on: how many interfaces there are and, once a measure has found out, into how many classes
 * they fall and into how many atoms rules cut the traffic. Arguments: `plain` or
 * `adversarial`, and the names of measures where not all are wanted. Prints one JSON object.
 */

import { Network } from '../src/model/network.ts';
import type { Resource } from '../src/model/resource.ts';
import type { Size } from '../src/verify/reach-answer.ts';
import { type Question, trace } from '../src/verify/trace.ts';
import { flowKinds, flowsOf } from './network/flows.ts';
import { median, percentile, residentMegabytes } from './process.ts';
import { figuresOf, verifyNetwork } from './verify-network.ts';
import {
  measureAllPairs,
  measureCompile,
  measureDiff,
  measureProof,
  measureVerdict,
  measureWhoCanReach,
} from './verify-questions.ts';

const interfaces = 50_000;
const seed = 1;
const flows = 2000;
/** Asked before anything is measured: a server that is asked has compiled its code. */
const warmUp = 500;
const builds = 5;
/** Milliseconds. */
const longestPairs = 120_000;

interface Ground {
  readonly resources: readonly Resource[];
  network: Network;
  size: Pick<Size, 'interfaces'> & Partial<Size>;
}

/** What a measure has found; it may leave a new size in the ground for itself and those after it. */
type Measure = (ground: Ground) => object;

/** In the order in which they are taken. */
const measures: Readonly<Record<string, Measure>> = {
  build: measureBuild,
  compile: (ground) => {
    const { size, ...found } = measureCompile(ground.network);
    ground.size = size;
    return found;
  },
  traceById: (ground) => measureTrace(ground, (question) => question),
  traceByName: (ground) => measureTrace(ground, (question) => byName(ground.network, question)),
  verdict: ({ network }) => measureVerdict(network),
  whoCanReach: ({ network }) => measureWhoCanReach(network),
  proof: ({ network }) => measureProof(network),
  diff: ({ network }) => measureDiff(network),
  memory: measureMemory,
  allPairs: ({ network }) => measureAllPairs(network, longestPairs),
};

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function milliseconds(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

/** Each question is asked so often, for the pauses of a busy machine to be told from what a question costs. */
const repeats = 3;

/**
 * Of the times of many questions, each asked several times: of the first answers the time in the middle and the one that
 * only a hundredth exceed; and the latter of the middle answers, which are seldom cut by a pause but find caches warm.
 */
function summary(times: readonly (readonly number[])[]): object {
  const first = times.map(([time = 0]) => time);
  return {
    medianMilliseconds: rounded(median(first)),
    p99Milliseconds: rounded(percentile(first, 0.99)),
    p99UndisturbedMilliseconds: rounded(percentile(times.map(median), 0.99)),
  };
}

function measureBuild(ground: Ground): object {
  const times = Array.from({ length: builds }, () =>
    milliseconds(() => {
      ground.network = Network.of(ground.resources, 1);
    }),
  );
  return { medianMilliseconds: rounded(median(times)) };
}

function measureTrace({ network }: Ground, asked: (question: Question) => Question): object {
  const warm = flowsOf(network, seed + 1);
  for (let count = 0; count < warmUp; count += 1) trace(network, asked(warm()));
  const next = flowsOf(network, seed);
  const all: (readonly number[])[] = [];
  let reachable = 0;
  const kinds = flowKinds.map((kind) => {
    const questions = Array.from({ length: flows / flowKinds.length }, () => asked(next(kind)));
    const times = questions.map((question) =>
      Array.from({ length: repeats }, () => milliseconds(() => trace(network, question))),
    );
    reachable += questions.filter((question) => trace(network, question).reachable).length;
    all.push(...times);
    return [kind, summary(times)];
  });
  return { ...summary(all), flows, reachable, byKind: Object.fromEntries(kinds) };
}

/** The same question with Name tags in place of ids, where there are some. */
function byName(network: Network, question: Question): Question {
  const nameOf = (id: string): string => network.get('instance', id)?.tags.Name ?? id;
  return { ...question, source: nameOf(question.source), destination: nameOf(question.destination) };
}

/** Of the whole process: documents, indexes and what the measures before have kept. */
function measureMemory(): object {
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  return { heapMegabytes: Math.round(heap / 2 ** 20), residentMegabytes: residentMegabytes(process.pid) };
}

const [setting, ...wanted] = process.argv.slice(2);
const resources = verifyNetwork({ interfaces, seed, adversarial: setting === 'adversarial' });
const ground: Ground = { resources, network: Network.empty(), size: { interfaces } };
const result: Record<string, object> = { network: figuresOf(resources) };
for (const [name, measure] of Object.entries(measures)) {
  // The Network is built for all of them.
  if (wanted.length > 0 && name !== 'build' && !wanted.includes(name)) continue;
  process.stderr.write(`  ${setting}: ${name} …\n`);
  const found = measure(ground);
  result[name] = { ...found, ...ground.size };
}
process.stdout.write(`${JSON.stringify(result)}\n`);
