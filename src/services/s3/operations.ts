/** What does each operation of the actions table. */

import { featureOperations, refuseAcl } from './bucket-features.ts';
import * as buckets from './bucket-operations.ts';
import * as policies from './bucket-policy.ts';
import type { Operation } from './call.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './list-objects.ts';
import { listMultipartUploads, listParts } from './list-uploads.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from './multipart.ts';
import { completeMultipartUpload } from './multipart-complete.ts';
import * as attributes from './object-attributes.ts';
import { copyObject } from './object-copy.ts';
import { deleteObject, deleteObjects } from './object-delete.ts';
import { getObject, headObject } from './object-read.ts';
import { putObject } from './object-write.ts';
import * as tagging from './tagging-operations.ts';

export const operations: Readonly<Record<string, Operation>> = {
  ...featureOperations,
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: buckets.createBucket,
  CreateMultipartUpload: createMultipartUpload,
  CreateSession: attributes.notImplementedObject,
  DeleteBucket: buckets.deleteBucket,
  DeleteBucketPolicy: policies.deleteBucketPolicy,
  DeleteBucketTagging: tagging.deleteBucketTagging,
  DeleteObject: deleteObject,
  DeleteObjectTagging: tagging.deleteObjectTagging,
  DeleteObjects: deleteObjects,
  DeletePublicAccessBlock: policies.deletePublicAccessBlock,
  GetBucketLocation: buckets.getBucketLocation,
  GetBucketPolicy: policies.getBucketPolicy,
  GetBucketPolicyStatus: policies.getBucketPolicyStatus,
  GetBucketTagging: tagging.getBucketTagging,
  GetObject: getObject,
  GetObjectAcl: attributes.getObjectAcl,
  GetObjectAttributes: attributes.getObjectAttributes,
  GetObjectLegalHold: attributes.withoutObjectLock,
  GetObjectRetention: attributes.withoutObjectLock,
  GetObjectTagging: tagging.getObjectTagging,
  GetObjectTorrent: attributes.notImplementedObject,
  GetPublicAccessBlock: policies.getPublicAccessBlock,
  HeadBucket: buckets.headBucket,
  HeadObject: headObject,
  ListBuckets: buckets.listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjectVersions: listObjectVersions,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListParts: listParts,
  PostObject: attributes.notImplementedObject,
  PutBucketPolicy: policies.putBucketPolicy,
  PutBucketTagging: tagging.putBucketTagging,
  PutObject: putObject,
  PutObjectAcl: refuseAcl,
  PutObjectLegalHold: attributes.withoutObjectLock,
  PutObjectRetention: attributes.withoutObjectLock,
  PutObjectTagging: tagging.putObjectTagging,
  PutPublicAccessBlock: policies.putPublicAccessBlock,
  RenameObject: attributes.notImplementedObject,
  RestoreObject: attributes.notImplementedObject,
  SelectObjectContent: attributes.notImplementedObject,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
};
