/**
 * A Network Access Scope: which paths there should not be. Its analyses find those that there are. Findings are documents
 * of their own, because one analysis may have thousands of them.
 * https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/what-is-network-access-analyzer.html
 */

import type { AnalysisOutcome } from './network-insights-analysis.ts';
import type { PathComponent } from './path-component.ts';
import type { Scope } from './path-pattern.ts';
import type { ResourceBase } from './resource.ts';

export interface NetworkInsightsAccessScope extends ResourceBase {
  readonly kind: 'network-insights-access-scope';
  readonly asked: Scope;
}

export interface AccessScopeResult {
  /** How many findings are kept. */
  readonly findings: number;
  readonly analyzedInterfaces: number;
  /** What the answer leaves out. */
  readonly warning?: string;
}

export interface NetworkInsightsAccessScopeAnalysis extends ResourceBase {
  readonly kind: 'network-insights-access-scope-analysis';
  /** `nis-…` */
  readonly scope: string;
  readonly asked: Scope;
  /** `running` until src/analyses has answered it. */
  readonly outcome: AnalysisOutcome<AccessScopeResult>;
}

/** The id is `ANALYSIS-NUMBER`, in the order in which they were found. */
export interface AccessScopeFinding extends ResourceBase {
  readonly kind: 'access-scope-finding';
  /** `nisa-…` */
  readonly analysis: string;
  readonly components: readonly PathComponent[];
}

/** https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/network-access-analyzer-limits.html: of one analysis. */
export const mostFindings = 10_000;
