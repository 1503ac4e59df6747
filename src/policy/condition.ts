/**
 * The `Condition` element: every operator block and every key in it must hold, and for one key any of its values will do.
 * Absent keys, the set qualifiers and IfExists are decided here, the comparisons in comparison.ts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */

import { type Operator, operators, type Test } from './comparison.ts';
import type { RequestContext } from './context.ts';

export interface OperatorName {
  readonly operator: Operator;
  readonly set: 'one' | 'all' | 'any';
  readonly ifExists: boolean;
}

export interface Condition extends OperatorName {
  /** In lower case. */
  readonly key: string;
  readonly tests: readonly Test[];
}

const setPrefixes = [
  ['ForAllValues:', 'all'],
  ['ForAnyValue:', 'any'],
] as const;
const ifExistsSuffix = 'IfExists';

/** `ForAnyValue:StringLikeIfExists` taken apart; undefined where there is no such operator. */
export function parseOperator(text: string): OperatorName | undefined {
  const prefix = setPrefixes.find(([start]) => text.startsWith(start));
  const rest = prefix ? text.slice(prefix[0].length) : text;
  const ifExists = rest.endsWith(ifExistsSuffix);
  const operator = operators.get(ifExists ? rest.slice(0, -ifExistsSuffix.length) : rest);
  // AWS: IfExists goes with every operator except Null.
  if (!operator || (ifExists && operator.family === 'Null')) return undefined;
  return { operator, set: prefix ? prefix[1] : 'one', ifExists };
}

/**
 * A policy variable without a value makes an Allow's condition false; in a Deny it is a value that equals nothing, so
 * that a missing key never switches a negated Deny off.
 */
export function holds(condition: Condition, context: RequestContext, effect: 'Allow' | 'Deny'): boolean {
  const actual = context.get(condition.key);
  const { negated, family } = condition.operator;
  if (family === 'Null') return condition.tests.some((test) => test(String(actual === undefined), context));
  if (actual === undefined) return holdsWhenAbsent(condition);
  if (condition.set === 'one') return matchesAny(condition, actual, context, effect) !== negated;
  const wanted = condition.set === 'any';
  for (const value of actual) {
    if ((matches(condition, value, context, effect) !== negated) === wanted) return wanted;
  }
  return !wanted;
}

function matchesAny(
  condition: Condition,
  actual: readonly string[],
  context: RequestContext,
  effect: 'Allow' | 'Deny',
): boolean {
  for (const value of actual) if (matches(condition, value, context, effect)) return true;
  return false;
}

/** Whether any of the policy's values matches one of the request. */
function matches(
  { tests, operator }: Condition,
  value: string,
  context: RequestContext,
  effect: 'Allow' | 'Deny',
): boolean {
  let unresolved = false;
  for (const test of tests) {
    const result = test(value, context);
    if (result) return true;
    if (result === undefined) unresolved = true;
  }
  // As if it matched: a negated Allow is not to hold by a value that nobody knows.
  return unresolved && operator.negated && effect === 'Allow';
}

/** AWS: IfExists and ForAllValues are true, ForAnyValue is false, otherwise a negated operator is true. */
function holdsWhenAbsent(condition: Condition): boolean {
  if (condition.ifExists || condition.set === 'all') return true;
  return condition.set === 'one' && condition.operator.negated;
}
