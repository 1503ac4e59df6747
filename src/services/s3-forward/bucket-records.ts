/**
 * Keeps the records of buckets in step with the real server: who owns a bucket, its region and its policy are known here
 * only, whether it exists the server decides. A bucket that was made behind Postern's back becomes the owner's.
 */

import { deleteBucketRow, findBucket, insertBucket, isBucketName } from '../s3/buckets.ts';
import type { BucketRecord } from '../s3/request.ts';
import type { Storage } from '../s3/storage.ts';
import { type Upstream, unavailable } from './upstream.ts';
import { pathOf } from './upstream-head.ts';

/** Account and region of buckets that Postern finds. */
export interface Adoption {
  readonly owner: () => string;
  readonly region: string;
}

async function exists(upstream: Upstream, name: string): Promise<boolean> {
  const { status, body } = await upstream.send({ method: 'HEAD', path: pathOf(name, ''), query: '', headers: {} });
  body.resume();
  if (status >= 500) throw unavailable();
  return status < 300;
}

export async function adopt(
  upstream: Upstream,
  storage: Storage,
  name: string,
  { owner, region }: Adoption,
): Promise<BucketRecord | undefined> {
  const { database, clock } = storage;
  const known = findBucket(database, name);
  if (known || !isBucketName(name)) return known;
  if (!(await exists(upstream, name))) return undefined;
  const record: BucketRecord = { name, account: owner(), region, created: clock.now() };
  await database.commit(() => {
    if (!findBucket(database, name)) insertBucket(database, record);
  });
  return findBucket(database, name);
}

export async function forget({ database }: Storage, name: string): Promise<void> {
  await database.commit(() => {
    if (findBucket(database, name)) deleteBucketRow(database, name);
  });
}

/** Removes the record of a bucket that was deleted behind Postern's back. */
export async function forgetDeleted(upstream: Upstream, storage: Storage, name: string): Promise<void> {
  if (findBucket(storage.database, name) && !(await exists(upstream, name))) await forget(storage, name);
}

/** Runs what concerns one bucket's existence one after the other. */
export function takeTurns(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name);
    const turn = (before ?? Promise.resolve()).then(work, work);
    last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (last.get(name) === turn) last.delete(name);
    }
  };
}
