/**
 * Conditional requests: the If-… headers judged against an object as it is (RFC 9110 section 13, and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html). Pure.
 */

import { invalidArgument, s3Fault } from './errors.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/** What conditions are about. */
export interface Validators {
  /** Without quotes. */
  readonly etag: string;
  readonly modified: number;
}

export type ReadVerdict =
  | { readonly kind: 'proceed' }
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'failed'; readonly condition: string };

function matches(header: string, etag: string): boolean {
  return header.split(',').some((entry) => {
    const tag = entry
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return tag === '*' || tag === etag;
  });
}

/** Dates have whole seconds; one that cannot be read doesn't count. */
function secondsOf(header: string | undefined): number | undefined {
  const time = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

export interface ReadConditions {
  readonly match: string | undefined;
  readonly noneMatch: string | undefined;
  readonly modifiedSince: string | undefined;
  readonly unmodifiedSince: string | undefined;
}

export function readConditionsOf(headers: Headers, prefix: '' | 'x-amz-copy-source-' = ''): ReadConditions {
  return {
    match: headers[`${prefix}if-match`],
    noneMatch: headers[`${prefix}if-none-match`],
    modifiedSince: headers[`${prefix}if-modified-since`],
    unmodifiedSince: headers[`${prefix}if-unmodified-since`],
  };
}

/** An entity tag that is given decides; the date beside it is then not looked at. */
export function judgeRead(conditions: ReadConditions, object: Validators): ReadVerdict {
  const modified = Math.floor(object.modified / 1000);
  const { match, noneMatch } = conditions;
  const unmodifiedSince = secondsOf(conditions.unmodifiedSince);
  const modifiedSince = secondsOf(conditions.modifiedSince);
  if (match !== undefined) {
    if (!matches(match, object.etag)) return { kind: 'failed', condition: 'If-Match' };
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    return { kind: 'failed', condition: 'If-Unmodified-Since' };
  }
  if (noneMatch !== undefined) {
    if (matches(noneMatch, object.etag)) return { kind: 'not-modified' };
  } else if (modifiedSince !== undefined && modified <= modifiedSince) return { kind: 'not-modified' };
  return { kind: 'proceed' };
}

/** Throws where a conditional write must not happen; `object` is what is there now. */
export function judgeWrite(headers: Headers, object: Validators | undefined, key: string): void {
  const noneMatch = headers['if-none-match'];
  const match = headers['if-match'];
  if (noneMatch !== undefined) {
    if (noneMatch.trim() !== '*') {
      throw s3Fault('NotImplemented', {
        Header: 'If-None-Match',
        additionalMessage: "We don't accept the provided value of If-None-Match header for this API",
      });
    }
    if (match !== undefined)
      throw invalidArgument('If-Match and If-None-Match cannot be used together', 'If-Match', match);
    if (object) throw s3Fault('PreconditionFailed', { Condition: 'If-None-Match' });
  }
  if (match === undefined) return;
  if (!object) throw s3Fault('NoSuchKey', { Key: key });
  if (!matches(match, object.etag)) throw s3Fault('PreconditionFailed', { Condition: 'If-Match' });
}
