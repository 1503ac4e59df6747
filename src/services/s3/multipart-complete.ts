/**
 * CompleteMultipartUpload: judges the list of parts against what was uploaded and puts the object, whose bytes stay in
 * the parts' files. Completing an upload again that made the object which is there now is answered as the first time was.
 */

import { createHash } from 'node:crypto';
import type { XmlElement } from '../../base/xml.ts';
import { bucketOf, type Call, xml } from './call.ts';
import { type Checksum, checksumOfParts, elementOf, headerOf } from './checksums.ts';
import { judgeWrite } from './conditions.ts';
import { invalidRequest, s3Fault } from './errors.ts';
import { quoted } from './object-headers.ts';
import { maximumPartNumber } from './object-read.ts';
import { findObject, type ObjectRecord, putObjectRow } from './object-rows.ts';
import { receiveText } from './payload.ts';
import type { S3Response } from './request.ts';
import { findUpload, type PartRecord, partsOf, settleParts, type UploadRecord } from './uploads.ts';
import { childrenOf, readDocument, textOf } from './xml-reader.ts';
import { document, element } from './xml-writer.ts';

/** Every part but the last. */
export const minimumPartBytes = 5 * 1024 * 1024;
export const maximumObjectBytes = 5 * 1024 ** 4;
export const maximumCompleteBytes = 8 * 1024 * 1024;

interface ListedPart {
  readonly number: number;
  readonly etag: string;
  readonly node: XmlElement;
}

function listedPart(node: XmlElement): ListedPart {
  const [number, etag] = [textOf(node, 'PartNumber')?.trim(), textOf(node, 'ETag')?.trim()];
  if (number === undefined || etag === undefined || !/^\d{1,5}$/.test(number)) throw s3Fault('MalformedXML');
  return { number: Number(number), etag: etag.replace(/^"(.*)"$/, '$1'), node };
}

function readList(source: string): readonly ListedPart[] {
  const listed = childrenOf(readDocument(source, 'CompleteMultipartUpload'), 'Part').map(listedPart);
  if (listed.length === 0 || listed.length > maximumPartNumber) throw s3Fault('MalformedXML');
  if (listed.some((part, index) => index > 0 && part.number <= listed[index - 1]!.number))
    throw s3Fault('InvalidPartOrder');
  return listed;
}

function checkListedChecksum(upload: UploadRecord, listed: ListedPart, part: PartRecord): void {
  const given = textOf(listed.node, elementOf(upload.algorithm));
  const invalid = s3Fault('InvalidPart', { PartNumber: String(listed.number), ETag: listed.etag });
  if (given !== undefined && given !== part.checksum) throw invalid;
  if (given === undefined && upload.chosen && upload.checksumType === 'COMPOSITE') {
    throw invalidRequest(
      `The upload was created using the ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${listed.number} in the request.`,
    );
  }
}

function chooseParts(call: Call, upload: UploadRecord, listed: readonly ListedPart[]): readonly PartRecord[] {
  const rows = partsOf(call.storage.database, upload.id, 0, maximumPartNumber);
  const stored = new Map(rows.map((part) => [part.number, part]));
  return listed.map((one, index) => {
    const part = stored.get(one.number);
    if (!part || part.etag !== one.etag) {
      throw s3Fault('InvalidPart', { UploadId: upload.id, PartNumber: String(one.number), ETag: one.etag });
    }
    checkListedChecksum(upload, one, part);
    if (index < listed.length - 1 && part.size < minimumPartBytes) {
      throw s3Fault('EntityTooSmall', {
        ProposedSize: String(part.size),
        MinSizeAllowed: String(minimumPartBytes),
        PartNumber: String(one.number),
        ETag: one.etag,
      });
    }
    return part;
  });
}

/** The checksum and size that the request itself may state of the whole object. */
function checkWhole(call: Call, checksum: Checksum, size: number): void {
  const statedSize = call.headers['x-amz-mp-object-size'];
  if (statedSize !== undefined && Number(statedSize) !== size) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${statedSize} does not match what was computed: ${size}`,
    );
  }
  const stated = call.headers[headerOf(checksum.algorithm)];
  const type = call.headers['x-amz-checksum-type'];
  if (type !== undefined && type !== checksum.type) {
    throw invalidRequest(
      `The upload was created using the ${checksum.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  if (stated !== undefined && stated !== checksum.value) {
    throw s3Fault(
      'BadDigest',
      {},
      `The ${checksum.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    );
  }
}

function objectOfParts(call: Call, upload: UploadRecord, parts: readonly PartRecord[]): ObjectRecord {
  const size = parts.reduce((total, part) => total + part.size, 0);
  if (size > maximumObjectBytes)
    throw s3Fault('EntityTooLarge', { ProposedSize: String(size), MaxSizeAllowed: String(maximumObjectBytes) });
  const blocks = parts.map((part) => ({ size: part.size, value: part.checksum }));
  const checksum = checksumOfParts(upload.algorithm, upload.checksumType, blocks);
  checkWhole(call, checksum, size);
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.etag, 'hex'));
  return {
    bucket: upload.bucket,
    key: upload.key,
    content: upload.id,
    size,
    parts: parts.length,
    etag: `${md5.digest('hex')}-${parts.length}`,
    modified: call.storage.clock.now(),
    storageClass: upload.storageClass,
    checksum,
    headers: upload.headers,
    tags: upload.tags,
  };
}

function answer(call: Call, object: ObjectRecord): S3Response {
  const path = object.key.split('/').map(encodeURIComponent).join('/');
  const body = document(
    'CompleteMultipartUploadResult',
    element('Location', `https://${object.bucket}.s3.${call.request.region}.amazonaws.com/${path}`),
    element('Bucket', object.bucket),
    element('Key', object.key),
    element('ETag', quoted(object.etag)),
    element(elementOf(object.checksum.algorithm), object.checksum.value),
    element('ChecksumType', object.checksum.type),
  );
  return xml(body, { 'x-amz-server-side-encryption': 'AES256' });
}

/** The headers here describe the object, not the document that lists its parts. */
function bodyRequest(call: Call): Call['request'] {
  const isChecksum = (name: string): boolean => /^x-amz-(sdk-)?checksum-/.test(name);
  const headers = Object.fromEntries(Object.entries(call.request.headers).filter(([name]) => !isChecksum(name)));
  return { ...call.request, headers };
}

export async function completeMultipartUpload(call: Call): Promise<S3Response> {
  const bucket = bucketOf(call);
  const id = call.query.get('uploadId') ?? '';
  const { database, contents } = call.storage;
  const present = findObject(database, bucket.name, call.key);
  if (present && present.parts > 0 && present.content === id) return answer(call, present);
  findUpload(database, bucket.name, call.key, id);
  const listed = readList(await receiveText(bodyRequest(call), maximumCompleteBytes));
  const { object, files } = await database.commit(() => {
    const upload = findUpload(database, bucket.name, call.key, id);
    const parts = chooseParts(call, upload, listed);
    const made = objectOfParts(call, upload, parts);
    judgeWrite(call.headers, findObject(database, bucket.name, call.key), call.key);
    const old = putObjectRow(database, made);
    return { object: made, files: [...old, ...settleParts(database, upload, parts)] };
  });
  contents.remove(files);
  return answer(call, object);
}
