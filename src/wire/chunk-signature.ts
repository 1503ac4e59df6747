/**
 * The signatures inside an aws-chunked body: each chunk's covers the one before it, beginning with the request's own, and
 * the trailer's covers the last chunk's. Who reads the body keeps the chain; this checks one link.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */

import type { Signature } from './signature.ts';
import { sameSignature, scopeText, sha256, sign, signingKey } from './signing-key.ts';

/** What a signature covers; the two have different strings to sign. */
export type SignedPiece = 'chunk' | 'trailer';

/**
 * Whether one signature holds. `hash` is the SHA-256 in hexadecimal of the chunk's data (the last, empty chunk is one too),
 * or of the trailer's `name:value\n` lines without the signature's own.
 */
export type ChunkSignatureCheck = (previous: string, hash: string, claimed: string, piece: SignedPiece) => boolean;

const emptyHash = sha256('');

export function chunkSignatureCheck(signature: Signature, secret: string): ChunkSignatureCheck {
  const key = signingKey(secret, signature);
  return (previous, hash, claimed, piece) => {
    const covered =
      piece === 'chunk' ? ['AWS4-HMAC-SHA256-PAYLOAD', emptyHash, hash] : ['AWS4-HMAC-SHA256-TRAILER', hash];
    const [scheme, ...hashes] = covered;
    const text = [scheme, signature.timestamp, scopeText(signature), previous, ...hashes].join('\n');
    return sameSignature(sign(key, text), claimed);
  };
}
