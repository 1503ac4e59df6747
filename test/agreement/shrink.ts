/**
 * From a network on which verdict and packet disagree to a small one on which they do: calls are left out one by one, with
 * all that depends on them, and each smaller network is made anew and tried. Ends at a deadline with the smallest so far; it
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

/** Milliseconds: one look will do, for the disagreement is already known. */
const patience = 800;

interface Kept {
  readonly calls: readonly Call[];
  readonly compared: Compared;
}

/** Without a VPC goes all that is in it, so what others depend on is tried first; what nothing depends on from the end. */
async function smallest(search: Search, whole: Kept): Promise<Kept> {
  const gives = ({ operation, gives: given }: Call): number => (operation === 'CreateVpc' ? 0 : given ? 1 : 2);
  const order = whole.calls.toReversed().sort((one, other) => gives(one) - gives(other));
  let kept = whole;
  for (const call of order) {
    if (Date.now() > search.deadline) return kept;
    const fewer = kept.calls.filter((one) => one !== call);
    if (fewer.length < kept.calls.length) kept = (await disagreement(search, fewer)) ?? kept;
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
  const [compared] = await compare(ground, judge, values, [flow], [patience]);
  return compared && !compared.agrees && compared.verdict.reachable === reachable
    ? { calls: done, compared }
    : undefined;
}
