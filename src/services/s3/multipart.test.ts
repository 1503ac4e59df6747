/** The store behind a bare HTTP server, multipart uploads of the stock AWS SDK. */

import { randomBytes } from 'node:crypto';
import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
const Bucket = 'multipart-client';

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
