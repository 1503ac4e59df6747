/** Policy variables: values from the request, defaults, escapes; never wildcards. */
import { describe, expect, test } from 'vitest';
import { compileTemplate, resolveTemplate } from './variables.ts';
import { matchesPattern, patternOf } from './wildcard.ts';

const context = new Map<string, readonly string[]>([
  ['aws:username', ['alice']],
  ['aws:principaltag/team', ['r*d']],
  ['aws:tagkeys', ['a', 'b']],
]);

function match(pattern: string, text: string, variables = true): boolean | undefined {
  const codes = resolveTemplate(compileTemplate(pattern, { variables, wildcards: true, lowerCase: false }), context);
  return codes && matchesPattern(patternOf(codes), text);
}

describe('resolveTemplate', () => {
  test.each([
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: policy variables look like it
    ['home/${aws:username}/*', 'home/alice/x', true, 'a value from the request'],
    ['home/${aws:username}/*', 'home/bob/x', false, 'and no other'],
    ['${AWS:UserName}', 'alice', true, 'names in any case'],
    ['${aws:PrincipalTag/team}', 'r*d', true, 'a value is literal text'],
    ['${aws:PrincipalTag/team}', 'rxd', false, 'so its star is no wildcard'],
    ['${aws:userid}', '', undefined, 'no value, no default'],
    ["${aws:userid, 'nobody'}", 'nobody', true, 'a default'],
    ["${aws:username, 'nobody'}", 'alice', true, 'a default is for absence only'],
    ['${aws:username, nobody}', 'alice', true, 'a default without quotes is none'],
    ['${aws:userid, nobody}', 'nobody', undefined, 'a default without quotes is none'],
    ['${aws:TagKeys}', 'a', undefined, 'several values are no value'],
    ['a${*}b', 'a*b', true, 'an escaped star'],
    ['a${*}b', 'axb', false, 'an escaped star'],
    ['a${?}b', 'a?b', true, 'an escaped question mark'],
    ['${$}{aws:username}', '${aws:username}', true, 'an escaped dollar'],
    ['${unfinished', '${unfinished', true, 'no closing brace, no variable'],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: policy variables look like it
  ] as [string, string, boolean | undefined, string][])('%s on %s: %s, %s', (pattern, text, expected) =>
    expect(match(pattern, text)).toBe(expected),
  );

  test('version 2008-10-17 has no variables', () => {
    const text = '$'.concat('{aws:username}');
    expect(match(text, text, false)).toBe(true);
    expect(match(text, 'alice', false)).toBe(false);
  });
  test('values are compared in lower case where the operator says so', () => {
    const options = { variables: true, wildcards: false, lowerCase: true };
    const codes = resolveTemplate(
      compileTemplate('$'.concat('{aws:username}-X'), options),
      new Map([['aws:username', ['ALICE']]]),
    );
    expect(codes && matchesPattern(patternOf(codes), 'alice-x')).toBe(true);
  });
});
