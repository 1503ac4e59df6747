/** The store behind a bare HTTP server, driven by the stock AWS SDK. */

import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './testing/server.ts';

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
