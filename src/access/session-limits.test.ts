import { expect, test } from 'vitest';
import type { Session } from './session.ts';
import { checkSessionLimits } from './session-limits.ts';

const own: Session = { account: '111122223333', session: 'token', expires: 0, userName: 'ann' };
const sessions: Readonly<Record<string, Session | undefined>> = {
  none: undefined,
  token: own,
  federated: { ...own, federatedUser: 'guest' },
  role: { account: '111122223333', session: 's', expires: 0, role: 'app' },
};

test.each([
  ['none', 'iam:GetUser', ''],
  ['none', 'sts:GetSessionToken', ''],
  ['token', 'ec2:DescribeVpcs', ''],
  ['token', 'iam:GetUser', 'InvalidClientTokenId'],
  ['token', 'sts:AssumeRole', ''],
  ['token', 'sts:GetCallerIdentity', ''],
  ['token', 'sts:GetSessionToken', 'AccessDenied'],
  ['token', 'sts:GetAccessKeyInfo', 'AccessDenied'],
  ['federated', 'iam:GetUser', 'InvalidClientTokenId'],
  ['federated', 'sts:AssumeRole', 'AccessDenied'],
  ['federated', 'sts:GetCallerIdentity', ''],
  ['role', 'iam:GetUser', ''],
  ['role', 'sts:AssumeRole', ''],
  ['role', 'sts:GetSessionToken', 'AccessDenied'],
  ['role', 'sts:GetFederationToken', 'AccessDenied'],
])('a session of kind %s calls %s: %s', (kind, action, code) => {
  const [service = '', operation = ''] = action.split(':');
  const ask = () => checkSessionLimits(sessions[kind], service, operation);
  if (code === '') ask();
  else expect(ask).toThrow(expect.objectContaining({ code }));
});
