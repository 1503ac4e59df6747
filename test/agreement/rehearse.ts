/**
 * A network of calls in memory, without packets: what the verifier would say of a flow on it, in thousandths of the time. Its ids
 * are others, and no health check has seen a target.
 */

import { type Judge, judgeFlow } from './compare.ts';
import { carryOutInMemory, openWorld } from './in-memory.ts';
import type { Call, Flow } from './plan.ts';

/** Stages and verdicts on the way out and back; undefined where the flow's ends aren't there, or the verdict is another. */
export async function rehearsed(
  judge: Judge,
  calls: readonly Call[],
  flow: Flow,
  reachable: boolean,
): Promise<string | undefined> {
  const world = await openWorld();
  const values = new Map<string, string>();
  await carryOutInMemory(world, calls, values);
  const verdict = judgeFlow(world, judge, values, flow);
  if (verdict?.trace === undefined || verdict.reachable !== reachable) return undefined;
  const { forward, return: back } = verdict.trace;
  return [...forward, ...back].map(({ stage, verdict: said }) => `${stage} ${said}`).join();
}
