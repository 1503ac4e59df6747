/** Conditions: absent keys, several values, the set qualifiers and IfExists. */
import { describe, expect, test } from 'vitest';
import { holds, parseOperator } from './condition.ts';

type Values = readonly string[] | undefined;

function check(name: string, wanted: readonly string[], actual: Values, effect: 'Allow' | 'Deny' = 'Allow'): boolean {
  const parsed = parseOperator(name);
  if (!parsed) throw new Error(`no operator ${name}`);
  const tests = wanted.map((value) => parsed.operator.compile(value, true)!);
  return holds({ ...parsed, key: 'k', tests }, new Map(actual ? [['k', actual]] : []), effect);
}

describe('holds', () => {
  test.each([
    ['any policy value will do', 'StringEquals', ['a', 'b'], ['b'], true],
    ['no policy value, no match', 'StringEquals', [], ['b'], false],
    ['an absent key does not match', 'StringEquals', ['a'], undefined, false],
    ['negated on an absent key is true', 'StringNotEquals', ['a'], undefined, true],
    ['NotIpAddress on an absent key is true', 'NotIpAddress', ['10.0.0.0/8'], undefined, true],
    ['ArnNotLike on an absent key is true', 'ArnNotLike', ['arn:aws:iam::*:role/x'], undefined, true],
    ['Bool on an absent key is false', 'Bool', ['false'], undefined, false],
    ['negated means none of the values', 'StringNotEquals', ['a', 'b'], ['b'], false],
    ['negated with another value', 'StringNotEquals', ['a', 'b'], ['c'], true],
    ['IfExists on an absent key is true', 'StringEqualsIfExists', ['a'], undefined, true],
    ['IfExists on a present key compares', 'StringEqualsIfExists', ['a'], ['b'], false],
    ['BoolIfExists', 'BoolIfExists', ['true'], undefined, true],
    ['Null true wants absence', 'Null', ['true'], undefined, true],
    ['Null true on a present key', 'Null', ['true'], ['x'], false],
    ['Null false wants presence', 'Null', ['false'], ['x'], true],
    ['Null false on an absent key', 'Null', ['false'], undefined, false],
    ['ForAllValues: each one is listed', 'ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues: one is not', 'ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues on an absent key is true', 'ForAllValues:StringEquals', ['a'], undefined, true],
    ['ForAnyValue: one is listed', 'ForAnyValue:StringEquals', ['a'], ['a', 'c'], true],
    ['ForAnyValue: none is', 'ForAnyValue:StringEquals', ['a'], ['b', 'c'], false],
    ['ForAnyValue on an absent key is false', 'ForAnyValue:StringEquals', ['a'], undefined, false],
    ['ForAnyValue negated on an absent key is false', 'ForAnyValue:StringNotEquals', ['a'], undefined, false],
    ['ForAnyValue negated: one is not listed', 'ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAllValues negated: one is listed', 'ForAllValues:StringNotEquals', ['a'], ['a', 'b'], false],
    ['ForAllValues negated: none is', 'ForAllValues:StringNotLike', ['a*'], ['b', 'c'], true],
    ['ForAnyValue with IfExists', 'ForAnyValue:StringLikeIfExists', ['a*'], undefined, true],
  ] as [string, string, string[], Values, boolean][])('%s', (_why, name, wanted, actual, expected) => {
    expect(check(name, wanted, actual)).toBe(expected);
  });

  test('a variable without a value: no match, and no way around by negation', () => {
    const unknown = '$'.concat('{aws:userid}');
    expect(check('StringEquals', [unknown], ['x'])).toBe(false);
    expect(check('StringNotEquals', [unknown], ['x'], 'Allow')).toBe(false);
    expect(check('StringNotEquals', [unknown], ['x'], 'Deny')).toBe(true);
  });
});

test.each([
  '',
  'StringMatches',
  'NullIfExists',
  'IfExists',
  'forAllValues:StringEquals',
  'ForAllValues:',
  'stringequals',
  '__proto__',
])('%j is no operator', (name) => expect(parseOperator(name)).toBeUndefined());
