/**
 * What a change made possible or impossible: which classes of interfaces gained or lost which traffic to which others of their
 * VPC and its peers, to the internet or from it, and the rule that caused it. Only what the change may affect is compared. Interfaces of different
 * VPCs that meet by public addresses are told as what each gained or lost with the internet.
 */

import type { Network } from '../model/network.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import type { AddressMap } from './compiled/address-map.ts';
import { mapped, merged } from './compiled/address-map.ts';
import { type Affected, affectedBetween } from './compiled/affected.ts';
import { type Causes, causesBetween } from './compiled/causes.ts';
import type { Compiled } from './compiled/compiled.ts';
import { endOf, internetReaches, sizeOf } from './compiled/end-of.ts';
import { inwardOf, outwardOf, unreached } from './compiled/internet-reach.ts';
import { meetInside } from './compiled/meeting.ts';
import { pairTraffic } from './compiled/pair.ts';
import { compiledPair } from './compiled/remembered.ts';
import { type RuleChanges, ruleChanges } from './compiled/rule-change.ts';
import { type SharedClass, sharedClasses } from './compiled/shared-class.ts';
import { nothing, type TrafficId } from './compiled/traffic-set.ts';
import type { ChangedResource, Difference, NetworkDiff } from './reach-answer.ts';

interface Comparison {
  readonly before: Compiled;
  readonly after: Compiled;
  readonly affected: Affected;
  readonly causes: Causes;
  /** By VPC. */
  readonly classes: Map<string, readonly SharedClass[]>;
}

export function diff(before: Network, after: Network, health: TargetHealthView = nothingObserved): NetworkDiff {
  const [earlier, later] = compiledPair(before, after, health);
  const affected = affectedBetween(earlier, later);
  const comparison = {
    before: earlier,
    after: later,
    affected,
    causes: causesBetween(earlier, later),
    classes: new Map(),
  };
  const differences = [...later.vpcs.keys(), ...gone(earlier, later)].flatMap((vpc) => compareVpc(comparison, vpc));
  const looked = affected.vpcs.flatMap((id) => later.vpcs.get(id) ?? []);
  return {
    before: before.revision,
    after: after.revision,
    changes: changesOf(before, after),
    differences,
    size: sizeOf(later, looked),
  };
}

function gone(before: Compiled, after: Compiled): readonly string[] {
  return [...before.vpcs.keys()].filter((id) => !after.vpcs.has(id));
}

function changesOf(before: Network, after: Network): readonly ChangedResource[] {
  const found: ChangedResource[] = [];
  for (const [old, now] of after.changesSince(before)) {
    const { kind, id } = (now ?? old)!;
    // What keeps a request from being done twice is nobody's change.
    if (kind === 'client-token') continue;
    found.push({ kind, id, change: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed' });
  }
  return found.sort((one, other) => (`${one.kind} ${one.id}` < `${other.kind} ${other.id}` ? -1 : 1));
}

function compareVpc(comparison: Comparison, id: string): readonly Difference[] {
  const { before, after, affected } = comparison;
  const [old, now] = [before.vpcs.get(id), after.vpcs.get(id)];
  const isTouched = affected.vpcs.includes(id);
  const isAroundTouched = isTransitTouched(comparison, id);
  const across = [...new Set([...(old?.peers ?? []), ...(now?.peers ?? [])])].flatMap((peer) =>
    comparePeer(comparison, id, peer),
  );
  if (!isTouched && !isAroundTouched && !hasChangesBehind(comparison, id)) return across;
  const classes = classesIn(comparison, id);
  const compareAll = isTouched && ((old?.winding ?? false) || (now?.winding ?? false));
  const changes = ruleChanges();
  const found: Difference[] = [];
  for (const from of classes) {
    for (const to of classes) {
      const isAsked = compareAll || to.behind || (isTouched && mayDiffer(changes, from, to));
      if (isAsked) found.push(...compareClasses(comparison, from, to));
    }
    const isOutside =
      compareAll || isAroundTouched || from.affected !== undefined || (now !== undefined && affected.affectsRoads(now));
    if (isTouched || isAroundTouched ? isOutside : from.behind) found.push(...compareInternet(comparison, from));
  }
  return [...found, ...across];
}

/** Whether something changed in a VPC that transit gateways join one with: its ways may lead through that. */
function isTransitTouched({ before, after, affected }: Comparison, id: string): boolean {
  const around = [before, after].flatMap(({ vpcs }) => vpcs.get(id)?.transit ?? []);
  return around.some((vpc) => affected.vpcs.includes(vpc));
}

/** Whether something changed behind a door of a VPC: a load balancer or an endpoint. */
function hasChangesBehind({ before, after, affected }: Comparison, id: string): boolean {
  const interfaces = [after, before].flatMap(({ vpcs }) => vpcs.get(id)?.interfaces ?? []);
  return interfaces.some((one) => affected.affectsBehind(one));
}

function classesIn({ before, after, affected, classes }: Comparison, id: string): readonly SharedClass[] {
  const found = classes.get(id) ?? sharedClasses(before, before.vpcs.get(id), after, after.vpcs.get(id), affected);
  classes.set(id, found);
  return found;
}

/** From one VPC to another that it is, or was, joined with: routes of both may lead aside, so all classes are compared. */
function comparePeer(comparison: Comparison, id: string, peer: string): readonly Difference[] {
  const isTouched =
    [id, peer].some((one) => comparison.affected.vpcs.includes(one)) || isTransitTouched(comparison, id);
  if (!isTouched && !hasChangesBehind(comparison, peer)) return [];
  const receivers = classesIn(comparison, peer).filter((to) => isTouched || to.behind);
  return classesIn(comparison, id).flatMap((from) => receivers.flatMap((to) => compareClasses(comparison, from, to)));
}

/** Whether the change says anything about these two. */
function mayDiffer(changes: RuleChanges, from: SharedClass, to: SharedClass): boolean {
  if (from.affected === 'wholly' || to.affected === 'wholly') return true;
  return (
    (from.affected === 'rules' && changes(from.before[0]!.groups, from.after[0]!.groups, 'egress', to.after[0]!)) ||
    (to.affected === 'rules' && changes(to.before[0]!.groups, to.after[0]!.groups, 'ingress', from.after[0]!))
  );
}

function compareClasses(comparison: Comparison, from: SharedClass, to: SharedClass): readonly Difference[] {
  const { before, after } = comparison;
  const old = trafficAt(before, from, to, 'before');
  const now = trafficAt(after, from, to, 'after');
  if (old === now) return [];
  const { table } = after;
  const [gained, lost] = [table.subtract(now, old), table.subtract(old, now)];
  const question = { source: from.sampleId, destination: from === to ? (from.secondId ?? from.sampleId) : to.sampleId };
  return [
    {
      from: endOf(from.members),
      to: endOf(to.members),
      gained: table.traffic(gained),
      lost: table.traffic(lost),
      causes: comparison.causes(question, from, to, gained, lost),
    },
  ];
}

function trafficAt(compiled: Compiled, from: SharedClass, to: SharedClass, when: 'before' | 'after'): TrafficId {
  const [source] = from[when];
  const receiver = from === to ? to[when][1] : to[when][0];
  return source && receiver && meetInside(source, receiver) ? pairTraffic(compiled, source, receiver) : nothing;
}

function compareInternet(comparison: Comparison, one: SharedClass): readonly Difference[] {
  const { before, after } = comparison;
  const [old, now] = [one.before[0], one.after[0]];
  const out = compareMaps(
    old ? outwardOf(before, old) : unreached,
    now ? outwardOf(after, now) : unreached,
    comparison,
  );
  const into = compareMaps(inwardAt(before, old), inwardAt(after, now), comparison);
  const own = endOf(one.members);
  return [
    ...out.map(({ end, gained, lost, address }) => ({
      from: own,
      to: end,
      ...told(after, gained, lost),
      causes: comparison.causes({ source: one.sampleId, destination: address }, one, undefined, gained, lost),
    })),
    ...into.map(({ end, gained, lost, address }) => ({
      from: end,
      to: own,
      ...told(after, gained, lost),
      causes: comparison.causes({ source: address, destination: one.sampleId }, undefined, one, gained, lost),
    })),
  ];
}

function told({ table }: Compiled, gained: TrafficId, lost: TrafficId): Pick<Difference, 'gained' | 'lost'> {
  return { gained: table.traffic(gained), lost: table.traffic(lost) };
}

function inwardAt(compiled: Compiled, one: SharedClass['before'][number] | undefined): AddressMap<TrafficId> {
  return one ? inwardOf(compiled, one) : unreached;
}

interface InternetDifference {
  readonly end: Difference['to'];
  /** One of them. */
  readonly address: string;
  readonly gained: TrafficId;
  readonly lost: TrafficId;
}

/** Addresses that gained and lost the same, as one end each. */
function compareMaps(
  old: AddressMap<TrafficId>,
  now: AddressMap<TrafficId>,
  { after }: Comparison,
): readonly InternetDifference[] {
  if (old === now) return [];
  const { table } = after;
  const numbers = new Map<string, number>();
  const pairs: (readonly [gained: TrafficId, lost: TrafficId])[] = [[nothing, nothing]];
  const numberOf = (one: TrafficId, other: TrafficId): number => {
    if (one === other) return 0;
    const key = `${one} ${other}`;
    const known = numbers.get(key) ?? pairs.push([table.subtract(other, one), table.subtract(one, other)]) - 1;
    numbers.set(key, known);
    return known;
  };
  const compared = merged(old, now, numberOf);
  return [...numbers.values()].flatMap((number) => {
    const [gained, lost] = pairs[number]!;
    const those = mapped(compared, (value) => (value === number ? table.ofPorts(1) : nothing));
    return internetReaches(after, those).map(({ end }) => ({
      end,
      address: end.kind === 'internet' ? (end.blocks[0]?.split('/')[0] ?? '') : '',
      gained,
      lost,
    }));
  });
}
