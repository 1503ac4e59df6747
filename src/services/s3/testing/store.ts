/** For this room's tests: the object store in a directory of its own, and requests to it as a listener would hand them over. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
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
