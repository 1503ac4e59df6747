import { expect, test } from 'vitest';
import { canonicalRequest, encodeUri } from './canonical-request.ts';
import { headOf } from './head.ts';

function lines(url: string, isS3: boolean, rawHeaders: string[] = []): string[] {
  const head = headOf({ method: 'GET', url, rawHeaders });
  return canonicalRequest(head, { signedHeaders: ['host', 'x-amz-meta-a'], bodyHash: 'HASH', isS3 }).split('\n');
}

test.each([
  ['/', '/', '/'],
  ['/a%20b/%C3%A9', '/a%20b/%C3%A9', '/a%2520b/%25C3%25A9'],
  ['/a/../b//c/./d/', '/a/../b//c/./d/', '/b/c/d/'],
  ["/~!'()*", '/~%21%27%28%29%2A', '/~%21%27%28%29%2A'],
  ['/..', '/..', '/'],
  ['/a%zz', '/a%25zz', '/a%25zz'],
])('path %s', (url, inS3, elsewhere) => {
  expect(lines(url, true)[1]).toBe(inS3);
  expect(lines(url, false)[1]).toBe(elsewhere);
});

test.each([
  ['/?b=2&a=1&a=0', 'a=0&a=1&b=2'],
  ['/?acl', 'acl='],
  ['/?a=b=c&&d', 'a=b%3Dc&d='],
  ['/?a=x+y%2Bz', 'a=x%20y%2Bz'],
  ['/?X-Amz-Signature=1&X-Amz-Date=2', 'X-Amz-Date=2'],
  ['/?a-b=1&a=2', 'a=2&a-b=1'],
])('query %s', (url, expected) => {
  expect(lines(url, true)[2]).toBe(expected);
});

test('headers are trimmed, joined and in the signed order', () => {
  const [, , , ...rest] = lines('/', false, ['X-Amz-Meta-A', '  one   two ', 'Host', 'h', 'X-Amz-Meta-A', 'three']);
  expect(rest).toEqual(['host:h', 'x-amz-meta-a:one two ,three', '', 'host;x-amz-meta-a', 'HASH']);
});

test('half of a surrogate pair', () => {
  expect(encodeUri('\ud800')).toBe('%EF%BF%BD');
});
