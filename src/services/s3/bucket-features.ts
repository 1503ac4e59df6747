/**
 * Features of buckets that this store doesn't have: reading one answers what S3 answers for a plain bucket, its error or
 * its default; deleting one succeeds; putting one is NotImplemented, never accepted and forgotten.
 */

import { type BucketFeature, bucketFeatures } from './actions.ts';
import { bucketOf, type Call, canonicalUserId, empty, type Operation, xml } from './call.ts';
import { type S3ErrorCode, s3Fault } from './errors.ts';
import type { BucketRecord, S3Response } from './request.ts';
import { document, element, group } from './xml-writer.ts';

type Answer =
  | { readonly kind: 'error'; readonly code: S3ErrorCode }
  | { readonly kind: 'document'; readonly write: (bucket: BucketRecord) => string }
  /** A named configuration of which there are none; without a name, the list of them. */
  | { readonly kind: 'named'; readonly list: string };

function error(code: S3ErrorCode): Answer {
  return { kind: 'error', code };
}

function fixed(name: string, ...children: readonly string[]): Answer {
  const text = document(name, ...children);
  return { kind: 'document', write: () => text };
}

/** An ACL that gives the owner everything, which is what BucketOwnerEnforced shows. */
export function ownerAcl(account: string): string {
  const id = canonicalUserId(account);
  const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${element('ID', id)}</Grantee>`;
  const grant = group('Grant', grantee, element('Permission', 'FULL_CONTROL'));
  return document('AccessControlPolicy', group('Owner', element('ID', id)), group('AccessControlList', grant));
}

/** Every bucket is encrypted with S3's own keys since January 2023. */
const encryption = group(
  'Rule',
  group('ApplyServerSideEncryptionByDefault', element('SSEAlgorithm', 'AES256')),
  element('BucketKeyEnabled', false),
);

const answers: Readonly<Record<BucketFeature, Answer>> = {
  Accelerate: fixed('AccelerateConfiguration'),
  Acl: { kind: 'document', write: (bucket) => ownerAcl(bucket.account) },
  Analytics: { kind: 'named', list: 'ListBucketAnalyticsConfigurationResult' },
  Cors: error('NoSuchCORSConfiguration'),
  Encryption: fixed('ServerSideEncryptionConfiguration', encryption),
  IntelligentTiering: { kind: 'named', list: 'ListBucketIntelligentTieringConfigurationsOutput' },
  Inventory: { kind: 'named', list: 'ListInventoryConfigurationsResult' },
  Lifecycle: error('NoSuchLifecycleConfiguration'),
  Logging: fixed('BucketLoggingStatus'),
  Metrics: { kind: 'named', list: 'ListMetricsConfigurationsResult' },
  Notification: fixed('NotificationConfiguration'),
  ObjectLock: error('ObjectLockConfigurationNotFoundError'),
  OwnershipControls: fixed('OwnershipControls', group('Rule', element('ObjectOwnership', 'BucketOwnerEnforced'))),
  Replication: error('ReplicationConfigurationNotFoundError'),
  RequestPayment: fixed('RequestPaymentConfiguration', element('Payer', 'BucketOwner')),
  Versioning: fixed('VersioningConfiguration'),
  Website: error('NoSuchWebsiteConfiguration'),
};

function readFeature(call: Call, answer: Answer): S3Response {
  const bucket = bucketOf(call);
  switch (answer.kind) {
    case 'error':
      throw s3Fault(answer.code, { BucketName: bucket.name });
    case 'document':
      return xml(answer.write(bucket));
    case 'named':
      if (call.query.has('id')) throw s3Fault('NoSuchConfiguration');
      return xml(document(answer.list, element('IsTruncated', false)));
  }
}

function notImplemented(): S3Response {
  throw s3Fault('NotImplemented', {}, 'This bucket feature is not implemented by this endpoint.');
}

/** S3 answers 204 for a configuration that isn't there, so that deleting twice is harmless. */
function deleteNothing(): S3Response {
  return empty(204);
}

/** Taking away what every bucket has is not deleting nothing. */
const undeletable = new Set<BucketFeature>(['OwnershipControls']);

export const featureOperations: Readonly<Record<string, Operation>> = Object.fromEntries(
  bucketFeatures.flatMap(([feature]): readonly (readonly [string, Operation])[] => [
    [`GetBucket${feature}`, (call) => readFeature(call, answers[feature])],
    [`PutBucket${feature}`, feature === 'Acl' ? refuseAcl : notImplemented],
    [`DeleteBucket${feature}`, undeletable.has(feature) ? notImplemented : deleteNothing],
  ]),
);

/** Buckets whose owner owns every object take no ACLs. */
export function refuseAcl(): S3Response {
  throw s3Fault('AccessControlListNotSupported');
}
