/** Buckets of the scenario, each with one object. */

import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Connection } from './account.ts';

export const objectKey = 'report.txt';

/** A new bucket with an object in it. */
export async function bucketOf(owner: Connection, name: string): Promise<string> {
  const client = new S3Client(owner);
  const Bucket = `${name}-${Date.now().toString(36)}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutObjectCommand({ Bucket, Key: objectKey, Body: 'figures of the quarter' }));
  return Bucket;
}
