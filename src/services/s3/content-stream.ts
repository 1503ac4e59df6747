/**
 * Reads a range of an object's bytes, which lie in one file or in one per part, as a stream. Holds one file open and one
 * buffer at a time; releases the files when it ends, fails or is destroyed.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Contents } from './contents.ts';

export interface Slice {
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

export const readBufferBytes = 256 * 1024;

export class ContentStream extends Readable {
  readonly #contents: Contents;
  readonly #slices: readonly Slice[];
  readonly #release: () => void;
  #handle: FileHandle | undefined;
  #slice = 0;
  /** Bytes already read of the slice. */
  #done = 0;

  constructor(contents: Contents, slices: readonly Slice[]) {
    super({ highWaterMark: readBufferBytes });
    this.#contents = contents;
    this.#slices = slices.filter((slice) => slice.length > 0);
    this.#release = contents.pin(this.#slices.map((slice) => slice.file));
  }

  override _read(): void {
    this.#next().then(
      (piece) => void this.push(piece),
      (error: Error) => void this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#release();
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle) handle.close().finally(() => callback(error));
    else callback(error);
  }

  async #next(): Promise<Buffer | null> {
    const slice = this.#slices[this.#slice];
    if (!slice) return null;
    this.#handle ??= await this.#open(slice.file);
    const length = Math.min(readBufferBytes, slice.length - this.#done);
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.#handle.read(buffer, 0, length, slice.start + this.#done);
    if (bytesRead === 0) throw new Error('an object ends before its size');
    this.#done += bytesRead;
    if (this.#done === slice.length) await this.#closeSlice();
    return buffer.subarray(0, bytesRead);
  }

  async #open(file: string): Promise<FileHandle> {
    const handle = await open(this.#contents.path(file), 'r');
    if (!this.destroyed) return handle;
    await handle.close();
    throw new Error('the stream was destroyed');
  }

  async #closeSlice(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#slice += 1;
    this.#done = 0;
    await handle?.close();
  }
}
