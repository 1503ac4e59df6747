import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manualClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { findBucket } from '../s3/buckets.ts';
import { openStorage, type Storage } from '../s3/storage.ts';
import { adopt, forget, forgetDeleted, takeTurns } from './bucket-records.ts';
import type { Upstream } from './upstream.ts';

let directory: string;
let storage: Storage;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-records-'));
  storage = openStorage(directory, manualClock(5), seededRandom(1));
});
afterEach(() => {
  storage.database.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A server that answers every request alike. */
function always(status: number): Upstream & { readonly asked: string[] } {
  const asked: string[] = [];
  const send: Upstream['send'] = async ({ method, path }) => {
    asked.push(`${method} ${path}`);
    return { status, headers: {}, body: Readable.from([]) };
  };
  return { asked, send, close: async () => {} };
}

const adoption = { owner: () => '111122223333', region: 'eu-west-1' };

describe('a bucket of the server', () => {
  test('is adopted once, with owner and region, and blocks public access', async () => {
    const server = always(200);
    const record = { name: 'found', account: '111122223333', region: 'eu-west-1', created: 5 };
    expect(await adopt(server, storage, 'found', adoption)).toMatchObject(record);
    expect(await adopt(server, storage, 'found', adoption)).toMatchObject(record);
    expect(findBucket(storage.database, 'found')?.publicAccessBlock?.BlockPublicPolicy).toBe(true);
    expect(server.asked).toEqual(['HEAD /found']);
  });

  test.each([301, 403, 404])('is not one at %i', async (status) => {
    expect(await adopt(always(status), storage, 'absent', adoption)).toBeUndefined();
    expect(findBucket(storage.database, 'absent')).toBeUndefined();
  });

  test('is not known to be one or none at 500', async () => {
    await expect(adopt(always(500), storage, 'absent', adoption)).rejects.toMatchObject({ status: 503 });
  });

  test.each(['..', 'Upper', 'a/b', 'xn--a'])('is never called %j', async (name) => {
    const server = always(200);
    expect(await adopt(server, storage, name, adoption)).toBeUndefined();
    expect(server.asked).toEqual([]);
  });

  test('is forgotten when it is gone, not when it is there', async () => {
    await adopt(always(200), storage, 'found', adoption);
    await forgetDeleted(always(200), storage, 'found');
    expect(findBucket(storage.database, 'found')).toBeDefined();
    await forgetDeleted(always(404), storage, 'found');
    expect(findBucket(storage.database, 'found')).toBeUndefined();
    await forget(storage, 'found');
  });
});

test('what concerns one bucket takes turns, failed or not; other buckets do not wait', async () => {
  const inTurn = takeTurns();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inTurn('a', async () => {
    await gate.promise;
    order.push('a1');
    throw new Error('failed');
  });
  const second = inTurn('a', async () => void order.push('a2'));
  await inTurn('b', async () => void order.push('b'));
  gate.resolve();
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(order).toEqual(['b', 'a1', 'a2']);
});
