import { expect, test } from 'vitest';
import { type AuthReason, authFault } from './auth-fault.ts';
import type { Protocol } from './protocol.ts';

const token = 'The security token included in the request is';

test.each<[Protocol, AuthReason, string]>([
  ['ec2Query', 'unknownKey', 'AuthFailure 401 AWS was not able to validate the provided access credentials'],
  ['awsQuery', 'unknownKey', `InvalidClientTokenId 403 ${token} invalid.`],
  ['restXml', 'unknownKey', `InvalidClientTokenId 403 ${token} invalid.`],
  ['restXml', 'missing', 'MissingAuthenticationToken 403 Request is missing Authentication Token'],
  ['rpcV2Cbor', 'unknownKey', `UnrecognizedClientException 400 ${token} invalid.`],
  ['awsJson1_1', 'unknownKey', `UnrecognizedClientException 400 ${token} invalid.`],
  ['s3', 'unknownKey', 'InvalidAccessKeyId 403 The AWS Access Key Id you provided does not exist in our records.'],
  ['awsQuery', 'missing', 'MissingAuthenticationToken 403 Request is missing Authentication Token'],
  ['awsJson1_0', 'missing', 'MissingAuthenticationTokenException 400 Missing Authentication Token'],
  ['s3', 'missing', 'AccessDenied 403 Access Denied'],
  ['awsQuery', 'expiredToken', `ExpiredToken 403 ${token} expired`],
  ['s3', 'expiredToken', 'ExpiredToken 400 The provided token has expired.'],
  ['ec2Query', 'expiredToken', 'RequestExpired 400 Request has expired.'],
])('%s %s', (protocol, reason, expected) => {
  const { code, status, message } = authFault(protocol, reason);
  expect(`${code} ${status} ${message}`).toBe(expected);
});

test("a more exact text is taken, but not by EC2 and S3, which don't tell", () => {
  const texts = (['awsQuery', 'awsJson1_1', 'ec2Query', 's3'] as const).map((protocol) => {
    return authFault(protocol, 'skewed', 'exactly').message;
  });
  expect(texts).toEqual([
    'exactly',
    'exactly',
    'Request has expired.',
    'The difference between the request time and the current time is too large.',
  ]);
});
