/** The store behind a bare HTTP server, buckets and lists asked for by the stock AWS SDK. */

import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
const Bucket = 'bucket-client';

beforeAll(async () => {
  server = await startTestServer();
  await server.client.send(new sdk.CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  expect(server.failures).toEqual([]);
  await server.stop();
});

async function failureOf(sent: Promise<unknown>): Promise<{ name: string; status: number | undefined }> {
  const error = await sent.then(
    () => undefined,
    (thrown: sdk.S3ServiceException) => thrown,
  );
  return { name: error?.name ?? 'none', status: error?.$metadata?.httpStatusCode };
}

describe('lists', () => {
  test('are paged, rolled up and encoded', async () => {
    await server.client.send(new sdk.CreateBucketCommand({ Bucket: 'listed-bucket' }));
    const keys = ['a', 'b/1', 'b/2', 'c d/1', 'é', '\u{1f600}', '\uff5e'];
    for (const Key of keys)
      await server.client.send(new sdk.PutObjectCommand({ Bucket: 'listed-bucket', Key, Body: Key }));
    const found: string[] = [];
    const pages = sdk.paginateListObjectsV2(
      { client: server.client, pageSize: 2 },
      { Bucket: 'listed-bucket', Delimiter: '/' },
    );
    for await (const page of pages) {
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      found.push(
        ...(page.CommonPrefixes ?? []).map((one) => one.Prefix!),
        ...(page.Contents ?? []).map((one) => one.Key!),
      );
    }
    expect(found.sort()).toEqual(['a', 'b/', 'c d/', 'é', '\u{1f600}', '\uff5e'].sort());
    const encoded = await server.client.send(
      new sdk.ListObjectsCommand({ Bucket: 'listed-bucket', EncodingType: 'url', Prefix: 'c ' }),
    );
    expect(encoded.Contents?.map((one) => one.Key)).toEqual(['c+d/1']);
    const names = await server.client.send(new sdk.ListBucketsCommand({}));
    expect(names.Buckets?.map((one) => one.Name)).toEqual([Bucket, 'listed-bucket']);
  });
});

describe('buckets', () => {
  const send = (command: Parameters<sdk.S3Client['send']>[0] | object) =>
    failureOf(server.client.send(command as Parameters<sdk.S3Client['send']>[0]));

  test('are made once, kept while they hold objects, and gone after', async () => {
    expect((await send(new sdk.CreateBucketCommand({ Bucket: 'UPPER' }))).name).toBe('InvalidBucketName');
    expect((await send(new sdk.CreateBucketCommand({ Bucket }))).name).toBe('none');
    await server.client.send(new sdk.PutObjectCommand({ Bucket, Key: 'kept', Body: 'x' }));
    expect((await send(new sdk.DeleteBucketCommand({ Bucket }))).name).toBe('BucketNotEmpty');
    await server.client.send(new sdk.CreateBucketCommand({ Bucket: 'short-lived' }));
    await server.client.send(new sdk.DeleteBucketCommand({ Bucket: 'short-lived' }));
    expect(await send(new sdk.HeadBucketCommand({ Bucket: 'short-lived' }))).toEqual({ name: 'NotFound', status: 404 });
  });

  test('of another region redirect', async () => {
    const constraint = { LocationConstraint: 'eu-west-1' } as const;
    await server.client.send(
      new sdk.CreateBucketCommand({ Bucket: 'far-away', CreateBucketConfiguration: constraint }),
    );
    const location = await server.client.send(new sdk.GetBucketLocationCommand({ Bucket: 'far-away' }));
    expect(location.LocationConstraint).toBe('eu-west-1');
    expect((await send(new sdk.ListObjectsV2Command({ Bucket: 'far-away' }))).status).toBe(301);
  });

  test('have a policy that must not be public while that is blocked', async () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` };
    const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const narrow = { ...statement, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } };
    const endpointOnly = JSON.stringify({ Version: '2012-10-17', Statement: [narrow] });
    expect((await send(new sdk.GetBucketPolicyCommand({ Bucket }))).name).toBe('NoSuchBucketPolicy');
    expect((await send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: '[' }))).name).toBe('MalformedPolicy');
    for (const wrong of [{ Action: undefined }, { Resource: '*' }, { Resource: 'arn:aws:s3:::another-bucket/*' }]) {
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...wrong }] });
      expect((await send(new sdk.PutBucketPolicyCommand({ Bucket, Policy }))).name).toBe('MalformedPolicy');
    }
    expect((await send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: text }))).name).toBe('AccessDenied');
    await server.client.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: endpointOnly }));
    expect(server.service.bucket(Bucket)?.policy).toBe(endpointOnly);
    const status = await server.client.send(new sdk.GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus?.IsPublic).toBe(false);
    await server.client.send(new sdk.DeletePublicAccessBlockCommand({ Bucket }));
    await server.client.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: text }));
    expect((await server.client.send(new sdk.GetBucketPolicyCommand({ Bucket }))).Policy).toBe(text);
    await server.client.send(new sdk.DeleteBucketPolicyCommand({ Bucket }));
    expect(server.service.bucket(Bucket)?.policy).toBeUndefined();
  });

  test('answer for features that they do not have as a plain bucket does', async () => {
    const { client } = server;
    expect((await client.send(new sdk.GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    expect((await client.send(new sdk.GetBucketAclCommand({ Bucket }))).Grants?.[0]?.Permission).toBe('FULL_CONTROL');
    const rules = (await client.send(new sdk.GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration
      ?.Rules;
    expect(rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
    expect((await client.send(new sdk.GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('BucketOwner');
    expect((await send(new sdk.GetBucketTaggingCommand({ Bucket }))).name).toBe('NoSuchTagSet');
    expect((await send(new sdk.GetBucketCorsCommand({ Bucket }))).name).toBe('NoSuchCORSConfiguration');
    expect((await send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))).name).toBe(
      'NoSuchLifecycleConfiguration',
    );
    expect((await send(new sdk.GetBucketWebsiteCommand({ Bucket }))).name).toBe('NoSuchWebsiteConfiguration');
    const versioning = { Bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
    expect(await send(new sdk.PutBucketVersioningCommand(versioning))).toEqual({ name: 'NotImplemented', status: 501 });
  });
});
