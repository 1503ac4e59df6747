import { expect, test } from 'vitest';
import { chunkSignatureCheck } from './chunk-signature.ts';
import type { Signature } from './signature.ts';
import { sha256 } from './signing-key.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const request = (value: string): Signature => ({
  kind: 'header',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  date: '20130524',
  region: 'us-east-1',
  service: 's3',
  timestamp: '20130524T000000Z',
  signedHeaders: ['host'],
  value,
  sessionToken: undefined,
  expires: undefined,
});
const chunks = ['a'.repeat(65536), 'a'.repeat(1024), ''].map(sha256);

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
const streamed = {
  request: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  chunks: [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ],
};

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
const trailed = {
  request: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  chunks: [
    'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
    '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
    '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
  ],
  trailer: 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
};

function chain(example: { readonly request: string; readonly chunks: readonly string[] }): boolean[] {
  const check = chunkSignatureCheck(request(example.request), secret);
  const previous = [example.request, ...example.chunks];
  return chunks.map((hash, index) => check(previous[index]!, hash, example.chunks[index]!, 'chunk'));
}

test('the chunks of the published examples', () => {
  expect(chain(streamed)).toEqual([true, true, true]);
  expect(chain(trailed)).toEqual([true, true, true]);
});

test('the trailer of the published example', () => {
  const check = chunkSignatureCheck(request(trailed.request), secret);
  const lines = sha256('x-amz-checksum-crc32c:sOO8/Q==\n');
  expect(check(trailed.chunks[2]!, lines, trailed.trailer, 'trailer')).toBe(true);
  expect(check(trailed.chunks[2]!, lines, trailed.trailer, 'chunk')).toBe(false);
});

test('chunks out of order, changed or cut off', () => {
  const check = chunkSignatureCheck(request(streamed.request), secret);
  expect(check(streamed.request, chunks[1]!, streamed.chunks[1]!, 'chunk')).toBe(false);
  expect(check(streamed.request, sha256('b'), streamed.chunks[0]!, 'chunk')).toBe(false);
  expect(check(streamed.request, chunks[0]!, '', 'chunk')).toBe(false);
});
