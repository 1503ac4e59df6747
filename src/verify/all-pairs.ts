/**
 * Everything that reaches anything: each pair of classes of each VPC and its peers, and each class with the internet, with the traffic that
 * passes. It answers in batches, because on a large network with many different rules it takes long; whoever asks says when
 * the next batch is wanted, and may stop.
 */

import type { Network } from '../model/network.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import { type Compiled, peersOf } from './compiled/compiled.ts';
import { endOf, internetReaches } from './compiled/end-of.ts';
import { classesOf, type InterfaceClass } from './compiled/interface-class.ts';
import { inwardOf, outwardOf } from './compiled/internet-reach.ts';
import { meetInside } from './compiled/meeting.ts';
import { pairTraffic } from './compiled/pair.ts';
import { compiledOf } from './compiled/remembered.ts';
import { nothing, type TrafficId } from './compiled/traffic-set.ts';
import type { End, Traffic } from './reach-answer.ts';

export interface Pair {
  readonly from: End;
  readonly to: End;
  readonly traffic: readonly Traffic[];
}

export interface Batch {
  /** Pairs looked at so far, and how many there are. */
  readonly done: number;
  readonly total: number;
  readonly pairs: readonly Pair[];
}

/** Pairs that one batch looks at, and the rest of the last class's: a few milliseconds' work. */
const pairsOfBatch = 500;

export function* allPairs(network: Network, health: TargetHealthView = nothingObserved): Generator<Batch> {
  const compiled = compiledOf(network, health);
  const vpcs = [...compiled.vpcs.values()].map((vpc) => ({
    classes: classesOf(compiled, vpc),
    others: [vpc, ...peersOf(compiled, vpc)].flatMap((one) => classesOf(compiled, one)),
  }));
  const total = vpcs.reduce((sum, { classes, others }) => sum + classes.length * (others.length + 1), 0);
  let [done, told, pending]: [number, number, Pair[]] = [0, 0, []];
  for (const { classes, others } of vpcs) {
    // Its own classes are the first of the others.
    const ends = others.map(({ members }) => endOf(members));
    for (const [index, one] of classes.entries()) {
      pending.push(...internetPairs(compiled, one, ends[index]!), ...pairsFrom(compiled, others, ends, index));
      done += others.length + 1;
      if (done - told < pairsOfBatch) continue;
      yield { done, total, pairs: pending };
      [told, pending] = [done, []];
    }
  }
  yield { done, total, pairs: pending };
}

function pairsFrom(
  compiled: Compiled,
  classes: readonly InterfaceClass[],
  ends: readonly End[],
  index: number,
): readonly Pair[] {
  const from = classes[index]!;
  return classes.flatMap((to, other) => {
    const traffic = classTraffic(compiled, from, to);
    return traffic === nothing
      ? []
      : [{ from: ends[index]!, to: ends[other]!, traffic: compiled.table.traffic(traffic) }];
  });
}

/** Between different members, where a class is asked about itself. */
function classTraffic(compiled: Compiled, from: InterfaceClass, to: InterfaceClass): TrafficId {
  const receiver = from === to ? to.members[1] : to.sample;
  return receiver && meetInside(from.sample, receiver) ? pairTraffic(compiled, from.sample, receiver) : nothing;
}

function internetPairs(compiled: Compiled, one: InterfaceClass, end: End): readonly Pair[] {
  const outward = internetReaches(compiled, outwardOf(compiled, one.sample)).map((reach) => ({
    from: end,
    to: reach.end,
    traffic: reach.traffic,
  }));
  const inward = internetReaches(compiled, inwardOf(compiled, one.sample));
  return [...outward, ...inward.map((reach) => ({ from: reach.end, to: end, traffic: reach.traffic }))];
}
