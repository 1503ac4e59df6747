/** Who am I, whose is a key, and the session that a user or the root user gets for itself. */

import { present } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
import { accountOfAccessKey } from '../../base/ids.ts';
import type { Context } from '../context.ts';
import { identityId, principalArn } from '../iam/arn.ts';
import { credentialsShown, readDuration } from './duration.ts';
import type { StsHandlers } from './handlers.ts';

/** The account of the root user, the unique id of a user, that of a role with the session's name. */
export function callerId({ network, principal }: Pick<Context, 'network' | 'principal'>): string {
  const { account } = principal;
  switch (principal.kind) {
    case 'root':
      return account;
    case 'user':
      return present(network.get('user', identityId(account, principal.name)), 'the calling user').uniqueId;
    case 'session': {
      const role = present(network.get('role', identityId(account, principal.role)), 'the role of the session');
      return `${role.uniqueId}:${principal.session}`;
    }
    case 'federated':
      return `${account}:${principal.name}`;
  }
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html, …/API_GetFederationToken.html */
const bounds = {
  user: { least: 900, most: 129600, usual: 43200 },
  root: { least: 900, most: 3600, usual: 3600 },
} as const;

/**
 * Who may get a session for itself, and how long it lasts. AWS gives the root user an hour however long it asks for, as long
 * as a user might ask.
 */
export function ownSession({ principal, account }: Context, operation: string, asked: number | undefined) {
  if (principal.kind !== 'user' && principal.kind !== 'root') {
    throw new Fault('AccessDenied', `Cannot call ${operation} with session credentials`, 403);
  }
  const { least, most, usual } = bounds[principal.kind];
  const seconds = Math.min(readDuration(asked ?? usual, least, bounds.user.most), most);
  return { account, seconds, ...(principal.kind === 'user' ? { userName: principal.name } : {}) };
}

export const callerOperations: StsHandlers<'GetAccessKeyInfo' | 'GetCallerIdentity' | 'GetSessionToken'> = {
  GetCallerIdentity(context) {
    const { network, principal } = context;
    return { UserId: callerId(context), Account: principal.account, Arn: principalArn(network, principal) };
  },

  GetSessionToken(context, input) {
    const session = ownSession(context, 'GetSessionToken', input.DurationSeconds);
    return { Credentials: credentialsShown(context.issueSession({ ...session, session: 'token' })) };
  },

  GetAccessKeyInfo({ network }, { AccessKeyId }) {
    const account = network.get('access-key', AccessKeyId)?.account ?? accountOfAccessKey(AccessKeyId);
    // AWS tells the account of keys of long ago too; here only accounts that are there have keys. The sentence is the likeliest.
    if (account === undefined || network.get('account', account) === undefined) {
      throw new Fault('ValidationError', `Invalid access key: ${AccessKeyId}`);
    }
    return { Account: account };
  },
};
