/**
 * Decisions that were made before. An evaluation goes by the policies, the action, the resource and the condition keys that it
 * reads, one after the other: where all of these are as they were, so is the decision. It relies on policies and lists of them
 * that never change, and remembers nothing where a policy says who may, for those are of the resource's side.
 */

import type { RequestContext } from './context.ts';
import type { Decision } from './decision.ts';
import { type ApplicablePolicies, evaluatePrepared } from './evaluate.ts';
import { type AccessRequest, type PreparedRequest, prepare } from './statement.ts';

type Values = readonly string[] | undefined;

interface Remembered {
  readonly kind: PreparedRequest['principal']['kind'];
  /** What was read, in order: what comes next follows from what came before. */
  readonly reads: ReadonlyMap<string, Values>;
  readonly decision: Decision;
}

type ByResource = Map<string, Remembered>;

const memory = new WeakMap<object, Map<string, ByResource>>();

/** Resources of one action and one holder of policies; then all are forgotten. */
const mostResources = 1024;

function sameValues(one: Values, other: Values): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

function holdsStill({ kind, reads }: Remembered, { principal, context }: PreparedRequest): boolean {
  if (kind !== principal.kind) return false;
  for (const [key, values] of reads) if (!sameValues(context.get(key), values)) return false;
  return true;
}

function noting(context: RequestContext, reads: Map<string, Values>): RequestContext {
  const get = (key: string): Values => {
    const values = context.get(key);
    reads.set(key, values);
    return values;
  };
  return { get, has: (key) => get(key) !== undefined };
}

function isOneSided({ sameAccount, resource, endpoint, session }: ApplicablePolicies): boolean {
  return sameAccount && resource === undefined && endpoint === undefined && session === undefined;
}

/** @param holder stands for the identity's policies, its boundary and its service control policies, and for nothing else */
export function evaluateOrRemember(request: AccessRequest, policies: ApplicablePolicies, holder: object): Decision {
  const prepared = prepare(request);
  if (!isOneSided(policies)) return evaluatePrepared(prepared, policies);
  const byAction = memory.get(holder) ?? new Map<string, ByResource>();
  const byResource = byAction.get(prepared.action) ?? new Map<string, Remembered>();
  const known = byResource.get(prepared.resource);
  if (known !== undefined && holdsStill(known, prepared)) return known.decision;
  const reads = new Map<string, Values>();
  const decision = evaluatePrepared({ ...prepared, context: noting(prepared.context, reads) }, policies);
  if (byResource.size >= mostResources) byResource.clear();
  byResource.set(prepared.resource, { kind: prepared.principal.kind, reads, decision });
  byAction.set(prepared.action, byResource);
  memory.set(holder, byAction);
  return decision;
}
