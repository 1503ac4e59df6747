/** Opens the embedded AWS services, or what forwards to a real server in an embedded one's place. */

import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { type DynamoDbService, openDynamoDb } from './dynamodb/service.ts';
import type { S3Request, S3Response } from './s3/request.ts';
import { openS3 } from './s3/service.ts';
import { openForward } from './s3-forward/forward.ts';

export interface Services {
  readonly s3: { handle(request: S3Request): Promise<S3Response> };
  readonly dynamodb: DynamoDbService;
  close(): Promise<void>;
}

export function openServices(options: {
  readonly state: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly forwarded: ReadonlyMap<string, URL>;
  /** Of buckets that a real server has and nobody made here. */
  readonly region: string;
  readonly owner: () => string;
}): Services {
  const { state, clock, random, region, owner } = options;
  const url = options.forwarded.get('s3');
  const forward = url && openForward({ url, clock, region, owner });
  // Records of a real server's buckets are kept apart from buckets that have their objects here.
  const directory = join(state, forward ? 's3-forward' : 's3');
  const s3 = openS3({ directory, clock, random, ...(forward ? { forward } : {}) });
  const dynamodb = openDynamoDb(join(state, 'dynamodb'));
  return {
    s3,
    dynamodb,
    async close() {
      await forward?.close();
      s3.close();
      await dynamodb.close();
    },
  };
}
