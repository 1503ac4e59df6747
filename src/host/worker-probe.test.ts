import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { localHeader } from './proxy-header.ts';
import type { ProbeRequest } from './worker-messages.ts';
import { probe, statusMatches } from './worker-probe.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function wanted(protocol: ProbeRequest['protocol'], port: number, more: Partial<ProbeRequest> = {}): ProbeRequest {
  return { protocol, address: '127.0.0.1', port, timeoutMilliseconds: 2000, proxyHeader: false, ...more };
}

test.each([
  ['200', 200, true],
  ['200', 201, false],
  ['200,202', 202, true],
  ['200,202', 201, false],
  ['200-399', 399, true],
  ['200-399', 400, false],
  ['200-204,301', 301, true],
])('%s takes %i: %s', (matcher, status, expected) => expect(statusMatches(matcher, status)).toBe(expected));

describe('TCP', () => {
  test('a port that takes connections is healthy', async () => {
    const port = await portOf(createServer((socket) => socket.on('error', () => {}).end('hello')));
    expect(await probe(wanted('TCP', port))).toEqual({ ok: true, reason: '' });
  });

  test('a target that greets is not reset for it', async () => {
    let ended: (how: string) => void = () => {};
    const end = new Promise<string>((resolve) => {
      ended = resolve;
    });
    const port = await portOf(
      createServer((socket) => {
        socket.on('error', (error) => ended(error.message));
        socket.on('end', () => ended('closed'));
        socket.resume();
        setTimeout(() => socket.end('hello'), 50);
      }),
    );
    expect(await probe(wanted('TCP', port))).toEqual({ ok: true, reason: '' });
    expect(await end).toBe('closed');
  });

  test('a port that refuses them is not, and neither is an address that this machine lacks', async () => {
    const server = createServer();
    const port = await portOf(server);
    servers.pop();
    await new Promise((resolve) => server.close(resolve));
    expect(await probe(wanted('TCP', port))).toEqual({ ok: false, reason: 'ECONNREFUSED' });
    expect(await probe(wanted('TCP', port, { localAddress: '192.0.2.1' }))).toMatchObject({ ok: false });
  });

  test('it comes from the address that it is told to, behind a LOCAL header where that is expected', async () => {
    const seen = new Promise((resolve) => {
      const server = createServer((socket) => {
        const chunks: Buffer[] = [];
        socket.on('data', (chunk) => chunks.push(chunk));
        socket.on('end', () => resolve({ from: socket.remoteAddress, said: Buffer.concat(chunks).toString('hex') }));
      });
      void portOf(server).then((port) => probe(wanted('TCP', port, { localAddress: '127.0.0.9', proxyHeader: true })));
    });
    expect(await seen).toEqual({ from: '127.0.0.9', said: localHeader().toString('hex') });
  });
});

describe('HTTP', () => {
  test('the status decides; the load balancer names itself and its node', async () => {
    let headers: IncomingHttpHeaders = {};
    const port = await portOf(
      createHttpServer((request, response) => {
        headers = request.headers;
        response.writeHead(request.url === '/health?deep=1' ? 204 : 503).end();
      }),
    );
    expect(await probe(wanted('HTTP', port, { path: '/health?deep=1', hostHeader: '10.0.0.9:80' }))).toEqual({
      ok: true,
      reason: '',
    });
    expect(headers).toMatchObject({ host: '10.0.0.9:80', 'user-agent': 'ELB-HealthChecker/2.0' });
    expect(await probe(wanted('HTTP', port, { path: '/' }))).toEqual({ ok: false, reason: 'status 503' });
    expect(await probe(wanted('HTTP', port, { path: '/', matcher: '503' }))).toMatchObject({ ok: true });
  });

  test('a target that answers nothing is given the time-out, and one that speaks no HTTP none', async () => {
    const silent = await portOf(createServer((socket) => socket.on('error', () => {})));
    expect(await probe(wanted('HTTP', silent, { timeoutMilliseconds: 50 }))).toEqual({ ok: false, reason: 'timeout' });
    const rude = await portOf(createServer((socket) => socket.on('error', () => {}).end('go away\n')));
    expect(await probe(wanted('HTTP', rude))).toMatchObject({ ok: false });
  });

  test('a path that cannot be asked for fails, and nothing else', async () => {
    const port = await portOf(createHttpServer((_, response) => response.end()));
    expect(await probe(wanted('HTTP', port, { path: '/a b\r\nX: y' }))).toMatchObject({ ok: false });
  });

  test('the LOCAL header comes before the request', async () => {
    const port = await portOf(
      createServer((socket) => {
        socket.on('error', () => {});
        socket.on('data', (chunk) => {
          const expected = Buffer.concat([localHeader(), Buffer.from('GET /ready HTTP/1.1\r\n')]);
          const isFirst = chunk.subarray(0, expected.length).equals(expected) || chunk.equals(localHeader());
          if (chunk.equals(localHeader())) socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
          else socket.end(`HTTP/1.1 ${isFirst ? 200 : 500} X\r\n\r\n`);
        });
      }),
    );
    expect(await probe(wanted('HTTP', port, { path: '/ready', matcher: '200', proxyHeader: true }))).toMatchObject({
      ok: true,
    });
  });
});

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** A certificate of version 1: signed by itself, for nobody, and long expired. */
function worthlessIdentity() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
  const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const nobody = sequence(
    der(0x31, sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('nobody')))),
  );
  const day = (year: number) => der(0x17, Buffer.from(`${year}0101000000Z`));
  const content = sequence(
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    nobody,
    sequence(day(10), day(11)),
    nobody,
    publicKey.export({ format: 'der', type: 'spki' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
  const encoded = sequence(content, ecdsaWithSha256, signature).toString('base64');
  const cert = `-----BEGIN CERTIFICATE-----\n${encoded}\n-----END CERTIFICATE-----\n`;
  return { cert, key: privateKey.export({ format: 'pem', type: 'pkcs8' }) };
}

test('HTTPS takes any certificate', async () => {
  const port = await portOf(createHttpsServer(worthlessIdentity(), (_, response) => response.writeHead(200).end('ok')));
  expect(await probe(wanted('HTTPS', port))).toEqual({ ok: true, reason: '' });
});
