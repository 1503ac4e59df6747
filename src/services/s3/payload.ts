/**
 * Receives a request's body piece by piece: decodes it, hashes it on the way, and refuses it at its end where it isn't
 * what its headers and trailers promised. What the pieces are for is the sink's business, which must throw them away
 * when this throws. Never keeps the body.
 */

import { createHash, type Hash } from 'node:crypto';
import {
  type ChecksumAlgorithm,
  defaultAlgorithm,
  headerOf,
  isValueOf,
  type RunningChecksum,
  startChecksum,
} from './checksums.ts';
import { chunkDecoder } from './chunked.ts';
import { invalidRequest, s3Fault } from './errors.ts';
import { type PayloadPlan, planPayload } from './payload-plan.ts';
import type { S3Request } from './request.ts';

export interface Received {
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
  /** Base64, of every algorithm that was asked for or brought by the client. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
  /** What the client brought itself. */
  readonly given: ChecksumAlgorithm | undefined;
}

export type Sink = (piece: Buffer) => Promise<void> | void;

export type PayloadRequest = Pick<S3Request, 'headers' | 'body' | 'verifyChunk'>;

/** The body's pieces; unlike `for await`, leaving early doesn't destroy the connection that still needs its answer. */
async function nextPiece(iterator: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  try {
    const { done, value } = await iterator.next();
    return done ? undefined : value;
  } catch {
    throw s3Fault('IncompleteBody');
  }
}

interface Hashing {
  readonly plan: PayloadPlan;
  readonly md5: Hash;
  readonly sha256: Hash | undefined;
  readonly running: readonly RunningChecksum[];
  size: number;
}

/** `default` is what S3 computes for a client that brings no checksum. */
export type Wanted = ChecksumAlgorithm | 'default' | undefined;

function startHashing(plan: PayloadPlan, wanted: Wanted): Hashing {
  const given = plan.checksum?.algorithm;
  const own = wanted === 'default' ? (given ?? defaultAlgorithm) : wanted;
  const names = new Set([own, given].filter((name) => name !== undefined));
  return {
    plan,
    md5: createHash('md5'),
    sha256: plan.sha256 === undefined ? undefined : createHash('sha256'),
    running: [...names].map(startChecksum),
    size: 0,
  };
}

function absorb(hashing: Hashing, piece: Buffer): void {
  hashing.size += piece.length;
  if (hashing.size > hashing.plan.length) throw incomplete(hashing);
  hashing.md5.update(piece);
  hashing.sha256?.update(piece);
  for (const one of hashing.running) one.update(piece);
}

function incomplete(hashing: Hashing): Error {
  const details = { NumberBytesExpected: String(hashing.plan.length), NumberBytesProvided: String(hashing.size) };
  return s3Fault(
    'IncompleteBody',
    details,
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

function expectedChecksum(plan: PayloadPlan, trailers: ReadonlyMap<string, string>): string | undefined {
  if (plan.checksum === undefined) {
    if (trailers.size > 0) throw s3Fault('MalformedTrailerError');
    return undefined;
  }
  if (plan.checksum.value !== undefined) return plan.checksum.value;
  const header = headerOf(plan.checksum.algorithm);
  const value = trailers.get(header);
  if (value === undefined || trailers.size !== 1) throw s3Fault('MalformedTrailerError');
  if (!isValueOf(plan.checksum.algorithm, value))
    throw invalidRequest(`Value for ${header} trailing header is invalid.`);
  return value;
}

function finish(hashing: Hashing, trailers: ReadonlyMap<string, string>): Received {
  const { plan } = hashing;
  if (hashing.size !== plan.length) throw incomplete(hashing);
  const sha256 = hashing.sha256?.digest('hex');
  if (sha256 !== plan.sha256) {
    const details = { ClientComputedContentSHA256: plan.sha256 ?? '', S3ComputedContentSHA256: sha256 ?? '' };
    throw s3Fault('XAmzContentSHA256Mismatch', details);
  }
  const md5 = hashing.md5.digest('hex');
  if (plan.md5 !== undefined && plan.md5 !== md5) {
    const expected = Buffer.from(plan.md5, 'hex').toString('base64');
    throw s3Fault('BadDigest', {
      ExpectedDigest: expected,
      CalculatedDigest: Buffer.from(md5, 'hex').toString('base64'),
    });
  }
  const checksums = new Map(hashing.running.map((one) => [one.algorithm, one.value()]));
  const expected = expectedChecksum(plan, trailers);
  const given = plan.checksum?.algorithm;
  if (given !== undefined && checksums.get(given) !== expected) {
    throw s3Fault('BadDigest', {}, `The ${given} you specified did not match the calculated checksum.`);
  }
  return { size: hashing.size, md5, checksums, given };
}

/** Bodies past `limit` are refused unread. */
export async function receive(request: PayloadRequest, wanted: Wanted, limit: number, sink: Sink): Promise<Received> {
  const plan = planPayload(request.headers, request.verifyChunk);
  if (plan.length > limit) {
    throw s3Fault('EntityTooLarge', { ProposedSize: String(plan.length), MaxSizeAllowed: String(limit) });
  }
  const hashing = startHashing(plan, wanted);
  const decoder = plan.encoding === 'plain' ? undefined : chunkDecoder(plan.signing, plan.signedTrailer);
  const iterator = request.body[Symbol.asyncIterator]();
  for (;;) {
    const data = await nextPiece(iterator);
    if (data === undefined) break;
    const pieces: Buffer[] = [];
    if (decoder) decoder.push(data, (piece) => void pieces.push(piece));
    else pieces.push(data);
    for (const piece of pieces) {
      absorb(hashing, piece);
      await sink(piece);
    }
  }
  return finish(hashing, decoder?.end() ?? new Map());
}

/** A small document, in memory. */
export async function receiveText(request: PayloadRequest, limit: number): Promise<string> {
  const pieces: Buffer[] = [];
  const collect = (piece: Buffer): void => void pieces.push(piece);
  if (planPayload(request.headers, request.verifyChunk).length > limit) {
    throw s3Fault('MaxMessageLengthExceeded', { MaxMessageLengthBytes: String(limit) });
  }
  await receive(request, undefined, limit, collect);
  return Buffer.concat(pieces).toString('utf8');
}
