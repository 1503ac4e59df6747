/**
 * Simulations as IAM answers them. Two things are not AWS's: the result of an action names the resource where there is one
 * and `*` where there are several, since no table of ARN templates is here; and statements end where their brace does.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */

import type { PolicySourceType } from '@aws-sdk/client-iam';
import { present } from '../../base/assert.ts';
import type { Policy } from '../../policy/policy.ts';
import type { MatchedStatement, Simulation, Verdict } from '../../policy/simulate.ts';
import type { Position } from '../../policy/statement-span.ts';
import type { SimulatedPolicy } from './simulated-policies.ts';

export interface ResourceAnswer {
  readonly arn: string;
  readonly simulation: Simulation;
  /** The resource belongs to another account than the caller. */
  readonly crossAccount: boolean;
}

type Sources = ReadonlyMap<Policy, SimulatedPolicy>;

const strictestFirst = ['explicitDeny', 'implicitDeny', 'allowed'] as const;

function strictest(verdicts: readonly Verdict[]): Verdict {
  return strictestFirst.find((one) => verdicts.includes(one)) ?? 'implicitDeny';
}

const place = ({ line, column }: Position) => ({ Line: line, Column: column });

function statementShown({ policy, index }: MatchedStatement, sources: Sources) {
  const source = present(sources.get(policy), 'the source of a policy that decided');
  const span = source.spans[index];
  // What AWS sends is none of the values that the SDK's type lists.
  const type = (policy.kind === 'resource' ? 'Resource Policy' : 'IAM Policy') as string as PolicySourceType;
  return {
    SourcePolicyId: source.id,
    SourcePolicyType: type,
    ...(span && { StartPosition: place(span.start), EndPosition: place(span.end) }),
  };
}

function boundaryShown(verdicts: readonly (Verdict | undefined)[]) {
  if (verdicts.includes(undefined)) return {};
  const AllowedByPermissionsBoundary = verdicts.every((verdict) => verdict === 'allowed');
  return { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary } };
}

function organizationsShown(verdicts: readonly (Verdict | undefined)[]) {
  if (verdicts.includes(undefined)) return {};
  return {
    OrganizationsDecisionDetail: { AllowedByOrganizations: verdicts.every((verdict) => verdict === 'allowed') },
  };
}

/** Only where the resource is another account's, since within one either kind is enough. */
function detailsShown(answers: readonly ResourceAnswer[]) {
  const across = answers.filter(({ crossAccount }) => crossAccount).map(({ simulation }) => simulation);
  if (across.length === 0) return {};
  return {
    EvalDecisionDetails: {
      'IAM Policy': strictest(across.map(({ identity }) => identity)),
      'Resource Policy': strictest(across.map(({ resource }) => resource)),
    },
  };
}

function resourceShown(answer: ResourceAnswer, sources: Sources) {
  const { verdict, matched, missingKeys, boundary } = answer.simulation;
  return {
    EvalResourceName: answer.arn,
    EvalResourceDecision: verdict,
    MatchedStatements: matched.map((one) => statementShown(one, sources)),
    MissingContextValues: [...missingKeys],
    ...detailsShown([answer]),
    ...boundaryShown([boundary]),
  };
}

/** Statements that decided for several resources are one. */
function unionOf(matched: readonly MatchedStatement[]): readonly MatchedStatement[] {
  const seen = new Map<Policy, Set<number>>();
  return matched.filter(({ policy, index }) => {
    const indexes = seen.get(policy) ?? new Set();
    if (indexes.has(index)) return false;
    seen.set(policy, indexes.add(index));
    return true;
  });
}

export function resultShown(action: string, answers: readonly ResourceAnswer[], sources: Sources) {
  const simulations = answers.map(({ simulation }) => simulation);
  const decision = strictest(simulations.map(({ verdict }) => verdict));
  const deciding = simulations.filter(({ verdict }) => verdict === decision);
  const everything = answers.length === 1 && answers[0]?.arn === '*';
  return {
    EvalActionName: action,
    EvalResourceName: answers.length === 1 ? answers[0]?.arn : '*',
    EvalDecision: decision,
    MatchedStatements: unionOf(deciding.flatMap(({ matched }) => matched)).map((one) => statementShown(one, sources)),
    MissingContextValues: [...new Set(simulations.flatMap(({ missingKeys }) => missingKeys))],
    ...detailsShown(answers),
    ...boundaryShown(simulations.map(({ boundary }) => boundary)),
    ...organizationsShown(simulations.map(({ serviceControl }) => serviceControl)),
    ...(everything ? {} : { ResourceSpecificResults: answers.map((answer) => resourceShown(answer, sources)) }),
  };
}
