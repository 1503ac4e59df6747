/**
 * Of many flows those that differ most: what the verifier tells of a flow, without the names, is its story, and of each story one
 * is taken before a second of any. Otherwise most packets would try the few stories that most flows have.
 */

import type { Hop } from '../../src/verify/trace.ts';
import { type Judge, judgeFlow, type Verdict } from './compare.ts';
import type { Ground } from './ground.ts';
import type { Flow, Values } from './plan.ts';

/** Ids, addresses and numbers say which one, not how. */
function withoutNames(text: string): string {
  return text
    .replaceAll(/arn:\S+/g, 'arn')
    .replaceAll(/\b([a-z]+)-[0-9a-f]{8,}/g, '$1')
    .replaceAll(/[\d./]+/g, '#');
}

function hopStory({ stage, verdict, component, rule = '', detail = '' }: Hop): string {
  return withoutNames([stage, verdict, component, rule, detail].join(' '));
}

/** What several things stop proves little of each, so only the first of them counts. */
function storyOf({ transport }: Flow, { trace, refusal = '' }: Verdict): string {
  if (!trace) return refusal;
  const drops = [...trace.forward, ...trace.return].filter(({ verdict }) => verdict === 'drop');
  const [first, ...others] = drops;
  if (first && others.length > 0) return `several, the first of them ${first.stage}`;
  return [transport, ...trace.forward.map(hopStory), '←', ...trace.return.map(hopStory)].join('\n');
}

/** Flows whose ends are not there are left out. */
export function choose(
  ground: Pick<Ground, 'network' | 'targetHealth'>,
  judge: Judge,
  values: Values,
  candidates: readonly Flow[],
  count: number,
): readonly Flow[] {
  const told = candidates.flatMap((flow) => {
    const verdict = judgeFlow(ground, judge, values, flow);
    return verdict ? [{ flow, story: storyOf(flow, verdict) }] : [];
  });
  const byStory = [...Map.groupBy(told, ({ story }) => story).values()];
  const longest = Math.max(0, ...byStory.map(({ length }) => length));
  const chosen: Flow[] = [];
  for (let turn = 0; turn < longest; turn += 1) {
    for (const group of byStory) {
      const next = group[turn];
      if (next && chosen.length < count) chosen.push(next.flow);
    }
  }
  return chosen;
}
