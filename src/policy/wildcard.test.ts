/** Wildcards: `*` any run, `?` one character, everything else itself; checked against regular expressions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codesOf, compileWildcards, matchesPattern, patternOf } from './wildcard.ts';

const matches = (pattern: string, text: string) => matchesPattern(compileWildcards(pattern), text);

function oracle(pattern: string): RegExp {
  const source = [...pattern].map((one) =>
    one === '*' ? '[^]*' : one === '?' ? '[^]' : `\\u{${one.codePointAt(0)!.toString(16)}}`,
  );
  return new RegExp(`^${source.join('')}$`, 'u');
}

describe('matchesPattern', () => {
  test.each([
    ['*', '', true],
    ['?', '', false],
    ['', '', true],
    ['', 'a', false],
    ['s3:get*', 's3:getobject', true],
    ['s3:get*', 's3:putobject', false],
    ['*object', 's3:getobject', true],
    ['s3:*object*', 's3:getobjectacl', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a?', 'abc', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['**', 'anything', true],
    ['abc', 'ABC', false],
  ])('%s on %s: %s', (pattern, text, expected) => expect(matches(pattern, text)).toBe(expected));

  test('agrees with a regular expression', () => {
    const letters = fc.constantFrom('a', 'b', ':', '/', '*', '?', '.');
    const word = fc.array(letters, { maxLength: 12 }).map((list) => list.join(''));
    fc.assert(fc.property(word, word, (pattern, text) => matches(pattern, text) === oracle(pattern).test(text)));
  });

  test('text made from its own pattern always matches', () => {
    const piece = fc.string({ maxLength: 4 }).map((text) => text.replace(/[*?]/g, 'x'));
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, piece)), (pairs) => {
        const pattern = pairs.map(([literal]) => `${literal}*`).join('');
        return matches(pattern, pairs.map(([literal, filler]) => literal + filler).join(''));
      }),
    );
  });

  test('codes that are not wild take a star for a star', () => {
    const pattern = patternOf(codesOf('a*', false));
    expect(matchesPattern(pattern, 'a*')).toBe(true);
    expect(matchesPattern(pattern, 'ab')).toBe(false);
  });
});

test('a hostile pattern costs no more than length times length', () => {
  const pattern = `${'a*'.repeat(2_000)}b`;
  const started = performance.now();
  expect(matches(pattern, 'a'.repeat(4_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});
