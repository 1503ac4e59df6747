/**
 * Files that hold the bytes of objects and parts. A file is written aside, brought to the disk, and only then given its
 * place and name; rows that point at it come later, so a file without a row is an orphan and is swept at the next open.
 * Files never change. A pinned file (one that an answer still reads) outlives its removal until it is released.
 */

import { existsSync, mkdirSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { copyFile, type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Random, randomText } from '../../base/random.ts';

/** Pieces are gathered to this size before they go to the disk. */
export const writeBufferBytes = 256 * 1024;

export interface Draft {
  readonly write: (piece: Buffer) => Promise<void>;
  /** Durable under its final name, which is answered. */
  readonly keep: () => Promise<string>;
  /** Leaves nothing behind; harmless after `keep`. */
  readonly drop: () => Promise<void>;
}

export interface Contents {
  path(file: string): string;
  draft(): Promise<Draft>;
  /** The same bytes under a second name, without copying them where the file system can. */
  duplicate(file: string): Promise<string>;
  /** Answers the release, which may be called twice. */
  pin(files: readonly string[]): () => void;
  /** Never fails: what cannot be removed now is swept at the next open. */
  remove(files: readonly string[]): void;
  /** Removes every file that `isKnown` doesn't know. */
  sweep(isKnown: (file: string) => boolean): number;
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where a file cannot have another name: too many already, or a file system without links. */
async function copyDurably(source: string, temporary: string, final: string): Promise<void> {
  await copyFile(source, temporary);
  const handle = await open(temporary, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, final);
}

async function writeAll(handle: FileHandle, pieces: readonly Buffer[]): Promise<void> {
  let left = pieces.filter((piece) => piece.length > 0);
  while (left.length > 0) {
    let { bytesWritten } = await handle.writev(left);
    while (left.length > 0 && bytesWritten >= left[0]!.length) {
      bytesWritten -= left[0]!.length;
      left = left.slice(1);
    }
    if (bytesWritten > 0) left = [left[0]!.subarray(bytesWritten), ...left.slice(1)];
  }
}

function draftAt(handle: FileHandle, temporary: string, final: string, name: string, shard: string): Draft {
  let pieces: Buffer[] = [];
  let gathered = 0;
  let closed = false;
  const flush = async (): Promise<void> => {
    const full = pieces;
    pieces = [];
    gathered = 0;
    await writeAll(handle, full);
  };
  return {
    async write(piece) {
      pieces.push(piece);
      gathered += piece.length;
      if (gathered >= writeBufferBytes) await flush();
    },
    async keep() {
      await flush();
      await handle.sync();
      await handle.close();
      closed = true;
      await rename(temporary, final);
      await syncDirectory(shard);
      return name;
    },
    async drop() {
      if (!closed) await handle.close().catch(() => undefined);
      closed = true;
      await unlink(temporary).catch(() => undefined);
    },
  };
}

export function openContents(directory: string, random: Random): Contents {
  const incoming = join(directory, 'incoming');
  const root = join(directory, 'content');
  const pins = new Map<string, number>();
  const doomed = new Set<string>();
  const shards = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true });
  for (const shard of shards) mkdirSync(join(root, shard), { recursive: true });

  const shardPath = (file: string): string => join(root, file.slice(0, 2));
  const path = (file: string): string => join(shardPath(file), file);
  const freshName = (): string => {
    let name = randomText(random, 32);
    while (existsSync(path(name)) || existsSync(join(incoming, name))) name = randomText(random, 32);
    return name;
  };
  const unlinkQuietly = (file: string): void => void unlink(path(file)).catch(() => undefined);
  const draft = async (): Promise<Draft> => {
    const name = freshName();
    const temporary = join(incoming, name);
    return draftAt(await open(temporary, 'wx', 0o600), temporary, path(name), name, shardPath(name));
  };
  const release = (file: string): void => {
    const count = (pins.get(file) ?? 0) - 1;
    if (count > 0) pins.set(file, count);
    else pins.delete(file);
    if (count <= 0 && doomed.delete(file)) unlinkQuietly(file);
  };

  return {
    path,
    draft,
    async duplicate(file) {
      const name = freshName();
      await link(path(file), path(name)).catch(() => copyDurably(path(file), join(incoming, name), path(name)));
      await syncDirectory(shardPath(name));
      return name;
    },
    pin(files) {
      for (const file of files) pins.set(file, (pins.get(file) ?? 0) + 1);
      let held = true;
      return () => {
        if (held) files.forEach(release);
        held = false;
      };
    },
    remove(files) {
      for (const file of files) {
        if (pins.has(file)) doomed.add(file);
        else unlinkQuietly(file);
      }
    },
    sweep(isKnown) {
      const orphans = shards.flatMap((shard) => readdirSync(join(root, shard)).filter((file) => !isKnown(file)));
      for (const file of orphans) unlinkSync(path(file));
      return orphans.length;
    },
  };
}
