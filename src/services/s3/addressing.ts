/**
 * Which bucket and key a request is about, from its Host and raw path. Knows the host names under which S3 is reached:
 * regional, global, dual-stack, interface endpoints and localhost
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html). Every other name, and every
 * plain address, is path style. Access points and the control API are not served.
 */

import { s3Fault } from './errors.ts';
import { decodeUri } from './query.ts';

export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

export const maximumKeyBytes = 1024;

const endpointSuffix = '.vpce.amazonaws.com';
const publicSuffixes = ['.amazonaws.com.cn', '.amazonaws.com'];

/** `BUCKET.bucket.vpce-….s3.REGION`: the labels before `bucket` are the bucket's name. */
function endpointBucket(name: string): string | undefined {
  const labels = name.split('.');
  const endpoint = labels.findLastIndex((label) => label.startsWith('vpce-'));
  if (endpoint < 0 || labels[endpoint + 1] !== 's3') return undefined;
  const kind = labels[endpoint - 1];
  if (kind === 'accesspoint' || kind === 'control') throw s3Fault('NotImplemented');
  if (kind !== 'bucket' || endpoint === 1) return undefined;
  return labels.slice(0, endpoint - 1).join('.');
}

/** `BUCKET.s3`, `BUCKET.s3.REGION`, `BUCKET.s3.dualstack.REGION`, `BUCKET.s3-REGION`, and each without a bucket. */
const publicName = /^(?:(.+)\.)?(?:s3(?:\.dualstack)?\.[a-z]{2}(?:-[a-z]+)+-\d|s3-[a-z]{2}(?:-[a-z]+)+-\d|s3)$/;
const localName = /^(?:(.+?)\.)?(?:s3\.)?localhost$/;

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}

/** The bucket that a host name carries; undefined means that the path does. */
export function bucketOfHost(host: string): string | undefined {
  const name = withoutPort(host);
  if (name.endsWith(endpointSuffix)) return endpointBucket(name.slice(0, -endpointSuffix.length));
  for (const suffix of publicSuffixes) {
    if (name.endsWith(suffix)) return publicName.exec(name.slice(0, -suffix.length))?.[1];
  }
  const local = localName.exec(name)?.[1];
  return local === 's3' ? undefined : local;
}

function checkedKey(raw: string): string | undefined {
  if (raw === '') return undefined;
  const key = decodeUri(raw);
  const size = Buffer.byteLength(key);
  if (size > maximumKeyBytes) {
    throw s3Fault('KeyTooLongError', { Size: String(size), MaxSizeAllowed: String(maximumKeyBytes) });
  }
  return key;
}

export function addressOf(host: string, rawPath: string): Address {
  const path = rawPath.startsWith('/') ? rawPath.slice(1) : rawPath;
  const bucket = bucketOfHost(host);
  if (bucket !== undefined) return { bucket, key: checkedKey(path) };
  if (path === '') return { bucket: undefined, key: undefined };
  const slash = path.indexOf('/');
  if (slash < 0) return { bucket: decodeUri(path), key: undefined };
  return { bucket: decodeUri(path.slice(0, slash)), key: checkedKey(path.slice(slash + 1)) };
}

/** `x-amz-copy-source`: `[/]BUCKET/KEY[?versionId=…]`, percent-encoded. */
export function copySourceOf(header: string): {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
} {
  const question = header.lastIndexOf('?versionId=');
  const path = (question < 0 ? header : header.slice(0, question)).replace(/^\/|^%2F/i, '');
  // Some clients encode the slash between bucket and key too.
  const decoded = decodeUri(path.replaceAll('+', '%20'));
  const slash = decoded.indexOf('/');
  const copySource = { ArgumentName: 'x-amz-copy-source', ArgumentValue: header };
  if (slash < 1 || slash === decoded.length - 1) {
    throw s3Fault('InvalidArgument', copySource, 'Invalid copy source object key');
  }
  const found = { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) };
  return question < 0 ? found : { ...found, version: header.slice(question + '?versionId='.length) };
}
