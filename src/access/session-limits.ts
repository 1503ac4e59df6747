/**
 * What temporary credentials cannot be used for, whatever policies allow: those of GetSessionToken and GetFederationToken not
 * for IAM, for want of a second factor, and for few operations of STS; those of a role not to get either.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */

import { Fault } from '../base/fault.ts';
import type { Session } from './session.ts';

/** What each kind of session may ask of STS. */
const securityTokens = {
  role: { except: ['GetSessionToken', 'GetFederationToken'] },
  token: { only: ['AssumeRole', 'GetCallerIdentity'] },
  federatedUser: { only: ['GetCallerIdentity'] },
} as const;

function kindOf({ role, federatedUser }: Session): keyof typeof securityTokens {
  if (role !== undefined) return 'role';
  return federatedUser === undefined ? 'token' : 'federatedUser';
}

function mayAsk(kind: keyof typeof securityTokens, operation: string): boolean {
  const limit: { readonly only?: readonly string[]; readonly except?: readonly string[] } = securityTokens[kind];
  return limit.only === undefined ? !limit.except?.includes(operation) : limit.only.includes(operation);
}

/** @throws Fault InvalidClientTokenId, AccessDenied */
export function checkSessionLimits(session: Session | undefined, service: string, operation: string): void {
  if (session === undefined) return;
  const kind = kindOf(session);
  if (service === 'iam' && kind !== 'role') {
    throw new Fault('InvalidClientTokenId', 'The security token included in the request is invalid', 403);
  }
  if (service === 'sts' && !mayAsk(kind, operation)) {
    throw new Fault('AccessDenied', `Cannot call ${operation} with session credentials`, 403);
  }
}
