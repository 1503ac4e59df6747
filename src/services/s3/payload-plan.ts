/**
 * What a request's headers promise about its body: encoding, length, hashes and checksums. Everything that can be refused
 * before the first byte is refused here. Reads headers only.
 */

import { algorithmNames, algorithmOfHeader, type ChecksumAlgorithm, headerOf, isValueOf } from './checksums.ts';
import type { ChunkSigning } from './chunked.ts';
import { invalidArgument, invalidRequest, s3Fault } from './errors.ts';
import type { VerifyChunk } from './request.ts';

type Headers = Readonly<Record<string, string | undefined>>;

export interface PayloadPlan {
  readonly encoding: 'plain' | 'aws-chunked';
  readonly signing: ChunkSigning | undefined;
  /** True where a signature follows the trailers. */
  readonly signedTrailer: boolean;
  /** Bytes of the object itself. */
  readonly length: number;
  /** Hexadecimal; undefined where the payload isn't signed as a whole. */
  readonly sha256: string | undefined;
  /** Hexadecimal. */
  readonly md5: string | undefined;
  /** `value` is undefined where it comes in the trailer. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined;
}

interface StreamingKind {
  readonly signed: boolean;
  readonly trailer: boolean;
}

const streamingKinds: Readonly<Record<string, StreamingKind>> = {
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { signed: true, trailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { signed: true, trailer: true },
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { signed: false, trailer: true },
};

function lengthOf(text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw s3Fault('MissingContentLength');
  return Number(text);
}

function md5Of(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const bytes = Buffer.from(header, 'base64');
  if (bytes.length !== 16 || bytes.toString('base64') !== header) throw s3Fault('InvalidDigest');
  return bytes.toString('hex');
}

function headerChecksum(headers: Headers): PayloadPlan['checksum'] {
  const given = algorithmNames.filter((name) => headers[headerOf(name)] !== undefined);
  if (given.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  const algorithm = given[0];
  if (algorithm === undefined) return undefined;
  const value = headers[headerOf(algorithm)]!;
  if (!isValueOf(algorithm, value)) throw invalidRequest(`Value for ${headerOf(algorithm)} header is invalid.`);
  return { algorithm, value };
}

function trailerChecksum(headers: Headers): PayloadPlan['checksum'] {
  const name = headers['x-amz-trailer'];
  if (name === undefined) return undefined;
  const algorithm = algorithmOfHeader(name.trim());
  if (algorithm === undefined) throw invalidRequest('The value specified in the x-amz-trailer header is not supported');
  return { algorithm, value: undefined };
}

function checksumOf(headers: Headers, trailer: boolean): PayloadPlan['checksum'] {
  const inHeader = headerChecksum(headers);
  const inTrailer = trailer ? trailerChecksum(headers) : undefined;
  if (inHeader && inTrailer) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  const found = inHeader ?? inTrailer;
  const named = headers['x-amz-sdk-checksum-algorithm']?.toUpperCase();
  if (named === undefined) return found;
  if (found === undefined) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (found.algorithm !== named) throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  return found;
}

function signingOf(headers: Headers, verify: VerifyChunk | undefined): ChunkSigning {
  const seed = /Signature=([0-9a-f]{64})/.exec(headers.authorization ?? '')?.[1];
  // Without a check of the chunks nothing says that the body is the signer's own.
  if (seed === undefined || verify === undefined) throw s3Fault('SignatureDoesNotMatch');
  return { seed, verify };
}

export function planPayload(headers: Headers, verify: VerifyChunk | undefined): PayloadPlan {
  const content = headers['x-amz-content-sha256'];
  const md5 = md5Of(headers['content-md5']);
  const kind = content === undefined ? undefined : streamingKinds[content];
  if (kind) {
    return {
      encoding: 'aws-chunked',
      signing: kind.signed ? signingOf(headers, verify) : undefined,
      signedTrailer: kind.signed && kind.trailer,
      length: lengthOf(headers['x-amz-decoded-content-length']),
      sha256: undefined,
      md5,
      checksum: checksumOf(headers, kind.trailer),
    };
  }
  const whole = content === undefined || content === 'UNSIGNED-PAYLOAD' ? undefined : content;
  if (whole?.startsWith('STREAMING-')) throw s3Fault('NotImplemented');
  if (whole !== undefined && !/^[0-9a-f]{64}$/.test(whole)) {
    const message =
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.';
    throw invalidArgument(message, 'x-amz-content-sha256', whole);
  }
  return {
    encoding: 'plain',
    signing: undefined,
    signedTrailer: false,
    length:
      headers['transfer-encoding'] === undefined
        ? lengthOf(headers['content-length'] ?? '0')
        : lengthOf(headers['content-length']),
    sha256: whole,
    md5,
    checksum: checksumOf(headers, false),
  };
}
