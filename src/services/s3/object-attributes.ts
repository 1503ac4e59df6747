/** GetObjectAttributes, and what else can be read of an object besides its bytes: its ACL, and features it doesn't have. */

import { ownerAcl } from './bucket-features.ts';
import { bucketOf, type Call, objectOf, xml } from './call.ts';
import { elementOf } from './checksums.ts';
import { invalidArgument, s3Fault } from './errors.ts';
import type { ObjectRecord } from './object-rows.ts';
import type { S3Response } from './request.ts';
import { partsOf } from './uploads.ts';
import { document, element, group } from './xml-writer.ts';

const attributeNames = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;
type Attribute = (typeof attributeNames)[number];

export const maximumPartsPerPage = 1000;

function asked(call: Call): readonly Attribute[] {
  const header = call.headers['x-amz-object-attributes'] ?? '';
  const names = header.split(',').map((name) => name.trim());
  return names.map((name) => {
    const known = attributeNames.find((one) => one === name);
    if (known === undefined)
      throw invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', name);
    return known;
  });
}

function headerNumber(call: Call, name: string, fallback: number): number {
  const text = call.headers[name];
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text))
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text);
  return Number(text);
}

/** S3 lists the parts one by one only where they have checksums of their own. */
function partsElement(call: Call, object: ObjectRecord): string {
  if (object.parts === 0) return '';
  const count = element('PartsCount', object.parts);
  if (object.checksum.type === 'FULL_OBJECT') return group('ObjectParts', count);
  const marker = headerNumber(call, 'x-amz-part-number-marker', 0);
  const limit = Math.min(headerNumber(call, 'x-amz-max-parts', maximumPartsPerPage), maximumPartsPerPage);
  const found = partsOf(call.storage.database, object.content, marker, limit + 1);
  const parts = found.slice(0, limit);
  const name = elementOf(object.checksum.algorithm);
  return group(
    'ObjectParts',
    count,
    element('PartNumberMarker', marker),
    element('NextPartNumberMarker', parts.at(-1)?.number ?? 0),
    element('MaxParts', limit),
    element('IsTruncated', found.length > limit),
    ...parts.map((part) =>
      group('Part', element('PartNumber', part.number), element('Size', part.size), element(name, part.checksum)),
    ),
  );
}

function attributeElement(call: Call, object: ObjectRecord, attribute: Attribute): string {
  switch (attribute) {
    case 'ETag':
      return element('ETag', object.etag);
    case 'Checksum': {
      const { algorithm, value, type } = object.checksum;
      return group('Checksum', element(elementOf(algorithm), value), element('ChecksumType', type));
    }
    case 'ObjectParts':
      return partsElement(call, object);
    case 'StorageClass':
      return element('StorageClass', object.storageClass);
    case 'ObjectSize':
      return element('ObjectSize', object.size);
  }
}

export function getObjectAttributes(call: Call): S3Response {
  const names = new Set(asked(call));
  const object = objectOf(call);
  const wanted = attributeNames.filter((name) => names.has(name));
  const body = document('GetObjectAttributesResponse', ...wanted.map((name) => attributeElement(call, object, name)));
  return xml(body, { 'last-modified': new Date(object.modified).toUTCString() });
}

export function getObjectAcl(call: Call): S3Response {
  objectOf(call);
  return xml(ownerAcl(bucketOf(call).account));
}

/** Legal holds and retention need a bucket that was made with Object Lock. */
export function withoutObjectLock(call: Call): S3Response {
  objectOf(call);
  throw s3Fault('InvalidRequest', {}, 'Bucket is missing Object Lock Configuration');
}

export function notImplementedObject(): S3Response {
  throw s3Fault('NotImplemented', {}, 'This operation is not implemented by this endpoint.');
}
