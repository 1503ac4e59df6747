/**
 * The signatures inside an aws-chunked body: each chunk's covers the one before it, beginning with the request's own, and
 * the trailer's covers the last chunk's. A verifier is made for one request and is fed in order.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */

import { authFault } from './auth-fault.ts';
import type { Signature } from './signature.ts';
import { sameSignature, scopeText, sha256, sign, signingKey } from './signing-key.ts';

export interface ChunkVerifier {
  /** `hash` is the SHA-256 of the chunk's data, in hexadecimal; the final, empty chunk is one too. */
  readonly chunk: (hash: string, signature: string) => void;
  /** Trailing headers in the order sent, without the signature among them. */
  readonly trailer: (headers: readonly (readonly [name: string, value: string])[], signature: string) => void;
}

const emptyHash = sha256('');

/** Each call returns if the signature holds, and throws S3's SignatureDoesNotMatch if it doesn't. */
export function chunkVerifier(signature: Signature, secret: string): ChunkVerifier {
  const key = signingKey(secret, signature);
  let previous = signature.value;
  const check = (parts: readonly string[], claimed: string): void => {
    const [scheme, ...hashes] = parts;
    const text = [scheme, signature.timestamp, scopeText(signature), previous, ...hashes].join('\n');
    if (!sameSignature(sign(key, text), claimed)) throw authFault('restXml', 'mismatch');
    previous = claimed;
  };
  return {
    chunk: (hash, claimed) => check(['AWS4-HMAC-SHA256-PAYLOAD', emptyHash, hash], claimed),
    trailer: (headers, claimed) => {
      const lines = headers.map(([name, value]) => `${name.toLowerCase()}:${value.trim()}\n`).join('');
      check(['AWS4-HMAC-SHA256-TRAILER', sha256(lines)], claimed);
    },
  };
}
