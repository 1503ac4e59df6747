import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { readBody, writeResponse } from './http.ts';

const limit = 100_000;

/** What a server with the limit answers to one request: the length of the body that it read. */
async function exchange(method: string, body: Buffer, chunked: boolean) {
  const server = createServer(async (request, response) => {
    const read = await readBody(request, limit);
    writeResponse(request, response, {
      status: read ? 200 : 413,
      headers: { 'x-amzn-requestid': 'r' },
      body: `é${read?.length}`,
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<{ status: number; headers: object; text: string }>((resolve, reject) => {
      const headers = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length };
      const sent = sendRequest({ port, host: '127.0.0.1', method, headers, agent: false }, async (response) => {
        let text = '';
        for await (const part of response) text += part;
        resolve({ status: response.statusCode!, headers: response.headers, text });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test.each([
  ['empty', 0, false, 200, 'é0'],
  ['at the limit', limit, false, 200, `é${limit}`],
  ['at the limit, in chunks', limit, true, 200, `é${limit}`],
  ['past the limit', limit + 1, false, 413, 'éundefined'],
  ['past the limit, in chunks', limit + 1, true, 413, 'éundefined'],
])('%s', async (_, length, chunked, status, text) => {
  const answer = await exchange('POST', Buffer.alloc(length), chunked);
  expect(answer).toMatchObject({ status, text, headers: { 'x-amzn-requestid': 'r' } });
});

test('HEAD tells the length and sends nothing', async () => {
  const answer = await exchange('HEAD', Buffer.alloc(0), false);
  expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '3' } });
});

test('a body that ends early is the fault of the client', async () => {
  const refusal = new Promise<unknown>((resolve) => {
    const server = createServer((request) => {
      readBody(request, limit).catch(resolve);
      request.socket.on('close', () => server.close());
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const sent = sendRequest({
        port,
        host: '127.0.0.1',
        method: 'POST',
        headers: { 'content-length': 9 },
        agent: false,
      });
      sent.on('error', () => undefined);
      sent.write('half', () => sent.destroy());
    });
  });
  expect(await refusal).toMatchObject({ code: 'IncompleteBody' });
});
