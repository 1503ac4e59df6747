/** Who am I: GetCallerIdentity, and the session that a user or the root user gets for itself. */

import { present } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
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
  }
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
const bounds = {
  user: { least: 900, most: 129600, usual: 43200 },
  root: { least: 900, most: 3600, usual: 3600 },
} as const;

export const callerOperations: StsHandlers<'GetCallerIdentity' | 'GetSessionToken'> = {
  GetCallerIdentity(context) {
    const { network, principal } = context;
    return { UserId: callerId(context), Account: principal.account, Arn: principalArn(network, principal) };
  },

  GetSessionToken(context, input) {
    const { principal, account } = context;
    if (principal.kind === 'session') {
      throw new Fault('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
    }
    const { least, most, usual } = bounds[principal.kind];
    // AWS gives the root user an hour however long it asks for, as long as a user might ask.
    const seconds = Math.min(readDuration(input.DurationSeconds ?? usual, least, bounds.user.most), most);
    const userName = principal.kind === 'user' ? { userName: principal.name } : {};
    return { Credentials: credentialsShown(context.issueSession({ account, ...userName, session: 'token', seconds })) };
  },
};
