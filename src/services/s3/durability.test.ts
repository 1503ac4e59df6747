/** Killed at any moment, the store holds what it acknowledged, and no file that nothing names. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { openS3 } from './service.ts';
import { openTestStore, requestOf } from './testing/store.ts';
import { contentOf } from './testing/writer-content.ts';

const writer = join(import.meta.dirname, 'testing', 'writer.ts');

/** Runs the writer until so many keys are acknowledged, then kills it; answers every key that was. */
async function writeAndKill(directory: string, count: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [writer, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (piece: Buffer) => {
    output += piece.toString();
    if (output.split('\n').length > count) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.on('close', resolve));
  return output.split('\n').filter((line) => line !== '');
}

function filesUnder(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}

test('every acknowledged object is intact after SIGKILL, twice over', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'postern-s3-'));
  try {
    for (const count of [23, 58]) {
      const acknowledged = await writeAndKill(directory, count);
      expect(acknowledged.length).toBeGreaterThanOrEqual(count);
      const service = openS3({ directory, clock: systemClock, random: systemRandom });
      for (const key of new Set(acknowledged)) {
        const answer = await service.handle(requestOf('GET', `/killed/${key}`));
        expect(answer.status, key).toBe(200);
        expect((await text(answer.body as Readable)) === contentOf(key), key).toBe(true);
      }
      const listed = String((await service.handle(requestOf('GET', '/killed?list-type=2'))).body);
      const uploads = String((await service.handle(requestOf('GET', '/killed?uploads'))).body);
      const named = listed.split('<Contents>').length - 1;
      const unfinished = uploads.split('<Upload>').length - 1;
      service.close();
      expect(filesUnder(join(directory, 'incoming'))).toBe(0);
      const files = filesUnder(join(directory, 'content'));
      expect(files).toBeGreaterThanOrEqual(named);
      expect(files).toBeLessThanOrEqual(named + unfinished);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('orphans are swept at open, and a directory has one owner', async () => {
  const store = openTestStore();
  try {
    await store.service.handle(requestOf('PUT', '/swept-bucket'));
    await store.service.handle(requestOf('PUT', '/swept-bucket/kept', { text: 'kept' }));
    const options = { directory: store.directory, clock: systemClock, random: systemRandom };
    expect(() => openS3(options)).toThrow(/locked/);
    store.service.close();
    writeFileSync(join(store.directory, 'content', '00', `00${'a'.repeat(30)}`), 'orphan');
    writeFileSync(join(store.directory, 'incoming', 'half'), 'half');
    const again = openS3(options);
    const answer = await again.handle(requestOf('GET', '/swept-bucket/kept'));
    expect(await text(answer.body as Readable)).toBe('kept');
    again.close();
    expect(filesUnder(join(store.directory, 'content'))).toBe(1);
    expect(filesUnder(join(store.directory, 'incoming'))).toBe(0);
  } finally {
    rmSync(store.directory, { recursive: true, force: true });
  }
});

test('what a refused or broken upload wrote is gone, and the old object stays', async () => {
  const store = openTestStore();
  try {
    await store.service.handle(requestOf('PUT', '/refused-bucket'));
    await store.service.handle(requestOf('PUT', '/refused-bucket/key', { text: 'old' }));
    const headers = { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' };
    const answer = await store.service.handle(requestOf('PUT', '/refused-bucket/key', { text: 'new', headers }));
    expect(answer.body).toContain('<Code>BadDigest</Code>');
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('ab');
      throw new Error('aborted');
    }
    const cut = requestOf('PUT', '/refused-bucket/key', { headers: { 'content-length': '9' }, body: broken() });
    expect((await store.service.handle(cut)).body).toContain('<Code>IncompleteBody</Code>');
    const kept = await store.service.handle(requestOf('GET', '/refused-bucket/key'));
    expect(await text(kept.body as Readable)).toBe('old');
    expect(filesUnder(join(store.directory, 'incoming'))).toBe(0);
    expect(filesUnder(join(store.directory, 'content'))).toBe(1);
  } finally {
    store.remove();
  }
});
