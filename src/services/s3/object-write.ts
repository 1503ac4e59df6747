/** PutObject: a body goes to a content file on its way to a row, hashed in passing. */

import { Fault } from '../../base/fault.ts';
import { bucketOf, type Call, empty, objectArn } from './call.ts';
import { type Checksum, type ChecksumAlgorithm, headerOf } from './checksums.ts';
import { judgeWrite } from './conditions.ts';
import type { Draft } from './contents.ts';
import { describingHeaders, quoted, refuseUnsupported, storageClassOf } from './object-headers.ts';
import { findObject, type ObjectRecord, putObjectRow } from './object-rows.ts';
import { type Received, receive, type Wanted } from './payload.ts';
import type { S3Response } from './request.ts';
import { requestTagContext, tagsOfHeader } from './tags.ts';

/** The largest object that one PutObject, UploadPart or copy can make. */
export const maximumPutBytes = 5 * 1024 ** 3;

export interface StoredBody {
  readonly file: string;
  readonly received: Received;
}

/** What `fill` receives, in a file of its own, durable but named by no row yet. */
export async function store(call: Call, fill: (draft: Draft) => Promise<Received>): Promise<StoredBody> {
  const draft = await call.storage.contents.draft();
  try {
    const received = await fill(draft);
    return { file: await draft.keep(), received };
  } catch (error) {
    await draft.drop();
    throw error;
  }
}

export async function storeBody(call: Call, wanted: Wanted): Promise<StoredBody> {
  return store(call, (draft) => receive(call.request, wanted, maximumPutBytes, draft.write));
}

export function wholeChecksum(received: Received): Checksum {
  const [algorithm, value] = [...received.checksums][0] as [ChecksumAlgorithm, string];
  return { algorithm, value, type: 'FULL_OBJECT' };
}

/** Puts the row if the conditions hold at that moment; whichever file is then named by no row is removed. */
export async function commitObject(call: Call, object: ObjectRecord): Promise<void> {
  const { database, contents } = call.storage;
  try {
    const old = await database.commit(() => {
      judgeWrite(call.headers, findObject(database, object.bucket, object.key), object.key);
      return putObjectRow(database, object);
    });
    contents.remove(old);
  } catch (error) {
    // Any other failure leaves it open whether the row is there; the next open knows, and sweeps.
    if (error instanceof Fault && object.parts === 0) contents.remove([object.content]);
    throw error;
  }
}

export async function putObject(call: Call): Promise<S3Response> {
  const bucket = bucketOf(call);
  refuseUnsupported(call.headers);
  const tags = tagsOfHeader(call.headers['x-amz-tagging']);
  if (tags.length > 0) {
    call.request.authorize('s3:PutObjectTagging', objectArn(bucket.name, call.key), bucket, requestTagContext(tags));
  }
  const [headers, storageClass] = [describingHeaders(call.headers), storageClassOf(call.headers)];
  judgeWrite(call.headers, findObject(call.storage.database, bucket.name, call.key), call.key);
  const { file, received } = await storeBody(call, 'default');
  const checksum = wholeChecksum(received);
  await commitObject(call, {
    bucket: bucket.name,
    key: call.key,
    content: file,
    size: received.size,
    parts: 0,
    etag: received.md5,
    modified: call.storage.clock.now(),
    storageClass,
    checksum,
    headers,
    tags,
  });
  return empty(200, {
    etag: quoted(received.md5),
    [headerOf(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': checksum.type,
    'x-amz-server-side-encryption': 'AES256',
    ...(storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass }),
  });
}
