/** The store behind a bare HTTP server, driven by the stock AWS SDK. */

import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { s3Fault } from './errors.ts';
import { startTestServer, type TestServer } from './testing/server.ts';
import { account, openTestStore, requestOf } from './testing/store.ts';

let server: TestServer;
const Bucket = 'stock-client';

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

async function bytesOf(Key: string, more: Partial<sdk.GetObjectCommandInput> = {}): Promise<Buffer> {
  const answer = await server.client.send(new sdk.GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from(await answer.Body!.transformToByteArray());
}

describe('objects', () => {
  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'are checked by %s on both ways',
    async (algorithm) => {
      const Body = randomBytes(70_001);
      const Key = `checked/${algorithm}`;
      await server.client.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm: algorithm }));
      expect((await bytesOf(Key)).equals(Body)).toBe(true);
      const head = await server.client.send(new sdk.HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      expect(head[`Checksum${algorithm}`]).toBeTypeOf('string');
      expect(head.ChecksumType).toBe('FULL_OBJECT');
    },
  );

  test('a stream is stored without its chunk frames and trailer', async () => {
    const pieces = Array.from({ length: 5 }, () => randomBytes(65_536));
    const Body = Buffer.concat(pieces);
    const command = new sdk.PutObjectCommand({
      Bucket,
      Key: 'stream',
      Body: Readable.from(pieces),
      ContentLength: Body.length,
      ContentEncoding: 'gzip',
    });
    await server.client.send(command);
    const answer = await server.client.send(new sdk.GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.from(await answer.Body!.transformToByteArray()).equals(Body)).toBe(true);
    expect(answer.ContentEncoding).toBe('gzip');
  });

  test('a body of unknown length needs Content-Length, as on S3', async () => {
    const init = { method: 'PUT', body: Readable.toWeb(Readable.from([Buffer.from('abc')])), duplex: 'half' };
    const answer = await fetch(`${server.endpoint}/${Bucket}/unknown`, init as RequestInit);
    expect(answer.status).toBe(411);
    expect(await answer.text()).toContain('<Code>MissingContentLength</Code>');
  });

  test('what describes them comes back', async () => {
    const given = {
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a.txt"',
      ContentLanguage: 'en',
      Metadata: { one: '1', 'two-three': 'b c' },
      Tagging: 'colour=dark+blue&n=1',
      StorageClass: 'STANDARD_IA',
    } as const;
    await server.client.send(new sdk.PutObjectCommand({ Bucket, Key: 'a b/ü+.txt', Body: 'hello', ...given }));
    const head = await server.client.send(new sdk.HeadObjectCommand({ Bucket, Key: 'a b/ü+.txt' }));
    const { Tagging: _, ...described } = given;
    expect(head).toMatchObject({ ...described, ContentLength: 5, ETag: '"5d41402abc4b2a76b9719d911017c592"' });
    const tags = await server.client.send(new sdk.GetObjectTaggingCommand({ Bucket, Key: 'a b/ü+.txt' }));
    expect(tags.TagSet).toEqual([
      { Key: 'colour', Value: 'dark blue' },
      { Key: 'n', Value: '1' },
    ]);
    const changed = { Bucket, Key: 'a b/ü+.txt', Tagging: { TagSet: [{ Key: 'x', Value: '' }] } };
    await server.client.send(new sdk.PutObjectTaggingCommand(changed));
    expect(
      (await server.client.send(new sdk.GetObjectTaggingCommand({ Bucket, Key: 'a b/ü+.txt' }))).TagSet,
    ).toHaveLength(1);
    await server.client.send(new sdk.DeleteObjectTaggingCommand({ Bucket, Key: 'a b/ü+.txt' }));
    expect((await server.client.send(new sdk.GetObjectTaggingCommand({ Bucket, Key: 'a b/ü+.txt' }))).TagSet).toEqual(
      [],
    );
  });

  test('ranges, conditions and overrides', async () => {
    const Key = 'ranged';
    const { ETag } = await server.client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: '0123456789' }));
    expect((await bytesOf(Key, { Range: 'bytes=2-4' })).toString()).toBe('234');
    expect((await bytesOf(Key, { Range: 'bytes=-3' })).toString()).toBe('789');
    expect((await bytesOf(Key, { Range: 'bytes=8-99' })).toString()).toBe('89');
    const get = (more: Partial<sdk.GetObjectCommandInput>) =>
      failureOf(server.client.send(new sdk.GetObjectCommand({ Bucket, Key, ...more })));
    expect(await get({ Range: 'bytes=10-' })).toEqual({ name: 'InvalidRange', status: 416 });
    expect((await get({ IfNoneMatch: ETag })).status).toBe(304);
    expect(await get({ IfMatch: '"other"' })).toEqual({ name: 'PreconditionFailed', status: 412 });
    expect((await get({ IfModifiedSince: new Date(Date.now() + 5000) })).status).toBe(304);
    const answer = await server.client.send(new sdk.GetObjectCommand({ Bucket, Key, ResponseContentType: 'x/y' }));
    await answer.Body!.transformToByteArray();
    expect(answer.ContentType).toBe('x/y');
  });

  test('conditional writes', async () => {
    const put = (more: Partial<sdk.PutObjectCommandInput>) =>
      failureOf(server.client.send(new sdk.PutObjectCommand({ Bucket, Key: 'once', Body: 'x', ...more })));
    expect((await put({ IfMatch: '"x"' })).name).toBe('NoSuchKey');
    expect((await put({ IfNoneMatch: '*' })).name).toBe('none');
    expect(await put({ IfNoneMatch: '*' })).toEqual({ name: 'PreconditionFailed', status: 412 });
    expect((await put({ IfMatch: '"9dd4e461268c8034f5c8564e155c67a6"' })).name).toBe('none');
  });

  test('of two conditional writes at once, one wins', async () => {
    const puts = Array.from({ length: 8 }, (_, index) =>
      failureOf(
        server.client.send(new sdk.PutObjectCommand({ Bucket, Key: 'race', Body: `${index}`, IfNoneMatch: '*' })),
      ),
    );
    const names = (await Promise.all(puts)).map((one) => one.name);
    expect(names.filter((name) => name === 'none')).toHaveLength(1);
    expect(names.filter((name) => name === 'PreconditionFailed')).toHaveLength(7);
  });

  test('a copy keeps or replaces what describes the source', async () => {
    await server.client.send(
      new sdk.PutObjectCommand({ Bucket, Key: 'copy/source 1', Body: 'copied', Metadata: { a: '1' }, Tagging: 't=1' }),
    );
    const CopySource = encodeURI(`${Bucket}/copy/source 1`);
    await server.client.send(new sdk.CopyObjectCommand({ Bucket, Key: 'copy/kept', CopySource }));
    await server.client.send(
      new sdk.CopyObjectCommand({
        Bucket,
        Key: 'copy/new',
        CopySource,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    );
    await server.client.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'copy/source 1' }));
    expect((await bytesOf('copy/kept')).toString()).toBe('copied');
    const head = (Key: string) => server.client.send(new sdk.HeadObjectCommand({ Bucket, Key }));
    expect((await head('copy/kept')).Metadata).toEqual({ a: '1' });
    expect((await head('copy/new')).Metadata).toEqual({ b: '2' });
    const itself = { Bucket, Key: 'copy/kept', CopySource: `${Bucket}/copy/kept` };
    expect((await failureOf(server.client.send(new sdk.CopyObjectCommand(itself)))).name).toBe('InvalidRequest');
  });

  test('an answer that is being read outlives its object', async () => {
    const Body = randomBytes(3_000_000);
    await server.client.send(new sdk.PutObjectCommand({ Bucket, Key: 'doomed', Body }));
    const answer = await server.client.send(new sdk.GetObjectCommand({ Bucket, Key: 'doomed' }));
    await server.client.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'doomed' }));
    expect(Buffer.from(await answer.Body!.transformToByteArray()).equals(Body)).toBe(true);
    expect(await failureOf(server.client.send(new sdk.GetObjectCommand({ Bucket, Key: 'doomed' })))).toEqual({
      name: 'NoSuchKey',
      status: 404,
    });
  });

  test('many are deleted at once', async () => {
    await server.client.send(new sdk.PutObjectCommand({ Bucket, Key: 'many/<1>', Body: 'x' }));
    const answer = await server.client.send(
      new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'many/<1>' }, { Key: 'many/none' }] } }),
    );
    expect(answer.Deleted?.map((one) => one.Key)).toEqual(['many/<1>', 'many/none']);
    expect(answer.Errors).toBeUndefined();
  });
});

describe('multipart uploads', () => {
  const five = 5 * 1024 * 1024;

  async function upload(Key: string, more: Partial<sdk.CreateMultipartUploadCommandInput>, bodies: readonly Buffer[]) {
    const { UploadId } = await server.client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ...more }));
    const Parts: sdk.CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1;
      const given = more.ChecksumAlgorithm === undefined ? {} : { ChecksumAlgorithm: more.ChecksumAlgorithm };
      const part = await server.client.send(
        new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...given }),
      );
      const { $metadata: _, ...rest } = part;
      Parts.push({ PartNumber, ...rest });
    }
    return { Bucket, Key, UploadId, MultipartUpload: { Parts } };
  }

  test('become one object, readable whole, by range and by part', async () => {
    const bodies = [randomBytes(five), randomBytes(five + 3), randomBytes(10)];
    const whole = Buffer.concat(bodies);
    const completion = await upload('large', { ContentType: 'x/large', ChecksumAlgorithm: 'CRC32' }, bodies);
    const listed = await server.client.send(new sdk.ListPartsCommand(completion));
    expect(listed.Parts?.map((part) => part.Size)).toEqual([five, five + 3, 10]);
    const { Uploads } = await server.client.send(new sdk.ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads?.map((one) => one.Key)).toEqual(['large']);
    const made = await server.client.send(new sdk.CompleteMultipartUploadCommand(completion));
    expect(made.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect(made.ChecksumCRC32).toMatch(/-3$/);
    const again = await server.client.send(new sdk.CompleteMultipartUploadCommand(completion));
    expect(again.ETag).toBe(made.ETag);
    expect((await bytesOf('large')).equals(whole)).toBe(true);
    const across = await bytesOf('large', { Range: `bytes=${five - 2}-${five + 1}` });
    expect(across.equals(whole.subarray(five - 2, five + 2))).toBe(true);
    const part = await server.client.send(new sdk.GetObjectCommand({ Bucket, Key: 'large', PartNumber: 2 }));
    expect(part.PartsCount).toBe(3);
    expect(Buffer.from(await part.Body!.transformToByteArray()).equals(bodies[1]!)).toBe(true);
    await server.client.send(new sdk.CopyObjectCommand({ Bucket, Key: 'large copy', CopySource: `${Bucket}/large` }));
    await server.client.send(new sdk.PutObjectCommand({ Bucket, Key: 'large', Body: 'small' }));
    expect((await bytesOf('large copy')).equals(whole)).toBe(true);
    expect((await bytesOf('large')).toString()).toBe('small');
  });

  test.each(['CRC32', 'CRC64NVME'] as const)(
    'a %s of the full object equals that of the same bytes at once',
    async (algorithm) => {
      const bodies = [randomBytes(five), randomBytes(77)];
      const more = { ChecksumAlgorithm: algorithm, ChecksumType: 'FULL_OBJECT' } as const;
      const made = await server.client.send(new sdk.CompleteMultipartUploadCommand(await upload('full', more, bodies)));
      const put = { Bucket, Key: 'at once', Body: Buffer.concat(bodies), ChecksumAlgorithm: algorithm };
      const once = await server.client.send(new sdk.PutObjectCommand(put));
      expect(made[`Checksum${algorithm}`]).toBe(once[`Checksum${algorithm}`]);
    },
  );

  test('parts are copied from other objects', async () => {
    await server.client.send(new sdk.PutObjectCommand({ Bucket, Key: 'part source', Body: '0123456789' }));
    const { UploadId } = await server.client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key: 'patched' }));
    const common = { Bucket, Key: 'patched', UploadId, PartNumber: 7 };
    const copy = { ...common, CopySource: `${Bucket}/part%20source`, CopySourceRange: 'bytes=3-5' };
    const { CopyPartResult } = await server.client.send(new sdk.UploadPartCopyCommand(copy));
    const Parts = [{ PartNumber: 7, ETag: CopyPartResult?.ETag }];
    await server.client.send(new sdk.CompleteMultipartUploadCommand({ ...common, MultipartUpload: { Parts } }));
    expect((await bytesOf('patched')).toString()).toBe('345');
  });

  test('wrong completions are refused and leave the upload', async () => {
    const good = await upload('refused', {}, [randomBytes(10), randomBytes(10)]);
    const complete = (Parts: sdk.CompletedPart[], more = {}) =>
      failureOf(
        server.client.send(new sdk.CompleteMultipartUploadCommand({ ...good, MultipartUpload: { Parts }, ...more })),
      );
    const [one, two] = good.MultipartUpload.Parts as [sdk.CompletedPart, sdk.CompletedPart];
    expect((await complete([one, two])).name).toBe('EntityTooSmall');
    expect((await complete([two, one])).name).toBe('InvalidPartOrder');
    expect((await complete([{ PartNumber: 3, ETag: '"x"' }])).name).toBe('InvalidPart');
    expect((await complete([])).name).toBe('MalformedXML');
    expect((await complete([one], { UploadId: 'none' })).name).toBe('NoSuchUpload');
    await server.client.send(new sdk.AbortMultipartUploadCommand(good));
    expect(await failureOf(server.client.send(new sdk.ListPartsCommand(good)))).toEqual({
      name: 'NoSuchUpload',
      status: 404,
    });
  });
});

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
    expect(names.Buckets?.map((one) => one.Name)).toEqual(['listed-bucket', Bucket]);
  });
});

describe('buckets', () => {
  const send = (command: Parameters<sdk.S3Client['send']>[0] | object) =>
    failureOf(server.client.send(command as Parameters<sdk.S3Client['send']>[0]));

  test('are made once, kept while they hold objects, and gone after', async () => {
    expect((await send(new sdk.CreateBucketCommand({ Bucket: 'UPPER' }))).name).toBe('InvalidBucketName');
    expect((await send(new sdk.CreateBucketCommand({ Bucket }))).name).toBe('none');
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

describe('authorization', () => {
  test('is asked first, per action and per key of a multi-delete, and decides', async () => {
    const store = openTestStore();
    try {
      await store.service.handle(requestOf('PUT', '/asked-first'));
      await store.service.handle(requestOf('PUT', '/asked-first/secret', { text: 'x' }));
      const asked: string[] = [];
      const authorize = (action: string, resource: string): void => {
        asked.push(`${action} ${resource}`);
        if (resource.endsWith('/secret') || action === 's3:ListBucket') throw s3Fault('AccessDenied');
      };
      const text = '<Delete><Object><Key>secret</Key></Object><Object><Key>open</Key></Object></Delete>';
      const headers = { 'content-md5': createHash('md5').update(text).digest('base64') };
      const answer = await store.service.handle(requestOf('POST', '/asked-first?delete', { text, headers, authorize }));
      expect(asked).toEqual([
        's3:DeleteObject arn:aws:s3:::asked-first/secret',
        's3:DeleteObject arn:aws:s3:::asked-first/open',
      ]);
      expect(answer.body).toContain('<Deleted><Key>open</Key></Deleted>');
      expect(answer.body).toContain('<Error><Key>secret</Key><Code>AccessDenied</Code>');
      const hidden = await store.service.handle(requestOf('GET', '/asked-first/absent', { authorize }));
      expect(hidden.status).toBe(403);
      const kept = await store.service.handle(requestOf('HEAD', '/asked-first/secret'));
      expect(kept.status).toBe(200);
      const foreign = await store.service.handle(requestOf('PUT', '/asked-first', { account: '999988887777' }));
      expect(foreign.body).toContain('<Code>BucketAlreadyExists</Code>');
      expect(store.service.bucket('asked-first')?.account).toBe(account);
      const { account: _, ...anonymous } = requestOf('PUT', '/nobodys-bucket');
      expect((await store.service.handle({ ...anonymous, account: undefined })).status).toBe(403);
      const tagging = { 'x-amz-tagging': 'team=blue' };
      const contexts: (string | undefined)[] = [];
      const record = (
        _action: string,
        _resource: string,
        _bucket: unknown,
        context: Record<string, string> = {},
      ): void => void contexts.push(context['s3:RequestObjectTag/team']);
      const tagged = requestOf('PUT', '/asked-first/tagged', { text: 'x', headers: tagging, authorize: record });
      await store.service.handle(tagged);
      expect(contexts).toEqual(['blue', 'blue']);
    } finally {
      store.remove();
    }
  });
});
