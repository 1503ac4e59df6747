/** Tags of objects and buckets: get, put, delete. */

import { maximumConfigurationBytes } from './bucket-operations.ts';
import { bucketTags, changeBucket } from './buckets.ts';
import { bucketOf, type Call, empty, objectOf, xml } from './call.ts';
import { s3Fault } from './errors.ts';
import { changeObjectTags } from './object-rows.ts';
import { receiveText } from './payload.ts';
import type { S3Response } from './request.ts';
import { maximumBucketTags, maximumObjectTags, readTagging, type Tag, taggingDocument } from './tags.ts';

export function getObjectTagging(call: Call): S3Response {
  return xml(taggingDocument(objectOf(call).tags));
}

async function setObjectTags(call: Call, tags: readonly Tag[], status: number): Promise<S3Response> {
  const { bucket, key } = objectOf(call);
  const { database } = call.storage;
  await database.commit(() => changeObjectTags(database, bucket, key, tags));
  return empty(status);
}

export async function putObjectTagging(call: Call): Promise<S3Response> {
  const text = await receiveText(call.request, maximumConfigurationBytes);
  return setObjectTags(call, readTagging(text, maximumObjectTags), 200);
}

export async function deleteObjectTagging(call: Call): Promise<S3Response> {
  return setObjectTags(call, [], 204);
}

export function getBucketTagging(call: Call): S3Response {
  const { name } = bucketOf(call);
  const tags = bucketTags(call.storage.database, name);
  if (tags === undefined) throw s3Fault('NoSuchTagSet', { BucketName: name });
  return xml(taggingDocument(JSON.parse(tags) as Tag[]));
}

export async function putBucketTagging(call: Call): Promise<S3Response> {
  const { database } = call.storage;
  const tags = readTagging(await receiveText(call.request, maximumConfigurationBytes), maximumBucketTags);
  await database.commit(() => changeBucket(database, call.bucketName, 'tags', JSON.stringify(tags)));
  return empty(204);
}

export async function deleteBucketTagging(call: Call): Promise<S3Response> {
  const { database } = call.storage;
  await database.commit(() => changeBucket(database, call.bucketName, 'tags', null));
  return empty(204);
}
