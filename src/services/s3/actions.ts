/**
 * The table of S3's operations: by which method, resource and query parameter each is asked for, and which IAM actions
 * it needs (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html). The first row that
 * fits is the operation. Rows whose `actions` is empty ask for themselves, because it takes the body to know for what.
 */

import { s3Fault } from './errors.ts';
import type { Query } from './query.ts';

export type ResourceKind = 'service' | 'bucket' | 'object';

export interface OperationRow {
  readonly name: string;
  readonly method: string;
  readonly on: ResourceKind;
  /** Query parameters that must be there. */
  readonly query: readonly string[];
  /** A header that must be there. */
  readonly header?: string;
  readonly actions: readonly string[];
}

type Short = readonly [name: string, method: string, on: ResourceKind, query: string, actions: string, header?: string];

/** Bucket features that a plain bucket answers reads of; writing them is NotImplemented. */
export const bucketFeatures = [
  ['Accelerate', 'accelerate', 'AccelerateConfiguration', 'PUT'],
  ['Acl', 'acl', 'BucketAcl', 'PUT'],
  ['Analytics', 'analytics', 'AnalyticsConfiguration', 'PUT DELETE'],
  ['Cors', 'cors', 'BucketCORS', 'PUT DELETE'],
  ['Encryption', 'encryption', 'EncryptionConfiguration', 'PUT DELETE'],
  ['IntelligentTiering', 'intelligent-tiering', 'IntelligentTieringConfiguration', 'PUT DELETE'],
  ['Inventory', 'inventory', 'InventoryConfiguration', 'PUT DELETE'],
  ['Lifecycle', 'lifecycle', 'LifecycleConfiguration', 'PUT DELETE'],
  ['Logging', 'logging', 'BucketLogging', 'PUT'],
  ['Metrics', 'metrics', 'MetricsConfiguration', 'PUT DELETE'],
  ['Notification', 'notification', 'BucketNotification', 'PUT'],
  ['ObjectLock', 'object-lock', 'BucketObjectLockConfiguration', 'PUT'],
  ['OwnershipControls', 'ownershipControls', 'BucketOwnershipControls', 'PUT DELETE'],
  ['Replication', 'replication', 'ReplicationConfiguration', 'PUT DELETE'],
  ['RequestPayment', 'requestPayment', 'BucketRequestPayment', 'PUT'],
  ['Versioning', 'versioning', 'BucketVersioning', 'PUT'],
  ['Website', 'website', 'BucketWebsite', 'PUT DELETE'],
] as const;

export type BucketFeature = (typeof bucketFeatures)[number][0];

/** Deleting these takes the action of putting them, but for websites. */
const deleteActions: Readonly<Record<string, string>> = { Website: 's3:DeleteBucketWebsite' };

const featureRows: readonly Short[] = bucketFeatures.flatMap(([feature, parameter, stem, changes]) => [
  [`GetBucket${feature}`, 'GET', 'bucket', parameter, `s3:Get${stem}`] satisfies Short,
  ...changes.split(' ').map((method): Short => {
    const verb = method === 'PUT' ? 'Put' : 'Delete';
    const action = verb === 'Delete' ? (deleteActions[feature] ?? `s3:Put${stem}`) : `s3:Put${stem}`;
    return [`${verb}Bucket${feature}`, method, 'bucket', parameter, action];
  }),
]);

const objectRows: readonly Short[] = [
  ['GetObjectTagging', 'GET', 'object', 'tagging', 's3:GetObjectTagging'],
  ['PutObjectTagging', 'PUT', 'object', 'tagging', 's3:PutObjectTagging'],
  ['DeleteObjectTagging', 'DELETE', 'object', 'tagging', 's3:DeleteObjectTagging'],
  ['GetObjectAcl', 'GET', 'object', 'acl', 's3:GetObjectAcl'],
  ['PutObjectAcl', 'PUT', 'object', 'acl', 's3:PutObjectAcl'],
  ['GetObjectAttributes', 'GET', 'object', 'attributes', 's3:GetObject s3:GetObjectAttributes'],
  ['GetObjectLegalHold', 'GET', 'object', 'legal-hold', 's3:GetObjectLegalHold'],
  ['GetObjectRetention', 'GET', 'object', 'retention', 's3:GetObjectRetention'],
  ['GetObjectTorrent', 'GET', 'object', 'torrent', 's3:GetObjectTorrent'],
  ['PutObjectLegalHold', 'PUT', 'object', 'legal-hold', 's3:PutObjectLegalHold'],
  ['PutObjectRetention', 'PUT', 'object', 'retention', 's3:PutObjectRetention'],
  ['RenameObject', 'PUT', 'object', 'renameObject', 's3:PutObject'],
  ['RestoreObject', 'POST', 'object', 'restore', 's3:RestoreObject'],
  ['SelectObjectContent', 'POST', 'object', 'select', 's3:GetObject'],
  ['ListParts', 'GET', 'object', 'uploadId', 's3:ListMultipartUploadParts'],
  ['UploadPartCopy', 'PUT', 'object', 'partNumber uploadId', 's3:PutObject', 'x-amz-copy-source'],
  ['UploadPart', 'PUT', 'object', 'partNumber uploadId', 's3:PutObject'],
  ['CreateMultipartUpload', 'POST', 'object', 'uploads', 's3:PutObject'],
  ['CompleteMultipartUpload', 'POST', 'object', 'uploadId', 's3:PutObject'],
  ['AbortMultipartUpload', 'DELETE', 'object', 'uploadId', 's3:AbortMultipartUpload'],
  ['CopyObject', 'PUT', 'object', '', 's3:PutObject', 'x-amz-copy-source'],
  ['PutObject', 'PUT', 'object', '', 's3:PutObject'],
  ['GetObject', 'GET', 'object', '', 's3:GetObject'],
  ['HeadObject', 'HEAD', 'object', '', 's3:GetObject'],
  ['DeleteObject', 'DELETE', 'object', '', 's3:DeleteObject'],
];

const bucketRows: readonly Short[] = [
  ['GetBucketLocation', 'GET', 'bucket', 'location', 's3:GetBucketLocation'],
  ['GetBucketPolicyStatus', 'GET', 'bucket', 'policyStatus', 's3:GetBucketPolicyStatus'],
  ['GetBucketPolicy', 'GET', 'bucket', 'policy', 's3:GetBucketPolicy'],
  ['PutBucketPolicy', 'PUT', 'bucket', 'policy', 's3:PutBucketPolicy'],
  ['DeleteBucketPolicy', 'DELETE', 'bucket', 'policy', 's3:DeleteBucketPolicy'],
  ['GetPublicAccessBlock', 'GET', 'bucket', 'publicAccessBlock', 's3:GetBucketPublicAccessBlock'],
  ['PutPublicAccessBlock', 'PUT', 'bucket', 'publicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  ['DeletePublicAccessBlock', 'DELETE', 'bucket', 'publicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  ['GetBucketTagging', 'GET', 'bucket', 'tagging', 's3:GetBucketTagging'],
  ['PutBucketTagging', 'PUT', 'bucket', 'tagging', 's3:PutBucketTagging'],
  ['DeleteBucketTagging', 'DELETE', 'bucket', 'tagging', 's3:PutBucketTagging'],
  ['ListMultipartUploads', 'GET', 'bucket', 'uploads', 's3:ListBucketMultipartUploads'],
  ['ListObjectVersions', 'GET', 'bucket', 'versions', 's3:ListBucketVersions'],
  ['DeleteObjects', 'POST', 'bucket', 'delete', ''],
  ...featureRows,
  ['CreateSession', 'GET', 'bucket', 'session', 's3express:CreateSession'],
  ['ListObjectsV2', 'GET', 'bucket', 'list-type', 's3:ListBucket'],
  ['ListObjects', 'GET', 'bucket', '', 's3:ListBucket'],
  ['HeadBucket', 'HEAD', 'bucket', '', 's3:ListBucket'],
  ['CreateBucket', 'PUT', 'bucket', '', 's3:CreateBucket'],
  ['DeleteBucket', 'DELETE', 'bucket', '', 's3:DeleteBucket'],
  ['PostObject', 'POST', 'bucket', '', 's3:PutObject'],
];

const rows: readonly Short[] = [
  ...objectRows,
  ...bucketRows,
  ['ListBuckets', 'GET', 'service', '', 's3:ListAllMyBuckets'],
];

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

export const operationTable: readonly OperationRow[] = rows.map(([name, method, on, query, actions, header]) => ({
  name,
  method,
  on,
  query: words(query),
  actions: words(actions),
  ...(header === undefined ? {} : { header }),
}));

/** Parameters that choose an operation: one that no row of the method knows must not fall through to a plain PUT. */
const subresources = new Set([
  ...operationTable.flatMap((row) => row.query),
  ...['append', 'abac', 'annotation', 'encryption', 'metadataConfiguration', 'metadataTable', 'torrent'],
]);
/** These go with plain operations too. */
const plainParameters = new Set(['partNumber', 'list-type', 'versions', 'policy', 'location']);

export function operationOf(
  method: string,
  on: ResourceKind,
  query: Query,
  headers: Readonly<Record<string, string | undefined>>,
): OperationRow {
  const fits = (row: OperationRow): boolean =>
    row.method === method &&
    row.on === on &&
    row.query.every((name) => query.has(name)) &&
    (row.header === undefined || headers[row.header] !== undefined);
  const found = operationTable.find(fits);
  const resource = { Method: method, ResourceType: on.toUpperCase() };
  if (!found) throw s3Fault('MethodNotAllowed', resource);
  const other = [...query.keys()].find((name) => subresources.has(name) && !plainParameters.has(name));
  if (found.query.length === 0 && other !== undefined && method !== 'GET' && method !== 'HEAD') {
    throw s3Fault('MethodNotAllowed', { ...resource, ResourceType: other.toUpperCase() });
  }
  return found;
}
