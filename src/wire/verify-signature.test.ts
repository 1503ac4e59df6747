import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { type Head, headOf } from './head.ts';
import type { Protocol } from './protocol.ts';
import { formatBasic, parseSignature } from './signature.ts';
import { sha256 } from './signing-key.ts';
import { s3SkewMinutes, skewMinutes, verifySignature } from './verify-signature.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const empty = sha256('');

/** Answers 'holds', or the fault's code, status and text. Outside S3 a body that isn't given is empty. */
function verdict(head: Head, protocol: Protocol, now: number, bodyHash?: string, key = secret): string {
  const hash = bodyHash ?? (protocol === 's3' ? undefined : empty);
  try {
    const signature = parseSignature(head, protocol)!;
    const target = { protocol, service: signature.service, region: signature.region };
    verifySignature({ head, signature, target, secret: key, bodyHash: hash, now });
    return 'holds';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.code} ${error.status} ${error.message}`;
  }
}

describe('the vectors that AWS publishes', () => {
  // https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html
  const vector = (signature: string, url: string) => {
    const credential = 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
    const rawHeaders = [
      'Host',
      'example.amazonaws.com',
      'X-Amz-Date',
      '20150830T123600Z',
      'Authorization',
      authorization,
    ];
    return headOf({ method: 'GET', url, rawHeaders });
  };
  const now = Date.UTC(2015, 7, 30, 12, 36);

  test.each([
    ['/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['/./example/../', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['/?Param2=value2&Param1=value1', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ])('%s', (url, signature) => {
    expect(verdict(vector(signature, url), 'restJson1', now, empty, 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY')).toBe(
      'holds',
    );
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  test('a presigned S3 request', () => {
    const url =
      '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
    const head = headOf({ method: 'GET', url, rawHeaders: ['Host', 'examplebucket.s3.amazonaws.com'] });
    const begin = Date.UTC(2013, 4, 24);
    const key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(verdict(head, 's3', begin + 86_400_000, undefined, key)).toBe('holds');
    expect(verdict(head, 's3', begin + 86_400_001, undefined, key)).toBe('AccessDenied 403 Request has expired');
    expect(verdict(head, 's3', begin - s3SkewMinutes * 60_000 - 1, undefined, key)).toContain(
      'RequestTimeTooSkewed 403',
    );
  });
});

describe('requests of the S3 client', () => {
  const commands = {
    'keys with every character': new PutObjectCommand({ Bucket: 'bucket', Key: "a b/é+~!'(x)*%41//..", Body: 'text' }),
    'query values with every character': new ListObjectsV2Command({ Bucket: 'bucket', Prefix: 'a +&=é/~*' }),
    'metadata with spaces': new GetObjectCommand({ Bucket: 'bucket', Key: 'k', IfMatch: '"a  b"' }),
  };
  test.each(Object.entries(commands))('%s', async (_, command) => {
    const { head } = await sentBy(command);
    expect(verdict(head, 's3', Date.now(), undefined)).toBe('holds');
    const { authorization } = head.headers;
    const forged = {
      ...head,
      headers: { ...head.headers, authorization: authorization!.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) },
    };
    expect(verdict(forged, 's3', Date.now(), undefined)).toMatch(/^SignatureDoesNotMatch 403/);
    const added = { ...head, headers: { ...head.headers, 'x-amz-acl': 'public-read' } };
    expect(verdict(added, 's3', Date.now(), undefined)).toMatch(/^AccessDenied 403 There were headers present/);
  });

  test('a body that is not the one whose hash was signed', async () => {
    const client = { requestChecksumCalculation: 'WHEN_REQUIRED' } as const;
    const { head } = await sentBy(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'text' }), client);
    expect(verdict(head, 's3', Date.now(), sha256('text'))).toBe('holds');
    expect(verdict(head, 's3', Date.now(), sha256('other'))).toMatch(/^XAmzContentSHA256Mismatch 400/);
  });
});

async function sentBy(command: unknown, options: object = {}): Promise<{ head: Head }> {
  let head: Head | undefined;
  const handle = async (
    request: Record<'method' | 'path', string> & { query: object; headers: Record<string, string> },
  ) => {
    const query = Object.entries(request.query).map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    );
    head = { method: request.method, path: request.path, query: query.join('&'), headers: request.headers };
    return { response: { statusCode: 200, headers: {}, body: Buffer.from('') } };
  };
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret };
  const client = new S3Client({
    region: 'eu-west-1',
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: { handle } as never,
    ...options,
  });
  await client.send(command as never).catch(() => undefined);
  return { head: head! };
}

/** A signed request of an EC2-like service, at a moment of its own. */
describe('clocks and scopes', () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const minutes = 60_000;
  const signed = (moment: number, extra: { date?: string; signedHeaders?: string } = {}): Head => {
    const timestamp = formatBasic(moment);
    const credential = `AKIA/${extra.date ?? timestamp.slice(0, 8)}/us-east-1/sts/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${extra.signedHeaders ?? 'host'}, Signature=00`;
    return { method: 'POST', path: '/', query: '', headers: { host: 'a', 'x-amz-date': timestamp, authorization } };
  };
  const mismatch = 'SignatureDoesNotMatch 403 The request signature we calculated does not match';

  test.each<[string, Head, Protocol, string]>([
    ['on time', signed(now), 'awsQuery', mismatch],
    ['at the limit', signed(now - skewMinutes * minutes), 'awsQuery', mismatch],
    [
      'too late',
      signed(now - skewMinutes * minutes - 1000),
      'awsQuery',
      'SignatureDoesNotMatch 403 Signature expired: 20260102T025904Z is now earlier than 20260102T025905Z (20260102T030405Z - 5 min.)',
    ],
    [
      'too early',
      signed(now + skewMinutes * minutes + 1000),
      'awsQuery',
      'SignatureDoesNotMatch 403 Signature not yet current: 20260102T030906Z is still later than 20260102T030905Z (20260102T030405Z + 5 min.)',
    ],
    ['too late for JSON', signed(0), 'awsJson1_1', 'InvalidSignatureException 400 Signature expired: 19700101T000000Z'],
    ['too late for EC2', signed(0), 'ec2Query', 'RequestExpired 400 Request has expired.'],
    [
      'wrong for EC2',
      signed(now),
      'ec2Query',
      'AuthFailure 401 AWS was not able to validate the provided access credentials',
    ],
    [
      'another day in the scope',
      signed(now, { date: '20260101' }),
      'awsQuery',
      "SignatureDoesNotMatch 403 Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260101' != '20260102', from '20260102T030405Z'.",
    ],
    [
      'host unsigned',
      signed(now, { signedHeaders: 'x-amz-date' }),
      'awsQuery',
      "SignatureDoesNotMatch 403 'Host' or ':authority' must be a 'SignedHeader'",
    ],
    ['a signed header that is not there', signed(now, { signedHeaders: 'host;constructor' }), 'awsQuery', mismatch],
  ])('%s', (_, head, protocol, expected) => {
    expect(verdict(head, protocol, now).slice(0, expected.length)).toBe(expected);
  });

  const refusalFor = (service: string, region: string) => {
    const head = signed(now);
    const target = { protocol: 'awsQuery', service, region } as const;
    const signature = parseSignature(head, 'awsQuery')!;
    return () => verifySignature({ head, signature, target, secret, bodyHash: undefined, now });
  };

  test('outside S3 an unread body never passes', () => {
    expect(refusalFor('sts', 'us-east-1')).toThrow('The request signature we calculated does not match');
  });

  test('a signature for another service or region', () => {
    expect(refusalFor('iam', 'us-east-1')).toThrow("Credential should be scoped to correct service: 'iam'.");
    expect(refusalFor('sts', 'eu-west-1')).toThrow('Credential should be scoped to a valid region.');
  });
});
