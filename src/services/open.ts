/** Opens the embedded AWS services, or what forwards to a real server in an embedded one's place. */

import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { type DynamoDbService, openDynamoDb } from './dynamodb/service.ts';
import type { S3Request, S3Response } from './s3/request.ts';
import { openS3 } from './s3/service.ts';
import { forwardS3 } from './s3-forward/forward.ts';

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
}): Services {
  const { state, clock, random, forwarded } = options;
  const embedded = openS3({ directory: join(state, 's3'), clock, random });
  const dynamodb = openDynamoDb(join(state, 'dynamodb'));
  const url = forwarded.get('s3');
  return {
    s3: url ? forwardS3(url, embedded) : embedded,
    dynamodb,
    async close() {
      embedded.close();
      await dynamodb.close();
    },
  };
}
