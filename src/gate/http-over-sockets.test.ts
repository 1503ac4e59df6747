import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { acceptConnections } from './connections.ts';
import { type HttpLimits, httpOverSockets } from './http-over-sockets.ts';
import { loopbackServer } from './loopback-sockets.ts';

const limits: HttpLimits = { head: 150, request: 0, idle: 400, keepAlive: 5_000, headSize: 1_024 };

async function listening(more: Partial<HttpLimits> = {}) {
  const { server, port } = await loopbackServer();
  const http = httpOverSockets({ ...limits, ...more }, (request, response) => {
    request.resume();
    request.on('end', () => response.end('done'));
  });
  const connections = acceptConnections(server, 2, http.accept);
  onTestFinished(() => {
    connections.close();
    http.close();
  });
  const client = connect(port, '127.0.0.1');
  client.on('error', () => {});
  onTestFinished(() => void client.destroy());
  return { port, client };
}

test('a head that comes slowly is cut off', async () => {
  const { client } = await listening({ idle: 5_000 });
  client.write('GET / HTTP/1.1\r\n');
  const slowly = setInterval(() => client.write('X: y\r\n'), 50);
  const [answer] = await once(client, 'data');
  clearInterval(slowly);
  expect(String(answer)).toMatch(/^HTTP\/1.1 408/);
});

test('a body that stops coming is cut off', async () => {
  const { client } = await listening();
  client.write('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
  await once(client, 'close');
});

test('a head that is too long is refused', async () => {
  const { client } = await listening();
  client.write(`GET / HTTP/1.1\r\nX: ${'y'.repeat(2_000)}\r\n\r\n`);
  expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1.1 431/);
});

test('one connection more than there may be is reset', async () => {
  const { port, client } = await listening();
  await once(client, 'connect');
  const second = connect(port, '127.0.0.1');
  onTestFinished(() => void second.destroy());
  await once(second, 'connect');
  const third = connect(port, '127.0.0.1');
  third.on('error', () => {});
  await once(third, 'close');
  second.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(String((await once(second, 'data'))[0])).toMatch(/^HTTP\/1.1 200/);
});
