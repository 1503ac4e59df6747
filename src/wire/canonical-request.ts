/**
 * The text that both sides of a Signature Version 4 hash: method, path, query, signed headers and the body's hash, each in
 * its canonical form. S3 has its path encoded once, everybody else twice and without dot segments.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

import { type Head, headerOf } from './head.ts';

export interface CanonicalOptions {
  readonly signedHeaders: readonly string[];
  readonly bodyHash: string;
  readonly isS3: boolean;
}

export function canonicalRequest(head: Head, { signedHeaders, bodyHash, isS3 }: CanonicalOptions): string {
  const headers = signedHeaders.map((name) => `${name}:${canonicalValue(headerOf(head, name) ?? '')}\n`).join('');
  const path = isS3 ? encodeOnce(head.path) : encodeTwice(head.path);
  return [head.method, path, canonicalQuery(head.query), headers, signedHeaders.join(';'), bodyHash].join('\n');
}

function canonicalValue(value: string): string {
  return value.trim().replace(/ {2,}/g, ' ');
}

/** Everything but RFC 3986's unreserved characters is escaped. */
export function encodeUri(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As sent, with every segment brought to the one canonical escaping. */
function encodeOnce(path: string): string {
  if (/^[\w.~/-]*$/.test(path)) return path;
  return path
    .split('/')
    .map((segment) => encodeUri(decode(segment)))
    .join('/');
}

function encodeTwice(path: string): string {
  if (path === '/') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encodeUri(segment));
  }
  const slash = path.endsWith('/') && segments.length > 0 ? '/' : '';
  return `/${segments.join('/')}${slash}`;
}

/** Sorted by escaped name, then by escaped value. The signature itself is no part of what it signs. */
function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs: [string, string][] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = encodeUri(decode((equals < 0 ? part : part.slice(0, equals)).replaceAll('+', ' ')));
    const value = equals < 0 ? '' : encodeUri(decode(part.slice(equals + 1).replaceAll('+', ' ')));
    if (name !== 'X-Amz-Signature') pairs.push([name, value]);
  }
  pairs.sort(
    ([oneName, oneValue], [otherName, otherValue]) => compare(oneName, otherName) || compare(oneValue, otherValue),
  );
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
