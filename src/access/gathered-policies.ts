/**
 * The policies that apply to a request, compiled: the identity's, its boundary, session and service control policies, the
 * endpoint's, the resource's. Each text is compiled once, and what belongs to an identity is gathered once for
 * as long as nothing about identities changes. What can't be found allows nothing.
 */

import type { PolicyHolder, Role, User } from '../model/identity.ts';
import type { Network } from '../model/network.ts';
import { policyHolders } from '../model/policy-holder.ts';
import type { ApplicablePolicies } from '../policy/evaluate.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy, PolicyKind } from '../policy/policy.ts';
import type { AccessQuestion } from './authorize.ts';
import type { Caller } from './caller.ts';
import { guardrailsOf } from './guardrails.ts';
import { holderOf } from './principal-keys.ts';

type IdentitysPolicies = Pick<ApplicablePolicies, 'identity' | 'boundary' | 'serviceControl'>;

/** Undefined: the request came through an endpoint that is not there. */
export type Gather = (network: Network, question: AccessQuestion) => ApplicablePolicies | undefined;

const mostCompiled = 4096;

function policyText(effect: 'Allow' | 'Deny'): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: effect, Action: '*', Resource: '*' }] });
}

const everything = parsePolicy(policyText('Allow'), 'identity');
const nothing = policyText('Deny');
const unlimited: IdentitysPolicies = { identity: [everything] };
const nobodys: IdentitysPolicies = { identity: [] };

/** @param managedPolicyText text of a managed policy, AWS's or an account's own */
export function createGatherer(managedPolicyText: (network: Network, arn: string) => string | undefined): Gather {
  const policyOf = createCompiler();
  /** A caller is the same object while nothing about identities changes (caller.ts). */
  const known = new WeakMap<Caller, { readonly identities: object; readonly policies: IdentitysPolicies }>();

  function identityPolicies(network: Network, holder: PolicyHolder | undefined): readonly Policy[] {
    if (holder === undefined) return [];
    return policyHolders(network, holder).flatMap(({ inlinePolicies, attachedPolicies }) => [
      ...Object.values(inlinePolicies).map((text) => policyOf(text, 'identity')),
      ...attachedPolicies.flatMap((arn) => {
        const text = managedPolicyText(network, arn);
        return text === undefined ? [] : [policyOf(text, 'identity')];
      }),
    ]);
  }

  function boundaryOf(network: Network, holder: User | Role | undefined): Policy | undefined {
    const arn = holder?.permissionsBoundary;
    return arn === undefined ? undefined : policyOf(managedPolicyText(network, arn) ?? nothing, 'boundary');
  }

  function identitysPolicies(network: Network, caller: Caller): IdentitysPolicies {
    const { identities } = network;
    const found = known.get(caller);
    if (found?.identities === identities) return found.policies;
    const holder = holderOf(network, caller);
    const policies = {
      identity: isFederatedByRoot(caller) ? [everything] : identityPolicies(network, holder),
      boundary: boundaryOf(network, holder),
      serviceControl: guardrailsOf(network, caller.account),
    };
    known.set(caller, { identities, policies });
    return policies;
  }

  function sessionPolicies({ session }: Caller): readonly Policy[] | undefined {
    return session?.policy === undefined ? undefined : [policyOf(session.policy, 'session')];
  }

  function resourcePolicy({ resourcePolicy: text, trustPolicy }: AccessQuestion): Policy | undefined {
    if (trustPolicy !== undefined) return policyOf(trustPolicy, 'trust');
    return text === undefined ? undefined : policyOf(text, 'resource');
  }

  return (network, question) => {
    const { caller, circumstances, needsNoPermission = false } = question;
    const { origin } = circumstances;
    const endpoint = origin.kind === 'endpoint' ? network.get('vpc-endpoint', origin.endpoint) : undefined;
    if (origin.kind === 'endpoint' && endpoint?.desired !== 'available') return undefined;
    const own = needsNoPermission ? unlimited : caller === undefined ? nobodys : identitysPolicies(network, caller);
    return {
      sameAccount: caller?.account === question.resourceAccount,
      identity: own.identity,
      boundary: own.boundary,
      serviceControl: own.serviceControl,
      session: needsNoPermission || caller === undefined ? undefined : sessionPolicies(caller),
      resource: resourcePolicy(question),
      endpoint: endpoint && policyOf(endpoint.policy, 'endpoint'),
    };
  };
}

/** What a root user may do is everything, of which a federated user of its keeps what the session's policy allows. */
function isFederatedByRoot({ principal, userName }: Caller): boolean {
  return principal.kind === 'federatedUser' && userName === undefined;
}

/** By text, which is the same object while its document is, so that looking it up costs nothing for its length. */
function createCompiler(): (text: string, kind: PolicyKind) => Policy {
  const kinds = new Map<PolicyKind, Map<string, Policy>>();
  return (text, kind) => {
    const compiled = kinds.get(kind) ?? new Map<string, Policy>();
    kinds.set(kind, compiled);
    const known = compiled.get(text);
    if (known) return known;
    if (compiled.size >= mostCompiled) compiled.clear();
    const policy = parsePolicy(text, kind);
    compiled.set(text, policy);
    return policy;
  };
}
