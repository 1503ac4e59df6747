/**
 * Multipart uploads: create, upload or copy a part, abort (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html).
 * Completing one has a file of its own.
 */

import { Fault } from '../../base/fault.ts';
import { randomText } from '../../base/random.ts';
import { bucketOf, type Call, canonicalUserId, empty, objectArn, xml } from './call.ts';
import {
  algorithmNames,
  algorithms,
  type ChecksumAlgorithm,
  type ChecksumType,
  defaultAlgorithm,
  elementOf,
  headerOf,
} from './checksums.ts';
import { invalidArgument, invalidRequest } from './errors.ts';
import { sourceOf, storeCopy } from './object-copy.ts';
import { describingHeaders, quoted, refuseUnsupported, storageClassOf } from './object-headers.ts';
import { maximumPartNumber } from './object-read.ts';
import { type StoredBody, storeBody } from './object-write.ts';
import { planPayload } from './payload-plan.ts';
import type { S3Response } from './request.ts';
import { requestTagContext, tagsOfHeader } from './tags.ts';
import { deleteUpload, findUpload, insertUpload, type PartRecord, putPart, type UploadRecord } from './uploads.ts';
import { document, element } from './xml-writer.ts';

const uploadIdAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-';
const uploadIdLength = 88;

interface ChecksumChoice {
  readonly algorithm: ChecksumAlgorithm;
  readonly checksumType: ChecksumType;
  readonly chosen: boolean;
}

function checksumChoice(call: Call): ChecksumChoice {
  const name = call.headers['x-amz-checksum-algorithm']?.toUpperCase();
  const type = call.headers['x-amz-checksum-type']?.toUpperCase();
  if (name === undefined) {
    if (type !== undefined)
      throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
    return { algorithm: defaultAlgorithm, checksumType: 'FULL_OBJECT', chosen: false };
  }
  const algorithm = algorithmNames.find((one) => one === name);
  if (algorithm === undefined) {
    throw invalidRequest(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  const { types } = algorithms[algorithm];
  const checksumType = types.find((one) => one === (type ?? types[0]));
  if (checksumType === undefined) {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, checksumType, chosen: true };
}

export async function createMultipartUpload(call: Call): Promise<S3Response> {
  const bucket = bucketOf(call);
  refuseUnsupported(call.headers);
  const tags = tagsOfHeader(call.headers['x-amz-tagging']);
  if (tags.length > 0) {
    call.request.authorize('s3:PutObjectTagging', objectArn(bucket.name, call.key), bucket, requestTagContext(tags));
  }
  const { database, clock, random } = call.storage;
  const upload: UploadRecord = {
    id: randomText(random, uploadIdLength, uploadIdAlphabet),
    bucket: bucket.name,
    key: call.key,
    initiated: clock.now(),
    account: call.request.account ?? bucket.account,
    storageClass: storageClassOf(call.headers),
    ...checksumChoice(call),
    headers: describingHeaders(call.headers),
    tags,
  };
  await database.commit(() => insertUpload(database, upload));
  const body = document(
    'InitiateMultipartUploadResult',
    element('Bucket', bucket.name),
    element('Key', call.key),
    element('UploadId', upload.id),
  );
  const chosen = { 'x-amz-checksum-algorithm': upload.algorithm, 'x-amz-checksum-type': upload.checksumType };
  return xml(body, { 'x-amz-server-side-encryption': 'AES256', ...(upload.chosen ? chosen : {}) });
}

function partNumberOf(call: Call): number {
  const text = call.query.get('partNumber') ?? '';
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > maximumPartNumber) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text);
  }
  return number;
}

export function uploadOf(call: Call): UploadRecord {
  return findUpload(call.storage.database, bucketOf(call).name, call.key, call.query.get('uploadId') ?? '');
}

async function commitPart(call: Call, upload: UploadRecord, stored: StoredBody): Promise<PartRecord> {
  const { database, contents, clock } = call.storage;
  const part: PartRecord = {
    number: partNumberOf(call),
    file: stored.file,
    size: stored.received.size,
    etag: stored.received.md5,
    modified: clock.now(),
    checksum: stored.received.checksums.get(upload.algorithm)!,
  };
  try {
    contents.remove(await database.commit(() => putPart(database, upload, part)));
    return part;
  } catch (error) {
    if (error instanceof Fault) contents.remove([part.file]);
    throw error;
  }
}

/** An upload that names an algorithm takes no part without it. */
function requireChecksum(call: Call, upload: UploadRecord): void {
  if (!upload.chosen) return;
  const given = planPayload(call.headers, call.request.verifyChunk).checksum?.algorithm;
  if (given === upload.algorithm) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${given?.toLowerCase() ?? 'null'}`,
  );
}

export async function uploadPart(call: Call): Promise<S3Response> {
  partNumberOf(call);
  const upload = uploadOf(call);
  requireChecksum(call, upload);
  const stored = await storeBody(call, upload.algorithm);
  const part = await commitPart(call, upload, stored);
  const answered = stored.received.given ?? upload.algorithm;
  return empty(200, {
    etag: quoted(part.etag),
    [headerOf(answered)]: stored.received.checksums.get(answered)!,
    'x-amz-server-side-encryption': 'AES256',
  });
}

function copyRange(call: Call, size: number): { readonly start: number; readonly end: number } {
  const header = call.headers['x-amz-copy-source-range'];
  if (header === undefined) return { start: 0, end: size - 1 };
  const shape = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  if (!shape || Number(shape[1]) > Number(shape[2])) {
    const message =
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy';
    throw invalidArgument(message, 'x-amz-copy-source-range', header);
  }
  if (Number(shape[2]) >= size) {
    const message = `Range specified is not valid for source object of size: ${size}`;
    throw invalidArgument(message, 'x-amz-copy-source-range', header);
  }
  return { start: Number(shape[1]), end: Number(shape[2]) };
}

export async function uploadPartCopy(call: Call): Promise<S3Response> {
  partNumberOf(call);
  const upload = uploadOf(call);
  const source = sourceOf(call);
  const stored = await storeCopy(call, source, copyRange(call, source.size), upload.algorithm);
  const part = await commitPart(call, upload, stored);
  const body = document(
    'CopyPartResult',
    element('LastModified', new Date(part.modified).toISOString()),
    element('ETag', quoted(part.etag)),
    element(elementOf(upload.algorithm), part.checksum),
  );
  return xml(body, { 'x-amz-server-side-encryption': 'AES256' });
}

export async function abortMultipartUpload(call: Call): Promise<S3Response> {
  const upload = uploadOf(call);
  const { database, contents } = call.storage;
  contents.remove(await database.commit(() => deleteUpload(database, upload)));
  return empty(204);
}

/** Who began an upload, as lists print it. */
export function initiatorElement(account: string): string {
  const arn = `arn:aws:iam::${account}:root`;
  return `<Initiator>${element('ID', canonicalUserId(account))}${element('DisplayName', arn)}</Initiator>`;
}
