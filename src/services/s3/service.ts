/**
 * The embedded S3: takes a request whose signature has been verified, finds the operation, asks whether the caller may do
 * it, does it, and answers in S3's own words. Buckets and objects lie under one directory and survive a kill at any
 * moment: what was answered with success is there. Memory does not grow with the size of objects. It opens no socket and
 * knows no credential.
 */

import { present } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { Random } from '../../base/random.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { type OperationRow, operationOf } from './actions.ts';
import { type Address, addressOf } from './addressing.ts';
import { findBucket } from './buckets.ts';
import { bucketArn, type Call, type Operation, objectArn } from './call.ts';
import { contextOf } from './condition-context.ts';
import { errorDocument, hostIdOf, s3Fault } from './errors.ts';
import { operations } from './operations.ts';
import { hoistedHeaders, parseQuery } from './query.ts';
import type { BucketRecord, S3Request, S3Response } from './request.ts';
import { openStorage, type Storage } from './storage.ts';

export type { Authorize, BucketRecord, S3Request, S3Response, SignedPiece, VerifyChunk } from './request.ts';

export interface S3Service {
  handle(request: S3Request): Promise<S3Response>;
  bucket(name: string): BucketRecord | undefined;
  close(): void;
}

/** Another server in the operations' place; requests are still read and authorized here. */
export interface Forward {
  /** The record of a bucket that this room doesn't know; made if that server has the bucket. */
  adopt(name: string, storage: Storage): Promise<BucketRecord | undefined>;
  /** Called in place of the operation, which it is handed. */
  answer(call: Call, row: OperationRow, embedded: Operation): Promise<S3Response>;
}

export interface S3Options {
  /** Its own; made where it is missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Throws Fault MalformedPolicy; where it is left out, the policy language alone decides. */
  readonly validatePolicy?: (policy: string, bucket: BucketRecord) => void;
  /** Told what stands behind an InternalError. */
  readonly onFailure?: (error: unknown, requestId: string) => void;
  readonly forward?: Forward;
}

function requirePolicy(text: string): void {
  parsePolicy(text, 'resource', { code: 'MalformedPolicy' });
}

function callOf(
  request: S3Request,
  address: Address,
  storage: Storage,
  options: S3Options,
): { call: Call; row: OperationRow } {
  const query = parseQuery(request.query);
  const headers = hoistedHeaders(query, request.headers);
  const kind = address.bucket === undefined ? 'service' : address.key === undefined ? 'bucket' : 'object';
  const row = operationOf(request.method, kind, query, headers);
  const call: Call = {
    request: { ...request, headers },
    operation: row.name,
    storage,
    bucketName: address.bucket ?? '',
    bucket: address.bucket === undefined ? undefined : findBucket(storage.database, address.bucket),
    key: address.key ?? '',
    query,
    headers,
    validatePolicy: options.validatePolicy ?? requirePolicy,
  };
  return { call, row };
}

async function withBucket(call: Call, forward: Forward | undefined): Promise<Call> {
  if (!forward || call.bucket || call.bucketName === '') return call;
  return { ...call, bucket: await forward.adopt(call.bucketName, call.storage) };
}

function authorizeRow(call: Call, row: OperationRow): void {
  const arn =
    row.on === 'service'
      ? '*'
      : row.on === 'bucket'
        ? bucketArn(call.bucketName)
        : objectArn(call.bucketName, call.key);
  // A bucket that is made is the caller's own, whoever may have one of that name.
  const owned = row.name === 'CreateBucket' ? undefined : call.bucket;
  for (const action of row.actions) call.request.authorize(action, arn, owned, contextOf(call, row));
}

/** Operations that a bucket's region doesn't matter to. */
const anywhere = new Set(['CreateBucket', 'GetBucketLocation', 'ListBuckets']);

function checkBucket(call: Call): void {
  if (call.operation === 'CreateBucket' || call.bucketName === '') return;
  const { bucket, request } = call;
  if (!bucket) throw s3Fault('NoSuchBucket', { BucketName: call.bucketName });
  const owner = call.headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== bucket.account) throw s3Fault('AccessDenied');
  if (bucket.region === request.region || anywhere.has(call.operation)) return;
  throw s3Fault('PermanentRedirect', {
    Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
    Bucket: bucket.name,
  });
}

function errorResponse(request: S3Request, fault: Fault, bucket: BucketRecord | undefined): S3Response {
  const headers: Record<string, string> = { 'content-type': 'application/xml' };
  if (bucket && (fault.status === 301 || request.method === 'HEAD')) headers['x-amz-bucket-region'] = bucket.region;
  if (fault.code === 'InvalidRange') headers['content-range'] = `bytes */${fault.details.ActualObjectSize ?? '*'}`;
  const body = request.method === 'HEAD' ? undefined : errorDocument(fault, request.path, request.requestId);
  return { status: fault.status, headers, body };
}

/** Every answer says who it is from, and how long it is where that is known. */
function completed(request: S3Request, response: S3Response): S3Response {
  const { body } = response;
  const headers: Record<string, string> = {
    ...response.headers,
    server: 'AmazonS3',
    'x-amz-request-id': request.requestId,
    'x-amz-id-2': hostIdOf(request.requestId),
  };
  if (typeof body === 'string' || Buffer.isBuffer(body)) headers['content-length'] = String(Buffer.byteLength(body));
  const silent = body === undefined && request.method !== 'HEAD' && response.status !== 204 && response.status !== 304;
  if (silent) headers['content-length'] ??= '0';
  return { ...response, headers };
}

async function answer(request: S3Request, storage: Storage, options: S3Options): Promise<S3Response> {
  let bucket: BucketRecord | undefined;
  try {
    const { call: read, row } = callOf(request, addressOf(request.host, request.path), storage, options);
    const call = await withBucket(read, options.forward);
    bucket = call.bucket;
    authorizeRow(call, row);
    checkBucket(call);
    const operation = present(operations[row.name], `operation ${row.name}`);
    return await (options.forward ? options.forward.answer(call, row, operation) : operation(call));
  } catch (error) {
    if (error instanceof Fault) return errorResponse(request, error, bucket);
    options.onFailure?.(error, request.requestId);
    return errorResponse(request, s3Fault('InternalError'), bucket);
  }
}

export function openS3(options: S3Options): S3Service {
  const storage = openStorage(options.directory, options.clock, options.random);
  return {
    handle: async (request) => completed(request, await answer(request, storage, options)),
    bucket: (name) => findBucket(storage.database, name),
    close: () => storage.database.close(),
  };
}
