/**
 * May the caller do it: gathers the policies that apply to a request and has `policy` evaluate them. A policy text that
 * can't be read, an endpoint that is gone, a role that was deleted: all deny. It knows no operation: callers name action
 * and resource. A resource of another account's is judged as the caller's own where it has no policy: whether it is shared
 * is the operation's to know.
 */

import { Fault } from '../base/fault.ts';
import type { Role } from '../model/identity.ts';
import type { Network } from '../model/network.ts';
import type { ContextValue } from '../policy/context.ts';
import { type Decision, denialMessage } from '../policy/decision.ts';
import { evaluate } from '../policy/evaluate.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { RequestPrincipal } from '../policy/principal.ts';
import { evaluateOrRemember } from '../policy/remembered.ts';
import { denialDocument, sealMessage } from './authorization-message.ts';
import type { Caller } from './caller.ts';
import { keyReader } from './context-keys.ts';
import type { Facts } from './facts.ts';
import { createGatherer } from './gathered-policies.ts';
import { guardrailsOf } from './guardrails.ts';
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

export type Denial = Extract<Decision, { allowed: false }>;

export interface Authorizer {
  decide(network: Network, question: AccessQuestion): Decision;
  /** What stands behind a denial, for DecodeAuthorizationMessage. */
  encodedDenial(network: Network, question: AccessQuestion, denial: Denial): string;
}

/**
 * @param managedPolicyText text of a managed policy, AWS's or an account's own
 * @param sessionKey the server's key, which seals what stands behind a denial
 */
export function createAuthorizer(
  managedPolicyText: (network: Network, arn: string) => string | undefined,
  sessionKey: string,
): Authorizer {
  const gather = createGatherer(managedPolicyText);
  return {
    decide(network, question) {
      if (isOwnRoot(network, question)) return rootAllowed;
      const { caller, action, resource } = question;
      const policies = gather(network, question);
      if (policies === undefined) return endpointGone;
      const principal: RequestPrincipal = caller?.principal ?? { kind: 'anonymous' };
      const context = keyReader(factsOf(network, question), question.keys);
      // The list of its policies is made anew when anything about the identity changes.
      return evaluateOrRemember({ principal, action, resource, context }, policies, policies.identity);
    },
    encodedDenial(network, question, denial) {
      const account = question.caller?.account ?? question.resourceAccount;
      const document = denialDocument(factsOf(network, question), denial, gather(network, question), question.keys);
      return sealMessage(sessionKey, account, document);
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
export function accessDenied(question: AccessQuestion, decision: Denial): Fault {
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
