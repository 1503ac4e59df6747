import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectSecurely } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseCidr } from '../base/cidr.ts';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { type Authority, openAuthority } from './authority.ts';
import { type EndpointListener, ownsName, type Serve, serveEndpoint } from './endpoint-server.ts';
import { loopbackServer } from './loopback-sockets.ts';
import { ids } from './sample-network.ts';

let directory: string;
let authority: Authority;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'endpoint-'));
  authority = await openAuthority(directory, systemClock, systemRandom);
});
afterAll(() => rm(directory, { recursive: true }));

const s3: EndpointListener = { endpoint: ids.s3, vpc: ids.vpc, service: { region: 'us-east-1', service: 's3' } };
const sts: EndpointListener = { endpoint: ids.sts, vpc: ids.vpc, service: { region: 'us-east-1', service: 'sts' } };

/** Says how it was called, and with how much of a body. */
const tell: Serve = async (request, response, origin, service) => {
  let size = 0;
  for await (const chunk of request) size += chunk.length;
  response.end(JSON.stringify({ origin, service, host: request.headers.host, size }));
};

async function listening(listener: EndpointListener, serve: Serve = tell) {
  const [secure, plain] = [await loopbackServer(), await loopbackServer()];
  const server = await serveEndpoint({ secure: secure.server, plain: plain.server }, listener, authority, serve);
  onTestFinished(() => server.close());
  return { server, secure: secure.port, plain: plain.port };
}

interface Call {
  readonly host: string;
  readonly body?: Buffer;
  readonly headers?: Record<string, string>;
}

async function https(port: number, { host, body, headers = {} }: Call) {
  const method = body ? 'PUT' : 'GET';
  const options = { host: '127.0.0.1', port, servername: host, ca: authority.pem, method, agent: false as const };
  const request = secureRequest({ ...options, headers: { host, ...headers } });
  if (headers.expect) {
    request.flushHeaders();
    await once(request, 'continue');
  }
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return JSON.parse(await text(response));
}

describe('HTTPS', () => {
  test.each([
    ['the public name', s3, 's3.us-east-1.amazonaws.com'],
    ["a bucket's name", s3, 'bucket.s3.us-east-1.amazonaws.com'],
    ["a bucket's name with dots", s3, 'my.bucket.s3.us-east-1.amazonaws.com'],
    ["the endpoint's name", s3, `bucket.${ids.s3}-efgh5678.s3.us-east-1.vpce.amazonaws.com`],
    ["the endpoint's zonal name", sts, `${ids.sts}-abcd1234-us-east-1a.sts.us-east-1.vpce.amazonaws.com`],
  ])('by %s', async (_, listener, host) => {
    const { secure } = await listening(listener);
    expect(await https(secure, { host })).toMatchObject({
      origin: { kind: 'endpoint', endpoint: listener.endpoint, vpc: ids.vpc, sourceAddress: '127.0.0.1' },
      service: listener.service,
      host,
    });
  });

  test.each([
    'ec2.us-east-1.amazonaws.com',
    's3.eu-west-1.amazonaws.com',
    `bucket.${ids.gateway}-efgh5678.s3.us-east-1.vpce.amazonaws.com`,
    'www.example.com',
  ])("shows its own service's certificate to who asks for %s", async (host) => {
    const { secure } = await listening(s3);
    await expect(https(secure, { host })).rejects.toThrow(/does not match certificate/);
    const client = connectSecurely({ port: secure, host: '127.0.0.1', servername: host, rejectUnauthorized: false });
    await once(client, 'secureConnect');
    expect(client.getPeerCertificate().subjectaltname).toBe('DNS:s3.us-east-1.amazonaws.com');
    client.destroy();
  });

  test('buckets share a certificate', async () => {
    const { secure } = await listening(s3);
    const servername = 'bucket.s3.us-east-1.amazonaws.com';
    const client = connectSecurely({ port: secure, host: '127.0.0.1', servername, ca: authority.pem });
    await once(client, 'secureConnect');
    expect(client.getPeerCertificate().subjectaltname).toBe('DNS:*.s3.us-east-1.amazonaws.com');
    client.destroy();
  });

  test('a large body, after 100 Continue', async () => {
    const { secure } = await listening(s3);
    const body = Buffer.alloc(8 * 1024 * 1024, 1);
    const told = await https(secure, { host: 's3.us-east-1.amazonaws.com', body, headers: { expect: '100-continue' } });
    expect(told.size).toBe(body.length);
  });
});

describe('HTTP', () => {
  test('serves its service, whatever host is asked for', async () => {
    const { plain } = await listening(sts);
    const request = plainRequest({ host: '127.0.0.1', port: plain, headers: { host: 's3.us-east-1.amazonaws.com' } });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(JSON.parse(await text(response)).service).toEqual(sts.service);
  });

  test('two requests on one connection, and an answer to who has closed its half', async () => {
    const { plain } = await listening(sts, (_, response) => void setTimeout(() => response.end('done'), 20));
    const client = connect({ port: plain, host: '127.0.0.1', allowHalfOpen: true });
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(client, 'data');
    client.end('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await text(client)).toMatch(/^HTTP\/1.1 200.*done/s);
  });

  test('a handler that breaks is answered for', async () => {
    const { plain } = await listening(sts, async () => {
      throw new Error('broken');
    });
    expect((await fetch(`http://127.0.0.1:${plain}/`)).status).toBe(500);
  });
});

describe('connections', () => {
  test.each([
    ['in the prefixes', '127.0.0.0/8', true],
    ['outside of the prefixes', '3.5.0.0/22', false],
  ])('to an address %s', async (_, prefix, served) => {
    const { plain } = await listening({ ...s3, prefixes: [parseCidr(prefix)!] });
    const answer = fetch(`http://127.0.0.1:${plain}/`).then(
      (response) => response.ok,
      () => false,
    );
    expect(await answer).toBe(served);
  });

  test('end with the endpoint, in the middle of an answer', async () => {
    const { server, plain } = await listening(s3, (_, response) => void response.write('half'));
    const client = connect(plain, '127.0.0.1');
    client.on('error', () => {});
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(client, 'data');
    const closed = once(client, 'close');
    server.close();
    await closed;
  });
});

test.each([
  [s3, 's3.us-east-1.amazonaws.com', true],
  [s3, '*.s3.us-east-1.amazonaws.com', true],
  [s3, 's3.us-east-2.amazonaws.com', false],
  [s3, 'sts.us-east-1.amazonaws.com', false],
  [sts, 'sts.amazonaws.com', true],
  [sts, '*.us-east-1.amazonaws.com', false],
  [sts, '*.amazonaws.com', false],
])('%#: %j may bear %s: %s', (listener, name, owned) => {
  expect(ownsName(listener, name)).toBe(owned);
});
