import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { endpointOf, serverAt, serverOf, usualState } from './find-server.ts';

async function answering(body: string, status = 200): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['http://h:1', { AWS_ENDPOINT_URL: 'http://other:2' }, 'http://h:1'],
  [undefined, { AWS_ENDPOINT_URL: 'http://other:2/' }, 'http://other:2'],
  [undefined, {}, 'http://127.0.0.1:4566'],
])('--endpoint %s with %j is %s', (given, environment, endpoint) => {
  expect(endpointOf(given, environment)).toBe(endpoint);
});

test.each(['here', 'ftp://h', '127.0.0.1:4566'])('%s is no endpoint', (text) => {
  expect(() => endpointOf(text, {})).toThrow('not an http URL');
});

test.each([
  [{ XDG_STATE_HOME: '/x', HOME: '/h' }, '/x/postern'],
  [{ XDG_STATE_HOME: '', HOME: '/h' }, '/h/.local/state/postern'],
])('with %j the state is in %s', (environment, state) => {
  expect(usualState(environment)).toBe(state);
});

test('a server says how it is', async () => {
  const endpoint = await answering(JSON.stringify({ revision: 3, state: '/s', pid: 1 }));
  expect(await serverAt(endpoint)).toEqual({ endpoint, health: { revision: 3, state: '/s', pid: 1 } });
});

test.each([
  ['<html>', 200],
  ['{}', 200],
  ['{"revision":1,"state":"/s"}', 404],
])('what answers %s with %i is not Postern', async (body, status) => {
  await expect(serverAt(await answering(body, status))).rejects.toThrow('is not Postern');
});

test('nothing answers at a port that nobody listens on', async () => {
  await expect(serverAt('http://127.0.0.1:1')).rejects.toThrow('nothing answers at http://127.0.0.1:1');
});

test('a state that was never used has no server', async () => {
  expect(await serverOf('/nowhere/at/all')).toBeUndefined();
});
