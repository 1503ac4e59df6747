/**
 * What each family of services says about credentials and signatures that don't hold: one table. The caller of this room
 * uses it too, for what only the owner of the credentials can know: unknown keys and expired sessions.
 *
 * EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; S3:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; the others:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html and the common errors of each service.
 */

import { Fault } from '../base/fault.ts';
import { type Family, familyOf, type Protocol } from './protocol.ts';

export type AuthReason =
  | 'missing'
  | 'incomplete'
  | 'unsupported'
  | 'unknownKey'
  | 'badToken'
  | 'expiredToken'
  | 'mismatch'
  | 'skewed'
  | 'expired'
  | 'bodyMismatch'
  | 'unsignedHeaders';

type Row = readonly [code: string, status: number, message: string];

const invalidToken = 'The security token included in the request is invalid.';
const expiredToken = 'The security token included in the request is expired';
const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const s3Mismatch =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
const ec2Refusal: Row = ['AuthFailure', 401, 'AWS was not able to validate the provided access credentials'];
const badHash = "The provided 'x-amz-content-sha256' header does not match what was computed.";
const notSupported = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
const notConforming = 'The request signature does not conform to AWS standards.';

const table: Readonly<Record<Family, Readonly<Record<AuthReason, Row>>>> = {
  ec2: {
    missing: [
      'MissingAuthenticationToken',
      403,
      'The request must contain either a valid (registered) AWS access key ID or X.509 certificate.',
    ],
    incomplete: ['IncompleteSignature', 400, notConforming],
    unsupported: ec2Refusal,
    unknownKey: ec2Refusal,
    badToken: ec2Refusal,
    expiredToken: ['RequestExpired', 400, 'Request has expired.'],
    mismatch: ec2Refusal,
    skewed: ['RequestExpired', 400, 'Request has expired.'],
    expired: ['RequestExpired', 400, 'Request has expired.'],
    bodyMismatch: ec2Refusal,
    unsignedHeaders: ec2Refusal,
  },
  query: {
    missing: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
    incomplete: ['IncompleteSignature', 400, notConforming],
    unsupported: ['IncompleteSignature', 400, notConforming],
    unknownKey: ['InvalidClientTokenId', 403, invalidToken],
    badToken: ['InvalidClientTokenId', 403, invalidToken],
    expiredToken: ['ExpiredToken', 403, expiredToken],
    mismatch: ['SignatureDoesNotMatch', 403, mismatch],
    skewed: ['SignatureDoesNotMatch', 403, mismatch],
    expired: ['SignatureDoesNotMatch', 403, mismatch],
    bodyMismatch: ['SignatureDoesNotMatch', 403, mismatch],
    unsignedHeaders: ['SignatureDoesNotMatch', 403, mismatch],
  },
  json: {
    missing: ['MissingAuthenticationTokenException', 400, 'Missing Authentication Token'],
    incomplete: ['IncompleteSignatureException', 400, notConforming],
    unsupported: ['IncompleteSignatureException', 400, notConforming],
    unknownKey: ['UnrecognizedClientException', 400, invalidToken],
    badToken: ['UnrecognizedClientException', 400, invalidToken],
    expiredToken: ['ExpiredTokenException', 400, expiredToken],
    mismatch: ['InvalidSignatureException', 400, mismatch],
    skewed: ['InvalidSignatureException', 400, mismatch],
    expired: ['InvalidSignatureException', 400, mismatch],
    bodyMismatch: ['InvalidSignatureException', 400, mismatch],
    unsignedHeaders: ['InvalidSignatureException', 400, mismatch],
  },
  s3: {
    missing: ['AccessDenied', 403, 'Access Denied'],
    incomplete: ['AuthorizationHeaderMalformed', 400, 'The authorization header that you provided is not valid.'],
    unsupported: ['InvalidRequest', 400, notSupported],
    unknownKey: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
    badToken: ['InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'],
    expiredToken: ['ExpiredToken', 400, 'The provided token has expired.'],
    mismatch: ['SignatureDoesNotMatch', 403, s3Mismatch],
    skewed: ['RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.'],
    expired: ['AccessDenied', 403, 'Request has expired'],
    bodyMismatch: ['XAmzContentSHA256Mismatch', 400, badHash],
    unsignedHeaders: ['AccessDenied', 403, 'There were headers present in the request which were not signed'],
  },
};

/** Families with one fixed text keep it; the others take the more exact text where there is one. */
const fixedTexts: readonly Family[] = ['ec2', 's3'];

export function authFault(protocol: Protocol, reason: AuthReason, exactly?: string): Fault {
  const family = familyOf(protocol);
  const [code, status, message] = table[family][reason];
  const isFixed = fixedTexts.includes(family) && reason !== 'incomplete';
  return new Fault(code, isFixed ? message : (exactly ?? message), status);
}
