/**
 * From JSON text to a policy document whose every element has the right type: single values become lists, NotX becomes X
 * with `negated`. What the values mean is checked in check.ts, and compiled in parse.ts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

import { type Flaw, PolicyFlaw } from './flaw.ts';
import type { PolicyKind } from './policy.ts';

/** IAM's policyDocumentType; longer text is not even read. */
export const maxDocumentLength = 131_072;
/** PrivateLink quotas: characters of an endpoint policy, white space included. */
export const maxEndpointPolicyLength = 20_480;
/** S3 general purpose bucket limits: 20 KB. */
export const maxResourcePolicyLength = 20_480;
/** AWS Organizations quotas: characters of a service control policy. */
export const maxServiceControlPolicyLength = 5_120;

const lengthLimits: Readonly<Record<PolicyKind, number>> = {
  identity: maxDocumentLength,
  boundary: maxDocumentLength,
  trust: maxDocumentLength,
  session: maxDocumentLength,
  resource: maxResourcePolicyLength,
  endpoint: maxEndpointPolicyLength,
  serviceControl: maxServiceControlPolicyLength,
};

export interface RawElement {
  readonly negated: boolean;
  readonly values: readonly string[];
}

export interface RawPrincipal {
  readonly negated: boolean;
  /** `*` alone is `['AWS', '*']`. */
  readonly named: readonly (readonly [type: string, name: string])[];
}

export interface RawCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface RawStatement {
  readonly sid: string | undefined;
  readonly effect: string | undefined;
  readonly principal: RawPrincipal | undefined;
  readonly action: RawElement | undefined;
  readonly resource: RawElement | undefined;
  readonly conditions: readonly RawCondition[];
}

export interface RawPolicy {
  readonly version: string | undefined;
  readonly id: string | undefined;
  readonly statements: readonly RawStatement[];
}

type Fields = ReadonlyMap<string, unknown>;

const documentFields = ['Version', 'Id', 'Statement'];
const statementFields = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

export function fail(flaw: Flaw): never {
  throw new PolicyFlaw(flaw);
}

export function readDocument(text: string, kind: PolicyKind): RawPolicy {
  const limit = lengthLimits[kind];
  if (text.length > limit) fail({ kind: 'tooLong', limit });
  const document = fieldsOf(parseJson(text), 'document', documentFields);
  const statement = document.get('Statement');
  if (statement === undefined) fail({ kind: 'missingField', field: 'Statement' });
  const list = Array.isArray(statement) ? statement : [statement];
  if (list.length === 0) fail({ kind: 'noStatement' });
  return {
    version: optionalText(document, 'Version'),
    id: optionalText(document, 'Id'),
    statements: list.map(readStatement),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail({ kind: 'json' });
  }
}

function fieldsOf(value: unknown, where: string, known?: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail({ kind: 'syntax', where });
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const field of fields.keys()) if (known && !known.includes(field)) fail({ kind: 'unknownField', field });
  return fields;
}

function optionalText(fields: Fields, field: string): string | undefined {
  const value = fields.get(field);
  if (value !== undefined && typeof value !== 'string') fail({ kind: 'syntax', where: field });
  return value as string | undefined;
}

function readStatement(value: unknown): RawStatement {
  const fields = fieldsOf(value, 'Statement', statementFields);
  return {
    sid: optionalText(fields, 'Sid'),
    effect: optionalText(fields, 'Effect'),
    principal: readPrincipal(fields),
    action: readElement(fields, 'Action'),
    resource: readElement(fields, 'Resource'),
    conditions: readConditions(fields.get('Condition')),
  };
}

/** The element or its Not twin; both at once is an error. */
function oneOf(fields: Fields, field: string): { negated: boolean; value: unknown } | undefined {
  const not = `Not${field}`;
  if (fields.has(field) && fields.has(not)) fail({ kind: 'syntax', where: field });
  if (fields.has(field)) return { negated: false, value: fields.get(field) };
  return fields.has(not) ? { negated: true, value: fields.get(not) } : undefined;
}

function readElement(fields: Fields, field: string): RawElement | undefined {
  const found = oneOf(fields, field);
  if (!found) return undefined;
  const values = textsOf(found.value, field);
  return values.length === 0 ? undefined : { negated: found.negated, values };
}

function textsOf(value: unknown, where: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every((item) => typeof item === 'string')) fail({ kind: 'syntax', where });
  return list as readonly string[];
}

function readPrincipal(fields: Fields): RawPrincipal | undefined {
  const found = oneOf(fields, 'Principal');
  if (!found) return undefined;
  const { negated, value } = found;
  if (typeof value === 'string') {
    if (value !== '*') fail({ kind: 'principal', text: value });
    return { negated, named: [['AWS', '*']] };
  }
  const named = [...fieldsOf(value, 'Principal')].flatMap(([type, names]) =>
    textsOf(names, 'Principal').map((name) => [type, name] as const),
  );
  return named.length === 0 ? undefined : { negated, named };
}

/** The grammar lets condition values be strings, numbers or booleans. */
function readConditions(value: unknown): readonly RawCondition[] {
  if (value === undefined) return [];
  return [...fieldsOf(value, 'Condition')].flatMap(([operator, block]) =>
    [...fieldsOf(block, 'Condition')].map(([key, given]) => {
      const list: readonly unknown[] = Array.isArray(given) ? given : [given];
      const values = list.map((item) => {
        if (!['string', 'number', 'boolean'].includes(typeof item)) fail({ kind: 'syntax', where: 'Condition' });
        return String(item);
      });
      return { operator, key, values };
    }),
  );
}
