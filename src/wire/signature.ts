/**
 * The claims of a Signature Version 4, read from the Authorization header or from a presigned query. Only their form is
 * checked here; verify-signature.ts checks that they hold.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */

import { authFault } from './auth-fault.ts';
import { type Head, headerOf, parsePairs } from './head.ts';
import type { Protocol } from './protocol.ts';

export interface Signature {
  readonly kind: 'header' | 'presigned';
  readonly accessKeyId: string;
  /** `20260102`, as the scope has it. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `20260102T030405Z` */
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly value: string;
  readonly sessionToken: string | undefined;
  /** Seconds that a presigned request lasts. */
  readonly expires: number | undefined;
}

export const algorithm = 'AWS4-HMAC-SHA256';
const terminator = 'aws4_request';

/** A week, the longest that a presigned request may last. */
export const longestExpiry = 604_800;

/** The request's signature, or undefined for a request that claims none. Malformed claims are the caller's fault. */
export function parseSignature(head: Head, protocol: Protocol): Signature | undefined {
  const authorization = headerOf(head, 'authorization');
  const pairs = head.query.includes('X-Amz-') ? parsePairs(head.query) : [];
  const query = new Map(pairs);
  const presigned = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature');
  if (authorization !== undefined && presigned) {
    throw authFault(protocol, 'unsupported', 'Only one authentication mechanism is allowed in a request');
  }
  if (authorization !== undefined) return parseHeader(head, authorization.trim(), protocol);
  if (!presigned) {
    // Version 2, which S3 refuses for buckets made since June 2020: not to be taken for a request without a signature.
    if (/(?:^|&)AWSAccessKeyId=/.test(head.query)) throw authFault(protocol, 'unsupported');
    return undefined;
  }
  const claims = pairs.filter(([name]) => name.startsWith('X-Amz-'));
  if (claims.length !== new Map(claims).size) throw authFault(protocol, 'incomplete');
  return parsePresigned(query, protocol);
}

function parseHeader(head: Head, authorization: string, protocol: Protocol): Signature {
  if (!authorization.startsWith(`${algorithm} `)) throw authFault(protocol, 'unsupported');
  const parts = new Map<string, string>();
  for (const part of authorization.slice(algorithm.length).split(',')) {
    const equals = part.indexOf('=');
    if (equals < 0)
      throw incomplete(
        protocol,
        `'${part.trim()}' not a valid key=value pair (missing equal-sign) in Authorization header.`,
      );
    const name = part.slice(0, equals).trim();
    if (parts.has(name)) throw authFault(protocol, 'incomplete');
    parts.set(name, part.slice(equals + 1).trim());
  }
  const timestamp = timestampOf(head, protocol);
  const absent = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  if (absent.length > 0) {
    throw incomplete(protocol, absent.map((name) => `Authorization header requires '${name}' parameter.`).join(' '));
  }
  return {
    kind: 'header',
    ...parseCredential(parts.get('Credential')!, protocol),
    timestamp,
    signedHeaders: parts.get('SignedHeaders')!.toLowerCase().split(';'),
    value: parts.get('Signature')!,
    sessionToken: headerOf(head, 'x-amz-security-token'),
    expires: undefined,
  };
}

function timestampOf(head: Head, protocol: Protocol): string {
  const given = headerOf(head, 'x-amz-date') ?? basicFormat(headerOf(head, 'date'));
  if (given === undefined) {
    throw incomplete(protocol, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  return checkedTimestamp(given, protocol);
}

/** A Date header may be of the form of RFC 1123. */
function basicFormat(date: string | undefined): string | undefined {
  if (date === undefined || /^\d{8}T\d{6}Z$/.test(date)) return date;
  const moment = Date.parse(date);
  return Number.isNaN(moment) ? date : formatBasic(moment);
}

/** `20260102T030405Z` */
export function formatBasic(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Milliseconds since 1970, or NaN. */
export function parseBasic(timestamp: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function checkedTimestamp(timestamp: string, protocol: Protocol): string {
  if (!Number.isNaN(parseBasic(timestamp))) return timestamp;
  throw incomplete(
    protocol,
    `Date must be in ISO-8601 'basic format'. Got '${shown(timestamp)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
}

function parsePresigned(query: ReadonlyMap<string, string>, protocol: Protocol): Signature {
  if (query.get('X-Amz-Algorithm') !== algorithm) throw authFault(protocol, 'unsupported');
  const absent = ['Credential', 'Signature', 'SignedHeaders', 'Date'].filter((name) => !query.get(`X-Amz-${name}`));
  if (absent.length > 0) {
    throw incomplete(
      protocol,
      absent.map((name) => `AWS query-string parameters must include 'X-Amz-${name}'.`).join(' '),
    );
  }
  return {
    kind: 'presigned',
    ...parseCredential(query.get('X-Amz-Credential')!, protocol),
    timestamp: checkedTimestamp(query.get('X-Amz-Date')!, protocol),
    signedHeaders: query.get('X-Amz-SignedHeaders')!.toLowerCase().split(';'),
    value: query.get('X-Amz-Signature')!,
    sessionToken: query.get('X-Amz-Security-Token'),
    expires: parseExpires(query.get('X-Amz-Expires'), protocol),
  };
}

/** Query services assume fifteen minutes where the request doesn't say. */
const usualExpiry = 900;

function parseExpires(text: string | undefined, protocol: Protocol): number {
  if (text === undefined && protocol !== 's3') return usualExpiry;
  const seconds = /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
  if (seconds > 0 && seconds <= longestExpiry) return seconds;
  throw incomplete(protocol, `X-Amz-Expires must be a number of seconds from 1 to ${longestExpiry}`);
}

type Credential = Pick<Signature, 'accessKeyId' | 'date' | 'region' | 'service'>;

function parseCredential(credential: string, protocol: Protocol): Credential {
  const parts = credential.split('/');
  if (parts.length !== 5 || parts.some((part) => part === '')) {
    const example = 'e.g. keyid/date/region/service/term';
    throw incomplete(
      protocol,
      `Credential must have exactly 5 slash-delimited elements, ${example}, got '${shown(credential)}'`,
    );
  }
  const [accessKeyId, date, region, service, term] = parts as [string, string, string, string, string];
  if (term !== terminator) {
    throw mismatch(
      protocol,
      `Credential should be scoped with a valid terminator: '${terminator}', not '${shown(term)}'.`,
    );
  }
  if (!/^\d{8}$/.test(date))
    throw mismatch(protocol, `Date in Credential scope is not of the form YYYYMMDD: '${shown(date)}'.`);
  if (!/^[a-z0-9-]{1,32}$/.test(region)) throw mismatch(protocol, 'Credential should be scoped to a valid region.');
  if (!/^[a-z0-9.-]{1,64}$/i.test(service)) throw mismatch(protocol, 'Credential should be scoped to correct service.');
  return { accessKeyId, date, region, service };
}

/** AWS repeats what it was sent; a credential's secret part never is among it. */
function shown(text: string): string {
  return text.slice(0, 128);
}

function incomplete(protocol: Protocol, message: string) {
  return authFault(protocol, 'incomplete', message);
}

function mismatch(protocol: Protocol, message: string) {
  return authFault(protocol, 'mismatch', message);
}
