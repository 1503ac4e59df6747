import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { headOf } from '../../wire/head.ts';
import { parseSignature } from '../../wire/signature.ts';
import { verifySignature } from '../../wire/verify-signature.ts';
import { textOfAnswer } from './response.ts';
import { openUpstream, type Upstream, usualLimits } from './upstream.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const limits = { ...usualLimits, answerMilliseconds: 200, idleMilliseconds: 200 };
const get = { method: 'GET', path: '/bucket/a%20key', query: 'versionId=1&uploads', headers: { range: 'bytes=0-1' } };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Serve = (request: IncomingMessage, response: ServerResponse, server: Server) => void;

async function upstreamOf(serve: Serve, credentials = '', path = ''): Promise<Upstream> {
  const server = createServer((request, response) => serve(request, response, server));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://${credentials}127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const upstream = openUpstream({ url, region: 'eu-west-1', clock: manualClock(now), limits });
  closers.push(async () => {
    await upstream.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return upstream;
}

async function failureOf(sent: Promise<unknown>): Promise<string> {
  return sent.then(
    () => 'none',
    (error) => (error instanceof Fault ? `${error.code} ${error.status}` : String(error)),
  );
}

describe('a request', () => {
  test('is sent as it was written, unsigned where the URL carries no credentials', async () => {
    let seen: IncomingMessage | undefined;
    const upstream = await upstreamOf((request, response) => {
      seen = request;
      response.writeHead(206, { etag: '"1"', connection: 'x-hop', 'x-hop': '1', server: 'other' });
      response.end('ab');
    });
    const answer = await upstream.send(get);
    expect([seen?.method, seen?.url]).toEqual(['GET', '/bucket/a%20key?versionId=1&uploads']);
    const { host, connection, ...headers } = seen!.headers;
    expect(headers).toEqual({ range: 'bytes=0-1' });
    expect([answer.status, answer.headers.etag]).toEqual([206, '"1"']);
    expect(Object.keys(answer.headers)).not.toContain('server');
    expect(Object.keys(answer.headers)).not.toContain('x-hop');
    expect(await textOfAnswer(answer, 10)).toBe('ab');
  });

  test("is signed with the URL's credentials, below the URL's path", async () => {
    const secret = 'a/secret+with%chars';
    const verify: Serve = (request, response) => {
      const head = headOf(request);
      const signature = parseSignature(head, 's3')!;
      const target = { protocol: 's3', service: 's3', region: 'eu-west-1' } as const;
      verifySignature({ head, signature, target, secret, bodyHash: undefined, now });
      response.end(`${signature.accessKeyId} ${head.path}`);
    };
    const upstream = await upstreamOf(verify, `KEY:${encodeURIComponent(secret)}@`, '/base/');
    const answer = await upstream.send(get);
    expect(await textOfAnswer(answer, 100)).toBe('KEY /base/bucket/a%20key');
  });

  test('that only reads is repeated once where a connection was just closed', async () => {
    let count = 0;
    const upstream = await upstreamOf((request, response) => {
      count += 1;
      if (count === 1) request.socket.destroy();
      else response.end('again');
    });
    expect(await textOfAnswer(await upstream.send(get), 10)).toBe('again');
    count = 0;
    expect(await failureOf(upstream.send({ ...get, method: 'DELETE' }))).toBe('ServiceUnavailable 503');
    expect(count).toBe(1);
  });
});

describe('a server that', () => {
  test('does not answer in time is unavailable', async () => {
    const upstream = await upstreamOf(() => {});
    expect(await failureOf(upstream.send({ ...get, method: 'PUT' }))).toBe('ServiceUnavailable 503');
  });

  test('nobody listens for is unavailable', async () => {
    const url = new URL('http://127.0.0.1:9');
    const upstream = openUpstream({ url, region: 'eu-west-1', clock: manualClock(now), limits });
    expect(await failureOf(upstream.send(get))).toBe('ServiceUnavailable 503');
    await upstream.close();
  });

  test('stops within its answer ends it with an error', async () => {
    const upstream = await upstreamOf((_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('five.');
    });
    expect(await failureOf(textOfAnswer(await upstream.send(get), 100))).toBe('ServiceUnavailable 503');
  });

  test('is not read waits, and learns that the reader is gone', async () => {
    let written = 0;
    let gone = false;
    const upstream = await upstreamOf((_request, response) => {
      response.writeHead(200, { 'content-length': String(64 * 1024 * 1024) });
      response.on('close', () => {
        gone = true;
      });
      const piece = Buffer.alloc(1024 * 1024);
      const write = (): void => {
        while (written < 64 && !response.destroyed) {
          written += 1;
          if (!response.write(piece)) return void response.once('drain', write);
        }
      };
      write();
    });
    const answer = await upstream.send(get);
    await pause(150);
    expect(written).toBeLessThan(32);
    expect(gone).toBe(false);
    answer.body.destroy();
    for (let wait = 0; wait < 100 && !gone; wait += 1) await pause(10);
    expect(gone).toBe(true);
  });
});
