/**
 * The embedded AWS services, or what forwards to a real server in an embedded one's place. Each is loaded and opened with
 * its first request, so that a server without buckets starts without an object store.
 */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { type DynamoDbService, openDynamoDb } from './dynamodb/service.ts';
import type { S3Request, S3Response } from './s3/request.ts';

export interface Services {
  readonly s3: { handle(request: S3Request): Promise<S3Response> };
  readonly dynamodb: DynamoDbService;
  /** Removes every bucket, object and table that is kept here. A real server's content stays. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface ServicesOptions {
  readonly state: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly forwarded: ReadonlyMap<string, URL>;
  /** Of buckets that a real server has and nobody made here. */
  readonly region: string;
  readonly owner: () => string;
  /** Told what stands behind an internal error of S3. */
  readonly report: (requestId: string, reason: unknown) => void;
}

interface OpenS3 {
  readonly s3: Services['s3'];
  close(): Promise<void>;
}

async function openObjectStore(options: ServicesOptions, directory: string): Promise<OpenS3> {
  const { clock, random, region, owner, report } = options;
  const { openS3 } = await import('./s3/service.ts');
  const url = options.forwarded.get('s3');
  const forward = url && (await import('./s3-forward/forward.ts')).openForward({ url, clock, region, owner });
  const onFailure = (reason: unknown, requestId: string): void => report(requestId, reason);
  const s3 = openS3({ directory, clock, random, onFailure, ...(forward ? { forward } : {}) });
  return {
    s3,
    async close() {
      await forward?.close();
      s3.close();
    },
  };
}

export function openServices(options: ServicesOptions): Services {
  const { state } = options;
  // Records of a real server's buckets are kept apart from buckets that have their objects here.
  const directories = {
    s3: join(state, options.forwarded.has('s3') ? 's3-forward' : 's3'),
    dynamodb: join(state, 'dynamodb'),
  };
  const dynamodb = openDynamoDb(directories.dynamodb);
  let opened: Promise<OpenS3> | undefined;
  const open = (): Promise<OpenS3> => {
    opened ??= openObjectStore(options, directories.s3);
    return opened;
  };
  const closeAll = async (): Promise<void> => {
    const closing = opened;
    opened = undefined;
    await (await closing)?.close();
    await dynamodb.close();
  };
  return {
    s3: { handle: async (request) => (await open()).s3.handle(request) },
    dynamodb,
    async reset() {
      await closeAll();
      for (const directory of Object.values(directories)) rmSync(directory, { recursive: true, force: true });
    },
    close: closeAll,
  };
}
