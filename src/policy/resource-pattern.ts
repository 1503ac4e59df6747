/**
 * The ARN patterns of `Resource` and `NotResource`, and of the Arn condition operators. AWS lets a `*` at the end of an
 * ARN segment run on over the following colons, but not one in the middle of a segment
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html). A pattern that has a
 * wildcard of the second kind before its fifth colon is therefore compared segment by segment, as a whole.
 */

import { arnPartCount, splitArn } from './arn.ts';
import { anyOne, anyRun, matchesPattern, type Pattern, patternOf } from './wildcard.ts';

export type ResourcePattern =
  | { readonly kind: 'whole'; readonly pattern: Pattern }
  | { readonly kind: 'segments'; readonly segments: readonly Pattern[] };

const colon = 58;

export function resourcePatternOf(codes: readonly number[]): ResourcePattern {
  const heads = segmentsOf(codes).slice(0, -1);
  return heads.some(isConfined) ? segmentedPatternOf(codes) : { kind: 'whole', pattern: patternOf(codes) };
}

/** As the Arn condition operators compare: each of the six parts for itself. A lone `*` matches anything. */
export function segmentedPatternOf(codes: readonly number[]): ResourcePattern {
  if (codes.length === 1 && codes[0] === anyRun) return { kind: 'whole', pattern: { kind: 'any' } };
  return { kind: 'segments', segments: segmentsOf(codes).map(patternOf) };
}

export function matchesResource(pattern: ResourcePattern, arn: string): boolean {
  if (pattern.kind === 'whole') return matchesPattern(pattern.pattern, arn);
  const parts = splitArn(arn);
  if (parts.length !== pattern.segments.length) return false;
  return pattern.segments.every((segment, index) => matchesPattern(segment, parts[index] ?? ''));
}

/** Has a wildcard that must not leave its segment. */
function isConfined(segment: readonly number[]): boolean {
  return segment.some((code, index) => code === anyOne || (code === anyRun && index < segment.length - 1));
}

function segmentsOf(codes: readonly number[]): readonly (readonly number[])[] {
  const segments: (readonly number[])[] = [];
  let start = 0;
  while (segments.length < arnPartCount - 1) {
    const end = codes.indexOf(colon, start);
    if (end < 0) break;
    segments.push(codes.slice(start, end));
    start = end + 1;
  }
  segments.push(codes.slice(start));
  return segments;
}
