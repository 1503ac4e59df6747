/**
 * Networks of one seed after another, on each of them flows, a change, flows again: until enough flows were tried, the time is
 * over, or verdict and packets disagree. Says what was covered, so that an empty campaign does not look like a clean one.
 */

import { change } from './change.ts';
import { choose } from './choose.ts';
import { type Compared, compare, type Judge } from './compare.ts';
import { diceOf } from './dice.ts';
import { flows as drawFlows } from './flows.ts';
import { generate } from './generate.ts';
import { type Ground, openGround } from './ground.ts';
import type { Call } from './plan.ts';
import { callText, comparedText } from './print.ts';
import { shrink } from './shrink.ts';

export interface Campaign {
  readonly judge: Judge;
  /** Of the first network; the next have the next. */
  readonly seed: number;
  readonly flows: number;
  /** Milliseconds after which no other network is begun, and no other change made. */
  readonly milliseconds: number;
  /** Milliseconds that a disagreement is made smaller for. */
  readonly shrinking: number;
  readonly log: (line: string) => void;
  /** Told of each network when it is done with. */
  readonly progress?: (line: string) => void;
}

export interface Report {
  readonly flows: number;
  readonly reachable: number;
  readonly networks: number;
  readonly changes: number;
  readonly refused: number;
  /** How many flows one thing alone stopped, by its direction and stage: what each stage's verdict was put to the test by. */
  readonly decisive: ReadonlyMap<string, number>;
  readonly disagreement?: Disagreement;
}

export interface Disagreement {
  readonly seed: number;
  /** How many changes the network had gone through. */
  readonly step: number;
  readonly found: readonly Compared[];
  /** How many calls the network was made of. */
  readonly asked: number;
  /** Of the smaller network that shows it too; absent where it did not come back on a network made anew. */
  readonly calls?: readonly Call[];
  readonly text: string;
}

const changesPerNetwork = 6;
const flowsPerStep = 60;
/** Of which those are tried that differ most. */
const drawnPerStep = 400;
const mostShown = 5;

export async function runCampaign(campaign: Campaign): Promise<Report> {
  const ground = await openGround(campaign.log);
  const report: Counts = { flows: 0, reachable: 0, networks: 0, changes: 0, refused: 0, decisive: new Map() };
  const deadline = Date.now() + campaign.milliseconds;
  const over = () => report.flows >= campaign.flows || Date.now() > deadline;
  try {
    for (let seed = campaign.seed; !over(); seed += 1) {
      await ground.clear();
      report.networks += 1;
      const begun = Date.now();
      const disagreement = await tryNetwork(ground, campaign, seed, report, over);
      if (disagreement) return { ...report, disagreement };
      campaign.progress?.(`seed ${seed}: ${reportText(report)}; this one took ${Date.now() - begun} ms`);
    }
    return report;
  } finally {
    await ground.close();
  }
}

type Counts = { -readonly [K in Exclude<keyof Report, 'disagreement' | 'decisive'>]: number } & {
  readonly decisive: Map<string, number>;
};

async function tryNetwork(
  ground: Ground,
  campaign: Campaign,
  seed: number,
  counts: Counts,
  over: () => boolean,
): Promise<Disagreement | undefined> {
  const dice = diceOf(seed);
  const inventory = generate(dice);
  const values = new Map<string, string>();
  const done: Call[] = [];
  let asked: readonly Call[] = inventory.calls;
  for (let step = 0; step <= changesPerNetwork && (step === 0 || !over()); step += 1) {
    const outcome = await ground.carryOut(asked, values);
    done.push(...outcome.done);
    counts.refused += outcome.refused.length;
    if (step > 0) counts.changes += outcome.done.length;
    const drawn = drawFlows(dice, inventory, drawnPerStep);
    const chosen = choose(ground, campaign.judge, values, drawn, flowsPerStep);
    const compared = await compare(ground, campaign.judge, values, chosen);
    counts.flows += compared.length;
    counts.reachable += compared.filter(({ verdict }) => verdict.reachable).length;
    for (const { verdict } of compared) countDecisive(counts.decisive, verdict);
    const against = compared.filter(({ agrees }) => !agrees);
    if (against.length > 0) return describe(ground, campaign, { seed, step, found: against }, done);
    asked = [1, 2, 3].flatMap(() => change(dice, inventory) ?? []).slice(0, 1);
  }
  return undefined;
}

function countDecisive(decisive: Map<string, number>, { trace }: Compared['verdict']): void {
  if (!trace) return;
  const drops = [
    ...trace.forward.map((hop) => ({ ...hop, way: 'out' })),
    ...trace.return.map((hop) => ({ ...hop, way: 'back' })),
  ].filter(({ verdict }) => verdict === 'drop');
  const [only, ...others] = drops;
  if (only === undefined || others.length > 0) return;
  const key = `${only.way} ${only.stage}`;
  decisive.set(key, (decisive.get(key) ?? 0) + 1);
}

async function describe(
  ground: Ground,
  { judge, shrinking }: Campaign,
  disagreement: Pick<Disagreement, 'seed' | 'step' | 'found'>,
  done: readonly Call[],
): Promise<Disagreement> {
  const { seed, step, found } = disagreement;
  const shrunk = await shrink(ground, judge, done, found[0]!, shrinking);
  const smallest = shrunk
    ? [
        `The smallest network found with it, ${shrunk.calls.length} calls of ${done.length}${shrunk.stepwise ? ', each in force before the next' : ''}:`,
        ...shrunk.calls.map(callText),
        comparedText(shrunk.compared),
      ]
    : ['It did not come back on a network made anew: it lies in what came before.', ...done.map(callText)];
  const text = [
    `Verdict and packets disagree: seed ${seed}, after ${step} changes, ${found.length} flows.`,
    ...found.slice(0, mostShown).map(comparedText),
    ...smallest,
    `Again: npm run agree -- --seed ${seed} --flows ${flowsPerStep * (step + 1)}`,
  ].join('\n');
  return { ...disagreement, asked: done.length, ...(shrunk ? { calls: shrunk.calls } : {}), text };
}

/** `out route 12, back network-acl-egress 3`, the most frequent first. */
export function decisiveText({ decisive }: Pick<Report, 'decisive'>): string {
  const ordered = [...decisive].sort(([, one], [, other]) => other - one);
  return ordered.map(([key, count]) => `${key} ${count}`).join(', ');
}

export function reportText({ flows, reachable, networks, changes, refused }: Omit<Report, 'disagreement'>): string {
  return `${flows} flows (${reachable} reachable) on ${networks} networks with ${changes} changes; ${refused} calls were refused`;
}
