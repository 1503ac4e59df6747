/**
 * What an operation needs besides its row's actions, because of a header or parameter: reading the source of a copy,
 * setting tags, ACLs and locks, touching a version
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html). The embedded operations ask
 * for theirs as they go; a real server is only asked once all are granted.
 */

import type { OperationRow } from '../s3/actions.ts';
import { copySourceOf } from '../s3/addressing.ts';
import { type Call, missingKey, objectArn, otherBucket } from '../s3/call.ts';
import { requestTagContext, tagsOfHeader } from '../s3/tags.ts';
import { type Upstream, unavailable } from './upstream.ts';
import { pathOf, requirePlainKey } from './upstream-head.ts';

/** Headers that set something with an action of its own. */
const headerActions: readonly (readonly [header: RegExp, action: string])[] = [
  [/^x-amz-(acl$|grant-)/, 's3:PutObjectAcl'],
  [/^x-amz-object-lock-(mode|retain-until-date)$/, 's3:PutObjectRetention'],
  [/^x-amz-object-lock-legal-hold$/, 's3:PutObjectLegalHold'],
  [/^x-amz-bypass-governance-retention$/, 's3:BypassGovernanceRetention'],
];

/** `s3:GetObject` → `s3:GetObjectVersion`, `s3:PutObjectTagging` → `s3:PutObjectVersionTagging`. */
const versioned = /^s3:(Get|Put|Delete)Object(Acl|Tagging|Attributes|Torrent)?$/;

export function furtherActions(row: OperationRow, call: Pick<Call, 'headers' | 'query'>): readonly string[] {
  if (row.on !== 'object') return [];
  const given = Object.keys(call.headers).filter((name) => call.headers[name] !== undefined);
  const byHeader = headerActions.filter(([header]) => given.some((name) => header.test(name))).map(([, one]) => one);
  const version = call.query.has('versionId');
  const byVersion = version ? row.actions.filter((action) => versioned.test(action)) : [];
  return [...byHeader, ...byVersion.map((action) => action.replace('Object', 'ObjectVersion'))];
}

export function authorizeFurther(call: Call, row: OperationRow): void {
  const arn = objectArn(call.bucketName, call.key);
  for (const action of furtherActions(row, call)) call.request.authorize(action, arn, call.bucket);
  const tags = row.on === 'object' ? tagsOfHeader(call.headers['x-amz-tagging']) : [];
  if (tags.length > 0) call.request.authorize('s3:PutObjectTagging', arn, call.bucket, requestTagContext(tags));
}

interface Source {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
}

/** How many tags the source of a copy has; undefined where there is no such object. */
async function tagCount(upstream: Upstream, { bucket, key, version }: Source): Promise<number | undefined> {
  const query = version === undefined ? '' : `versionId=${encodeURIComponent(version)}`;
  const { status, headers, body } = await upstream.send({
    method: 'HEAD',
    path: pathOf(bucket, key),
    query,
    headers: {},
  });
  body.destroy();
  if (status === 404) return undefined;
  // A source encrypted with its owner's key doesn't tell without the key.
  if (status >= 500) throw unavailable();
  return Number(headers['x-amz-tagging-count'] ?? 0);
}

/** The source's bucket is known here by now. */
export async function authorizeSource(call: Call, upstream: Upstream): Promise<void> {
  const { authorize } = call.request;
  const source = copySourceOf(call.headers['x-amz-copy-source'] ?? '');
  requirePlainKey(source.key);
  const bucket = otherBucket(call, source.bucket);
  const arn = objectArn(source.bucket, source.key);
  authorize(source.version === undefined ? 's3:GetObject' : 's3:GetObjectVersion', arn, bucket);
  const tags = await tagCount(upstream, source);
  if (tags === undefined) throw missingKey(call, bucket, source.key);
  const copied = call.operation === 'CopyObject' && call.headers['x-amz-tagging-directive'] !== 'REPLACE';
  if (tags === 0 || !copied) return;
  authorize('s3:GetObjectTagging', arn, bucket);
  authorize('s3:PutObjectTagging', objectArn(call.bucketName, call.key), call.bucket);
}
