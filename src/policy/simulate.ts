/**
 * What an evaluation would answer, and why: the decision is evaluate.ts's own; beside it stand all the statements that
 * decided, the context keys that nobody gave a value, and what single kinds of policy answer alone.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */

import type { Decision } from './decision.ts';
import { type ApplicablePolicies, evaluate } from './evaluate.ts';
import type { Effect, Policy } from './policy.ts';
import { type AccessRequest, missingKeys, type PreparedRequest, prepare, statementLevel } from './statement.ts';

export type Verdict = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** A statement that decided: the policy, and the statement's place in it from 0. */
export interface MatchedStatement {
  readonly policy: Policy;
  readonly index: number;
}

export interface Simulation {
  readonly verdict: Verdict;
  /** Of service control policies none: AWS doesn't show them. */
  readonly matched: readonly MatchedStatement[];
  readonly missingKeys: readonly string[];
  /** What each kind answers alone; undefined where there is none of it. */
  readonly identity: Verdict;
  readonly resource: Verdict;
  readonly boundary: Verdict | undefined;
  readonly serviceControl: Verdict | undefined;
}

export function simulate(request: AccessRequest, policies: ApplicablePolicies): Simulation {
  const prepared = prepare(request);
  const { identity, resource, boundary, serviceControl } = policies;
  const granting = [...identity, ...(resource ? [resource] : [])];
  const shown = [...granting, ...(boundary ? [boundary] : [])];
  const verdict = verdictOf(evaluate(request, policies));
  return {
    verdict,
    matched: matchedBy(verdict, granting, shown, prepared),
    missingKeys: missingAmong(shown, prepared),
    identity: verdictAmong(identity, prepared),
    resource: verdictAmong(resource ? [resource] : [], prepared),
    boundary: boundary && verdictAmong([boundary], prepared),
    serviceControl: serviceControl && verdictOfLevels(serviceControl, prepared),
  };
}

function verdictOf(decision: Decision): Verdict {
  return decision.reason.kind === 'allow' ? 'allowed' : decision.reason.kind;
}

/** An explicit deny shows alone, whatever else allows; without any match nothing is shown. */
function matchedBy(
  verdict: Verdict,
  granting: readonly Policy[],
  all: readonly Policy[],
  request: PreparedRequest,
): readonly MatchedStatement[] {
  switch (verdict) {
    case 'allowed':
      return matching(granting, 'Allow', request);
    case 'explicitDeny':
      return matching(all, 'Deny', request);
    case 'implicitDeny':
      return [];
  }
}

function matching(policies: readonly Policy[], effect: Effect, request: PreparedRequest): readonly MatchedStatement[] {
  return policies.flatMap((policy) =>
    policy.statements
      .filter((statement) => statement.effect === effect && statementLevel(statement, request) !== 'none')
      .map(({ index }) => ({ policy, index })),
  );
}

function verdictAmong(policies: readonly Policy[], request: PreparedRequest): Verdict {
  if (matching(policies, 'Deny', request).length > 0) return 'explicitDeny';
  return matching(policies, 'Allow', request).length > 0 ? 'allowed' : 'implicitDeny';
}

function verdictOfLevels(levels: readonly (readonly Policy[])[], request: PreparedRequest): Verdict {
  const verdicts = levels.map((level) => verdictAmong(level, request));
  return (['explicitDeny', 'implicitDeny'] as const).find((one) => verdicts.includes(one)) ?? 'allowed';
}

function missingAmong(policies: readonly Policy[], request: PreparedRequest): readonly string[] {
  const found = new Map<string, string>();
  for (const { statements } of policies) {
    for (const key of statements.flatMap((statement) => missingKeys(statement, request))) {
      if (!found.has(key.toLowerCase())) found.set(key.toLowerCase(), key);
    }
  }
  return [...found.values()];
}
