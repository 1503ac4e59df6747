import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { sendBody } from './send-body.ts';
import { openUpstream, type Upstream } from './upstream.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function upstreamOf(serve: (request: IncomingMessage, response: ServerResponse) => void): Promise<Upstream> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const upstream = openUpstream({ url, region: 'us-east-1', clock: systemClock });
  closers.push(async () => {
    await upstream.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return upstream;
}

/** What a server has seen of bodies: those that ended, and those that were broken off. */
function recorder() {
  const seen = { whole: [] as string[], broken: 0, requests: 0 };
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    seen.requests += 1;
    const hash = createHash('sha256');
    request.on('data', (piece) => hash.update(piece));
    request.on('error', () => {
      seen.broken += 1;
    });
    request.on('end', () => {
      seen.whole.push(hash.digest('hex'));
      response.end('stored');
    });
  };
  return { seen, serve };
}

const head = { method: 'PUT', path: '/bucket/key', query: '', headers: {} };
const mebibyte = Buffer.alloc(1024 * 1024, 'x');

async function* repeated(count: number, pulled: (count: number) => void = () => {}): AsyncIterable<Buffer> {
  for (let index = 1; index <= count; index += 1) {
    pulled(index);
    yield mebibyte;
  }
}

async function* pieces(...texts: readonly string[]): AsyncIterable<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

function sha256(...parts: readonly (string | Buffer)[]): string {
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
}

async function codeOf(sent: Promise<unknown>): Promise<string> {
  return sent.then(
    () => 'none',
    (error) => (error instanceof Fault ? error.code : String(error)),
  );
}

describe('a body', () => {
  test('of 64 MiB arrives', async () => {
    const { seen, serve } = recorder();
    const headers = { 'content-length': String(64 * mebibyte.length) };
    const answer = await sendBody(await upstreamOf(serve), head, { headers, body: repeated(64) });
    expect(answer.status).toBe(200);
    answer.body.resume();
    expect(seen.whole).toEqual([sha256(...Array.from({ length: 64 }, () => mebibyte))]);
  });

  test('waits for a server that does not read', async () => {
    let pulled = 0;
    let release: () => void = () => {};
    const upstream = await upstreamOf((request, response) => {
      release = () => void request.resume().on('end', () => response.end());
    });
    const headers = { 'content-length': String(64 * mebibyte.length) };
    const body = repeated(64, (count) => {
      pulled = count;
    });
    const sent = sendBody(upstream, head, { headers, body });
    await pause(300);
    // What the two sockets' buffers take, and not the rest.
    expect(pulled).toBeLessThan(32);
    release();
    const answer = await sent;
    expect([answer.status, pulled]).toEqual([200, 64]);
    answer.body.resume();
  });

  test('in aws-chunked frames arrives decoded', async () => {
    const { seen, serve } = recorder();
    const headers = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '5',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    };
    const body = pieces('5\r\nhello\r\n0\r\n', 'x-amz-checksum-crc32:NhCmhg==\r\n\r\n');
    (await sendBody(await upstreamOf(serve), head, { headers, body })).body.resume();
    expect(seen.whole).toEqual([sha256('hello')]);
  });
});

describe('nothing is stored of a body that', () => {
  const long = String(2 * mebibyte.length);
  test.each<[string, Record<string, string>, () => AsyncIterable<Buffer>, string]>([
    [
      'has another hash',
      { 'content-length': '6', 'x-amz-content-sha256': sha256('other') },
      () => pieces('abc', 'def'),
      'XAmzContentSHA256Mismatch',
    ],
    [
      'has another MD5',
      { 'content-length': '6', 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' },
      () => pieces('abc', 'def'),
      'BadDigest',
    ],
    [
      'has another checksum',
      { 'content-length': '3', 'x-amz-checksum-crc32': 'AAAAAA==' },
      () => pieces('abc'),
      'BadDigest',
    ],
    [
      'is empty and should not be',
      { 'content-length': '0', 'x-amz-content-sha256': sha256('x') },
      () => pieces(),
      'XAmzContentSHA256Mismatch',
    ],
    ['ends early', { 'content-length': long }, () => repeated(1), 'IncompleteBody'],
    ['does not end', { 'content-length': '3' }, () => pieces('abc', 'def'), 'IncompleteBody'],
    [
      'breaks off',
      { 'content-length': long },
      async function* () {
        yield mebibyte;
        yield mebibyte.subarray(1);
        throw new Error('aborted');
      },
      'IncompleteBody',
    ],
    [
      'has wrong chunks',
      { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '5' },
      () => pieces('5\r\nhello\r\nwrong\r\n'),
      'IncompleteBody',
    ],
  ])('%s', async (_what, headers, body, code) => {
    const { seen, serve } = recorder();
    expect(await codeOf(sendBody(await upstreamOf(serve), head, { headers, body: body() }))).toBe(code);
    await pause(30);
    expect(seen.whole).toEqual([]);
    expect(seen.broken).toBe(seen.requests);
  });
});

describe('a server that', () => {
  test('answers before the body ends is believed', async () => {
    const upstream = await upstreamOf((_request, response) => {
      response.writeHead(403, { connection: 'close' });
      response.end('enough');
    });
    const headers = { 'content-length': String(64 * mebibyte.length) };
    const answer = await sendBody(upstream, head, { headers, body: repeated(64) }).catch((error: Fault) => error);
    // Whether the answer is read before the connection's end is the kernel's to decide.
    expect([403, 503]).toContain(answer.status);
    if (!(answer instanceof Fault)) answer.body.resume();
  });

  test('goes away within the body is unavailable', async () => {
    const upstream = await upstreamOf((request) => void request.once('data', () => request.destroy()));
    const headers = { 'content-length': String(64 * mebibyte.length) };
    expect(await codeOf(sendBody(upstream, head, { headers, body: repeated(64) }))).toBe('ServiceUnavailable');
  });
});
