/**
 * A policy as it is evaluated: read, checked and compiled by parse.ts, never changed afterwards. Where it is attached is
 * its kind, which decides what it must and must not contain and how it reads an account as principal.
 */

import type { Condition } from './condition.ts';
import type { RawStatement } from './document.ts';
import type { PrincipalElement } from './principal.ts';
import type { ResourcePattern } from './resource-pattern.ts';
import type { Template } from './variables.ts';
import type { Pattern } from './wildcard.ts';

export const policyKinds = [
  'identity',
  'resource',
  'trust',
  'endpoint',
  'session',
  'boundary',
  'serviceControl',
] as const;
/** `resource` is a policy on a bucket, queue, key…; `trust` is the one on a role that says who may assume it. */
export type PolicyKind = (typeof policyKinds)[number];

export type PolicyVersion = '2008-10-17' | '2012-10-17';

export type Effect = 'Allow' | 'Deny';

export type ResourceTest =
  | { readonly kind: 'fixed'; readonly pattern: ResourcePattern }
  | { readonly kind: 'template'; readonly template: Template };

export interface Statement {
  readonly sid: string | undefined;
  /** Place in the document, from 0. */
  readonly index: number;
  readonly effect: Effect;
  /** Undefined in the kinds that have no Principal. */
  readonly principal: PrincipalElement | undefined;
  /** True for NotAction. */
  readonly actionsNegated: boolean;
  /** In lower case. */
  readonly actions: readonly Pattern[];
  /** True for NotResource. */
  readonly resourcesNegated: boolean;
  /** Undefined in trust policies, whose resource is the role itself. */
  readonly resources: readonly ResourceTest[] | undefined;
  readonly conditions: readonly Condition[];
  /** The context keys that its conditions and variables ask for, as they are written, those with a default aside. */
  readonly contextKeys: readonly string[];
  /** As it was written, for answers that show it. */
  readonly source: RawStatement;
}

export interface Policy {
  readonly kind: PolicyKind;
  readonly version: PolicyVersion;
  readonly id: string | undefined;
  readonly statements: readonly Statement[];
}

const principalKinds: ReadonlySet<PolicyKind> = new Set<PolicyKind>(['resource', 'trust', 'endpoint']);

/** Whether policies of the kind say who, and must. */
export function namesPrincipals(kind: PolicyKind): boolean {
  return principalKinds.has(kind);
}
