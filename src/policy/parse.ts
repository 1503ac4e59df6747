/**
 * From the text of a policy to a compiled Policy: read (document.ts), checked (check.ts), compiled here, once; every
 * later evaluation only matches. What is wrong leaves as a Fault with the sentence of the service that keeps this kind
 * of policy. It does not know which actions, resources and keys exist.
 */

import { Fault } from '../base/fault.ts';
import { checkPolicy } from './check.ts';
import { type Condition, parseOperator } from './condition.ts';
import { fail, type RawCondition, type RawPrincipal, type RawStatement, readDocument } from './document.ts';
import { flawMessage, PolicyFlaw } from './flaw.ts';
import type { Effect, Policy, PolicyKind, ResourceTest, Statement } from './policy.ts';
import type { NamedPrincipal, PrincipalElement } from './principal.ts';
import { resourcePatternOf } from './resource-pattern.ts';
import { compileTemplate, variableNames } from './variables.ts';
import { compileWildcards } from './wildcard.ts';

export interface ParseOptions {
  /** The error code; S3 has MalformedPolicy, EC2 InvalidPolicyDocument, Organizations MalformedPolicyDocumentException. */
  readonly code?: string;
  /** A managed policy must say version 2012-10-17. */
  readonly managed?: boolean;
}

export function parsePolicy(text: string, kind: PolicyKind, options: ParseOptions = {}): Policy {
  try {
    return compilePolicy(text, kind, options.managed ?? false);
  } catch (error) {
    if (!(error instanceof PolicyFlaw)) throw error;
    throw new Fault(options.code ?? 'MalformedPolicyDocument', flawMessage(error.flaw, kind));
  }
}

function compilePolicy(text: string, kind: PolicyKind, managed: boolean): Policy {
  const raw = readDocument(text, kind);
  checkPolicy(raw, kind, { managed });
  const version = raw.version === '2012-10-17' ? '2012-10-17' : '2008-10-17';
  const variables = version === '2012-10-17';
  const statements = raw.statements.map((statement, index) => compileStatement(statement, index, kind, variables));
  return { kind, version, id: raw.id, statements };
}

function compileStatement(raw: RawStatement, index: number, kind: PolicyKind, variables: boolean): Statement {
  return {
    sid: raw.sid || undefined,
    index,
    effect: raw.effect as Effect,
    principal: raw.principal && compilePrincipal(raw.principal, kind),
    actionsNegated: raw.action?.negated ?? false,
    actions: (raw.action?.values ?? []).map((action) => compileWildcards(action.toLowerCase())),
    resourcesNegated: raw.resource?.negated ?? false,
    resources: raw.resource?.values.map((resource) => compileResource(resource, variables)),
    conditions: raw.conditions.map((condition) => compileCondition(condition, variables)),
    contextKeys: contextKeysOf(raw, variables),
    source: raw,
  };
}

function contextKeysOf(raw: RawStatement, variables: boolean): readonly string[] {
  const texts = variables ? [...(raw.resource?.values ?? []), ...raw.conditions.flatMap(({ values }) => values)] : [];
  return [...new Set([...raw.conditions.map(({ key }) => key), ...texts.flatMap(variableNames)])];
}

function compileResource(text: string, variables: boolean): ResourceTest {
  const template = compileTemplate(text, { variables, wildcards: true, lowerCase: false });
  if (template.kind === 'fixed') return { kind: 'fixed', pattern: resourcePatternOf(template.codes) };
  return { kind: 'template', template };
}

function compileCondition(raw: RawCondition, variables: boolean): Condition {
  const name = parseOperator(raw.operator);
  if (!name) fail({ kind: 'operator', operator: raw.operator });
  const tests = raw.values.map((value) => {
    const test = name.operator.compile(value, variables);
    return test ?? fail({ kind: 'conditionValue', operator: raw.operator, value });
  });
  return { ...name, key: raw.key.toLowerCase(), tests };
}

function compilePrincipal(raw: RawPrincipal, kind: PolicyKind): PrincipalElement {
  const named = raw.named.map(([type, name]) => namedPrincipal(type, name));
  return { negated: raw.negated, named, accountMeansRoot: kind === 'endpoint' };
}

function namedPrincipal(type: string, name: string): NamedPrincipal {
  const flawed = () => fail({ kind: 'principal', text: `"${type}":"${name}"` });
  switch (type) {
    case 'AWS':
      return awsPrincipal(name) ?? flawed();
    case 'Service':
      return /^[a-z0-9.-]+$/.test(name) ? { kind: 'service', service: name } : flawed();
    case 'Federated':
      return name === '' || name.includes('*') ? flawed() : { kind: 'federated', provider: name };
    case 'CanonicalUser':
      return /^[0-9a-f]{64}$/.test(name) ? { kind: 'canonicalUser', id: name } : flawed();
    default:
      return flawed();
  }
}

const accountArn = /^arn:aws[a-z-]*:iam::(\d{12}):root$/;
const identityArn = /^arn:aws[a-z-]*:(iam::\d{12}:(user|role)|sts::\d{12}:(assumed-role|federated-user))\/[^*?]+$/;
/** What AWS shows in place of the ARN of a user or role that is gone; it matches nobody. */
const uniqueId = /^A[A-Z0-9]{15,127}$/;

/** Wildcards stand alone or not at all: no part of a principal's ARN may be one. */
function awsPrincipal(name: string): NamedPrincipal | undefined {
  if (name === '*') return { kind: 'everyone' };
  if (/^\d{12}$/.test(name)) return { kind: 'account', account: name };
  const account = accountArn.exec(name)?.[1];
  if (account !== undefined) return { kind: 'account', account };
  return identityArn.test(name) || uniqueId.test(name) ? { kind: 'arn', arn: name } : undefined;
}
