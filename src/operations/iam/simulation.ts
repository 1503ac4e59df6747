/**
 * SimulateCustomPolicy and SimulatePrincipalPolicy: what the engine that authorizes requests would answer, and why. As on
 * AWS there is one result for each action, which is the strictest over its resources, and one inside it for each resource.
 * Nothing is known of the request but what the input says: no time, no address, no endpoint. An account's own service
 * control policies are not looked up, and no policy of a resource is: the request brings them along.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */

import { parsePolicy } from '../../policy/parse.ts';
import type { Policy } from '../../policy/policy.ts';
import { simulate } from '../../policy/simulate.ts';
import { invalidInput } from './faults.ts';
import type { IamHandlers } from './handlers.ts';
import { iamPage } from './page.ts';
import { readExclusions } from './policy-exclusion.ts';
import {
  boundaryOf,
  inputBoundary,
  inputPolicies,
  inputResourcePolicy,
  policiesOf,
  policySource,
  type SimulatedPolicy,
} from './simulated-policies.ts';
import { type ResourceAnswer, resultShown } from './simulation-answer.ts';
import {
  callerNamed,
  checkHandling,
  nobodyOf,
  ownerOf,
  readActions,
  readContextEntries,
  readOwner,
  readResources,
  type SimulatedCaller,
} from './simulation-input.ts';

type Operations = IamHandlers<'SimulateCustomPolicy' | 'SimulatePrincipalPolicy'>;
type CommonInput = Omit<Parameters<Operations['SimulateCustomPolicy']>[1], 'PolicyInputList'> &
  Omit<Parameters<Operations['SimulatePrincipalPolicy']>[1], 'PolicySourceArn'>;

interface Given {
  readonly caller: SimulatedCaller;
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary: SimulatedPolicy | undefined;
  /** What binds the account, unless the input says otherwise. */
  readonly serviceControl?: readonly (readonly Policy[])[] | undefined;
}

/** AWS may answer fewer results than were asked for: a page ends before it holds more statements against requests. */
const mostTests = 250_000;

const padded = (index: number): string => String(index).padStart(6, '0');

function simulated(input: CommonInput, given: Given) {
  const actions = readActions(input.ActionNames ?? []).map((action, index) => ({ action, key: padded(index) }));
  const resources = readResources(input.ResourceArns);
  checkHandling(input.ResourceHandlingOption, resources);
  const { answer, statements, sources } = judgeOf(input, given);
  const most = Math.floor(mostTests / (resources.length * statements));
  // AWS publishes no such limit; one request must not keep all others waiting.
  if (most < 1) throw invalidInput('Too many resources and statements in one simulation.');
  const { items, ...rest } = iamPage(actions, input, ({ key }) => key, most);
  const EvaluationResults = items.map(({ action }) => {
    const answers = resources.map((arn) => answer(action, arn));
    return resultShown(action, answers, sources);
  });
  return { EvaluationResults, ...rest };
}

interface Judge {
  readonly answer: (action: string, arn: string) => ResourceAnswer;
  /** How many there are, at least one. */
  readonly statements: number;
  readonly sources: ReadonlyMap<Policy, SimulatedPolicy>;
}

function judgeOf(input: CommonInput, { caller, identity, boundary, serviceControl: own }: Given): Judge {
  const context = readContextEntries(input.ContextEntries);
  const owner = readOwner(input.ResourceOwner, caller);
  const resource = inputResourcePolicy(input.ResourcePolicy);
  const shown = [...identity, boundary, resource].filter((one) => one !== undefined);
  const serviceControl = serviceControlOf(input) ?? own;
  const all = [...shown.map(({ policy }) => policy), ...(serviceControl?.flat() ?? [])];
  const policies = {
    identity: identity.map(({ policy }) => policy),
    resource: resource?.policy,
    boundary: boundary?.policy,
    serviceControl,
  };
  return {
    answer(action, arn) {
      const sameAccount = ownerOf(arn, owner) === caller.account;
      const request = { principal: caller.principal, callerUnknown: !caller.known, action, resource: arn, context };
      return { arn, crossAccount: !sameAccount, simulation: simulate(request, { ...policies, sameAccount }) };
    },
    statements: all.reduce((sum, policy) => sum + policy.statements.length, 1),
    sources: new Map(shown.map((one) => [one.policy, one])),
  };
}

/** One list of policies for each level, from the root to the account. */
function serviceControlOf(input: CommonInput): readonly (readonly Policy[])[] | undefined {
  return input.OrderedOrganizationPolicyInputList?.map(({ ServiceControlPolicyInputList }) =>
    (ServiceControlPolicyInputList ?? []).map((text) => parsePolicy(text, 'serviceControl', { code: 'InvalidInput' })),
  );
}

export const simulationOperations: Operations = {
  SimulateCustomPolicy({ account }, input) {
    if (input.ResourcePolicy !== undefined && input.CallerArn === undefined) {
      throw invalidInput('CallerArn is required when ResourcePolicy is specified.');
    }
    const caller = input.CallerArn === undefined ? nobodyOf(account) : callerNamed(input.CallerArn);
    return simulated(input, {
      caller,
      identity: inputPolicies(input.PolicyInputList),
      boundary: inputBoundary(input.PermissionsBoundaryPolicyInputList),
    });
  },

  SimulatePrincipalPolicy({ network, account, guardrails }, input) {
    const holder = policySource(network, account, input.PolicySourceArn ?? '');
    const excluded = readExclusions(input.PolicyExclusionList);
    return simulated(input, {
      caller: callerNamed(input.CallerArn ?? input.PolicySourceArn ?? ''),
      identity: [...policiesOf(network, holder, excluded), ...inputPolicies(input.PolicyInputList)],
      // AWS: a boundary in the input takes the place of the identity's own.
      boundary:
        inputBoundary(input.PermissionsBoundaryPolicyInputList) ??
        (excluded.boundary ? undefined : boundaryOf(network, holder)),
      serviceControl: excluded.serviceControl ? undefined : guardrails(),
    });
  },
};
