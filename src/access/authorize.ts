/**
 * May the caller do it: gathers the policies that apply to a request and has `policy` evaluate them. A policy text that
 * can't be read, an endpoint that is gone, a role that was deleted: all deny. It knows no operation: callers name action
 * and resource. A resource of another account's is judged as the caller's own where it has no policy: whether it is shared
 * is the operation's to know.
 */

import { Fault } from '../base/fault.ts';
import type { Role, User } from '../model/identity.ts';
import type { Network } from '../model/network.ts';
import { policyHolders } from '../model/policy-holder.ts';
import type { ContextValue } from '../policy/context.ts';
import { type Decision, denialMessage } from '../policy/decision.ts';
import { evaluate } from '../policy/evaluate.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy, PolicyKind } from '../policy/policy.ts';
import type { RequestPrincipal } from '../policy/principal.ts';
import type { Caller } from './caller.ts';
import { keyReader } from './context-keys.ts';
import type { Facts } from './facts.ts';
import { guardrailsOf } from './guardrails.ts';
import { holderOf } from './principal-keys.ts';
import type { NamedResource, Request } from './request.ts';
import type { Circumstances } from './request-keys.ts';

export interface AccessQuestion {
  /** Undefined: nobody signed. */
  readonly caller: Caller | undefined;
  readonly circumstances: Circumstances;
  /** `s3:GetObject` */
  readonly action: string;
  readonly resource: string;
  /** The owner of the resource. */
  readonly resourceAccount: string;
  readonly resourcePolicy?: string | undefined;
  /** What takes its place where the resource is a role. */
  readonly trustPolicy?: string | undefined;
  /** For the few actions that anybody may do; an endpoint's policy still filters them. */
  readonly needsNoPermission?: boolean;
  /** Further condition keys, the service's own. */
  readonly keys?: Readonly<Record<string, ContextValue>> | undefined;
  /** What further keys are read from: the request, and the resource as it was found. */
  readonly request?: Request | undefined;
  readonly named?: NamedResource | undefined;
}

export interface Authorizer {
  decide(network: Network, question: AccessQuestion): Decision;
}

const mostCompiled = 4096;

function policyText(effect: 'Allow' | 'Deny'): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: effect, Action: '*', Resource: '*' }] });
}

const everything = parsePolicy(policyText('Allow'), 'identity');
const nothing = policyText('Deny');

/** @param managedPolicyText text of a managed policy, AWS's or an account's own */
export function createAuthorizer(managedPolicyText: (network: Network, arn: string) => string | undefined): Authorizer {
  const compiled = new Map<string, Policy>();

  function policyOf(text: string, kind: PolicyKind): Policy {
    const key = `${kind}\n${text}`;
    const known = compiled.get(key);
    if (known) return known;
    if (compiled.size >= mostCompiled) compiled.clear();
    const policy = parsePolicy(text, kind);
    compiled.set(key, policy);
    return policy;
  }

  function identityPolicies(network: Network, holder: User | Role | undefined): readonly Policy[] {
    if (holder === undefined) return [];
    const texts = policyHolders(network, holder).flatMap(({ inlinePolicies, attachedPolicies }) => [
      ...Object.values(inlinePolicies),
      ...attachedPolicies.flatMap((arn) => managedPolicyText(network, arn) ?? []),
    ]);
    return texts.map((text) => policyOf(text, 'identity'));
  }

  function resourcePolicy({ resourcePolicy, trustPolicy }: AccessQuestion): Policy | undefined {
    if (trustPolicy !== undefined) return policyOf(trustPolicy, 'trust');
    return resourcePolicy === undefined ? undefined : policyOf(resourcePolicy, 'resource');
  }

  /** A boundary that can't be found allows nothing. */
  function boundaryOf(network: Network, holder: User | Role | undefined): Policy | undefined {
    const arn = holder?.permissionsBoundary;
    return arn === undefined ? undefined : policyOf(managedPolicyText(network, arn) ?? nothing, 'boundary');
  }

  return {
    decide(network, question) {
      if (isOwnRoot(network, question)) return rootAllowed;
      const { caller, circumstances, action, resource } = question;
      const principal: RequestPrincipal = caller?.principal ?? { kind: 'anonymous' };
      const context = keyReader(factsOf(network, question), question.keys);
      const { origin } = circumstances;
      const holder = caller && holderOf(network, caller);
      const endpoint = origin.kind === 'endpoint' ? network.get('vpc-endpoint', origin.endpoint) : undefined;
      if (origin.kind === 'endpoint' && endpoint?.desired !== 'available') return endpointGone;
      return evaluate(
        { principal, action, resource, context },
        {
          sameAccount: caller?.account === question.resourceAccount,
          identity: question.needsNoPermission ? [everything] : identityPolicies(network, holder),
          boundary: question.needsNoPermission ? undefined : boundaryOf(network, holder),
          resource: resourcePolicy(question),
          endpoint: endpoint && policyOf(endpoint.policy, 'endpoint'),
          serviceControl: caller && !question.needsNoPermission ? guardrailsOf(network, caller.account) : undefined,
          session: caller?.session?.policy === undefined ? undefined : [policyOf(caller.session.policy, 'session')],
        },
      );
    },
  };
}

export function factsOf(network: Network, question: AccessQuestion): Facts {
  const { caller, circumstances, action, resource, resourceAccount, request, named } = question;
  return {
    network,
    caller,
    circumstances,
    action,
    resourceAccount,
    resource: named ?? { arn: resource, tags: {} },
    request,
  };
}

/** An account's root user, at its own account's resources and with no policy in the way: what evaluation would answer. */
export function isOwnRoot(
  network: Network,
  question: Pick<AccessQuestion, 'caller' | 'circumstances' | 'resourceAccount' | 'resourcePolicy'>,
): boolean {
  const { caller, circumstances, resourceAccount, resourcePolicy } = question;
  if (caller?.principal.kind !== 'root' || caller.session?.policy !== undefined) return false;
  const own = caller.account === resourceAccount && resourcePolicy === undefined;
  return own && circumstances.origin.kind !== 'endpoint' && guardrailsOf(network, caller.account) === undefined;
}

const rootAllowed: Decision = {
  allowed: true,
  reason: { kind: 'allow', policyType: 'root user', statement: undefined },
};

const endpointGone: Decision = { allowed: false, reason: { kind: 'implicitDeny', policyType: 'VPC endpoint' } };

/** AWS's refusal of a denied request; S3 and the query protocols call it AccessDenied. */
export function accessDenied(question: AccessQuestion, decision: Extract<Decision, { allowed: false }>): Fault {
  const principal: RequestPrincipal = question.caller?.principal ?? { kind: 'anonymous' };
  const { action, resource } = question;
  return new Fault('AccessDenied', denialMessage({ principal, action, resource }, decision), 403);
}

/** Whether a role lets an AWS service assume it, as EC2 must be let for its instances. */
export function trustsService(role: Role, service: string): boolean {
  const decision = evaluate(
    { principal: { kind: 'service', service }, action: 'sts:AssumeRole', resource: '*', context: {} },
    { sameAccount: true, identity: [], resource: parsePolicy(role.trustPolicy, 'trust') },
  );
  return decision.allowed;
}
