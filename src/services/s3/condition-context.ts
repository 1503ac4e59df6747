/**
 * The S3 condition keys that a request carries
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html). One text per key: lists such
 * as s3:RequestObjectTagKeys are not given. Network and principal keys are the front door's.
 */

import type { OperationRow } from './actions.ts';
import type { Call } from './call.ts';
import { listContext } from './list-objects.ts';
import { findObject } from './object-rows.ts';
import { existingTagContext, requestTagContext, tagsOfHeader } from './tags.ts';

/** Headers whose condition key is `s3:` and the header's name. */
const headerKeys = [
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-storage-class',
  'if-match',
  'if-none-match',
];

/** Operations that may be allowed by the tags of the object that is there. */
const tagged = new Set([
  'GetObject',
  'HeadObject',
  'GetObjectAcl',
  'GetObjectTagging',
  'PutObjectTagging',
  'DeleteObject',
  'DeleteObjectTagging',
]);

export function contextOf(call: Call, row: OperationRow): Record<string, string> {
  const context: Record<string, string> = {};
  if (call.bucket) context['s3:ResourceAccount'] = call.bucket.account;
  const version = call.query.get('versionId');
  if (version !== undefined) context['s3:VersionId'] = version;
  for (const name of headerKeys) {
    const value = call.headers[name];
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  Object.assign(context, requestTagContext(tagsOfHeader(call.headers['x-amz-tagging'])));
  if (row.name.startsWith('List')) Object.assign(context, listContext(call.query));
  if (call.bucket && tagged.has(row.name)) {
    const object = findObject(call.storage.database, call.bucket.name, call.key);
    if (object) Object.assign(context, existingTagContext(object.tags));
  }
  return context;
}
