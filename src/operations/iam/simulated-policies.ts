/**
 * The policies that a simulation puts together, each with the name that answers give it: those of an identity
 * and its groups, as an authorizer gathers them, and those that the request brings along.
 */

import type { PolicyHolder } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import { policyHolders } from '../../model/policy-holder.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Policy, PolicyKind } from '../../policy/policy.ts';
import { type Span, statementSpans } from '../../policy/statement-span.ts';
import { readIdentityArn } from './arn.ts';
import { holderNamed } from './entity.ts';
import { invalidInput, noSuchEntity } from './faults.ts';
import { managedPolicyText } from './managed-policy-text.ts';
import { type Exclusions, readExclusions } from './policy-exclusion.ts';

export interface SimulatedPolicy {
  /** `PolicyInputList.1`, `user_ann_inline`, `ReadOnlyAccess` */
  readonly id: string;
  readonly policy: Policy;
  /** Where its statements stand in its text. */
  readonly spans: readonly Span[];
}

const identityTypes = ['user', 'group', 'role'] as const;

/** A boundary whose policy can't be found allows nothing. */
const nothing = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';

function simulated(id: string, text: string, kind: PolicyKind): SimulatedPolicy {
  return { id, policy: parsePolicy(text, kind, { code: 'InvalidInput' }), spans: statementSpans(text) };
}

export interface IdentityName {
  readonly type: PolicyHolder['kind'];
  readonly account: string;
  readonly name: string;
  readonly path: string;
}

/** @throws Fault InvalidInput */
export function readEntityArn(arn: string): IdentityName {
  for (const type of identityTypes) {
    const named = readIdentityArn(arn, type);
    if (named !== undefined) return { type, ...named };
  }
  throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
}

/** @throws Fault InvalidInput, NoSuchEntity */
export function policySource(network: Network, account: string, arn: string): PolicyHolder {
  const { type, account: owner, name, path } = readEntityArn(arn);
  if (owner !== account) {
    throw invalidInput(
      `Invalid Policy Source Arn: caller's account ${account} does not have access to policies in account ${owner}`,
    );
  }
  const holder = holderNamed(network, account, type, name);
  if (holder.path !== path) throw noSuchEntity(`The ${type} with name ${name} cannot be found.`);
  return holder;
}

export function policiesOf(
  network: Network,
  holder: PolicyHolder,
  excluded: Exclusions = readExclusions(undefined),
): readonly SimulatedPolicy[] {
  return policyHolders(network, holder).flatMap((one) => [
    ...Object.entries(one.inlinePolicies)
      .filter(([policyName]) => !excluded.inline(one, policyName))
      .map(([policyName, text]) => simulated(`${one.kind}_${one.name}_${policyName}`, text, 'identity')),
    ...one.attachedPolicies.flatMap((arn) => {
      if (excluded.managed(arn)) return [];
      const text = managedPolicyText(network, arn);
      return text === undefined ? [] : [simulated(nameIn(arn), text, 'identity')];
    }),
  ]);
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

export function boundaryOf(network: Network, holder: PolicyHolder): SimulatedPolicy | undefined {
  if (holder.kind === 'group' || holder.permissionsBoundary === undefined) return undefined;
  const arn = holder.permissionsBoundary;
  return simulated(nameIn(arn), managedPolicyText(network, arn) ?? nothing, 'boundary');
}

/** @throws Fault InvalidInput */
export function inputPolicies(texts: readonly string[] | undefined): readonly SimulatedPolicy[] {
  return (texts ?? []).map((text, index) => simulated(`PolicyInputList.${index + 1}`, text, 'identity'));
}

/** @throws Fault InvalidInput */
export function inputBoundary(texts: readonly string[] | undefined): SimulatedPolicy | undefined {
  if (texts === undefined || texts.length === 0) return undefined;
  // The sentence is the likeliest.
  if (texts.length > 1) throw invalidInput('Only one permissions boundary policy can be simulated.');
  return simulated('PermissionsBoundaryPolicyInputList.1', texts[0] ?? '', 'boundary');
}

/** @throws Fault InvalidInput */
export function inputResourcePolicy(text: string | undefined): SimulatedPolicy | undefined {
  return text === undefined ? undefined : simulated('ResourcePolicy', text, 'resource');
}
