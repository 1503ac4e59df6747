/** One request on its way through an operation, and the few steps that most operations begin or end with. */

import { createHash } from 'node:crypto';
import { present } from '../../base/assert.ts';
import { findBucket } from './buckets.ts';
import { s3Fault } from './errors.ts';
import { findObject, type ObjectRecord } from './object-rows.ts';
import type { Query } from './query.ts';
import type { BucketRecord, S3Request, S3Response } from './request.ts';
import type { Storage } from './storage.ts';
import { optional } from './xml-writer.ts';

export interface Call {
  readonly request: S3Request;
  /** The operation's name. */
  readonly operation: string;
  readonly storage: Storage;
  /** Empty where the request is about none. */
  readonly bucketName: string;
  /** As it was when the request came; undefined where there is none of that name. */
  readonly bucket: BucketRecord | undefined;
  /** Empty where the request is about none. */
  readonly key: string;
  readonly query: Query;
  /** With those that a presigned request carries in its query. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Refuses a policy that is not one; throws Fault MalformedPolicy. */
  readonly validatePolicy: (policy: string, bucket: BucketRecord) => void;
}

export type Operation = (call: Call) => S3Response | Promise<S3Response>;

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

/** The bucket, for operations that are only asked about one that is there. */
export function bucketOf(call: Call): BucketRecord {
  return present(call.bucket, `bucket of ${call.operation}`);
}

/** The canonical user id of an account: 64 hexadecimal digits, as S3 prints them. */
export function canonicalUserId(account: string): string {
  return createHash('sha256').update(`canonical user of ${account}`).digest('hex');
}

export function ownerElement(name: 'Owner' | 'Initiator', account: string): string {
  return `<${name}>${optional('ID', canonicalUserId(account))}</${name}>`;
}

export function xml(body: string, headers: Readonly<Record<string, string>> = {}, status = 200): S3Response {
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status, headers: { ...headers }, body: undefined };
}

/** Buckets without versioning know one version of an object, called `null`. */
export function refuseVersion(version: string | undefined): void {
  if (version === undefined || version === 'null') return;
  const details = { ArgumentName: 'versionId', ArgumentValue: version };
  throw s3Fault('InvalidArgument', details, 'Invalid version id specified');
}

/** Who may not list the bucket isn't told that a key is missing. */
export function missingKey(call: Call, bucket: BucketRecord, key: string): Error {
  call.request.authorize('s3:ListBucket', bucketArn(bucket.name), bucket);
  return s3Fault('NoSuchKey', { Key: key });
}

export function objectOf(call: Call): ObjectRecord {
  const bucket = bucketOf(call);
  refuseVersion(call.query.get('versionId'));
  const object = findObject(call.storage.database, bucket.name, call.key);
  if (!object) throw missingKey(call, bucket, call.key);
  return object;
}

/** A bucket that a header names, such as a copy's source: it must exist and belong to whom the caller says. */
export function otherBucket(call: Call, name: string): BucketRecord {
  const bucket = findBucket(call.storage.database, name);
  if (!bucket) throw s3Fault('NoSuchBucket', { BucketName: name });
  const owner = call.headers['x-amz-source-expected-bucket-owner'];
  if (owner !== undefined && owner !== bucket.account) throw s3Fault('AccessDenied');
  return bucket;
}

/** The caller's account. Nobody owns or lists buckets anonymously, whatever the authorizer says. */
export function accountOf(call: Call): string {
  if (call.request.account === undefined) throw s3Fault('AccessDenied');
  return call.request.account;
}

/** A whole number in a query parameter, between the bounds; more than the upper bound counts as it. */
export function numberOf(call: Call, name: string, fallback: number, upper: number): number {
  const text = call.query.get(name);
  if (text === undefined || text === '') return fallback;
  const details = { ArgumentName: name, ArgumentValue: text };
  if (!/^-?\d{1,19}$/.test(text))
    throw s3Fault('InvalidArgument', details, `Provided ${name} not an integer or within integer range`);
  const value = Number(text);
  if (value < 0 || value > 2_147_483_647) {
    throw s3Fault('InvalidArgument', details, `Argument ${name} must be an integer between 0 and 2147483647`);
  }
  return Math.min(value, upper);
}
