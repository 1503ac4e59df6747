/**
 * What the object store is handed and what it answers: the shapes between a listener that has verified the signature of
 * the request's headers, and the operations of this room. Holds types only.
 */

import type { Readable } from 'node:stream';
import type { PublicAccessBlock } from './public-access.ts';

export interface BucketRecord {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** The text as it was put. */
  readonly policy?: string;
  /** Undefined where the configuration was deleted. */
  readonly publicAccessBlock?: PublicAccessBlock;
}

/** What a signature of an aws-chunked body covers; the two have different strings to sign. */
export type SignedPiece = 'chunk' | 'trailer';

export type Authorize = (
  action: string,
  resourceArn: string,
  bucket: BucketRecord | undefined,
  context?: Record<string, string>,
) => void;

export type VerifyChunk = (previousSignature: string, hash: string, signature: string, piece: SignedPiece) => boolean;

export interface S3Request {
  readonly method: string;
  /** Raw: undecoded, without the query. */
  readonly path: string;
  /** Raw. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly body: AsyncIterable<Buffer>;
  readonly region: string;
  readonly requestId: string;
  /** Undefined: anonymous. */
  readonly account: string | undefined;
  /** Asked before anything is done, once per action (a multi-delete asks per key); throws Fault AccessDenied. */
  readonly authorize: Authorize;
  /** Verifies one signed chunk or trailer; undefined where the payload isn't chunk-signed. */
  readonly verifyChunk?: VerifyChunk;
}

export interface S3Response {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** A stream must be read to its end or destroyed: it keeps the bytes of its object alive until then. */
  readonly body: Buffer | string | Readable | undefined;
}
