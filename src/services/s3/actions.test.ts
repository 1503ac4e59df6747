import { describe, expect, test } from 'vitest';
import { operationOf, operationTable } from './actions.ts';
import { operations } from './operations.ts';
import { parseQuery } from './query.ts';

test.each([
  ['GET', 'service', '', 'ListBuckets'],
  ['GET', 'bucket', 'list-type=2&prefix=a', 'ListObjectsV2'],
  ['GET', 'bucket', 'prefix=a', 'ListObjects'],
  ['GET', 'bucket', 'location', 'GetBucketLocation'],
  ['GET', 'bucket', 'policyStatus', 'GetBucketPolicyStatus'],
  ['PUT', 'bucket', 'cors', 'PutBucketCors'],
  ['DELETE', 'bucket', 'website', 'DeleteBucketWebsite'],
  ['POST', 'bucket', 'delete', 'DeleteObjects'],
  ['PUT', 'object', 'x-id=PutObject', 'PutObject'],
  ['PUT', 'object', 'partNumber=1&uploadId=a', 'UploadPart'],
  ['GET', 'object', 'partNumber=1', 'GetObject'],
  ['GET', 'object', 'uploadId=a', 'ListParts'],
  ['POST', 'object', 'uploads', 'CreateMultipartUpload'],
  ['HEAD', 'object', '', 'HeadObject'],
] as const)('%s %s ?%s is %s', (method, on, query, name) => {
  expect(operationOf(method, on, parseQuery(query), {}).name).toBe(name);
});

test('a copy is told by its header', () => {
  const headers = { 'x-amz-copy-source': 'a/b' };
  expect(operationOf('PUT', 'object', parseQuery(''), headers).name).toBe('CopyObject');
  expect(operationOf('PUT', 'object', parseQuery('partNumber=1&uploadId=a'), headers).name).toBe('UploadPartCopy');
});

describe('an unknown request never falls through to a plain one', () => {
  test.each([
    ['PUT', 'object', 'uploadId=a'],
    ['DELETE', 'bucket', 'acl'],
    ['DELETE', 'bucket', 'versioning'],
    ['PUT', 'bucket', 'delete'],
    ['PUT', 'service', ''],
    ['PATCH', 'object', ''],
  ] as const)('%s %s ?%s', (method, on, query) => {
    expect(() => operationOf(method, on, parseQuery(query), {})).toThrow('not allowed');
  });
});

test('every row has an operation, and an action unless it asks by itself', () => {
  for (const row of operationTable) {
    expect(operations[row.name], row.name).toBeTypeOf('function');
    expect(row.actions.length > 0 || row.name === 'DeleteObjects', row.name).toBe(true);
  }
});
