/**
 * For this room's tests: the object store in a directory of its own behind a bare HTTP server, with everybody allowed
 * everything unless the test says otherwise. Signatures are not verified.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { systemClock } from '../../../base/clock.ts';
import { systemRandom } from '../../../base/random.ts';
import { openS3, type S3Request, type S3Service } from '../service.ts';

export const account = '111122223333';

export interface TestStore {
  readonly directory: string;
  readonly service: S3Service;
  readonly failures: unknown[];
  remove(): void;
}

export function openTestStore(): TestStore {
  const directory = mkdtempSync(join(tmpdir(), 'postern-s3-'));
  const failures: unknown[] = [];
  const service = openS3({
    directory,
    clock: systemClock,
    random: systemRandom,
    onFailure: (error) => void failures.push(error),
  });
  const remove = (): void => {
    service.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { directory, service, failures, remove };
}

/** A request as a listener would hand it over, for tests without a socket. */
export function requestOf(
  method: string,
  target: string,
  given: Partial<S3Request> & { text?: string } = {},
): S3Request {
  const [path, query] = [target.split('?', 1)[0]!, target.split('?').slice(1).join('?')];
  const { text, headers, ...rest } = given;
  const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  return {
    method,
    path,
    query,
    headers: { ...length, ...headers },
    host: 's3.us-east-1.amazonaws.com',
    body: Readable.from(text === undefined ? [] : [Buffer.from(text)]),
    region: 'us-east-1',
    requestId: 'EXAMPLEREQUEST00',
    account,
    authorize: () => undefined,
    ...rest,
  };
}

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
