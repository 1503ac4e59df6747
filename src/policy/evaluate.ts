/**
 * Whether a request is allowed, in AWS's order: an explicit deny anywhere; service control policies; the endpoint policy;
 * then, within an account, the resource's policy or the identity's, across accounts both; then permissions boundary and
 * session policy. What isn't known to be allowed is denied. It relies on the caller for which policies apply: service
 * control policies, for one, do not reach the management account. Resource control policies are not part of it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */

import { alone, coveringStatements, ofAllLevels } from './covering.ts';
import type { Decision, PolicyType, StatementReference } from './decision.ts';
import type { Effect, Policy } from './policy.ts';
import { type MatchLevel, matchLevels } from './principal.ts';
import { type AccessRequest, levelOnAction, type PreparedRequest, prepare } from './statement.ts';

export interface ApplicablePolicies {
  /** Principal and resource belong to one account. */
  readonly sameAccount: boolean;
  /** The user's, its groups', or the role's. */
  readonly identity: readonly Policy[];
  /** The bucket's, key's or queue's policy; the trust policy where a role is assumed. */
  readonly resource?: Policy | undefined;
  /** Where the request comes through a VPC endpoint. */
  readonly endpoint?: Policy | undefined;
  readonly boundary?: Policy | undefined;
  /** Passed to AssumeRole or GetFederationToken; any one may allow. */
  readonly session?: readonly Policy[] | undefined;
  /** One list for each level of the tree from the root to the account; each level must allow. */
  readonly serviceControl?: readonly (readonly Policy[])[] | undefined;
}

/** What a set of policies grants: the strongest match among its Allow statements. */
interface Grant {
  readonly level: MatchLevel;
  readonly statement: StatementReference;
}

export function evaluate(request: AccessRequest, policies: ApplicablePolicies): Decision {
  return evaluatePrepared(prepare(request), policies);
}

export function evaluatePrepared(prepared: PreparedRequest, policies: ApplicablePolicies): Decision {
  const denied = explicitDeny(prepared, policies) ?? guardrailDeny(prepared, policies);
  if (denied) return denied;
  const { kind } = prepared.principal;
  if (kind === 'service' || kind === 'anonymous' || kind === 'federated') return byResourceAlone(prepared, policies);
  return policies.sameAccount ? withinAccount(prepared, policies) : acrossAccounts(prepared, policies);
}

function explicitDeny(request: PreparedRequest, policies: ApplicablePolicies): Decision | undefined {
  const { serviceControl, endpoint, resource, identity, boundary, session } = policies;
  return (
    denyAmong('service control', serviceControl && ofAllLevels(serviceControl), request) ??
    denyAmong('VPC endpoint', endpoint && alone(endpoint), request) ??
    denyAmong(resourceType(resource), resource && alone(resource), request) ??
    denyAmong('identity-based', identity, request) ??
    denyAmong('permissions boundary', boundary && alone(boundary), request) ??
    denyAmong('session', session, request)
  );
}

function denyAmong(
  policyType: PolicyType,
  policies: readonly Policy[] | undefined,
  request: PreparedRequest,
): Decision | undefined {
  const found = policies && strongest(policies, 'Deny', request);
  return found && { allowed: false, reason: { kind: 'explicitDeny', policyType, statement: found.statement } };
}

/** Policies that filter whatever others grant, to the root user also. */
function guardrailDeny(request: PreparedRequest, policies: ApplicablePolicies): Decision | undefined {
  for (const level of policies.serviceControl ?? []) {
    if (!strongest(level, 'Allow', request)) return implicitDeny('service control');
  }
  const { endpoint } = policies;
  return endpoint && !strongest(alone(endpoint), 'Allow', request) ? implicitDeny('VPC endpoint') : undefined;
}

function byResourceAlone(request: PreparedRequest, policies: ApplicablePolicies): Decision {
  const grant = resourceGrant(request, policies);
  const policyType = resourceType(policies.resource);
  return grant ? allow(policyType, grant.statement) : implicitDeny(policyType);
}

/** One of both policies is enough, but how the resource's names the principal decides what still limits it. */
function withinAccount(request: PreparedRequest, policies: ApplicablePolicies): Decision {
  const grant = resourceGrant(request, policies);
  const policyType = resourceType(policies.resource);
  // A trust policy must allow even its own account's principals.
  if (policyType === 'role trust' && !grant) return implicitDeny(policyType);
  if (grant?.level === 'direct') return allow(policyType, grant.statement);
  if (request.principal.kind === 'root') return allow('root user', undefined);
  const identity = strongest(policies.identity, 'Allow', request);
  const byRole = grant?.level === 'role' ? grant : undefined;
  if (!identity && !byRole) return implicitDeny('identity-based');
  const limit = limitOf(request, policies);
  if (limit) return limit;
  return identity ? allow('identity-based', identity.statement) : allow(policyType, byRole?.statement);
}

function acrossAccounts(request: PreparedRequest, policies: ApplicablePolicies): Decision {
  if (request.principal.kind !== 'root') {
    if (!strongest(policies.identity, 'Allow', request)) return implicitDeny('identity-based');
    const limit = limitOf(request, policies);
    if (limit) return limit;
  }
  return byResourceAlone(request, policies);
}

function limitOf(request: PreparedRequest, { boundary, session }: ApplicablePolicies): Decision | undefined {
  if (boundary && !strongest(alone(boundary), 'Allow', request)) return implicitDeny('permissions boundary');
  return session && !strongest(session, 'Allow', request) ? implicitDeny('session') : undefined;
}

function resourceGrant(request: PreparedRequest, { resource }: ApplicablePolicies): Grant | undefined {
  return resource && strongest(alone(resource), 'Allow', request);
}

/** Every request comes through here several times, so it makes nothing that it need not. */
function strongest(policies: readonly Policy[], effect: Effect, request: PreparedRequest): Grant | undefined {
  let best: Grant | undefined;
  for (const { statement, reference } of coveringStatements(policies, request.action)[effect]) {
    const level = levelOnAction(statement, request);
    if (level === 'none' || (best && matchLevels.indexOf(level) <= matchLevels.indexOf(best.level))) continue;
    best = { level, statement: reference };
    if (level === 'direct' || effect === 'Deny') return best;
  }
  return best;
}

function resourceType(resource: Policy | undefined): PolicyType {
  return resource?.kind === 'trust' ? 'role trust' : 'resource-based';
}

function allow(policyType: PolicyType | 'root user', statement: StatementReference | undefined): Decision {
  return { allowed: true, reason: { kind: 'allow', policyType, statement } };
}

function implicitDeny(policyType: PolicyType): Decision {
  return { allowed: false, reason: { kind: 'implicitDeny', policyType } };
}
