/**
 * Whether one compiled statement speaks of a request: its action, resource, principal and conditions. What follows from
 * that is evaluate.ts's.
 */

import { holds } from './condition.ts';
import { type ContextKeys, type RequestContext, requestContext } from './context.ts';
import { coversAction } from './covering.ts';
import type { ResourceTest, Statement } from './policy.ts';
import { type MatchLevel, matchPrincipal, type RequestPrincipal } from './principal.ts';
import { matchesResource, resourcePatternOf } from './resource-pattern.ts';
import { resolveTemplate } from './variables.ts';

export interface AccessRequest {
  readonly principal: RequestPrincipal;
  /** `s3:GetObject` */
  readonly action: string;
  /** The resource's ARN, or `*` for actions that have none. */
  readonly resource: string;
  readonly context: ContextKeys;
  /** Simulations may have no caller: no condition key follows from the principal then. */
  readonly callerUnknown?: boolean;
}

/** A request made ready for many statements. */
export interface PreparedRequest {
  readonly principal: RequestPrincipal;
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

export function prepare(request: AccessRequest): PreparedRequest {
  return {
    principal: request.principal,
    action: request.action.toLowerCase(),
    resource: request.resource,
    context: requestContext(request.context, request.callerUnknown ? undefined : request.principal),
  };
}

/** How the statement reaches the principal; `none` where it does not speak of this request at all. */
export function statementLevel(statement: Statement, request: PreparedRequest): MatchLevel {
  return coversAction(statement, request.action) ? levelOnAction(statement, request) : 'none';
}

/** The same of a statement that covers the request's action. */
export function levelOnAction(statement: Statement, request: PreparedRequest): MatchLevel {
  if (!coversResource(statement, request)) return 'none';
  const level = statement.principal
    ? matchPrincipal(statement.principal, request.principal, statement.effect)
    : 'direct';
  if (level === 'none') return 'none';
  for (const condition of statement.conditions) {
    if (!holds(condition, request.context, statement.effect)) return 'none';
  }
  return level;
}

/** The context keys that the request lacks and whose values could decide whether the statement speaks of it. */
export function missingKeys(statement: Statement, request: PreparedRequest): readonly string[] {
  if (!coversAction(statement, request.action)) return [];
  const hasTemplate = statement.resources?.some(({ kind }) => kind === 'template') ?? false;
  if (!hasTemplate && !coversResource(statement, request)) return [];
  return statement.contextKeys.filter((key) => !request.context.has(key.toLowerCase()));
}

/**
 * AWS: a variable without a value makes the statement invalid. An Allow then covers nothing; a Deny with NotResource
 * still covers what its other patterns leave out, since a missing value must not open a door.
 */
function coversResource(statement: Statement, request: PreparedRequest): boolean {
  const { resources, resourcesNegated } = statement;
  if (!resources) return true;
  let unresolved = false;
  const listed = resources.some((resource) => {
    const result = testResource(resource, request);
    if (result === undefined) unresolved = true;
    return result;
  });
  if (resourcesNegated && unresolved && statement.effect === 'Allow') return false;
  return listed !== resourcesNegated;
}

function testResource(test: ResourceTest, request: PreparedRequest): boolean | undefined {
  if (test.kind === 'fixed') return matchesResource(test.pattern, request.resource);
  const codes = resolveTemplate(test.template, request.context);
  return codes && matchesResource(resourcePatternOf(codes), request.resource);
}
