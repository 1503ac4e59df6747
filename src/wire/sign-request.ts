/**
 * Signs a request with Signature Version 4, for a server that Postern is itself a client of. The body is not read: its
 * hash, or what stands in its place, is handed in.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

import { canonicalRequest } from './canonical-request.ts';
import type { Head } from './head.ts';
import { algorithm, formatBasic } from './signature.ts';
import { type Scope, scopeText, sha256, sign, signingKey } from './signing-key.ts';

export interface Signing {
  /** With its `host` header. */
  readonly head: Head;
  readonly credentials: { readonly accessKeyId: string; readonly secret: string };
  readonly region: string;
  readonly service: string;
  /** Hexadecimal SHA-256, or for S3 `UNSIGNED-PAYLOAD`. */
  readonly bodyHash: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Other headers may be changed on the way. S3 wants every `x-amz-…` header signed. */
const signable = /^(host|content-type|content-md5|range|x-amz-.*)$/;

/** The head with the headers that carry the signature. */
export function signRequest({ head, credentials, region, service, bodyHash, now }: Signing): Head {
  const timestamp = formatBasic(now);
  const scope: Scope = { date: timestamp.slice(0, 8), region, service };
  const headers: Record<string, string> = { ...head.headers, 'x-amz-date': timestamp };
  if (service === 's3') headers['x-amz-content-sha256'] = bodyHash;
  const signedHeaders = Object.keys(headers)
    .filter((name) => signable.test(name))
    .sort();
  const canonical = canonicalRequest({ ...head, headers }, { signedHeaders, bodyHash, isS3: service === 's3' });
  const text = [algorithm, timestamp, scopeText(scope), sha256(canonical)].join('\n');
  const claims = [
    `Credential=${credentials.accessKeyId}/${scopeText(scope)}`,
    `SignedHeaders=${signedHeaders.join(';')}`,
    `Signature=${sign(signingKey(credentials.secret, scope), text)}`,
  ];
  return { ...head, headers: { ...headers, authorization: `${algorithm} ${claims.join(', ')}` } };
}
