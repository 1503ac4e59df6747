/** The stock SDK against the embedded S3 with another S3 server behind it. */

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { s3Fault } from '../s3/errors.ts';
import { openS3, type S3Service } from '../s3/service.ts';
import { startTestServer, type TestServer } from '../s3/testing/server.ts';
import { account, requestOf } from '../s3/testing/store.ts';
import { type OpenForward, openForward } from './forward.ts';

const owner = '999988887777';
const usual = { clock: systemClock, random: systemRandom };
const directory = mkdtempSync(join(tmpdir(), 'postern-s3-forward-'));
const failures: unknown[] = [];
const denied = new Set<string>();
let upstream: TestServer;
let forward: OpenForward;
let service: S3Service;
let front: Server;
let client: sdk.S3Client;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const answer = await service.handle({
    ...requestOf(request.method ?? 'GET', request.url ?? '/', { headers, body: request }),
    host: headers.host ?? '',
    verifyChunk: () => true,
    authorize: (action, resource) => {
      if (denied.has(`${action} ${resource}`)) throw s3Fault('AccessDenied');
    },
  });
  response.writeHead(answer.status, answer.headers);
  if (answer.body instanceof Readable) await pipeline(answer.body, response).catch(() => response.destroy());
  else response.end(answer.body);
}

beforeAll(async () => {
  upstream = await startTestServer();
  forward = openForward({
    url: new URL(upstream.endpoint),
    clock: systemClock,
    region: 'us-east-1',
    owner: () => owner,
  });
  const onFailure = (error: unknown): void => void failures.push(error);
  service = openS3({ ...usual, directory, onFailure, forward });
  front = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  client = new sdk.S3Client({
    endpoint: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });
  await client.send(new sdk.CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  client.destroy();
  front.closeAllConnections();
  front.close();
  await forward.close();
  service.close();
  rmSync(directory, { recursive: true, force: true });
  await upstream.stop();
  expect([failures, upstream.failures]).toEqual([[], []]);
});

const Bucket = 'forwarded';
const arn = `arn:aws:s3:::${Bucket}`;

/** The error's name and status, or `none`. */
async function failureOf(sent: Promise<unknown>): Promise<string> {
  const error = await sent.then(
    () => undefined,
    (thrown: sdk.S3ServiceException) => thrown,
  );
  return error ? `${error.name} ${error.$metadata?.httpStatusCode}` : 'none';
}

async function bytesOf(from: sdk.S3Client, Key: string, Range?: string): Promise<Buffer> {
  const answer = await from.send(new sdk.GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }));
  return Buffer.from(await answer.Body!.transformToByteArray());
}

async function put(Key: string, Body: Buffer | string = 'content'): Promise<void> {
  await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body }));
}

async function refusing<T>(rules: readonly string[], work: () => Promise<T>): Promise<T> {
  for (const rule of rules) denied.add(rule);
  return work().finally(() => denied.clear());
}

describe('objects', () => {
  test('go to the server and come back, whole and in ranges', async () => {
    const Body = randomBytes(300_001);
    const Key = 'a folder/ü+&=.bin';
    await client.send(
      new sdk.PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/x', Metadata: { one: '1' }, Tagging: 'a=b' }),
    );
    expect((await bytesOf(upstream.client, Key)).equals(Body)).toBe(true);
    expect((await bytesOf(client, Key)).equals(Body)).toBe(true);
    expect((await bytesOf(client, Key, 'bytes=10-19')).equals(Body.subarray(10, 20))).toBe(true);
    const head = await client.send(new sdk.HeadObjectCommand({ Bucket, Key }));
    expect([head.ContentLength, head.ContentType, head.Metadata]).toEqual([Body.length, 'text/x', { one: '1' }]);
    const tags = await client.send(new sdk.GetObjectTaggingCommand({ Bucket, Key }));
    expect(tags.TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  test('a stream with a trailer arrives without frames, with its own encoding only', async () => {
    const pieces = Array.from({ length: 5 }, () => randomBytes(65_536));
    const [Body, ContentLength] = [Readable.from(pieces), 5 * 65_536];
    await client.send(
      new sdk.PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength, ContentEncoding: 'gzip' }),
    );
    expect((await bytesOf(upstream.client, 'stream')).equals(Buffer.concat(pieces))).toBe(true);
    const head = await upstream.client.send(new sdk.HeadObjectCommand({ Bucket, Key: 'stream' }));
    expect(head.ContentEncoding).toBe('gzip');
  });

  test('an empty one', async () => {
    await put('empty', '');
    expect((await bytesOf(client, 'empty')).length).toBe(0);
  });

  test('in parts', async () => {
    const Key = 'parts';
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key }));
    const bodies = [randomBytes(5 * 1024 * 1024), randomBytes(100)];
    const Parts: sdk.CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const part = { Bucket, Key, UploadId, PartNumber: index + 1 };
      const { ETag } = await client.send(new sdk.UploadPartCommand({ ...part, Body }));
      Parts.push({ PartNumber: index + 1, ETag });
    }
    const listed = await client.send(new sdk.ListPartsCommand({ Bucket, Key, UploadId }));
    expect(listed.Parts?.map(({ Size }) => Size)).toEqual([5 * 1024 * 1024, 100]);
    const whole = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
    await client.send(new sdk.CompleteMultipartUploadCommand(whole));
    expect((await bytesOf(upstream.client, Key)).equals(Buffer.concat(bodies))).toBe(true);
  });

  test('are listed page by page and deleted', async () => {
    for (const name of ['a', 'b', 'c']) await put(`listed/${name}`);
    const first = await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: 'listed/', MaxKeys: 2 }));
    const ContinuationToken = first.NextContinuationToken;
    const next = await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: 'listed/', ContinuationToken }));
    const keys = [first, next].map(({ Contents }) => Contents?.map(({ Key }) => Key));
    expect(keys).toEqual([['listed/a', 'listed/b'], ['listed/c']]);
    await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'listed/a' }));
    expect(await failureOf(bytesOf(client, 'listed/a'))).toBe('NoSuchKey 404');
  });

  test('of a condition that fails are not sent', async () => {
    await put('conditional');
    const { ETag } = await client.send(new sdk.HeadObjectCommand({ Bucket, Key: 'conditional' }));
    const unmodified = new sdk.GetObjectCommand({ Bucket, Key: 'conditional', IfNoneMatch: ETag });
    expect(await failureOf(client.send(unmodified))).toMatch(/ 304$/);
    const exclusive = new sdk.PutObjectCommand({ Bucket, Key: 'conditional', Body: 'x', IfNoneMatch: '*' });
    expect(await failureOf(client.send(exclusive))).toBe('PreconditionFailed 412');
  });
});

describe('policies', () => {
  test('keep a denied key from being read and written', async () => {
    await put('secret', 'old');
    await refusing([`s3:PutObject ${arn}/secret`, `s3:GetObject ${arn}/secret`], async () => {
      expect(await failureOf(put('secret', 'new'))).toBe('AccessDenied 403');
      expect(await failureOf(bytesOf(client, 'secret'))).toBe('AccessDenied 403');
    });
    expect((await bytesOf(client, 'secret')).toString()).toBe('old');
  });

  test('hold for the source of a copy', async () => {
    await put('source', 'copied');
    const copy = (Key: string) =>
      client.send(new sdk.CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/source` }));
    await copy('copy');
    expect((await bytesOf(client, 'copy')).toString()).toBe('copied');
    const refused = await refusing([`s3:GetObject ${arn}/source`], () => failureOf(copy('second')));
    expect(refused).toBe('AccessDenied 403');
    expect(await failureOf(bytesOf(client, 'second'))).toBe('NoSuchKey 404');
  });

  test("hold for the tags that a copy takes along, and for a header's", async () => {
    await client.send(new sdk.PutObjectCommand({ Bucket, Key: 'tagged', Body: '', Tagging: 'a=b' }));
    const copy = new sdk.CopyObjectCommand({ Bucket, Key: 'copy of tagged', CopySource: `${Bucket}/tagged` });
    const put = new sdk.PutObjectCommand({ Bucket, Key: 'newly tagged', Body: '', Tagging: 'a=b' });
    const rules = [`s3:GetObjectTagging ${arn}/tagged`, `s3:PutObjectTagging ${arn}/newly tagged`];
    await refusing(rules, async () => {
      expect(await failureOf(client.send(copy))).toBe('AccessDenied 403');
      expect(await failureOf(client.send(put))).toBe('AccessDenied 403');
    });
  });

  test('hold for each key of a multi-delete', async () => {
    for (const name of ['x', 'y']) await put(`many/${name}`);
    const Delete = { Objects: [{ Key: 'many/x' }, { Key: 'many/y' }] };
    const answer = await refusing([`s3:DeleteObject ${arn}/many/x`], () =>
      client.send(new sdk.DeleteObjectsCommand({ Bucket, Delete })),
    );
    expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(['many/y']);
    expect(answer.Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([['many/x', 'AccessDenied']]);
    const left = await upstream.client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: 'many/' }));
    expect(left.Contents?.map(({ Key }) => Key)).toEqual(['many/x']);
  });

  test('keep a missing key from those who may not list', async () => {
    const answer = await refusing([`s3:ListBucket ${arn}`], () => failureOf(bytesOf(client, 'nowhere')));
    expect(answer).toBe('AccessDenied 403');
  });

  test('are not passed by keys that a server may rewrite', async () => {
    for (const path of [`/${Bucket}/a/../secret`, `/${Bucket}//secret`, `/${Bucket}/a/%2e%2e/secret`]) {
      const answer = await service.handle(requestOf('GET', path));
      expect([answer.status, String(answer.body).match(/<Code>(\w+)/)?.[1]]).toEqual([400, 'InvalidURI']);
    }
  });

  test('of a bucket are kept here and not on the server', async () => {
    const statement = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: `${arn}/x` };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await client.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy }));
    expect(service.bucket(Bucket)?.policy).toBe(Policy);
    expect(await failureOf(upstream.client.send(new sdk.GetBucketPolicyCommand({ Bucket })))).toBe(
      'NoSuchBucketPolicy 404',
    );
  });
});

describe('buckets', () => {
  test('are made on both sides and deleted on both', async () => {
    await client.send(new sdk.CreateBucketCommand({ Bucket: 'short-lived' }));
    expect(service.bucket('short-lived')?.account).toBe(account);
    expect(upstream.service.bucket('short-lived')).toBeDefined();
    await client.send(new sdk.PutObjectCommand({ Bucket: 'short-lived', Key: 'k', Body: 'x' }));
    const remove = () => client.send(new sdk.DeleteBucketCommand({ Bucket: 'short-lived' }));
    expect(await failureOf(remove())).toBe('BucketNotEmpty 409');
    expect(service.bucket('short-lived')).toBeDefined();
    await client.send(new sdk.DeleteObjectCommand({ Bucket: 'short-lived', Key: 'k' }));
    await remove();
    expect([service.bucket('short-lived'), upstream.service.bucket('short-lived')]).toEqual([undefined, undefined]);
  });

  test('of another region keep it', async () => {
    const text = `<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>`;
    const made = await service.handle(requestOf('PUT', '/elsewhere', { text, region: 'eu-west-1' }));
    expect(made.status).toBe(200);
    const head = await service.handle(requestOf('HEAD', '/elsewhere', { region: 'eu-west-1' }));
    expect([head.status, head.headers['x-amz-bucket-region']]).toEqual([200, 'eu-west-1']);
    expect((await service.handle(requestOf('GET', '/elsewhere'))).status).toBe(301);
  });

  test('of the server are adopted for the owner, and nobody takes them by making them again', async () => {
    await upstream.service.handle(requestOf('PUT', '/found-there'));
    await upstream.service.handle(requestOf('PUT', '/found-there/k', { text: 'theirs' }));
    expect(await failureOf(client.send(new sdk.CreateBucketCommand({ Bucket: 'found-there' })))).toBe(
      'BucketAlreadyExists 409',
    );
    expect(service.bucket('found-there')).toMatchObject({ account: owner, region: 'us-east-1' });
    const object = await client.send(new sdk.GetObjectCommand({ Bucket: 'found-there', Key: 'k' }));
    expect(await object.Body?.transformToString()).toBe('theirs');
  });

  test('deleted behind the records are missing, and may be made again', async () => {
    await client.send(new sdk.CreateBucketCommand({ Bucket: 'gone-behind' }));
    await upstream.service.handle(requestOf('DELETE', '/gone-behind'));
    expect(await failureOf(client.send(new sdk.DeleteBucketCommand({ Bucket: 'gone-behind' })))).toBe(
      'NoSuchBucket 404',
    );
    expect(service.bucket('gone-behind')).toBeUndefined();
    await client.send(new sdk.CreateBucketCommand({ Bucket: 'gone-behind' }));
    await upstream.service.handle(requestOf('DELETE', '/gone-behind'));
    await client.send(new sdk.CreateBucketCommand({ Bucket: 'gone-behind' }));
    expect(upstream.service.bucket('gone-behind')).toBeDefined();
  });

  test('that are nowhere are NoSuchBucket', async () => {
    expect(await failureOf(client.send(new sdk.ListObjectsV2Command({ Bucket: 'nowhere-at-all' })))).toBe(
      'NoSuchBucket 404',
    );
  });

  test("are listed for their account, and their tags are the records'", async () => {
    const { Buckets } = await client.send(new sdk.ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] };
    await client.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging }));
    expect((await client.send(new sdk.GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(Tagging.TagSet);
  });
});

describe('a server that', () => {
  /** Another embedded S3, before a server that answers as the test says. */
  async function answering<T>(
    serve: (request: IncomingMessage, response: ServerResponse) => void,
    work: (service: S3Service, failures: readonly unknown[]) => Promise<T>,
  ): Promise<T> {
    const server = createServer(serve);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const forward = openForward({ url, clock: systemClock, region: 'us-east-1', owner: () => owner });
    const directory = mkdtempSync(join(tmpdir(), 'postern-s3-forward-'));
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => void failures.push(error);
    const service = openS3({ ...usual, directory, onFailure, forward });
    try {
      return await work(service, failures);
    } finally {
      await forward.close();
      service.close();
      rmSync(directory, { recursive: true, force: true });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  test('refuses a bucket leaves none here', async () => {
    const refuse = (request: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(request.method === 'HEAD' ? 404 : 409, { 'content-type': 'application/xml' });
      response.end(request.method === 'HEAD' ? undefined : '<Error><Code>OperationAborted</Code></Error>');
    };
    await answering(refuse, async (service) => {
      const answer = await service.handle(requestOf('PUT', '/refused'));
      expect(answer.status).toBe(409);
      expect(service.bucket('refused')).toBeUndefined();
      (answer.body as Readable).destroy();
    });
  });

  test('does not know the credentials, or sends elsewhere, is unavailable and says nothing of them', async () => {
    const answers: Readonly<Record<string, readonly [status: number, text: string]>> = {
      '/known': [200, ''],
      '/known/a': [403, '<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>SERVERS</AWSAccessKeyId></Error>'],
      '/known/b': [307, '<Error><Code>TemporaryRedirect</Code><Endpoint>secret.example</Endpoint></Error>'],
    };
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      const [status, text] = answers[request.url ?? '']!;
      response.writeHead(status, { location: 'http://secret.example/' });
      response.end(request.method === 'HEAD' ? undefined : text);
    };
    await answering(serve, async (service, failures) => {
      for (const key of ['a', 'b']) {
        const answer = await service.handle(requestOf('GET', `/known/${key}`));
        expect([answer.status, answer.headers.location]).toEqual([503, undefined]);
        expect(String(answer.body)).toMatch(/<Code>ServiceUnavailable<.*unable to handle request/);
        expect(String(answer.body)).not.toMatch(/SERVERS|secret/);
      }
      expect(failures).toEqual([]);
    });
  });

  test('is not there is unavailable, for whatever is asked', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'postern-s3-forward-'));
    const url = new URL('http://127.0.0.1:9');
    const forward = openForward({ url, clock: systemClock, region: 'us-east-1', owner: () => owner });
    const service = openS3({ ...usual, directory, forward });
    const requests = [requestOf('GET', '/bucket/key'), requestOf('PUT', '/bucket'), requestOf('HEAD', '/bucket')];
    const answers = await Promise.all(requests.map((request) => service.handle(request)));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(service.bucket('bucket')).toBeUndefined();
    await forward.close();
    service.close();
    rmSync(directory, { recursive: true, force: true });
  });
});
