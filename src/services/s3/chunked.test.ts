import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ChunkDecoder, type ChunkSigning, chunkDecoder, maximumLineBytes } from './chunked.ts';

interface Decoded {
  readonly body: Buffer;
  readonly trailers: Record<string, string>;
}

function feed(decoder: ChunkDecoder, wire: Buffer, step: number): Decoded {
  const pieces: Buffer[] = [];
  for (let at = 0; at < wire.length; at += step) {
    decoder.push(wire.subarray(at, at + step), (piece) => void pieces.push(Buffer.from(piece)));
  }
  return { trailers: Object.fromEntries(decoder.end()), body: Buffer.concat(pieces) };
}

function unsigned(text: string, step = 7): Decoded {
  return feed(chunkDecoder(undefined, false), Buffer.from(text), step);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

const scope = '20130524/us-east-1/s3/aws4_request';
const signingKey = ['us-east-1', 's3', 'aws4_request'].reduce<Buffer>(
  (key, text) => hmac(key, text),
  hmac('AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '20130524'),
);
const emptyHash = createHash('sha256').digest('hex');

/** The keys, date and signatures of the example in AWS's sigv4-streaming page. */
const example: ChunkSigning = {
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  verify(previous, hash, signature, piece) {
    const lines = piece === 'chunk' ? [previous, emptyHash, hash] : [previous, hash];
    const kind = piece === 'chunk' ? 'PAYLOAD' : 'TRAILER';
    const text = [`AWS4-HMAC-SHA256-${kind}`, '20130524T000000Z', scope, ...lines].join('\n');
    return hmac(signingKey, text).toString('hex') === signature;
  },
};
const signatures = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];

function exampleBody(letter = 'a'): Buffer {
  const chunks = ['a'.repeat(65_536), letter.repeat(1024), ''];
  const frames = chunks.map(
    (data, index) => `${data.length.toString(16)};chunk-signature=${signatures[index]}\r\n${data}\r\n`,
  );
  return Buffer.from(frames.join(''));
}

describe('signed chunks', () => {
  test.each([1, 13, 8192, 1_000_000])('the example of AWS is accepted in pieces of %d', (step) => {
    const { body } = feed(chunkDecoder(example, false), exampleBody(), step);
    expect(body.equals(Buffer.alloc(66_560, 'a'))).toBe(true);
  });

  test('a changed byte or a missing signature is not', () => {
    expect(() => feed(chunkDecoder(example, false), exampleBody('b'), 8192)).toThrow(/signature/);
    expect(() => feed(chunkDecoder(example, false), Buffer.from('0\r\n\r\n'), 8192)).toThrow(/signature/);
  });

  test('the trailer has a signature of its own', () => {
    const signing: ChunkSigning = { seed: 'seed', verify: (...given) => given.join() === expected.shift() };
    const signature = 'c'.repeat(64);
    const hash = createHash('sha256').update('x-amz-checksum-crc32:AAAAAA==\n').digest('hex');
    const expected = [
      ['seed', emptyHash, signature, 'chunk'].join(),
      [signature, hash, 'd'.repeat(64), 'trailer'].join(),
    ];
    const head = `0;chunk-signature=${signature}\r\nx-amz-checksum-crc32:AAAAAA==\r\n`;
    const wire = Buffer.from(`${head}x-amz-trailer-signature:${'d'.repeat(64)}\r\n\r\n`);
    expect(feed(chunkDecoder(signing, true), wire, 5).trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
    expected.push(['seed', emptyHash, signature, 'chunk'].join());
    expect(() => feed(chunkDecoder(signing, true), Buffer.from(`${head}\r\n`), 5)).toThrow(/signature/);
  });
});

describe('unsigned chunks', () => {
  const long = 'x'.repeat(8192);

  test.each([
    ['0\r\n\r\n', '', {}],
    ['5\r\nhello\r\n0\r\n\r\n', 'hello', {}],
    ['5\r\nhello\r\n0\r\nX-Amz-Checksum-CRC32: AAAAAA== \r\n\r\n', 'hello', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    [`2000\r\n${long}\r\n2\r\n\r\n\r\n0\r\n\r\n`, `${long}\r\n`, {}],
  ])('%j', (wire, body, trailers) => {
    for (const step of [1, 2, 3, 100_000]) {
      const decoded = unsigned(wire, step);
      expect(decoded.body.toString()).toBe(body);
      expect(decoded.trailers).toEqual(trailers);
    }
  });

  test.each([
    ['', 'terminated'],
    ['5\r\nhello\r\n', 'terminated'],
    ['5\r\nhello\r\n0\r\n', 'terminated'],
    ['5\r\nhelloX\r\n0\r\n\r\n', 'terminated'],
    ['3\r\nhello\r\n0\r\n\r\n', 'terminated'],
    ['5\nhello\r\n0\r\n\r\n', 'terminated'],
    ['-5\r\nhello\r\n0\r\n\r\n', 'terminated'],
    ['0\r\n\r\nmore', 'terminated'],
    [`${'0'.repeat(maximumLineBytes + 1)}`, 'terminated'],
    ['2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n', 'less than 8192'],
    ['0\r\nno colon\r\n\r\n', 'trailing data'],
    ['0\r\na:1\r\nA:2\r\n\r\n', 'trailing data'],
  ])('%j is refused', (wire, reason) => {
    expect(() => unsigned(wire)).toThrow(reason);
  });
});
