import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Failure } from './failure.ts';
import { request } from './request.ts';

test('method, headers and body go out; status and text come back', async () => {
  const server = createServer(async (sent, response) => {
    let body = '';
    for await (const chunk of sent) body += chunk;
    response.writeHead(403).end(`${sent.method} ${sent.url} ${sent.headers['x-one']} ${body}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer = await request(endpoint, '/a?b', { method: 'POST', headers: { 'x-one': '1' }, body: 'é' });
  expect(answer).toEqual({ status: 403, text: 'POST /a?b 1 é' });
});

test('where nothing answers, the failure names the endpoint', async () => {
  await expect(request('http://127.0.0.1:1', '/')).rejects.toThrow(Failure);
});
