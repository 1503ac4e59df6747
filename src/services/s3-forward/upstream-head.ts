/**
 * The head of the request to the real server, from one that the embedded S3 has read and authorized. It is written anew
 * from what was read, never copied: a parameter, header or path that the two could read differently would be a way round
 * the policies. What isn't known is left out; keys that some servers rewrite are refused.
 */

import { encodeUri } from '../../wire/canonical-request.ts';
import type { Head } from '../../wire/head.ts';
import type { OperationRow } from '../s3/actions.ts';
import { copySourceOf } from '../s3/addressing.ts';
import type { Call } from '../s3/call.ts';
import { algorithmNames, headerOf } from '../s3/checksums.ts';
import { invalidRequest, s3Fault } from '../s3/errors.ts';
import type { Query } from '../s3/query.ts';

/** Parameters that choose no operation. */
const plainParameters = new Set([
  ...['prefix', 'delimiter', 'marker', 'max-keys', 'encoding-type', 'start-after', 'continuation-token', 'fetch-owner'],
  ...['key-marker', 'version-id-marker', 'upload-id-marker', 'max-uploads', 'part-number-marker', 'max-parts'],
  ...['partNumber', 'versionId', 'x-id', 'id', 'select-type'],
  ...['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires'].map(
    (name) => `response-${name}`,
  ),
]);

/** Headers besides `x-amz-…` that S3 reads. Names of other servers' own extensions could widen what was asked for. */
const plainHeaders = new Set([
  ...['content-type', 'content-encoding', 'content-language', 'content-disposition', 'content-md5'],
  ...['cache-control', 'expires', 'range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'],
  ...['origin', 'access-control-request-method', 'access-control-request-headers', 'user-agent', 'accept'],
]);

/** Of signing and of the body's framing on the way here, or about accounts that only Postern knows. */
const ownHeaders = new Set(
  [
    ...['security-token', 'date', 'content-sha256', 'decoded-content-length', 'trailer', 'sdk-checksum-algorithm'],
    ...['algorithm', 'credential', 'signature', 'signedheaders', 'expires', 'user-agent', 'rename-source'],
    ...['expected-bucket-owner', 'source-expected-bucket-owner'],
  ].map((name) => `x-amz-${name}`),
);

/**
 * Servers and proxies that take keys for file names clean these away, and would then serve a key that nobody asked the
 * policies about. S3 itself takes them.
 */
export function requirePlainKey(key: string): void {
  const segments = key.split('/');
  const odd = segments.some(
    (segment, index) => segment === '.' || segment === '..' || (segment === '' && index < segments.length - 1),
  );
  if (odd || key.includes('\0')) throw s3Fault('InvalidURI');
}

function encodedKey(key: string): string {
  return key.split('/').map(encodeUri).join('/');
}

export function pathOf(bucket: string, key: string): string {
  return key === '' ? `/${encodeUri(bucket)}` : `/${encodeUri(bucket)}/${encodedKey(key)}`;
}

export function queryOf(query: Query, row: OperationRow): string {
  return [...query]
    .filter(([name]) => row.query.includes(name) || plainParameters.has(name))
    .map(([name, value]) => (value === '' ? encodeUri(name) : `${encodeUri(name)}=${encodeUri(value)}`))
    .join('&');
}

function passes(name: string, row: OperationRow): boolean {
  if (name.startsWith('x-amz-copy-source')) return row.header === 'x-amz-copy-source';
  return plainHeaders.has(name) || (name.startsWith('x-amz-') && !ownHeaders.has(name));
}

/** `aws-chunked` says how the body came here, the rest how the object is stored. */
function storedEncoding(value: string): string | undefined {
  const codings = value.split(',').map((coding) => coding.trim());
  const stored = codings.filter((coding) => coding.toLowerCase() !== 'aws-chunked' && coding !== '');
  return stored.length === 0 ? undefined : stored.join(',');
}

/** As it was read and authorized, whichever way it was escaped. */
function plainSource(header: string): string {
  const { bucket, key, version } = copySourceOf(header);
  requirePlainKey(key);
  return `${pathOf(bucket, key)}${version === undefined ? '' : `?versionId=${encodeUri(version)}`}`;
}

/** Servers refuse the name of a checksum that doesn't come in a header; one that came as a trailer has been compared here. */
function checksumName(headers: Call['headers']): Record<string, string> {
  const found = algorithmNames.find((name) => headers[headerOf(name)] !== undefined);
  return found === undefined ? {} : { 'x-amz-sdk-checksum-algorithm': found };
}

export function upstreamHeaders(headers: Call['headers'], row: OperationRow): Record<string, string> {
  const sent: Record<string, string> = checksumName(headers);
  for (const [name, given] of Object.entries(headers)) {
    if (given === undefined || !passes(name, row)) continue;
    const value =
      name === 'content-encoding' ? storedEncoding(given) : name === 'x-amz-copy-source' ? plainSource(given) : given;
    if (value === undefined) continue;
    // A presigned request's parameters may hold what no header can.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw invalidRequest(`The value of ${name} is not a header's value.`);
    sent[name] = value;
  }
  return sent;
}

export function upstreamHead(call: Call, row: OperationRow): Head {
  requirePlainKey(call.key);
  return {
    method: call.request.method,
    path: pathOf(call.bucketName, call.key),
    query: queryOf(call.query, row),
    headers: upstreamHeaders(call.headers, row),
  };
}
