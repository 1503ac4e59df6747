/**
 * The embedded DynamoDB: dynalite, one database for each account and region, in a thread of its own from first use on and
 * called without a socket. It relies on the caller for signatures; every table that a request names is authorized here
 * before dynalite sees it. Transactions and PartiQL are not among what dynalite does.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { namedResources } from './actions.ts';
import { type Database, startDatabase } from './database.ts';

export interface DynamoDbRequest {
  readonly account: string;
  readonly region: string;
  readonly operation: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** @throws Fault AccessDeniedException */
  readonly authorize: (action: string, resource: string) => void;
}

export interface DynamoDbResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface DynamoDbService {
  handle(request: DynamoDbRequest): Promise<DynamoDbResponse>;
  close(): Promise<void>;
}

/** @param directory where the databases are kept; `:memory:` keeps nothing */
export function openDynamoDb(directory: string): DynamoDbService {
  const databases = new Map<string, Database>();

  function databaseOf(account: string, region: string): Database {
    const key = `${account}/${region}`;
    const known = databases.get(key);
    if (known && !known.dead) return known;
    const path = directory === ':memory:' ? undefined : join(directory, account, region);
    if (path) mkdirSync(path, { recursive: true, mode: 0o700 });
    const started = startDatabase(path, account, region);
    databases.set(key, started);
    return started;
  }

  return {
    async handle(request) {
      const { account, region, operation, body, headers } = request;
      for (const { action, resource } of namedResources(operation, body, region, account)) {
        request.authorize(action, resource);
      }
      const answer = await databaseOf(account, region).call(
        {
          'content-type': headers['content-type'] ?? 'application/x-amz-json-1.0',
          'x-amz-target': headers['x-amz-target'] ?? '',
        },
        body,
      );
      return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) };
    },
    async close() {
      await Promise.all([...databases.values()].map((database) => database.close()));
      databases.clear();
    },
  };
}
