import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../base/fault.ts';
import { type PayloadRequest, receive, receiveText } from './payload.ts';
import { planPayload } from './payload-plan.ts';

const text = 'hello';
const sha256 = createHash('sha256').update(text).digest('hex');
const crc32 = 'NhCmhg==';

function requestOf(headers: Record<string, string>, wire = text): PayloadRequest {
  const pieces = wire === '' ? [] : [Buffer.from(wire.slice(0, 3)), Buffer.from(wire.slice(3))];
  return { headers: { 'content-length': String(wire.length), ...headers }, body: Readable.from(pieces) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'accepted',
    (fault: Fault) => fault.code,
  );
}

const streaming = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '5',
  'x-amz-trailer': 'x-amz-checksum-crc32',
};
const framed = (trailer: string) => `5\r\nhello\r\n0\r\n${trailer}\r\n\r\n`;

describe('receive', () => {
  test('hashes what it hands on', async () => {
    const pieces: Buffer[] = [];
    const received = await receive(requestOf({}), 'default', 5, (piece) => void pieces.push(piece));
    expect(Buffer.concat(pieces).toString()).toBe(text);
    expect(received).toMatchObject({ size: 5, md5: '5d41402abc4b2a76b9719d911017c592', given: undefined });
    expect([...received.checksums.keys()]).toEqual(['CRC64NVME']);
  });

  test.each([
    ['accepted', {}, text],
    ['accepted', { 'x-amz-content-sha256': sha256, 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' }, text],
    ['accepted', { 'x-amz-checksum-crc32': crc32 }, text],
    ['accepted', streaming, framed(`x-amz-checksum-crc32:${crc32}`)],
    ['XAmzContentSHA256Mismatch', { 'x-amz-content-sha256': sha256 }, 'other'],
    ['BadDigest', { 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' }, 'other'],
    ['BadDigest', { 'x-amz-checksum-crc32': crc32 }, 'other'],
    ['BadDigest', streaming, framed('x-amz-checksum-crc32:AAAAAA==')],
    ['MalformedTrailerError', streaming, framed('x-amz-checksum-sha1:AAAAAA==')],
    ['MalformedTrailerError', streaming, '5\r\nhello\r\n0\r\n\r\n'],
    ['InvalidRequest', streaming, framed('x-amz-checksum-crc32:AAAA')],
    ['IncompleteBody', { ...streaming, 'x-amz-decoded-content-length': '6' }, framed(`x-amz-checksum-crc32:${crc32}`)],
    ['IncompleteBody', { ...streaming, 'x-amz-decoded-content-length': '4' }, framed(`x-amz-checksum-crc32:${crc32}`)],
    ['IncompleteBody', { 'content-length': '9' }, text],
    ['EntityTooLarge', { 'content-length': '101' }, text],
  ])('%s for %j and %j', async (code, headers, wire) => {
    expect(await codeOf(receive(requestOf(headers, wire), undefined, 100, () => undefined))).toBe(code);
  });

  test('a refusal halfway leaves the connection for the answer', async () => {
    const body = Readable.from([Buffer.from('hello'), Buffer.from('more')]);
    const request = { headers: { 'content-length': '3' }, body };
    expect(await codeOf(receive(request, undefined, 100, () => undefined))).toBe('IncompleteBody');
    expect(body.destroyed).toBe(false);
    body.destroy();
  });

  test('a document past its limit is refused unread', async () => {
    expect(await codeOf(receiveText(requestOf({}), 4))).toBe('MaxMessageLengthExceeded');
    expect(await receiveText(requestOf({}), 5)).toBe(text);
  });
});

describe('planPayload refuses', () => {
  const verify = () => true;
  const signed = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'x-amz-decoded-content-length': '1' };
  test.each([
    ['InvalidDigest', { 'content-md5': 'short' }],
    ['InvalidRequest', { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'AAAA' }],
    ['InvalidRequest', { 'x-amz-checksum-crc32': 'AAAA' }],
    ['InvalidRequest', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }],
    ['InvalidRequest', { ...streaming, 'x-amz-trailer': 'x-amz-meta-a' }],
    ['InvalidArgument', { 'x-amz-content-sha256': 'nonsense' }],
    ['MissingContentLength', { 'transfer-encoding': 'chunked' }],
    ['MissingContentLength', { ...streaming, 'x-amz-decoded-content-length': 'abc' }],
    ['NotImplemented', { 'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' }],
    ['SignatureDoesNotMatch', signed],
  ])('%s: %j', async (code, headers) => {
    expect(await codeOf((async () => planPayload(headers, verify))())).toBe(code);
  });

  test('signed chunks where nobody can verify them', async () => {
    const headers = { ...signed, authorization: `AWS4-HMAC-SHA256 Signature=${'a'.repeat(64)}` };
    expect(planPayload(headers, verify).signing?.seed).toBe('a'.repeat(64));
    expect(await codeOf((async () => planPayload(headers, undefined))())).toBe('SignatureDoesNotMatch');
  });
});
