import { expect, test } from 'vitest';
import { headerOf, headOf, parsePairs, queryParameter } from './head.ts';

test('headers by lower-case name, repeated ones joined', () => {
  const head = headOf({ method: 'PUT', url: '/a%20b?c=d?e', rawHeaders: ['Host', 'h', 'X-A', '1', 'x-a', '2'] });
  expect(head).toMatchObject({ method: 'PUT', path: '/a%20b', query: 'c=d?e' });
  expect({ ...head.headers }).toEqual({ host: 'h', 'x-a': '1,2' });
});

test.each([
  [undefined, '/', ''],
  ['http://host:1/a?b', '/a', 'b'],
  ['http://host', '/', ''],
  ['?a', '/', 'a'],
])('url %s', (url, path, query) => {
  expect(headOf({ url, rawHeaders: [] })).toMatchObject({ path, query });
});

test('names of Object.prototype are no headers', () => {
  expect(headerOf({ method: 'GET', path: '/', query: '', headers: {} }, 'constructor')).toBeUndefined();
  expect(headerOf(headOf({ rawHeaders: ['__proto__', 'x'] }), '__proto__')).toBe('x');
});

test.each([
  [
    'a=b&c',
    [
      ['a', 'b'],
      ['c', ''],
    ],
  ],
  [
    'a=b=c&&%61=+%2B',
    [
      ['a', 'b=c'],
      ['a', ' +'],
    ],
  ],
  ['a=%zz+', [['a', '%zz ']]],
  ['', []],
])('pairs of %s', (text, pairs) => {
  expect(parsePairs(text)).toEqual(pairs);
});

test('a query parameter', () => {
  const head = headOf({ url: '/?X-A=1&X-A=2&aX-B=3', rawHeaders: [] });
  expect([queryParameter(head, 'X-A'), queryParameter(head, 'X-B')]).toEqual(['1', undefined]);
});
