/**
 * One analysis of a path: what was asked, with the path's question as it was then, and what was found. An analysis is
 * `running` until src/analyses has answered it; an answer is never changed.
 */

import type { PathQuestion } from './network-insights-path.ts';
import type { Explanation, PathComponent } from './path-component.ts';
import type { ResourceBase } from './resource.ts';

export interface PathResult {
  readonly networkPathFound: boolean;
  readonly forward: readonly PathComponent[];
  readonly return: readonly PathComponent[];
  /** Empty where a path was found, and only there. */
  readonly explanations: readonly Explanation[];
}

/** What an answer comes to. */
export type AnalysisEnd<Result> =
  | { readonly status: 'succeeded'; readonly result: Result }
  /** The question has no answer: the message says why, and AWS's code too where it has one for that. */
  | { readonly status: 'failed'; readonly message: string; readonly explanations?: readonly Explanation[] };

/** `ended` in milliseconds since 1970. */
export type AnalysisOutcome<Result> =
  | { readonly status: 'running' }
  | (AnalysisEnd<Result> & { readonly ended: number });

export interface NetworkInsightsAnalysis extends ResourceBase {
  readonly kind: 'network-insights-analysis';
  /** `nip-…` */
  readonly path: string;
  readonly asked: PathQuestion;
  readonly additionalAccounts: readonly string[];
  /** ARNs of what the way must lead through, and must not. */
  readonly filterIn: readonly string[];
  readonly filterOut: readonly string[];
  readonly outcome: AnalysisOutcome<PathResult>;
}

/** https://docs.aws.amazon.com/vpc/latest/reachability/how-reachability-analyzer-works.html: then it is deleted. */
export const analysisLifetime = 120 * 24 * 60 * 60 * 1000;
