import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectSecurely } from 'node:tls';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { formatAddress } from '../base/address.ts';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { servicePublicAddress } from '../model/region.ts';
import { type Authority, openAuthority } from './authority.ts';
import type { Serve } from './endpoint-server.ts';
import { isAddressOf, serveInternet } from './internet.ts';
import { loopbackDatagrams, loopbackServer } from './loopback-sockets.ts';

let directory: string;
let authority: Authority;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'internet-'));
  authority = await openAuthority(directory, systemClock, systemRandom);
});
afterAll(() => rm(directory, { recursive: true }));

const tell: Serve = (_, response, origin, service) => void response.end(JSON.stringify({ origin, service }));

/** Makes connections look as if they had been made to another address. */
function pretend(server: Server, destination: string): void {
  server.prependListener('connection', (socket) => {
    Object.defineProperty(socket, 'localAddress', { value: destination });
  });
}

async function listening(destination = '127.0.0.1') {
  const [secure, plain, echo] = [await loopbackServer(), await loopbackServer(), await loopbackServer()];
  const datagrams = await loopbackDatagrams();
  const servers = { secure: secure.server, plain: plain.server, echo: echo.server };
  pretend(plain.server, destination);
  const server = await serveInternet({ ...servers, echoDatagrams: [datagrams.socket] }, authority, tell);
  onTestFinished(() => server.close());
  return { secure: secure.port, plain: plain.port, echo: echo.port, datagrams: datagrams.port };
}

async function get(port: number, host: string) {
  const asked = request({ host: '127.0.0.1', port, path: '/where?', headers: { host }, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = await text(response);
  return response.statusCode === 200 ? JSON.parse(body) : response.statusCode;
}

const address = (service: string, region = 'us-east-1') => formatAddress(servicePublicAddress(region, service));

test('a host says whom it sees', async () => {
  const { plain } = await listening('203.0.113.10');
  expect(await get(plain, 'internet.postern.example')).toMatchObject({
    host: 'internet.postern.example',
    method: 'GET',
    path: '/where?',
    sourceAddress: '127.0.0.1',
    destinationAddress: '203.0.113.10',
  });
});

test.each([
  ['sts.us-east-1.amazonaws.com', address('sts'), { region: 'us-east-1', service: 'sts' }],
  ['bucket.s3.eu-west-1.amazonaws.com', address('s3', 'eu-west-1'), { region: 'eu-west-1', service: 's3' }],
  ['STS.amazonaws.com:80', address('sts'), { region: 'us-east-1', service: 'sts' }],
])('%s at %s is the service', async (host, destination, service) => {
  const { plain } = await listening(destination);
  expect(await get(plain, host)).toEqual({ origin: { kind: 'internet', sourceAddress: '127.0.0.1' }, service });
});

test.each([
  ['a service at the address of another', 'sts.us-east-1.amazonaws.com', address('s3')],
  ['a service at the address of another region', 'sts.us-east-1.amazonaws.com', address('sts', 'eu-west-1')],
  ['a name that is no service', 'www.example.com', address('sts')],
  ['an address that is nobody', 'sts.us-east-1.amazonaws.com', '8.8.8.8'],
])('421 for %s', async (_, host, destination) => {
  const { plain } = await listening(destination);
  expect(await get(plain, host)).toBe(421);
});

test.each([
  ['sts.us-east-1.amazonaws.com', true],
  ['internet.postern.example', true],
  ['www.example.com', false],
])('TLS for %s: %s', async (servername, trusted) => {
  const { secure } = await listening();
  const client = connectSecurely({ host: '127.0.0.1', port: secure, servername, ca: authority.pem });
  onTestFinished(() => void client.destroy());
  const outcome = new Promise((done) => {
    client.once('secureConnect', () => done(true));
    client.once('error', () => done(false));
  });
  expect(await outcome).toBe(trusted);
});

test('echo over TCP and UDP', async () => {
  const { echo, datagrams } = await listening();
  const client = connect(echo, '127.0.0.1');
  const sender = createSocket('udp4');
  onTestFinished(() => {
    client.destroy();
    sender.close();
  });
  client.write('hello');
  expect(String((await once(client, 'data'))[0])).toBe('hello');
  sender.send('hello', datagrams, '127.0.0.1');
  expect(String((await once(sender, 'message'))[0])).toBe('hello');
});

test.each([
  ['s3', address('s3'), true],
  ['s3', address('sts'), false],
  ['sts', address('ec2'), true],
  ['sts', address('dynamodb'), false],
  ['sts', 'nonsense', false],
])('%s at %s: %s', (service, destination, expected) => {
  expect(isAddressOf({ region: 'us-east-1', service }, destination)).toBe(expected);
});
