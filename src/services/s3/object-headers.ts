/**
 * The headers that describe an object: which of a request's are kept with it, which are refused because this store does
 * not do what they ask for, and which are answered with it.
 */

import { headerOf } from './checksums.ts';
import { invalidArgument, invalidRequest, s3Fault } from './errors.ts';
import type { ObjectRecord } from './object-rows.ts';
import type { Query } from './query.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/** User-defined metadata, names and values, in bytes. */
export const maximumMetadataBytes = 2048;

const kept = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];

/** What S3 stores an object as whose client says nothing. */
const defaultContentType = 'binary/octet-stream';

/** Silently ignoring these would store an object that is not what the client asked for. */
const refused = [
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-copy-source-server-side-encryption-customer-algorithm',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
];

/** Objects of these are there at once; an archived one would have to be restored first. */
const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
]);
const archiveClasses = new Set(['GLACIER', 'DEEP_ARCHIVE', 'OUTPOSTS', 'EXPRESS_ONEZONE', 'SNOW', 'FSX_OPENZFS']);

const allowedAcls = new Set(['private', 'bucket-owner-full-control']);

export function refuseUnsupported(headers: Headers): void {
  for (const name of refused) if (headers[name] !== undefined) throw s3Fault('NotImplemented', { Header: name });
  const encryption = headers['x-amz-server-side-encryption'];
  if (encryption !== undefined && encryption !== 'AES256') {
    throw s3Fault('NotImplemented', { Header: 'x-amz-server-side-encryption' });
  }
  const acl = headers['x-amz-acl'];
  const grants = Object.keys(headers).some((name) => name.startsWith('x-amz-grant-') && headers[name] !== undefined);
  if (grants || (acl !== undefined && !allowedAcls.has(acl))) throw s3Fault('AccessControlListNotSupported');
}

export function storageClassOf(headers: Headers): string {
  const name = headers['x-amz-storage-class'] ?? 'STANDARD';
  if (archiveClasses.has(name)) throw s3Fault('NotImplemented', { Header: 'x-amz-storage-class' });
  if (!storageClasses.has(name)) throw s3Fault('InvalidStorageClass', { StorageClassRequested: name });
  return name;
}

/** `aws-chunked` says how the body travelled, not what it is. */
function contentEncodingOf(header: string | undefined): string | undefined {
  const left = (header ?? '').split(',').map((entry) => entry.trim());
  const encodings = left.filter((entry) => entry !== '' && entry.toLowerCase() !== 'aws-chunked');
  return encodings.length === 0 ? undefined : encodings.join(',');
}

export function describingHeaders(headers: Headers): Readonly<Record<string, string>> {
  const found: Record<string, string> = { 'content-type': defaultContentType };
  let metadataBytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (name.startsWith('x-amz-meta-')) {
      metadataBytes +=
        Buffer.byteLength(name.slice('x-amz-meta-'.length), 'latin1') + Buffer.byteLength(value, 'latin1');
      found[name] = value;
    } else if (kept.includes(name) && value !== '') found[name] = value;
  }
  if (metadataBytes > maximumMetadataBytes) {
    throw s3Fault('MetadataTooLarge', { Size: String(metadataBytes), MaxSizeAllowed: String(maximumMetadataBytes) });
  }
  const encoding = contentEncodingOf(headers['content-encoding']);
  if (encoding !== undefined) found['content-encoding'] = encoding;
  return found;
}

export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** Whether the answer is about the whole object: the checksum of a part of it would be wrong. */
export function answeredHeaders(object: ObjectRecord, headers: Headers, whole: boolean): Record<string, string> {
  const answer: Record<string, string> = {
    ...object.headers,
    'accept-ranges': 'bytes',
    etag: quoted(object.etag),
    'last-modified': new Date(object.modified).toUTCString(),
    'x-amz-server-side-encryption': 'AES256',
  };
  if (object.storageClass !== 'STANDARD') answer['x-amz-storage-class'] = object.storageClass;
  if (object.tags.length > 0) answer['x-amz-tagging-count'] = String(object.tags.length);
  if (whole && headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED') {
    answer[headerOf(object.checksum.algorithm)] = object.checksum.value;
    answer['x-amz-checksum-type'] = object.checksum.type;
  }
  return answer;
}

const overrides = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** `response-content-type` and its like; only a signed request may ask for them. */
export function overriddenHeaders(query: Query, anonymous: boolean): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of overrides) {
    const value = query.get(`response-${name}`);
    if (value === undefined) continue;
    if (anonymous) throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a header line must not be broken from the query
    if (/[\u0000-\u001f\u007f]|[^\u0000-\u00ff]/.test(value)) {
      throw invalidArgument('Header value cannot be represented using ISO-8859-1.', `response-${name}`, value);
    }
    found[name] = value;
  }
  return found;
}
