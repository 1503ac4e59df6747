import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { type Head, headOf } from './head.ts';
import type { Protocol } from './protocol.ts';
import { formatBasic, longestExpiry, parseBasic, parseSignature } from './signature.ts';

const timestamp = '20260102T030405Z';
const scope = '20260102/us-east-1/sts/aws4_request';

function signed(authorization: string, date: string | undefined = timestamp): Head {
  const dated = date === undefined ? [] : ['X-Amz-Date', date];
  return headOf({ method: 'POST', url: '/', rawHeaders: ['Authorization', authorization, ...dated] });
}

const whole = `AWS4-HMAC-SHA256 Credential=AKIA/${scope},SignedHeaders=Host;x-amz-date,Signature=ab`;

test('a header', () => {
  expect(parseSignature(signed(whole), 'awsQuery')).toEqual({
    kind: 'header',
    accessKeyId: 'AKIA',
    date: '20260102',
    region: 'us-east-1',
    service: 'sts',
    timestamp,
    signedHeaders: ['host', 'x-amz-date'],
    value: 'ab',
    sessionToken: undefined,
    expires: undefined,
  });
});

test('a Date header in the place of X-Amz-Date', () => {
  const rawHeaders = ['Authorization', whole, 'Date', 'Fri, 02 Jan 2026 03:04:05 GMT'];
  expect(parseSignature(headOf({ rawHeaders }), 'awsQuery')?.timestamp).toBe(timestamp);
});

test('none', () => {
  expect(parseSignature(headOf({ url: '/?a=b', rawHeaders: [] }), 's3')).toBeUndefined();
});

function refusal(head: Head, protocol: Protocol): string {
  try {
    parseSignature(head, protocol);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.code} ${error.status} ${error.message}`;
  }
}

describe('malformed headers', () => {
  const credential = (text: string) => signed(whole.replace(`AKIA/${scope}`, text));
  test.each<[Head, Protocol, string]>([
    [
      signed('AWS4-HMAC-SHA256 Credential'),
      'awsQuery',
      "IncompleteSignature 400 'Credential' not a valid key=value pair (missing equal-sign) in Authorization header.",
    ],
    [
      signed('AWS4-HMAC-SHA256 Credential=a'),
      'awsQuery',
      "IncompleteSignature 400 Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
    ],
    [
      credential('a/b'),
      'awsQuery',
      "IncompleteSignature 400 Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b'",
    ],
    [
      credential('a//b/c/d'),
      'awsJson1_1',
      "IncompleteSignatureException 400 Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a//b/c/d'",
    ],
    [
      credential('AKIA/20260102/us-east-1/sts/aws5'),
      'awsQuery',
      "SignatureDoesNotMatch 403 Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5'.",
    ],
    [
      credential('AKIA/20260102/US<1>/sts/aws4_request'),
      'awsQuery',
      'SignatureDoesNotMatch 403 Credential should be scoped to a valid region.',
    ],
    [
      credential('AKIA/2026/us-east-1/sts/aws4_request'),
      'awsQuery',
      "SignatureDoesNotMatch 403 Date in Credential scope is not of the form YYYYMMDD: '2026'.",
    ],
    [
      headOf({ rawHeaders: ['Authorization', whole] }),
      'awsQuery',
      "IncompleteSignature 400 Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    ],
    [
      signed(whole, 'now'),
      'awsQuery',
      "IncompleteSignature 400 Date must be in ISO-8601 'basic format'. Got 'now'. See http://en.wikipedia.org/wiki/ISO_8601",
    ],
    [
      signed(whole, '20261302T030405Z'),
      'awsQuery',
      "IncompleteSignature 400 Date must be in ISO-8601 'basic format'. Got '20261302T030405Z'. See http://en.wikipedia.org/wiki/ISO_8601",
    ],
    [
      signed('AWS AKIA:c2lnbmF0dXJl'),
      's3',
      'InvalidRequest 400 The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    ],
    [signed('Basic YTpi'), 'ec2Query', 'AuthFailure 401 AWS was not able to validate the provided access credentials'],
    [
      signed(`${whole},Credential=AKIA/${scope}`),
      'awsQuery',
      'IncompleteSignature 400 The request signature does not conform to AWS standards.',
    ],
    [signed(''), 'awsQuery', 'IncompleteSignature 400 The request signature does not conform to AWS standards.'],
  ])('%#', (head, protocol, expected) => {
    expect(refusal(head, protocol)).toBe(expected);
  });
});

describe('presigned', () => {
  const url = (changes: Record<string, string | undefined> = {}) => {
    const parameters = {
      Algorithm: 'AWS4-HMAC-SHA256',
      Credential: `AKIA/${scope}`,
      Date: timestamp,
      Expires: '60',
      SignedHeaders: 'host',
      Signature: 'ab',
      ...changes,
    };
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    return `/?${given.map(([name, value]) => `X-Amz-${name}=${encodeURIComponent(value!)}`).join('&')}`;
  };
  const head = (changes?: Record<string, string | undefined>) => headOf({ url: url(changes), rawHeaders: [] });

  test('whole', () => {
    expect(parseSignature(head({ 'Security-Token': 'a+b=' }), 'awsQuery')).toMatchObject({
      kind: 'presigned',
      accessKeyId: 'AKIA',
      expires: 60,
      sessionToken: 'a+b=',
    });
  });

  test.each<[Record<string, string | undefined>, Protocol, string]>([
    [{ Expires: String(longestExpiry) }, 's3', 'accepted'],
    [
      { Expires: String(longestExpiry + 1) },
      's3',
      `AuthorizationHeaderMalformed 400 X-Amz-Expires must be a number of seconds from 1 to ${longestExpiry}`,
    ],
    [
      { Expires: undefined },
      's3',
      `AuthorizationHeaderMalformed 400 X-Amz-Expires must be a number of seconds from 1 to ${longestExpiry}`,
    ],
    [{ Expires: undefined }, 'awsQuery', 'accepted'],
    [
      { Expires: '-1' },
      'awsQuery',
      `IncompleteSignature 400 X-Amz-Expires must be a number of seconds from 1 to ${longestExpiry}`,
    ],
    [
      { Signature: undefined },
      'awsQuery',
      "IncompleteSignature 400 AWS query-string parameters must include 'X-Amz-Signature'.",
    ],
    [
      { Algorithm: 'AWS4-ECDSA-P256-SHA256' },
      'awsQuery',
      'IncompleteSignature 400 The request signature does not conform to AWS standards.',
    ],
  ])('%j', (changes, protocol, expected) => {
    expect(refusal(head(changes), protocol)).toBe(expected);
  });

  test('a claim made twice', () => {
    const twice = headOf({ url: `${url()}&X-Amz-Credential=other`, rawHeaders: [] });
    expect(refusal(twice, 'awsQuery')).toMatch(/^IncompleteSignature 400/);
  });

  test('and a header', () => {
    const both = headOf({ url: url(), rawHeaders: ['Authorization', whole, 'X-Amz-Date', timestamp] });
    expect(refusal(both, 'awsQuery')).toBe(
      'IncompleteSignature 400 Only one authentication mechanism is allowed in a request',
    );
  });
});

test.each([0, 1_767_323_045_000])('basic format of %d', (moment) => {
  expect(parseBasic(formatBasic(moment))).toBe(moment);
});

test('version 2 is refused, not taken for no signature', () => {
  const url = '/bucket/key?AWSAccessKeyId=AKIA&Signature=x%3D&Expires=1';
  expect(refusal(headOf({ url, rawHeaders: [] }), 's3')).toBe(
    'InvalidRequest 400 The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  );
});
