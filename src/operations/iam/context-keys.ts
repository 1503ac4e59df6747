/**
 * GetContextKeysForCustomPolicy and GetContextKeysForPrincipalPolicy: the context keys that policies ask for in conditions and
 * variables, each once, for simulations to give them values.
 */

import type { IamHandlers } from './handlers.ts';
import { boundaryOf, inputPolicies, policiesOf, policySource, type SimulatedPolicy } from './simulated-policies.ts';

function keysOf(policies: readonly SimulatedPolicy[]) {
  const names = new Map<string, string>();
  for (const { policy } of policies) {
    for (const key of policy.statements.flatMap((statement) => statement.contextKeys)) {
      if (!names.has(key.toLowerCase())) names.set(key.toLowerCase(), key);
    }
  }
  return { ContextKeyNames: [...names.values()] };
}

export const contextKeysOperations: IamHandlers<'GetContextKeysForCustomPolicy' | 'GetContextKeysForPrincipalPolicy'> =
  {
    GetContextKeysForCustomPolicy: (_, input) => keysOf(inputPolicies(input.PolicyInputList)),

    GetContextKeysForPrincipalPolicy({ network, account }, input) {
      const holder = policySource(network, account, input.PolicySourceArn);
      const boundary = boundaryOf(network, holder);
      return keysOf([
        ...policiesOf(network, holder),
        ...(boundary === undefined ? [] : [boundary]),
        ...inputPolicies(input.PolicyInputList),
      ]);
    },
  };
