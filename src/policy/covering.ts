/**
 * Which statements of a list of policies cover an action, found once for as long as the list is kept. It relies on lists and
 * policies that don't change: who makes a list anew for each request finds nothing again.
 */

import type { StatementReference } from './decision.ts';
import type { Effect, Policy, Statement } from './policy.ts';
import { matchesPattern } from './wildcard.ts';

export interface CoveringStatement {
  readonly statement: Statement;
  /** Its place in the list. */
  readonly reference: StatementReference;
}

type Covering = Readonly<Record<Effect, readonly CoveringStatement[]>>;

const known = new WeakMap<readonly Policy[], Map<string, Covering>>();
/** Simulations may ask for any number. */
const mostActions = 1024;

/** @param action in lower case */
export function coveringStatements(policies: readonly Policy[], action: string): Covering {
  let byAction = known.get(policies);
  const found = byAction?.get(action);
  if (found !== undefined) return found;
  if (byAction === undefined || byAction.size >= mostActions) {
    byAction = new Map();
    known.set(policies, byAction);
  }
  const covering = findCovering(policies, action);
  byAction.set(action, covering);
  return covering;
}

function findCovering(policies: readonly Policy[], action: string): Covering {
  const all = policies.flatMap(({ statements }, policy) =>
    statements
      .filter((statement) => coversAction(statement, action))
      .map((statement) => ({ statement, reference: { policy, index: statement.index, sid: statement.sid } })),
  );
  const of = (effect: Effect) => all.filter(({ statement }) => statement.effect === effect);
  return { Allow: of('Allow'), Deny: of('Deny') };
}

/** @param action in lower case */
export function coversAction({ actions, actionsNegated }: Statement, action: string): boolean {
  return actions.some((pattern) => matchesPattern(pattern, action)) !== actionsNegated;
}

const lists = new WeakMap<Policy, readonly Policy[]>();

/** A list of one, always the same for a policy. */
export function alone(policy: Policy): readonly Policy[] {
  const list = lists.get(policy) ?? [policy];
  lists.set(policy, list);
  return list;
}

const flattened = new WeakMap<readonly (readonly Policy[])[], readonly Policy[]>();

/** All policies of all levels, always the same list for the same levels. */
export function ofAllLevels(levels: readonly (readonly Policy[])[]): readonly Policy[] {
  const list = flattened.get(levels) ?? levels.flat();
  flattened.set(levels, list);
  return list;
}
