/** The stock SDK through the forward to moto, where `moto_server` is installed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import type { S3Response } from '../s3/request.ts';
import { openS3, type S3Service } from '../s3/service.ts';
import { requestOf } from '../s3/testing/store.ts';
import { type OpenForward, openForward } from './forward.ts';

const folders = (process.env.PATH ?? '').split(delimiter);
const isInstalled = folders.some((folder) => existsSync(join(folder, 'moto_server')));
const startMilliseconds = 20_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(!isInstalled)('with moto_server behind it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'postern-s3-moto-'));
  let moto: ChildProcess;
  let forward: OpenForward;
  let service: S3Service;

  beforeAll(async () => {
    const port = await freePort();
    moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true });
    const url = new URL(`http://KEY:SECRET@127.0.0.1:${port}`);
    for (const end = Date.now() + startMilliseconds; Date.now() < end; await pause(100)) {
      if (await fetch(`http://127.0.0.1:${port}/moto-api/`).catch(() => undefined)) break;
    }
    forward = openForward({ url, clock: systemClock, region: 'us-east-1', owner: () => '111122223333' });
    service = openS3({ directory, clock: systemClock, random: systemRandom, forward });
    expect((await service.handle(requestOf('PUT', '/bucket'))).status).toBe(200);
  }, 2 * startMilliseconds);

  afterAll(async () => {
    await forward?.close();
    service?.close();
    // The command may be a shell script around the server.
    if (moto?.pid !== undefined) process.kill(-moto.pid, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  async function textOf({ body }: S3Response): Promise<string> {
    if (!(body instanceof Readable)) return String(body);
    return Buffer.concat(await body.toArray()).toString('latin1');
  }

  test('objects go and come back, in ranges too', async () => {
    const text = randomBytes(50_000).toString('base64');
    const stored = await service.handle(requestOf('PUT', '/bucket/a%20b/c', { text }));
    expect(stored.status).toBe(200);
    expect(await textOf(await service.handle(requestOf('GET', '/bucket/a%20b/c')))).toBe(text);
    const headers = { range: 'bytes=5-9' };
    const part = await service.handle(requestOf('GET', '/bucket/a%20b/c', { headers }));
    expect([part.status, await textOf(part)]).toEqual([206, text.slice(5, 10)]);
    const listed = await textOf(await service.handle(requestOf('GET', '/bucket?list-type=2&prefix=a')));
    expect(listed).toContain('<Key>a b/c</Key>');
  });

  test('copies and tags', async () => {
    await service.handle(requestOf('PUT', '/bucket/one', { text: 'x', headers: { 'x-amz-tagging': 'a=b' } }));
    const headers = { 'x-amz-copy-source': 'bucket/one' };
    expect((await service.handle(requestOf('PUT', '/bucket/two', { headers }))).status).toBe(200);
    expect(await textOf(await service.handle(requestOf('GET', '/bucket/two?tagging')))).toContain('<Value>b</Value>');
  });

  test('uploads in parts', async () => {
    const created = await textOf(await service.handle(requestOf('POST', '/bucket/parts?uploads')));
    const id = /<UploadId>(.*)<\/UploadId>/.exec(created)![1]!;
    const part = await service.handle(requestOf('PUT', `/bucket/parts?partNumber=1&uploadId=${id}`, { text: 'only' }));
    const list = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`;
    await textOf(await service.handle(requestOf('POST', `/bucket/parts?uploadId=${id}`, { text: list })));
    expect(await textOf(await service.handle(requestOf('GET', '/bucket/parts')))).toBe('only');
  });

  test('missing keys and full buckets', async () => {
    const missing = await service.handle(requestOf('GET', '/bucket/missing'));
    expect([missing.status, await textOf(missing)]).toEqual([404, expect.stringContaining('NoSuchKey')]);
    const full = await service.handle(requestOf('DELETE', '/bucket'));
    expect([full.status, await textOf(full)]).toEqual([409, expect.stringContaining('BucketNotEmpty')]);
  });
});
