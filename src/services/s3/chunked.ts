/**
 * Decodes aws-chunked bodies: `SIZE[;chunk-signature=…]\r\n`, that many bytes, `\r\n`, a chunk of size zero, then trailers
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html). It is fed pieces as they come from the
 * socket, cut anywhere, and hands on the object's bytes without keeping them. It doesn't know the signing key: the caller
 * brings the check of a signature. A broken encoding is IncompleteBody, as S3 answers it.
 */

import { createHash, type Hash } from 'node:crypto';
import { s3Fault } from './errors.ts';
import type { SignedPiece } from './request.ts';

/** A chunk's size line or one trailer line. */
export const maximumLineBytes = 4096;
export const maximumTrailers = 20;
/** Every chunk but the last must be at least this long, as on S3. */
export const minimumChunkBytes = 8192;

export interface ChunkSigning {
  /** The signature in the Authorization header, from which the chain starts. */
  readonly seed: string;
  readonly verify: (previousSignature: string, hash: string, signature: string, piece: SignedPiece) => boolean;
}

export interface ChunkDecoder {
  /** Hands every piece of the object's own bytes in `data` to `sink`. */
  push(data: Buffer, sink: (piece: Buffer) => void): void;
  /** Ends the body; answers the trailers, names in lower case. */
  end(): ReadonlyMap<string, string>;
}

type State = 'size' | 'data' | 'data-end' | 'trailer' | 'done';

const sizeLine = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/;
const trailerLine = /^([A-Za-z0-9-]+):[ \t]*([^\r\n]*?)[ \t]*$/;

function broken(): Error {
  return s3Fault('IncompleteBody');
}

/** Checks the chain of signatures of one body. */
function signatureChain(signing: ChunkSigning) {
  let previous = signing.seed;
  return (hash: string, signature: string | undefined, piece: SignedPiece): void => {
    if (signature === undefined || !signing.verify(previous, hash, signature, piece))
      throw s3Fault('SignatureDoesNotMatch');
    previous = signature;
  };
}

/** Gathers the bytes of one line that may come in many pieces. */
function lineReader() {
  let text = '';
  return {
    get empty(): boolean {
      return text === '';
    },
    /** The line without its end, once it is whole, and where the next byte is. */
    read(data: Buffer, at: number): { readonly line: string | undefined; readonly next: number } {
      const feed = data.indexOf(10, at);
      const end = feed < 0 ? data.length : feed;
      if (text.length + end - at > maximumLineBytes) throw broken();
      text += data.toString('latin1', at, end);
      if (feed < 0) return { line: undefined, next: end };
      if (!text.endsWith('\r')) throw broken();
      const line = text.slice(0, -1);
      text = '';
      return { line, next: feed + 1 };
    },
  };
}

export function chunkDecoder(signing: ChunkSigning | undefined, signedTrailer: boolean): ChunkDecoder {
  const check = signing && signatureChain(signing);
  const lines = lineReader();
  const trailers = new Map<string, string>();
  let canonicalTrailers = '';
  let state: State = 'size';
  let left = 0;
  let short = false;
  let signature: string | undefined;
  let hash: Hash | undefined;

  const finishChunk = (): void => check?.(hash!.digest('hex'), signature, 'chunk');

  const startChunk = (line: string): void => {
    const shape = sizeLine.exec(line);
    if (!shape) throw broken();
    left = Number.parseInt(shape[1]!, 16);
    signature = shape[2];
    if (check) hash = createHash('sha256');
    if (left > 0 && short) throw s3Fault('InvalidChunkSizeError');
    short = left < minimumChunkBytes;
    state = left > 0 ? 'data' : 'trailer';
    if (left === 0) finishChunk();
  };

  const takeTrailer = (line: string): void => {
    if (line === '') {
      state = 'done';
      return;
    }
    const shape = trailerLine.exec(line);
    if (!shape || trailers.size >= maximumTrailers) throw s3Fault('MalformedTrailerError');
    const name = shape[1]!.toLowerCase();
    if (trailers.has(name)) throw s3Fault('MalformedTrailerError');
    if (name !== 'x-amz-trailer-signature') canonicalTrailers += `${name}:${shape[2]}\n`;
    trailers.set(name, shape[2]!);
  };

  const takeLine = (line: string): void => {
    if (state === 'size') startChunk(line);
    else if (state === 'trailer') takeTrailer(line);
    else if (line !== '') throw broken();
    else state = 'size';
  };

  const takeData = (data: Buffer, at: number, sink: (piece: Buffer) => void): number => {
    const piece = data.subarray(at, at + left);
    hash?.update(piece);
    sink(piece);
    left -= piece.length;
    if (left === 0) {
      finishChunk();
      state = 'data-end';
    }
    return at + piece.length;
  };

  return {
    push(data, sink) {
      let at = 0;
      while (at < data.length) {
        if (state === 'done') throw broken();
        if (state === 'data') {
          at = takeData(data, at, sink);
          continue;
        }
        const { line, next } = lines.read(data, at);
        at = next;
        if (line !== undefined) takeLine(line);
      }
    },
    end() {
      if (state !== 'done' || !lines.empty) throw broken();
      const trailerSignature = trailers.get('x-amz-trailer-signature');
      trailers.delete('x-amz-trailer-signature');
      if (check && signedTrailer) {
        check(createHash('sha256').update(canonicalTrailers).digest('hex'), trailerSignature, 'trailer');
      } else if (trailerSignature !== undefined) throw s3Fault('MalformedTrailerError');
      return trailers;
    },
  };
}
