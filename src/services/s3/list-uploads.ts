/** ListMultipartUploads and ListParts. */

import { bucketOf, type Call, numberOf, ownerElement, xml } from './call.ts';
import { elementOf } from './checksums.ts';
import { encoderOf, listParameters, maximumKeysPerPage, prefixElements } from './list-objects.ts';
import { rolledUp, successor } from './listing.ts';
import { initiatorElement, uploadOf } from './multipart.ts';
import { quoted } from './object-headers.ts';
import type { S3Response } from './request.ts';
import { partsOf, seekUploads, type UploadRecord } from './uploads.ts';
import { document, element, group, optional } from './xml-writer.ts';

interface UploadPage {
  readonly uploads: readonly UploadRecord[];
  readonly prefixes: readonly string[];
  /** The last key and upload id that were answered; undefined at the end. */
  readonly next: { readonly key: string; readonly id: string } | undefined;
}

/** Greater than every upload id. */
const pastEveryId = '\u{10ffff}';

interface UploadWalk {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly key: string;
  readonly id: string;
  readonly limit: number;
}

/** One upload a step: unfinished uploads are few, and several may share a key. */
function pageOf(call: Call, asked: UploadWalk): UploadPage {
  const below = asked.prefix === '' ? undefined : successor(asked.prefix);
  const uploads: UploadRecord[] = [];
  const prefixes: string[] = [];
  let [from, fromId] = [asked.key, asked.id];
  let next: UploadPage['next'];
  for (;;) {
    const [upload] = seekUploads(call.storage.database, { bucket: asked.bucket, from, fromId, below, limit: 1 });
    if (!upload) return { uploads, prefixes, next: undefined };
    [from, fromId] = [upload.key, upload.id];
    if (!upload.key.startsWith(asked.prefix)) continue;
    if (uploads.length + prefixes.length >= asked.limit) return { uploads, prefixes, next };
    const prefix = rolledUp(upload.key, asked.prefix, asked.delimiter);
    if (prefix === undefined) {
      uploads.push(upload);
      next = { key: upload.key, id: upload.id };
      continue;
    }
    prefixes.push(prefix);
    next = { key: prefix, id: '' };
    const past = successor(prefix);
    if (past === undefined) return { uploads, prefixes, next: undefined };
    [from, fromId] = [past, ''];
  }
}

/** Where the walk begins: a marker key without an upload id means after all of that key's uploads. */
function beginning(call: Call, prefix: string, delimiter: string): { readonly key: string; readonly id: string } {
  const key = call.query.get('key-marker') ?? '';
  const id = call.query.get('upload-id-marker') ?? '';
  if (key === '') return { key: prefix, id: '' };
  if (rolledUp(key, prefix, delimiter) === key) return { key: successor(key) ?? pastEveryId, id: '' };
  const marker = { key, id: id === '' ? pastEveryId : id };
  return Buffer.compare(Buffer.from(key), Buffer.from(prefix)) < 0 ? { key: prefix, id: '' } : marker;
}

export function listMultipartUploads(call: Call): S3Response {
  const bucket = bucketOf(call);
  const { prefix, delimiter, limit, encode } = listParameters(call, 'max-uploads');
  const page = pageOf(call, { bucket: bucket.name, prefix, delimiter, limit, ...beginning(call, prefix, delimiter) });
  const uploads = page.uploads.map((upload) =>
    group(
      'Upload',
      element('Key', encode(upload.key)),
      element('UploadId', upload.id),
      initiatorElement(upload.account),
      ownerElement('Owner', bucket.account),
      element('StorageClass', upload.storageClass),
      element('Initiated', new Date(upload.initiated).toISOString()),
      upload.chosen
        ? element('ChecksumAlgorithm', upload.algorithm) + element('ChecksumType', upload.checksumType)
        : '',
    ),
  );
  return xml(
    document(
      'ListMultipartUploadsResult',
      element('Bucket', bucket.name),
      element('KeyMarker', encode(call.query.get('key-marker') ?? '')),
      element('UploadIdMarker', call.query.get('upload-id-marker') ?? ''),
      optional('NextKeyMarker', page.next && encode(page.next.key)),
      optional('NextUploadIdMarker', page.next?.id),
      prefix === '' ? '' : element('Prefix', encode(prefix)),
      delimiter === '' ? '' : element('Delimiter', encode(delimiter)),
      optional('EncodingType', call.query.get('encoding-type')),
      element('MaxUploads', limit),
      element('IsTruncated', page.next !== undefined),
      ...uploads,
      prefixElements(page.prefixes, encode),
    ),
  );
}

export function listParts(call: Call): S3Response {
  const bucket = bucketOf(call);
  const upload = uploadOf(call);
  const marker = numberOf(call, 'part-number-marker', 0, 2_147_483_647);
  const limit = numberOf(call, 'max-parts', maximumKeysPerPage, maximumKeysPerPage);
  const found = partsOf(call.storage.database, upload.id, marker, limit + 1);
  const parts = found.slice(0, limit);
  const truncated = limit > 0 && found.length > limit;
  const elements = parts.map((part) =>
    group(
      'Part',
      element('PartNumber', part.number),
      element('LastModified', new Date(part.modified).toISOString()),
      element('ETag', quoted(part.etag)),
      upload.chosen ? element(elementOf(upload.algorithm), part.checksum) : '',
      element('Size', part.size),
    ),
  );
  return xml(
    document(
      'ListPartsResult',
      element('Bucket', bucket.name),
      element('Key', encoderOf(call)(upload.key)),
      element('UploadId', upload.id),
      initiatorElement(upload.account),
      ownerElement('Owner', bucket.account),
      element('StorageClass', upload.storageClass),
      element('PartNumberMarker', marker),
      element('NextPartNumberMarker', parts.at(-1)?.number ?? 0),
      element('MaxParts', limit),
      element('IsTruncated', truncated),
      upload.chosen
        ? element('ChecksumAlgorithm', upload.algorithm) + element('ChecksumType', upload.checksumType)
        : '',
      ...elements,
    ),
  );
}
