/**
 * From a network on which verdict and packet disagree to a small one on which they do: calls are left out, with
 * all that depends on them, and smaller networks are made anew and tried. Ends at a deadline with the smallest so far; it
 * need not be the smallest that there is.
 */

import { type Compared, compare, type Judge, judgeFlow } from './compare.ts';
import type { Ground } from './ground.ts';
import type { Call, Flow } from './plan.ts';
import { rehearsed } from './rehearse.ts';

export interface Shrunk {
  /** Those that were carried out; undefined where the disagreement did not come back when the network was made anew. */
  readonly calls: readonly Call[];
  readonly compared: Compared;
  /** It needs every call in force before the next, so it lies in how a change arrives. */
  readonly stepwise: boolean;
}

interface Search {
  readonly ground: Ground;
  readonly judge: Judge;
  readonly flow: Flow;
  readonly reachable: boolean;
  readonly stepwise: boolean;
  readonly deadline: number;
}

/** Undefined where the disagreement did not come back when the network was made anew. */
export async function shrink(
  ground: Ground,
  judge: Judge,
  calls: readonly Call[],
  found: Compared,
  milliseconds: number,
): Promise<Shrunk | undefined> {
  const { flow, verdict } = found;
  const deadline = Date.now() + milliseconds;
  for (const stepwise of [false, true]) {
    const search = { ground, judge, flow, reachable: verdict.reachable, stepwise, deadline };
    const again = await disagreement(search, calls);
    if (again) return { ...(await smallest(search, again)), stepwise };
  }
  return undefined;
}

/** Milliseconds: one look will do, for the disagreement is already known. */
const patience = 800;

interface Kept {
  readonly calls: readonly Call[];
  readonly compared: Compared;
}

/** First what the verifier's hops don't need, in memory alone and with packets once; then what packets don't, step by step. */
async function smallest(search: Search, whole: Kept): Promise<Kept> {
  const short = await smallestVerdict(search, whole.calls);
  return smallestFate(search, (await disagreement(search, short)) ?? whole);
}

/** The fewest calls of which the verifier tells the same story. */
async function smallestVerdict({ judge, flow, reachable, deadline }: Search, calls: readonly Call[]) {
  const story = await rehearsed(judge, calls, flow, reachable);
  if (story === undefined) return calls;
  let kept = calls;
  for (const call of orderOf(calls)) {
    if (Date.now() > deadline) return kept;
    const fewer = kept.filter((one) => one !== call);
    if ((await rehearsed(judge, fewer, flow, reachable)) === story) kept = fewer;
  }
  return kept;
}

/** Many at once to begin with, for most of a network has nothing to do with the flow, then fewer and fewer. */
async function smallestFate(search: Search, whole: Kept): Promise<Kept> {
  let kept = whole;
  for (let size = Math.ceil(whole.calls.length / firstParts); size >= 1; size = Math.floor(size / 3)) {
    const order = orderOf(kept.calls);
    for (let from = 0; from < order.length; from += size) {
      if (Date.now() > search.deadline) return kept;
      const without = new Set(order.slice(from, from + size));
      const fewer = kept.calls.filter((call) => !without.has(call));
      if (fewer.length < kept.calls.length) kept = (await disagreement(search, fewer)) ?? kept;
    }
  }
  return kept;
}

const firstParts = 4;

/** Without a VPC goes all that is in it, so what others depend on is tried first; what nothing depends on from the end. */
function orderOf(calls: readonly Call[]): readonly Call[] {
  const gives = ({ operation, gives: given }: Call): number => (operation === 'CreateVpc' ? 0 : given ? 1 : 2);
  return calls.toReversed().sort((one, other) => gives(one) - gives(other));
}

/** The same disagreement on a network of these calls alone. */
async function disagreement(
  { ground, judge, flow, reachable, stepwise }: Search,
  calls: readonly Call[],
): Promise<Kept | undefined> {
  await ground.clear();
  const values = new Map<string, string>();
  const done: Call[] = [];
  for (const part of stepwise ? calls.map((call) => [call]) : [calls]) {
    done.push(...(await ground.carryOut(part, values)).done);
    if (stepwise) await ground.settled();
  }
  if (judgeFlow(ground, judge, values, flow)?.reachable !== reachable) return undefined;
  const [compared] = await compare(ground, judge, values, [flow], [patience]);
  return compared && !compared.agrees && compared.verdict.reachable === reachable
    ? { calls: done, compared }
    : undefined;
}
