/**
 * Why something was gained or lost: one packet of it is traced before and after, and the stage that let it pass in one of the
 * two and not in the other names its rule. Differences of the same groups and traffic have the same cause and are traced once.
 */

import { Fault } from '../../base/fault.ts';
import type { Trace } from '../answer.ts';
import { hasPorts } from '../packet.ts';
import type { Cause, Traffic } from '../reach-answer.ts';
import { trace } from '../trace.ts';
import type { Compiled } from './compiled.ts';
import type { SharedClass } from './shared-class.ts';
import { nothing, type TrafficId } from './traffic-set.ts';

interface Ends {
  readonly source: string;
  readonly destination: string;
}

export type Causes = (
  ends: Ends,
  from: SharedClass | undefined,
  to: SharedClass | undefined,
  gained: TrafficId,
  lost: TrafficId,
) => readonly Cause[];

export function causesBetween(before: Compiled, after: Compiled): Causes {
  const known = new Map<string, readonly Cause[]>();
  return (ends, from, to, gained, lost) => {
    const key = [gained, lost, ...[from, to].map(keyOf)].join(' ');
    const found = known.get(key) ?? [
      ...causesOf(after, before, ends, gained, 'lets pass'),
      ...causesOf(before, after, ends, lost, 'stops'),
    ];
    known.set(key, found);
    return found;
  };
}

/** What the change touched is what tells causes apart; the other side's class does not. */
function keyOf(one: SharedClass | undefined): string {
  if (one === undefined || !one.affected) return '';
  const { subnet, groups } = one.members[0]!;
  return `${subnet.id} ${groups.groups.join()}`;
}

/** @param passing where the traffic passes, and `other` where it does not */
function causesOf(
  passing: Compiled,
  other: Compiled,
  ends: Ends,
  traffic: TrafficId,
  what: 'lets pass' | 'stops',
): readonly Cause[] {
  const [packet] = traffic === nothing ? [] : passing.table.traffic(traffic);
  if (!packet) return [];
  const open = traced(passing, ends, packet);
  const closed = traced(other, ends, packet);
  return what === 'lets pass' ? openers(open, closed) : stoppers(open, closed);
}

function traced({ network, health }: Compiled, ends: Ends, { protocol, ports }: Traffic): Trace | undefined {
  const port = hasPorts(protocol) ? { port: Math.max(ports?.from ?? 1, 1) } : {};
  try {
    return trace(network, { ...ends, protocol, ...port }, health);
  } catch (reason) {
    // An end that is not there in one of the two has nothing to be traced to.
    if (reason instanceof Fault) return undefined;
    throw reason;
  }
}

/** Stages that pass now and are among what stopped it before. */
function openers(open: Trace | undefined, closed: Trace | undefined): readonly Cause[] {
  if (!open) return [];
  const stopping = closed ? dropsOf(closed) : [];
  const hops = [...open.forward, ...open.return].filter(
    (hop) => stopping.some(({ stage, component }) => stage === hop.stage && component === hop.component) && hop.rule,
  );
  const named = hops.map(({ stage, component, rule, detail }) => ({
    stage,
    component,
    ...(rule === undefined ? {} : { rule }),
    text: `${rule ?? component} lets it pass${detail ? `: ${detail}` : ''}`,
  }));
  if (named.length > 0) return unique(named);
  return closed ? stopping.map((drop) => ({ ...drop, text: `${drop.component} no longer stops it` })) : [];
}

/** What stops it now; and, by its rule, what let it pass before. */
function stoppers(open: Trace | undefined, closed: Trace | undefined): readonly Cause[] {
  if (!closed) return [];
  const found = dropsOf(closed).map(({ stage, component, rule }) => {
    const passed = [...(open?.forward ?? []), ...(open?.return ?? [])].find(
      (hop) => hop.stage === stage && hop.component === component,
    );
    const was = passed?.rule === undefined || passed.rule === rule ? '' : `; ${passed.rule} let it pass`;
    return {
      stage,
      component,
      ...(rule === undefined ? {} : { rule }),
      text: `${rule ?? component} stops it${was}`,
    };
  });
  return unique(found);
}

function dropsOf({ forward, return: back }: Trace): readonly Omit<Cause, 'text'>[] {
  return [...forward, ...back]
    .filter(({ verdict }) => verdict === 'drop')
    .map(({ stage, component, rule }) => ({ stage, component, ...(rule === undefined ? {} : { rule }) }));
}

function unique(causes: readonly Cause[]): readonly Cause[] {
  return [...new Map(causes.map((one) => [one.text, one])).values()];
}
