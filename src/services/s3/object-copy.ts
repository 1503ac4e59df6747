/**
 * CopyObject. A copy of an object put in one piece shares its bytes; one of a multipart object is written anew, because
 * S3 gives the copy the entity tag of an object put in one piece.
 */

import { present } from '../../base/assert.ts';
import { copySourceOf } from './addressing.ts';
import { bucketOf, type Call, missingKey, objectArn, otherBucket, refuseVersion, xml } from './call.ts';
import { algorithmNames, type ChecksumAlgorithm, defaultAlgorithm, elementOf } from './checksums.ts';
import { judgeRead, readConditionsOf } from './conditions.ts';
import { ContentStream } from './content-stream.ts';
import { invalidArgument, invalidRequest, s3Fault } from './errors.ts';
import { describingHeaders, quoted, refuseUnsupported, storageClassOf } from './object-headers.ts';
import { findObject, type ObjectRecord, slicesOf } from './object-rows.ts';
import { commitObject, maximumPutBytes, type StoredBody, store, wholeChecksum } from './object-write.ts';
import { receive } from './payload.ts';
import type { ByteRange } from './range.ts';
import type { S3Response } from './request.ts';
import { existingTagContext, requestTagContext, type Tag, tagsOfHeader } from './tags.ts';
import { document, element } from './xml-writer.ts';

/** The object that `x-amz-copy-source` names, once the caller may read it and its conditions hold. */
export function sourceOf(call: Call): ObjectRecord {
  const header = present(call.headers['x-amz-copy-source'], 'x-amz-copy-source');
  const source = copySourceOf(header);
  const { authorize } = call.request;
  const bucket = otherBucket(call, source.bucket);
  const object = findObject(call.storage.database, bucket.name, source.key);
  const context = object ? existingTagContext(object.tags) : {};
  authorize('s3:GetObject', objectArn(bucket.name, source.key), bucket, context);
  refuseVersion(source.version);
  if (!object) throw missingKey(call, bucket, source.key);
  const verdict = judgeRead(readConditionsOf(call.headers, 'x-amz-copy-source-'), object);
  if (verdict.kind === 'failed') {
    throw s3Fault('PreconditionFailed', { Condition: `x-amz-copy-source-${verdict.condition}` });
  }
  if (verdict.kind === 'not-modified')
    throw s3Fault('PreconditionFailed', { Condition: 'x-amz-copy-source-If-None-Match' });
  return object;
}

/** Writes a range of an object's bytes to a file of its own. */
export async function storeCopy(
  call: Call,
  source: ObjectRecord,
  range: ByteRange,
  algorithm: ChecksumAlgorithm,
): Promise<StoredBody> {
  const length = range.end - range.start + 1;
  if (length > maximumPutBytes) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${maximumPutBytes}`,
    );
  }
  const body = new ContentStream(
    call.storage.contents,
    slicesOf(call.storage.database, source, range.start, range.end),
  );
  try {
    const request = { headers: { 'content-length': String(length) }, body };
    return await store(call, (draft) => receive(request, algorithm, maximumPutBytes, draft.write));
  } finally {
    body.destroy();
  }
}

function directive(call: Call, name: string): 'COPY' | 'REPLACE' {
  const value = call.headers[name] ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw invalidArgument(
    `Unknown ${name === 'x-amz-tagging-directive' ? 'tagging' : 'metadata'} directive.`,
    name,
    value,
  );
}

function wantedAlgorithm(call: Call, source: ObjectRecord): ChecksumAlgorithm {
  const name = call.headers['x-amz-checksum-algorithm']?.toUpperCase();
  if (name === undefined) return source.checksum.type === 'FULL_OBJECT' ? source.checksum.algorithm : defaultAlgorithm;
  const known = algorithmNames.find((one) => one === name);
  if (known === undefined)
    throw invalidRequest(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  return known;
}

type Bytes = Pick<ObjectRecord, 'content' | 'size' | 'etag' | 'checksum' | 'parts'>;

async function copyBytes(call: Call, source: ObjectRecord): Promise<Bytes> {
  const algorithm = wantedAlgorithm(call, source);
  if (source.parts === 0 && algorithm === source.checksum.algorithm) {
    const release = call.storage.contents.pin([source.content]);
    try {
      const content = await call.storage.contents.duplicate(source.content);
      return { content, size: source.size, etag: source.etag, checksum: source.checksum, parts: 0 };
    } finally {
      release();
    }
  }
  const { file, received } = await storeCopy(call, source, { start: 0, end: source.size - 1 }, algorithm);
  return { content: file, size: received.size, etag: received.md5, checksum: wholeChecksum(received), parts: 0 };
}

function copiedTags(call: Call, source: ObjectRecord): readonly Tag[] {
  if (directive(call, 'x-amz-tagging-directive') === 'REPLACE') return tagsOfHeader(call.headers['x-amz-tagging']);
  if (source.tags.length > 0) {
    const bucket = otherBucket(call, source.bucket);
    const context = existingTagContext(source.tags);
    call.request.authorize('s3:GetObjectTagging', objectArn(source.bucket, source.key), bucket, context);
  }
  return source.tags;
}

export async function copyObject(call: Call): Promise<S3Response> {
  const bucket = bucketOf(call);
  refuseUnsupported(call.headers);
  const source = sourceOf(call);
  const replaced = directive(call, 'x-amz-metadata-directive') === 'REPLACE';
  const storageClass = storageClassOf(call.headers);
  const itself = source.bucket === bucket.name && source.key === call.key;
  if (
    itself &&
    !replaced &&
    storageClass === source.storageClass &&
    directive(call, 'x-amz-tagging-directive') === 'COPY'
  ) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const tags = copiedTags(call, source);
  if (tags.length > 0) {
    call.request.authorize('s3:PutObjectTagging', objectArn(bucket.name, call.key), bucket, requestTagContext(tags));
  }
  const headers = replaced ? describingHeaders(call.headers) : source.headers;
  const modified = call.storage.clock.now();
  const bytes = await copyBytes(call, source);
  await commitObject(call, { ...bytes, bucket: bucket.name, key: call.key, modified, storageClass, headers, tags });
  const answer = document(
    'CopyObjectResult',
    element('LastModified', new Date(modified).toISOString()),
    element('ETag', quoted(bytes.etag)),
    element(elementOf(bytes.checksum.algorithm), bytes.checksum.value),
    element('ChecksumType', bytes.checksum.type),
  );
  return xml(answer, { 'x-amz-server-side-encryption': 'AES256' });
}
