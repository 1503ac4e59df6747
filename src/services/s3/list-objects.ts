/** ListObjects, ListObjectsV2 and ListObjectVersions: the parameters, the walk over a bucket's rows, the XML. */

import { bucketOf, type Call, numberOf, ownerElement, xml } from './call.ts';
import { algorithmNames, type ChecksumAlgorithm } from './checksums.ts';
import type { Database } from './database.ts';
import { invalidArgument } from './errors.ts';
import { type Listing, type Place, placeOfMarker, textOfPlace, walk } from './listing.ts';
import { quoted } from './object-headers.ts';
import type { BucketRecord, S3Response } from './request.ts';
import { document, element, group, optional } from './xml-writer.ts';

export const maximumKeysPerPage = 1000;

interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  readonly storageClass: string;
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly checksumType: string;
}

/** How texts are written: as they are, or percent-encoded for `encoding-type=url`. */
export type Encoder = (text: string) => string;

/** RFC 3986's unreserved characters and `/` stay; a space becomes `+`. */
function urlEncoded(text: string): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()~]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replaceAll('%20', '+').replaceAll('%2F', '/');
}

export function encoderOf(call: Call): Encoder {
  const type = call.query.get('encoding-type');
  if (type === undefined) return (text) => text;
  if (type !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type);
  return urlEncoded;
}

export interface ListParameters {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  readonly encode: Encoder;
}

export function listParameters(call: Call, limitName: string): ListParameters {
  return {
    prefix: call.query.get('prefix') ?? '',
    delimiter: call.query.get('delimiter') ?? '',
    limit: numberOf(call, limitName, maximumKeysPerPage, maximumKeysPerPage),
    encode: encoderOf(call),
  };
}

/** Condition keys of a list: what it asks for. */
export function listContext(query: ReadonlyMap<string, string>): Record<string, string> {
  const names = ['prefix', 'delimiter', 'max-keys'] as const;
  return Object.fromEntries(names.flatMap((name) => (query.has(name) ? [[`s3:${name}`, query.get(name)!]] : [])));
}

const columns = 'key, size, etag, modified, storage_class, checksum_algorithm, checksum_type';

function* objectsFrom(database: Database, bucket: string, from: string, inclusive: boolean, below: string | undefined) {
  const sql = `SELECT ${columns} FROM objects WHERE bucket = ? AND key ${inclusive ? '>=' : '>'} ?
    ${below === undefined ? '' : 'AND key < ?'} ORDER BY key`;
  const values = below === undefined ? [bucket, from] : [bucket, from, below];
  for (const row of database.iterate(sql, ...values)) {
    yield {
      key: row.key as string,
      size: row.size as number,
      etag: row.etag as string,
      modified: row.modified as number,
      storageClass: row.storage_class as string,
      algorithm: algorithmNames.find((name) => name === row.checksum_algorithm),
      checksumType: row.checksum_type as string,
    };
  }
}

function page(
  call: Call,
  bucket: BucketRecord,
  parameters: ListParameters,
  after: Place | undefined,
): Listing<ListedObject> {
  if (parameters.limit === 0) return { entries: [], prefixes: [], next: undefined };
  return walk({
    ...parameters,
    after,
    seek: (from, inclusive, below) => objectsFrom(call.storage.database, bucket.name, from, inclusive, below),
    keyOf: (object) => object.key,
  });
}

function objectElements(object: ListedObject, encode: Encoder, owner: string): readonly string[] {
  return [
    element('Key', encode(object.key)),
    element('LastModified', new Date(object.modified).toISOString()),
    element('ETag', quoted(object.etag)),
    optional('ChecksumAlgorithm', object.algorithm),
    element('ChecksumType', object.checksumType),
    element('Size', object.size),
    owner,
    element('StorageClass', object.storageClass),
  ];
}

export function prefixElements(prefixes: readonly string[], encode: Encoder): string {
  return prefixes.map((prefix) => group('CommonPrefixes', element('Prefix', encode(prefix)))).join('');
}

function contents(listing: Listing<ListedObject>, encode: Encoder, owner: string): string {
  return listing.entries.map((object) => group('Contents', ...objectElements(object, encode, owner))).join('');
}

export function listObjects(call: Call): S3Response {
  const bucket = bucketOf(call);
  const parameters = listParameters(call, 'max-keys');
  const { prefix, delimiter, encode } = parameters;
  const marker = call.query.get('marker') ?? '';
  const listing = page(call, bucket, parameters, placeOfMarker(marker, prefix, delimiter));
  // Without a delimiter the last key says where to go on (API_ListObjects).
  const next = listing.next !== undefined && delimiter !== '' ? encode(textOfPlace(listing.next)) : undefined;
  return xml(
    document(
      'ListBucketResult',
      element('Name', bucket.name),
      element('Prefix', encode(prefix)),
      element('Marker', encode(marker)),
      optional('NextMarker', next),
      element('MaxKeys', parameters.limit),
      delimiter === '' ? '' : element('Delimiter', encode(delimiter)),
      optional('EncodingType', call.query.get('encoding-type')),
      element('IsTruncated', listing.next !== undefined),
      contents(listing, encode, ownerElement('Owner', bucket.account)),
      prefixElements(listing.prefixes, encode),
    ),
    { 'x-amz-bucket-region': bucket.region },
  );
}

/** Opaque to clients: the kind of place and its text. */
function tokenOf(place: Place): string {
  return Buffer.from(`${place.kind === 'key' ? 'k' : 'p'}${textOfPlace(place)}`).toString('base64');
}

function placeOfToken(token: string | undefined): Place | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (text.startsWith('k')) return { kind: 'key', key: text.slice(1) };
  if (text.startsWith('p')) return { kind: 'prefix', prefix: text.slice(1) };
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}

export function listObjectsV2(call: Call): S3Response {
  const bucket = bucketOf(call);
  const type = call.query.get('list-type');
  if (type !== '2') throw invalidArgument('Invalid List Type specified in Request', 'list-type', type ?? '');
  const parameters = listParameters(call, 'max-keys');
  const { prefix, delimiter, encode } = parameters;
  const token = call.query.get('continuation-token');
  const startAfter = call.query.get('start-after');
  const listing = page(call, bucket, parameters, placeOfToken(token) ?? placeOfMarker(startAfter, prefix, delimiter));
  const owner = call.query.get('fetch-owner') === 'true' ? ownerElement('Owner', bucket.account) : '';
  return xml(
    document(
      'ListBucketResult',
      element('Name', bucket.name),
      element('Prefix', encode(prefix)),
      startAfter === undefined ? '' : element('StartAfter', encode(startAfter)),
      optional('ContinuationToken', token),
      optional('NextContinuationToken', listing.next && tokenOf(listing.next)),
      element('KeyCount', listing.entries.length + listing.prefixes.length),
      element('MaxKeys', parameters.limit),
      delimiter === '' ? '' : element('Delimiter', encode(delimiter)),
      optional('EncodingType', call.query.get('encoding-type')),
      element('IsTruncated', listing.next !== undefined),
      contents(listing, encode, owner),
      prefixElements(listing.prefixes, encode),
    ),
    { 'x-amz-bucket-region': bucket.region },
  );
}

/** Without versioning every object has one version, called `null`. */
export function listObjectVersions(call: Call): S3Response {
  const bucket = bucketOf(call);
  const parameters = listParameters(call, 'max-keys');
  const { prefix, delimiter, encode } = parameters;
  const marker = call.query.get('key-marker') ?? '';
  const listing = page(call, bucket, parameters, placeOfMarker(marker, prefix, delimiter));
  const owner = ownerElement('Owner', bucket.account);
  const versions = listing.entries.map((object) =>
    group('Version', ...objectElements(object, encode, owner), element('VersionId', 'null'), element('IsLatest', true)),
  );
  return xml(
    document(
      'ListVersionsResult',
      element('Name', bucket.name),
      element('Prefix', encode(prefix)),
      element('KeyMarker', encode(marker)),
      element('VersionIdMarker', call.query.get('version-id-marker') ?? ''),
      optional('NextKeyMarker', listing.next && encode(textOfPlace(listing.next))),
      listing.next?.kind === 'key' ? element('NextVersionIdMarker', 'null') : '',
      element('MaxKeys', parameters.limit),
      delimiter === '' ? '' : element('Delimiter', encode(delimiter)),
      optional('EncodingType', call.query.get('encoding-type')),
      element('IsTruncated', listing.next !== undefined),
      ...versions,
      prefixElements(listing.prefixes, encode),
    ),
  );
}
