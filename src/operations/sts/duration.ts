/** How long temporary credentials last, and how answers show them. */

import { Fault } from '../../base/fault.ts';
import type { Credentials } from '../context.ts';

/** @throws Fault ValidationError */
export function readDuration(seconds: number, least: number, most: number): number {
  if (seconds >= least && seconds <= most) return seconds;
  const [relation, bound] = seconds < least ? ['greater', least] : ['less', most];
  throw new Fault(
    'ValidationError',
    `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${relation} than or equal to ${bound}`,
  );
}

export function credentialsShown(credentials: Credentials) {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: new Date(credentials.expiration),
  };
}
