import { describe, expect, test } from 'vitest';
import type { Head } from './head.ts';
import { type Signing, signRequest } from './sign-request.ts';
import { parseSignature } from './signature.ts';
import { sha256 } from './signing-key.ts';
import { verifySignature } from './verify-signature.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const empty = sha256('');

function headWith(path: string, query: string, headers: Readonly<Record<string, string>> = {}): Head {
  return { method: 'GET', path, query, headers: { host: 'example.amazonaws.com', ...headers } };
}

describe('the vectors that AWS publishes', () => {
  // https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html
  test.each([
    ['', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['Param2=value2&Param1=value1', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ])('with the query %j', (query, signature) => {
    const signed = signRequest({
      head: headWith('/', query),
      credentials: { accessKeyId: 'AKIDEXAMPLE', secret },
      region: 'us-east-1',
      service: 'service',
      bodyHash: empty,
      now: Date.UTC(2015, 7, 30, 12, 36),
    });
    expect(signed.headers.authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    );
    expect(signed.headers['x-amz-date']).toBe('20150830T123600Z');
  });
});

describe('a request to S3', () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const signing = {
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secret },
    region: 'eu-west-1',
    service: 's3',
    bodyHash: 'UNSIGNED-PAYLOAD',
    now,
  } satisfies Omit<Signing, 'head'>;
  const head = headWith('/bucket/a%20b/%C3%BC!', 'list-type=2&prefix=x%2Fy&uploads', {
    'x-amz-meta-one': ' two  words ',
    'content-type': 'text/plain',
    'user-agent': 'anybody',
  });

  function holds(signed: Head): boolean {
    const signature = parseSignature(signed, 's3')!;
    const target = { protocol: 's3', service: 's3', region: 'eu-west-1' } as const;
    try {
      verifySignature({ head: signed, signature, target, secret, bodyHash: undefined, now });
      return true;
    } catch {
      return false;
    }
  }

  test('holds, and names the body unsigned', () => {
    const signed = signRequest({ ...signing, head });
    expect(holds(signed)).toBe(true);
    expect(signed.headers['x-amz-content-sha256']).toBe('UNSIGNED-PAYLOAD');
    expect(signed.headers['user-agent']).toBe('anybody');
  });

  test.each<[string, (signed: Head) => Head]>([
    ['path', (signed) => ({ ...signed, path: '/bucket/other' })],
    ['query', (signed) => ({ ...signed, query: 'list-type=2' })],
    ['method', (signed) => ({ ...signed, method: 'DELETE' })],
    ['content type', (signed) => ({ ...signed, headers: { ...signed.headers, 'content-type': 'text/html' } })],
    ['metadata', (signed) => ({ ...signed, headers: { ...signed.headers, 'x-amz-meta-one': 'three' } })],
    ['new header of AWS', (signed) => ({ ...signed, headers: { ...signed.headers, 'x-amz-acl': 'public-read' } })],
  ])('does not hold with another %s', (_what, change) => {
    expect(holds(change(signRequest({ ...signing, head })))).toBe(false);
  });

  test('may pass a proxy that names itself', () => {
    const signed = signRequest({ ...signing, head });
    expect(holds({ ...signed, headers: { ...signed.headers, 'user-agent': 'a proxy' } })).toBe(true);
  });
});
