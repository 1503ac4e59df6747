/**
 * The real server's answer as the embedded S3's. What it says to Postern and not to Postern's caller, that its
 * credentials are wrong or that it lives elsewhere, is ServiceUnavailable; so is an answer that doesn't end.
 */

import { bucketArn, bucketOf, type Call } from '../s3/call.ts';
import type { S3Response } from '../s3/request.ts';
import { type Answer, unavailable } from './upstream.ts';

export const maximumErrorBytes = 64 * 1024;

/** A small document, in memory. */
export async function textOfAnswer({ body }: Answer, limit: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of body) {
      size += (piece as Buffer).length;
      if (size > limit) throw unavailable();
      pieces.push(piece as Buffer);
    }
  } catch {
    throw unavailable();
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Error codes about who signed; Postern did. */
const aboutCredentials =
  /<Code>(InvalidAccessKeyId|SignatureDoesNotMatch|RequestTimeTooSkewed|AuthorizationHeaderMalformed|ExpiredToken|InvalidToken)<\/Code>/;

async function refusal(answer: Answer): Promise<S3Response> {
  const text = await textOfAnswer(answer, maximumErrorBytes);
  if (aboutCredentials.test(text)) throw unavailable();
  const { 'content-length': _length, ...headers } = answer.headers;
  return { status: answer.status, headers, body: text };
}

/** Who may not list the bucket isn't told that a key is missing. */
function hideMissingKey(call: Call, answer: Answer): void {
  if (answer.status !== 404 || !['GetObject', 'HeadObject'].includes(call.operation)) return;
  const bucket = bucketOf(call);
  try {
    call.request.authorize('s3:ListBucket', bucketArn(bucket.name), bucket);
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

function withRegion(call: Call, headers: Record<string, string>): Record<string, string> {
  const { 'x-amz-bucket-region': theirs, ...others } = headers;
  const shown = call.bucket && (call.operation === 'HeadBucket' || theirs !== undefined);
  return shown ? { ...others, 'x-amz-bucket-region': call.bucket.region } : others;
}

export async function responseOf(call: Call, answer: Answer): Promise<S3Response> {
  const { status, body } = answer;
  hideMissingKey(call, answer);
  const headers = withRegion(call, answer.headers);
  const elsewhere = status >= 300 && status < 400 && status !== 304;
  if (elsewhere) {
    body.destroy();
    throw unavailable();
  }
  if (call.request.method === 'HEAD' || status === 204 || status === 304) {
    body.resume();
    return { status, headers, body: undefined };
  }
  if (status === 400 || status === 401 || status === 403) return refusal({ ...answer, headers });
  return { status, headers, body };
}
