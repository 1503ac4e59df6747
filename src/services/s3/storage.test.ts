/** The halves of the storage: grouped commits, content files, pins, and memory that does not grow with an object. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { manualClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { ContentStream } from './content-stream.ts';
import { openStorage, type Storage } from './storage.ts';
import { openTestStore, requestOf } from './testing/store.ts';

let directory: string;
let storage: Storage;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-s3-'));
  storage = openStorage(directory, manualClock(), seededRandom(1));
});
afterEach(() => {
  storage.database.close();
  rmSync(directory, { recursive: true, force: true });
});

async function keep(text: string): Promise<string> {
  const draft = await storage.contents.draft();
  await draft.write(Buffer.from(text));
  return draft.keep();
}

const insert = "INSERT INTO buckets (name, account, region, created) VALUES (?, '1', 'r', 0)";

test('of commits in one turn, the one that throws is undone alone', async () => {
  const { database } = storage;
  const outcomes = await Promise.allSettled([
    database.commit(() => database.run(insert, 'one')),
    database.commit(() => {
      database.run(insert, 'two');
      throw new Error('no');
    }),
    database.commit(() => database.run(insert, 'three')),
  ]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(database.all('SELECT name FROM buckets ORDER BY name').map((row) => row.name)).toEqual(['one', 'three']);
  expect(() => database.run(insert, 'four')).toThrow('outside a transaction');
});

test('what waits is committed by close', async () => {
  const waiting = storage.database.commit(() => storage.database.run(insert, 'late'));
  storage.database.close();
  await waiting;
  storage = openStorage(directory, manualClock(), seededRandom(1));
  expect(storage.database.get('SELECT name FROM buckets')?.name).toBe('late');
});

test('a file has its name only once it is whole, and none when dropped', async () => {
  const { contents } = storage;
  const draft = await contents.draft();
  await draft.write(Buffer.alloc(300_000));
  await draft.drop();
  const file = await keep('text');
  const second = await contents.duplicate(file);
  contents.remove([file]);
  await expect.poll(() => existsSync(contents.path(file))).toBe(false);
  expect(existsSync(contents.path(second))).toBe(true);
  expect(contents.sweep((name) => name !== second)).toBe(1);
});

test('a stream reads across files, and keeps them until it is closed', async () => {
  const { contents } = storage;
  const files = [await keep('01234'), await keep('56789')];
  const slices = [
    { file: files[0]!, start: 3, length: 2 },
    { file: files[1]!, start: 0, length: 0 },
    { file: files[1]!, start: 0, length: 3 },
  ];
  const unread = new ContentStream(contents, slices);
  const read = new ContentStream(contents, slices);
  contents.remove(files);
  const pieces: Buffer[] = [];
  for await (const piece of read) pieces.push(piece as Buffer);
  expect(Buffer.concat(pieces).toString()).toBe('34567');
  expect(existsSync(contents.path(files[0]!))).toBe(true);
  unread.destroy();
  await expect.poll(() => files.some((file) => existsSync(contents.path(file)))).toBe(false);
});

test('an object far larger than the memory used to store and read it', async () => {
  const store = openTestStore();
  const size = 192 * 1024 * 1024;
  const piece = Buffer.alloc(1024 * 1024, 'x');
  // What is held counts, not what nobody has collected yet: that depends on what else ran in this process.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let [noted, highest] = [0, 0];
  const note = (): void => {
    noted += 1;
    if (noted % 16 !== 0) return;
    collect();
    highest = Math.max(highest, process.memoryUsage().arrayBuffers);
  };
  try {
    await store.service.handle(requestOf('PUT', '/big-bucket'));
    collect();
    const before = process.memoryUsage().arrayBuffers;
    async function* body(): AsyncGenerator<Buffer> {
      for (let sent = 0; sent < size; sent += piece.length) {
        note();
        yield Buffer.from(piece);
      }
    }
    const headers = { 'content-length': String(size), 'x-amz-checksum-crc32': 'AAAAAA==' };
    const refused = requestOf('PUT', '/big-bucket/big', { headers, body: body() });
    expect((await store.service.handle(refused)).body).toContain('BadDigest');
    const put = requestOf('PUT', '/big-bucket/big', { headers: { 'content-length': String(size) }, body: body() });
    expect((await store.service.handle(put)).status).toBe(200);
    const answer = await store.service.handle(requestOf('GET', '/big-bucket/big'));
    let read = 0;
    const count = new Writable({
      write(data: Buffer, _, done) {
        read += data.length;
        note();
        done();
      },
    });
    await pipeline(answer.body as Readable, count);
    expect(read).toBe(size);
    expect(highest - before).toBeLessThan(size / 2);
  } finally {
    store.remove();
  }
});
