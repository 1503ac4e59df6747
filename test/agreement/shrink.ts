/**
 * From a network on which verdict and packet disagree to a small one on which they do: calls are left out, first many at a
 * time, then one by one, and each smaller network is made anew and tried. Ends at a deadline with the smallest so far; it
 * need not be the smallest that there is.
 */

import { type Compared, compare, type Judge, judgeFlow } from './compare.ts';
import type { Ground } from './ground.ts';
import type { Call, Flow } from './plan.ts';

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

interface Kept {
  readonly calls: readonly Call[];
  readonly compared: Compared;
}

async function smallest(search: Search, whole: Kept): Promise<Kept> {
  let kept = whole;
  for (let size = Math.ceil(kept.calls.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: what is asked for last has nothing that depends on it.
    for (let end = kept.calls.length; end > 0; end -= size) {
      if (Date.now() > search.deadline) return kept;
      const fewer = kept.calls.filter((_, index) => index < end - size || index >= end);
      kept = (await disagreement(search, fewer)) ?? kept;
      end = Math.min(end, kept.calls.length + size);
    }
  }
  return kept;
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
  const [compared] = await compare(ground, judge, values, [flow]);
  return compared && !compared.agrees && compared.verdict.reachable === reachable
    ? { calls: done, compared }
    : undefined;
}
