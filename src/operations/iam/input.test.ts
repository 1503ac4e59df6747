import { describe, expect, test } from 'vitest';
import { checkInlineSize, checkName, encodedDocument, policySize, readIamTags, readPath } from './input.ts';

test.each([
  ['{"a b": "*"}', '%7B%22a%20b%22%3A%20%22%2A%22%7D'],
  ["!'()*~-._", '%21%27%28%29%2A~-._'],
])('%s is encoded as %s', (text, encoded) => {
  expect(encodedDocument(text)).toBe(encoded);
  expect(decodeURIComponent(encoded)).toBe(text);
});

test('white space is no part of a size', () => {
  expect(policySize(' { "a" :\n\t1 } ')).toBe(7);
  expect(() => checkInlineSize({ a: 'xx ', b: 'yy' }, 4, 'user u')).not.toThrow();
  expect(() => checkInlineSize({ a: 'xx ', b: 'yyy' }, 4, 'user u')).toThrow('Maximum policy size of 4 bytes exceeded');
});

describe('paths', () => {
  test.each([undefined, '/', '/a/', '/a/b-c/'])('%s is one', (path) => {
    expect(readPath(path)).toBe(path ?? '/');
  });
  test.each(['', 'a/', '/a', '//', '/a b/', `/${'a'.repeat(511)}/`])('%j is none', (path) => {
    expect(() => readPath(path)).toThrow('The specified value for path is invalid.');
  });
});

test.each([
  ['a', true],
  ['a+=,.@_-', true],
  ['a'.repeat(8), true],
  ['a'.repeat(9), false],
  ['', false],
  ['ä', false],
  ['a/b', false],
])('the name %j is taken: %s', (name, fits) => {
  const check = () => checkName(name, 'userName', 8);
  if (fits) expect(check).not.toThrow();
  else expect(check).toThrow();
});

describe('tags', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  test('are kept by key', () => {
    expect(readIamTags([{ Key: 'a', Value: '1' }, { Key: 'b' }])).toEqual({ a: '1', b: '' });
    expect(Object.keys(readIamTags(many(50)))).toHaveLength(50);
  });
  test.each([
    ['too many', many(51)],
    ['without a key', [{ Value: 'x' }]],
    ['of AWS', [{ Key: 'aws:x', Value: '' }]],
    ['too long', [{ Key: 'a', Value: 'x'.repeat(257) }]],
  ])('%s are refused', (_, tags) => {
    expect(() => readIamTags(tags)).toThrow();
  });
});
