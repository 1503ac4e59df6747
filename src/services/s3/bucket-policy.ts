/** A bucket's policy, its status, and Block Public Access. What a policy means is the authorizer's business. */

import { maximumConfigurationBytes } from './bucket-operations.ts';
import { changeBucket } from './buckets.ts';
import { bucketOf, type Call, empty, xml } from './call.ts';
import { s3Fault } from './errors.ts';
import { receiveText } from './payload.ts';
import { isPublicPolicy, type PublicAccessBlock, publicAccessMembers } from './public-access.ts';
import type { S3Response } from './request.ts';
import { readDocument, textOf } from './xml-reader.ts';
import { document, element } from './xml-writer.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html */
export const maximumPolicyBytes = 20 * 1024;

function parsed(text: string): unknown {
  const malformed = s3Fault('MalformedPolicy');
  if (!text.startsWith('{')) throw malformed;
  try {
    return JSON.parse(text);
  } catch {
    throw malformed;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** A bucket's policy speaks of that bucket and its objects only. `policy` has been found to be a policy. */
function checkResources(policy: unknown, bucket: string): void {
  const own = `arn:aws:s3:::${bucket}`;
  for (const statement of listOf((policy as { Statement: unknown }).Statement)) {
    const { Resource: named, NotResource: excluded } = statement as { Resource?: unknown; NotResource?: unknown };
    for (const resource of [...listOf(named), ...listOf(excluded)]) {
      if (resource === own || String(resource).startsWith(`${own}/`)) continue;
      throw s3Fault('MalformedPolicy', {}, 'Policy has invalid resource');
    }
  }
}

export async function putBucketPolicy(call: Call): Promise<S3Response> {
  const bucket = bucketOf(call);
  const text = await receiveText(call.request, maximumConfigurationBytes);
  if (text === '') throw s3Fault('MissingRequestBodyError');
  if (Buffer.byteLength(text) > maximumPolicyBytes) {
    throw s3Fault('MalformedPolicy', {}, 'Normalized policy document exceeds the maximum allowed size of 20480 bytes.');
  }
  const policy = parsed(text);
  call.validatePolicy(text, bucket);
  checkResources(policy, bucket.name);
  if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublicPolicy(policy)) {
    const message = `User is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket.name}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`;
    throw s3Fault('AccessDenied', {}, message);
  }
  const { database } = call.storage;
  await database.commit(() => changeBucket(database, bucket.name, 'policy', text));
  return empty(204);
}

export function getBucketPolicy(call: Call): S3Response {
  const { name, policy } = bucketOf(call);
  if (policy === undefined) throw s3Fault('NoSuchBucketPolicy', { BucketName: name });
  return { status: 200, headers: { 'content-type': 'application/json' }, body: policy };
}

export async function deleteBucketPolicy(call: Call): Promise<S3Response> {
  const { database } = call.storage;
  await database.commit(() => changeBucket(database, call.bucketName, 'policy', null));
  return empty(204);
}

export function getBucketPolicyStatus(call: Call): S3Response {
  const { name, policy } = bucketOf(call);
  if (policy === undefined) throw s3Fault('NoSuchBucketPolicy', { BucketName: name });
  return xml(document('PolicyStatus', element('IsPublic', isPublicPolicy(JSON.parse(policy)))));
}

export function getPublicAccessBlock(call: Call): S3Response {
  const { name, publicAccessBlock: block } = bucketOf(call);
  if (!block) throw s3Fault('NoSuchPublicAccessBlockConfiguration', { BucketName: name });
  const members = publicAccessMembers.map((member) => element(member, block[member]));
  return xml(document('PublicAccessBlockConfiguration', ...members));
}

export async function putPublicAccessBlock(call: Call): Promise<S3Response> {
  const text = await receiveText(call.request, maximumConfigurationBytes);
  const root = readDocument(text, 'PublicAccessBlockConfiguration');
  const members = publicAccessMembers.map((name) => {
    const value = textOf(root, name)?.trim().toLowerCase() ?? 'false';
    if (value !== 'true' && value !== 'false') throw s3Fault('MalformedXML');
    return [name, value === 'true'];
  });
  const block = Object.fromEntries(members) as unknown as PublicAccessBlock;
  const { database } = call.storage;
  await database.commit(() => changeBucket(database, call.bucketName, 'public_access_block', JSON.stringify(block)));
  return empty(200);
}

export async function deletePublicAccessBlock(call: Call): Promise<S3Response> {
  const { database } = call.storage;
  await database.commit(() => changeBucket(database, call.bucketName, 'public_access_block', null));
  return empty(204);
}
