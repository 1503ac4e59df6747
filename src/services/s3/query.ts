/** A request's query string as S3 reads it: names are case-sensitive, the first of a repeated name counts. */

import { s3Fault } from './errors.ts';

export type Query = ReadonlyMap<string, string>;

/** Far more than any operation takes, presigned requests included. */
export const maximumQueryParameters = 200;

/** Percent-decodes UTF-8; throws InvalidURI for what isn't. */
export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw s3Fault('InvalidURI');
  }
}

export function parseQuery(raw: string): Query {
  const found = new Map<string, string>();
  const text = raw.startsWith('?') ? raw.slice(1) : raw;
  const parameters = text.split('&', maximumQueryParameters + 1);
  if (parameters.length > maximumQueryParameters) throw s3Fault('InvalidURI');
  for (const parameter of parameters) {
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    const name = decodeUri(equals < 0 ? parameter : parameter.slice(0, equals));
    const value = equals < 0 ? '' : decodeUri(parameter.slice(equals + 1).replaceAll('+', ' '));
    if (!found.has(name)) found.set(name, value);
  }
  return found;
}

/** Presigned requests that name these in the query don't know the body yet, so the values say nothing about it. */
const neverHoisted = /^x-amz-(checksum-|sdk-checksum-|content-sha256$|trailer$|decoded-content-length$)/;

/** A presigned request carries its signed `x-amz-…` headers as parameters; S3 treats them as headers. */
export function hoistedHeaders(
  query: Query,
  headers: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  if (!query.has('X-Amz-Signature')) return headers;
  const merged: Record<string, string | undefined> = { ...headers };
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    if (!lower.startsWith('x-amz-') || neverHoisted.test(lower)) continue;
    if (merged[lower] === undefined) merged[lower] = value;
  }
  return merged;
}
