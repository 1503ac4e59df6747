/** CreateBucket, HeadBucket, DeleteBucket, ListBuckets and GetBucketLocation. */

import { regionOf } from '../../model/region.ts';
import { deleteBucketRow, findBucket, insertBucket, isBucketName, listBucketRows } from './buckets.ts';
import { accountOf, bucketOf, type Call, canonicalUserId, empty, numberOf, xml } from './call.ts';
import { invalidArgument, s3Fault } from './errors.ts';
import { receiveText } from './payload.ts';
import type { BucketRecord, S3Response } from './request.ts';
import { readDocument, textOf } from './xml-reader.ts';
import { document, element, group, optional } from './xml-writer.ts';

export const maximumConfigurationBytes = 64 * 1024;
export const maximumBucketsPerPage = 10_000;

/** The region whose buckets have no location constraint. */
const classicRegion = 'us-east-1';

function incompatible(constraint: string): Error {
  return s3Fault(
    'IllegalLocationConstraintException',
    {},
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/**
 * Only us-east-1's endpoint makes buckets elsewhere (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html), but
 * for regions that accounts opt in to, whose own endpoints must be asked.
 */
export function regionOfConstraint(constraint: string | undefined, region: string): string {
  if (constraint === undefined || constraint === '') {
    if (region === classicRegion) return region;
    throw incompatible('unspecified');
  }
  const named = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (named === classicRegion && region === classicRegion) {
    throw s3Fault('InvalidLocationConstraint', { LocationConstraint: constraint });
  }
  if (named !== region && region !== classicRegion) throw incompatible(constraint);
  const found = regionOf(named);
  if (found === undefined) throw s3Fault('InvalidLocationConstraint', { LocationConstraint: constraint });
  if (found.needsOptIn && named !== region) throw incompatible(constraint);
  return named;
}

function refuseUnsupported(call: Call): void {
  const acl = call.headers['x-amz-acl'];
  const grants = Object.keys(call.headers).some((name) => name.startsWith('x-amz-grant-'));
  if (grants || (acl !== undefined && acl !== 'private')) throw s3Fault('InvalidBucketAclWithObjectOwnership');
  const ownership = call.headers['x-amz-object-ownership'];
  if (ownership !== undefined && ownership !== 'BucketOwnerEnforced') {
    throw s3Fault('NotImplemented', { Header: 'x-amz-object-ownership' });
  }
  if (call.headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true') {
    throw s3Fault('NotImplemented', { Header: 'x-amz-bucket-object-lock-enabled' });
  }
}

async function wantedRegion(call: Call): Promise<string> {
  const text = await receiveText(call.request, maximumConfigurationBytes);
  const root = text.trim() === '' ? undefined : readDocument(text, 'CreateBucketConfiguration');
  const other = root?.children.find((child) => child.name !== 'LocationConstraint' && child.children.length > 0);
  if (other) throw s3Fault('NotImplemented');
  return regionOfConstraint(root && textOf(root, 'LocationConstraint')?.trim(), call.request.region);
}

export async function createBucket(call: Call): Promise<S3Response> {
  if (!isBucketName(call.bucketName)) throw s3Fault('InvalidBucketName', { BucketName: call.bucketName });
  refuseUnsupported(call);
  const account = accountOf(call);
  const region = await wantedRegion(call);
  const { database, clock } = call.storage;
  const bucket: BucketRecord = { name: call.bucketName, account, region, created: clock.now() };
  await database.commit(() => {
    const old = findBucket(database, bucket.name);
    if (!old) return insertBucket(database, bucket);
    const details = { BucketName: bucket.name };
    if (old.account !== account) throw s3Fault('BucketAlreadyExists', details);
    // Making one's own bucket again succeeds in us-east-1 only (API_CreateBucket).
    if (old.region !== classicRegion || region !== classicRegion) throw s3Fault('BucketAlreadyOwnedByYou', details);
  });
  return empty(200, { location: `/${bucket.name}`, 'x-amz-bucket-arn': `arn:aws:s3:::${bucket.name}` });
}

export function headBucket(call: Call): S3Response {
  const bucket = bucketOf(call);
  return empty(200, {
    'content-type': 'application/xml',
    'x-amz-bucket-region': bucket.region,
    'x-amz-bucket-arn': `arn:aws:s3:::${bucket.name}`,
    'x-amz-access-point-alias': 'false',
  });
}

export async function deleteBucket(call: Call): Promise<S3Response> {
  const { database, contents } = call.storage;
  contents.remove(await database.commit(() => deleteBucketRow(database, call.bucketName)));
  return empty(204);
}

export function getBucketLocation(call: Call): S3Response {
  const { region } = bucketOf(call);
  const body = document('LocationConstraint').replace('</LocationConstraint>', '');
  return xml(`${body}${region === classicRegion ? '' : region}</LocationConstraint>`);
}

function tokenText(call: Call): string {
  const token = call.query.get('continuation-token');
  if (token === undefined) return '';
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!isBucketName(text))
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return text;
}

export function listBuckets(call: Call): S3Response {
  const account = accountOf(call);
  const limit = numberOf(call, 'max-buckets', maximumBucketsPerPage, maximumBucketsPerPage);
  if (limit === 0)
    throw invalidArgument('Argument max-buckets must be an integer between 1 and 10000', 'max-buckets', '0');
  const prefix = call.query.get('prefix') ?? '';
  const region = call.query.get('bucket-region');
  const found = listBucketRows(call.storage.database, {
    account,
    prefix,
    after: tokenText(call),
    region,
    limit: limit + 1,
  });
  const buckets = found.slice(0, limit);
  const elements = buckets.map((bucket) =>
    group(
      'Bucket',
      element('Name', bucket.name),
      element('CreationDate', new Date(bucket.created).toISOString()),
      element('BucketRegion', bucket.region),
      element('BucketArn', `arn:aws:s3:::${bucket.name}`),
    ),
  );
  const next = found.length > limit ? Buffer.from(buckets.at(-1)!.name).toString('base64') : undefined;
  return xml(
    document(
      'ListAllMyBucketsResult',
      group('Owner', element('ID', canonicalUserId(account))),
      group('Buckets', ...elements),
      prefix === '' ? '' : element('Prefix', prefix),
      optional('ContinuationToken', next),
    ),
  );
}
