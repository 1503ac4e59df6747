/** Principals: what a resource policy's words reach, and how directly. */
import { describe, expect, test } from 'vitest';
import {
  matchPrincipal,
  type NamedPrincipal,
  type PrincipalElement,
  principalFromArn,
  principalName,
  type RequestPrincipal,
} from './principal.ts';

const account = '111122223333';
const at = (arn: string) => principalFromArn(arn) as RequestPrincipal;
const root = at(`arn:aws:iam::${account}:root`);
const alice = at(`arn:aws:iam::${account}:user/alice`);
const session = at(`arn:aws:sts::${account}:assumed-role/App/i-1`);
const federated = at(`arn:aws:sts::${account}:federated-user/alice`);
const anonymous: RequestPrincipal = { kind: 'anonymous' };
const service: RequestPrincipal = { kind: 'service', service: 'ec2.amazonaws.com' };

const everyone: NamedPrincipal = { kind: 'everyone' };
const itsAccount: NamedPrincipal = { kind: 'account', account };
const arn = (text: string): NamedPrincipal => ({ kind: 'arn', arn: text });
const appRole = arn(`arn:aws:iam::${account}:role/App`);
const appSession = arn(`arn:aws:sts::${account}:assumed-role/App/i-1`);
const userAlice = arn(`arn:aws:iam::${account}:user/alice`);

const element = (named: readonly NamedPrincipal[], over: Partial<PrincipalElement> = {}): PrincipalElement => ({
  negated: false,
  accountMeansRoot: false,
  named,
  ...over,
});

describe('Principal', () => {
  test.each([
    ['everyone reaches a user directly', [everyone], alice, 'direct'],
    ['everyone reaches the anonymous', [everyone], anonymous, 'direct'],
    ['an account delegates to its users', [itsAccount], alice, 'account'],
    ['an account is its root user', [itsAccount], root, 'direct'],
    ['an account is no service', [itsAccount], service, 'none'],
    ['another account is not this one', [{ kind: 'account', account: '444455556666' }], alice, 'none'],
    ['a user by its ARN', [userAlice], alice, 'direct'],
    ['a session by its role', [appRole], session, 'role'],
    ['a session by its own ARN', [appSession], session, 'direct'],
    ['the strongest of several', [itsAccount, appRole, appSession], session, 'direct'],
    ['a federated session by its user', [userAlice], federated, 'role'],
    ['a service by its name', [{ kind: 'service', service: 'ec2.amazonaws.com' }], service, 'direct'],
    ['another service', [{ kind: 'service', service: 's3.amazonaws.com' }], service, 'none'],
    ['a canonical user id', [{ kind: 'canonicalUser', id: 'abc' }], { ...alice, canonicalUser: 'abc' }, 'account'],
    ['a provider', [{ kind: 'federated', provider: 'p' }], { kind: 'federated', provider: 'p' }, 'direct'],
  ] as [string, NamedPrincipal[], RequestPrincipal, string][])('%s', (_why, named, principal, expected) => {
    expect(matchPrincipal(element(named), principal, 'Allow')).toBe(expected);
  });

  test('in endpoint policies an account is its root user only', () => {
    const only = element([itsAccount], { accountMeansRoot: true });
    expect(matchPrincipal(only, root, 'Allow')).toBe('direct');
    expect(matchPrincipal(only, alice, 'Allow')).toBe('none');
    expect(matchPrincipal(only, session, 'Deny')).toBe('none');
  });
});

describe('NotPrincipal', () => {
  const not = (named: readonly NamedPrincipal[]) => element(named, { negated: true });
  test.each([
    ['a Deny spares a user listed with its account', [itsAccount, userAlice], alice, 'none'],
    ['a Deny hits a user whose account is not listed', [userAlice], alice, 'direct'],
    ['a Deny hits the account others are listed with', [itsAccount, appRole], alice, 'direct'],
    ['a Deny spares a session listed with role and account', [itsAccount, appRole, appSession], session, 'none'],
    ['a Deny hits a session listed with its role only', [itsAccount, appRole], session, 'direct'],
    ['a Deny spares a root user whose account is listed', [itsAccount], root, 'none'],
    ['a Deny hits the anonymous', [itsAccount], anonymous, 'direct'],
    ['a Deny on nobody', [everyone], anonymous, 'none'],
    ['a Deny spares a service', [{ kind: 'service', service: 'ec2.amazonaws.com' }], service, 'none'],
  ] as [string, NamedPrincipal[], RequestPrincipal, string][])('%s', (_why, named, principal, expected) => {
    expect(matchPrincipal(not(named), principal, 'Deny')).toBe(expected);
  });
  test('an Allow grants to nobody of whom any part is listed', () => {
    expect(matchPrincipal(not([itsAccount]), alice, 'Allow')).toBe('none');
    expect(matchPrincipal(not([userAlice]), session, 'Allow')).toBe('direct');
  });
});

describe('principalFromArn', () => {
  test('a role with a path', () => {
    const roleArn = `arn:aws:iam::${account}:role/team/App`;
    expect(principalFromArn(`arn:aws:sts::${account}:assumed-role/App/i-1`, roleArn)).toMatchObject({ roleArn });
  });
  test.each(['', 'arn:aws:s3:::b', `arn:aws:iam::${account}:group/g`])('refuses %j', (text) => {
    expect(principalFromArn(text)).toBeUndefined();
  });
  test('names', () => {
    expect([session, service, anonymous, { kind: 'federated', provider: 'p' } as const].map(principalName)).toEqual([
      `arn:aws:sts::${account}:assumed-role/App/i-1`,
      'ec2.amazonaws.com',
      'anonymous',
      'p',
    ]);
  });
});
