/**
 * Whether a request's Signature Version 4 holds, given the secret that its access key stands for. The caller has looked
 * the key up and judged the session token; what is left is the clock, the scope and the sums.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */

import { authFault } from './auth-fault.ts';
import { canonicalRequest } from './canonical-request.ts';
import { type Head, headerOf, queryParameter } from './head.ts';
import type { Target } from './identify.ts';
import { algorithm, formatBasic, parseBasic, type Signature } from './signature.ts';
import { sameSignature, scopeText, sha256, sign, signingKey } from './signing-key.ts';

/** How far the clocks of client and server may differ, in minutes. */
export const skewMinutes = 5;
/** S3 takes more: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
export const s3SkewMinutes = 15;

const minute = 60_000;

export interface Verification {
  readonly head: Head;
  readonly signature: Signature;
  /** What the request is taken for. A signature for another service or region doesn't count. */
  readonly target: Pick<Target, 'service' | 'region' | 'protocol'>;
  readonly secret: string;
  /**
   * SHA-256 of the body. Undefined is for S3 alone, where the body is read later: the claimed hash is then part of what is
   * verified here, and the reader of the body compares it with what arrived.
   */
  readonly bodyHash: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Returns if the signature holds and throws the service's own fault if it doesn't. */
export function verifySignature(verification: Verification): void {
  const { head, signature, target, secret } = verification;
  checkScope(verification);
  checkTime(verification);
  checkSignedHeaders(verification);
  const bodyHash = signedBodyHash(verification);
  const isS3 = signature.service === 's3';
  const request = canonicalRequest(head, { signedHeaders: signature.signedHeaders, bodyHash, isS3 });
  const text = [algorithm, signature.timestamp, scopeText(signature), sha256(request)].join('\n');
  const expected = sign(signingKey(secret, signature), text);
  if (!sameSignature(expected, signature.value)) throw authFault(target.protocol, 'mismatch');
}

/** Otherwise a request signed for S3, whose body need not be signed, could be passed off as another service's. */
function checkScope({ signature, target }: Verification): void {
  if (signature.service !== target.service) {
    throw authFault(
      target.protocol,
      'mismatch',
      `Credential should be scoped to correct service: '${target.service}'.`,
    );
  }
  if (signature.region !== target.region) {
    throw authFault(target.protocol, 'mismatch', 'Credential should be scoped to a valid region.');
  }
}

function checkTime({ signature, target: { protocol }, now }: Verification): void {
  const { timestamp, date, expires } = signature;
  if (!timestamp.startsWith(date)) {
    const claim = `'${date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`;
    const text = `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ${claim}`;
    throw authFault(protocol, 'mismatch', text);
  }
  const minutes = signature.service === 's3' ? s3SkewMinutes : skewMinutes;
  const skew = minutes * minute;
  const moment = parseBasic(timestamp);
  if (moment > now + skew) {
    const limit = `${formatBasic(now + skew)} (${formatBasic(now)} + ${minutes} min.)`;
    throw authFault(protocol, 'skewed', `Signature not yet current: ${timestamp} is still later than ${limit}`);
  }
  const lifetime = expires === undefined ? skew : expires * 1000;
  if (moment + lifetime >= now) return;
  const limit =
    expires === undefined
      ? `${formatBasic(now - skew)} (${formatBasic(now)} - ${minutes} min.)`
      : formatBasic(now - lifetime);
  const reason = expires === undefined ? 'skewed' : 'expired';
  throw authFault(protocol, reason, `Signature expired: ${timestamp} is now earlier than ${limit}`);
}

function checkSignedHeaders({ head, signature, target: { protocol } }: Verification): void {
  const { signedHeaders, service } = signature;
  if (!signedHeaders.includes('host') && !signedHeaders.includes(':authority')) {
    throw authFault(
      protocol,
      'unsignedHeaders',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  }
  if (service !== 's3') return;
  const loose = Object.keys(head.headers).some((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  if (loose) throw authFault(protocol, 'unsignedHeaders');
}

/** What S3 lets stand in the place of a body's hash. */
const unsignedPayload = 'UNSIGNED-PAYLOAD';
const placeholder = /^(UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)$/;

/** The body's hash as the client signed it: what arrived, or for S3 what the client says of it. */
function signedBodyHash({ head, signature, target: { protocol }, bodyHash }: Verification): string {
  if (signature.service !== 's3') {
    if (bodyHash === undefined) throw authFault(protocol, 'mismatch');
    return bodyHash;
  }
  const claimed = claimedBodyHash(head, signature);
  if (claimed === undefined) throw authFault(protocol, 'bodyMismatch');
  const isHash = !placeholder.test(claimed);
  if (isHash && bodyHash !== undefined && claimed.toLowerCase() !== bodyHash) throw authFault(protocol, 'bodyMismatch');
  return claimed;
}

/**
 * What an S3 request says of its body: a hash, `UNSIGNED-PAYLOAD`, or a `STREAMING-…` scheme whose chunks carry what is to
 * be checked. Presigned requests leave their body unsigned unless they say otherwise.
 */
export function claimedBodyHash(head: Head, signature: Signature): string | undefined {
  const usual = signature.kind === 'presigned' ? unsignedPayload : undefined;
  return headerOf(head, 'x-amz-content-sha256') ?? queryParameter(head, 'X-Amz-Content-Sha256') ?? usual;
}
