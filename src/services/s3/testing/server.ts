/**
 * For this room's tests: the object store behind a bare HTTP server, with everybody allowed everything, and a stock
 * client of it. Signatures are not verified.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Service } from '../service.ts';
import { openTestStore, requestOf, type TestStore } from './store.ts';

async function serve(service: S3Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'us-east-1';
  const answer = await service.handle({
    ...requestOf(request.method ?? 'GET', url, { headers, body: request, region }),
    host: headers.host ?? '',
    verifyChunk: () => true,
  });
  response.writeHead(answer.status, answer.headers);
  if (answer.body instanceof Readable) await pipeline(answer.body, response).catch(() => response.destroy());
  else response.end(answer.body);
}

export interface TestServer extends TestStore {
  readonly endpoint: string;
  readonly client: S3Client;
  stop(): Promise<void>;
}

export async function startTestServer(): Promise<TestServer> {
  const store = openTestStore();
  const server = createServer((request, response) => void serve(store.service, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });
  const stop = async (): Promise<void> => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    store.remove();
  };
  return { ...store, endpoint, client, stop };
}
