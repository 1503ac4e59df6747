/**
 * The condition operators, one row each: how a policy's value is read once, and how a value of the request is held
 * against it. Negated operators are their positive twin with `negated` set; absence, sets and IfExists are condition.ts's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

import type { RequestContext } from './context.ts';
import { inIpRange, parseIp, parseIpRange } from './ip-range.ts';
import { matchesResource, segmentedPatternOf } from './resource-pattern.ts';
import { parseTimestamp } from './timestamp.ts';
import { compileTemplate, resolveTemplate } from './variables.ts';
import { matchesPattern, patternOf } from './wildcard.ts';

/** Holds one value of the request against a policy's value; undefined where a policy variable has no value. */
export type Test = (actual: string, context: RequestContext) => boolean | undefined;

export interface Operator {
  readonly family: 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'Ip' | 'Arn' | 'Null';
  readonly negated: boolean;
  /** `*` and `?` in the policy's value are wildcards. */
  readonly wildcards: boolean;
  /** Undefined where the text is no value of this kind. */
  readonly compile: (text: string, variables: boolean) => Test | undefined;
}

function textOperator(negated: boolean, wildcards: boolean, lowerCase: boolean): Operator {
  const compile = (text: string, variables: boolean): Test => {
    const template = compileTemplate(text, { variables, wildcards, lowerCase });
    const fixed = template.kind === 'fixed' ? patternOf(template.codes) : undefined;
    return (actual, context) => {
      const codes = fixed ? undefined : resolveTemplate(template, context);
      const pattern = fixed ?? (codes && patternOf(codes));
      return pattern && matchesPattern(pattern, lowerCase ? actual.toLowerCase() : actual);
    };
  };
  return { family: 'String', negated, wildcards, compile };
}

/** ArnEquals and ArnLike behave alike. */
function arnOperator(negated: boolean): Operator {
  const compile = (text: string, variables: boolean): Test => {
    const template = compileTemplate(text, { variables, wildcards: true, lowerCase: false });
    const fixed = template.kind === 'fixed' ? segmentedPatternOf(template.codes) : undefined;
    return (actual, context) => {
      const codes = fixed ? undefined : resolveTemplate(template, context);
      const pattern = fixed ?? (codes && segmentedPatternOf(codes));
      return pattern && matchesResource(pattern, actual);
    };
  };
  return { family: 'Arn', negated, wildcards: true, compile };
}

function ordered(
  family: 'Numeric' | 'Date',
  read: (text: string) => number | undefined,
  negated: boolean,
  compare: (actual: number, wanted: number) => boolean,
): Operator {
  const compile = (text: string): Test | undefined => {
    const wanted = read(text);
    if (wanted === undefined) return undefined;
    return (actual) => {
      const value = read(actual);
      return value !== undefined && compare(value, wanted);
    };
  };
  return { family, negated, wildcards: false, compile };
}

function ipOperator(negated: boolean): Operator {
  const compile = (text: string): Test | undefined => {
    const range = parseIpRange(text);
    if (!range) return undefined;
    return (actual) => {
      const words = parseIp(actual);
      return words !== undefined && inIpRange(range, words);
    };
  };
  return { family: 'Ip', negated, wildcards: false, compile };
}

const truthValue = (text: string): string | undefined =>
  ['true', 'false'].find((value) => value === text.toLowerCase());

const boolOperator: Operator = {
  family: 'Bool',
  negated: false,
  wildcards: false,
  compile: (text, variables) => {
    if (variables && text.includes('${')) return textOperator(false, false, true).compile(text, true);
    const wanted = truthValue(text);
    return wanted === undefined ? undefined : (actual) => actual.toLowerCase() === wanted;
  },
};

const binaryOperator: Operator = {
  family: 'Binary',
  negated: false,
  wildcards: false,
  compile: (text) => (/^[A-Za-z0-9+/]*={0,2}$/.test(text) ? (actual) => actual === text : undefined),
};

/** Its test is never asked: condition.ts only needs to know which of the two values was wanted. */
const nullOperator: Operator = {
  family: 'Null',
  negated: false,
  wildcards: false,
  compile: (text) => {
    const wanted = truthValue(text);
    return wanted === undefined ? undefined : (actual) => actual === wanted;
  },
};

function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function orderedRows(family: 'Numeric' | 'Date', read: (text: string) => number | undefined): [string, Operator][] {
  return [
    [`${family}Equals`, ordered(family, read, false, (actual, wanted) => actual === wanted)],
    [`${family}NotEquals`, ordered(family, read, true, (actual, wanted) => actual === wanted)],
    [`${family}LessThan`, ordered(family, read, false, (actual, wanted) => actual < wanted)],
    [`${family}LessThanEquals`, ordered(family, read, false, (actual, wanted) => actual <= wanted)],
    [`${family}GreaterThan`, ordered(family, read, false, (actual, wanted) => actual > wanted)],
    [`${family}GreaterThanEquals`, ordered(family, read, false, (actual, wanted) => actual >= wanted)],
  ];
}

export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['StringEquals', textOperator(false, false, false)],
  ['StringNotEquals', textOperator(true, false, false)],
  ['StringEqualsIgnoreCase', textOperator(false, false, true)],
  ['StringNotEqualsIgnoreCase', textOperator(true, false, true)],
  ['StringLike', textOperator(false, true, false)],
  ['StringNotLike', textOperator(true, true, false)],
  ...orderedRows('Numeric', parseNumber),
  ...orderedRows('Date', parseTimestamp),
  ['Bool', boolOperator],
  ['BinaryEquals', binaryOperator],
  ['IpAddress', ipOperator(false)],
  ['NotIpAddress', ipOperator(true)],
  ['ArnEquals', arnOperator(false)],
  ['ArnLike', arnOperator(false)],
  ['ArnNotEquals', arnOperator(true)],
  ['ArnNotLike', arnOperator(true)],
  ['Null', nullOperator],
]);
