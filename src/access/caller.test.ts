import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { type Caller, findCaller, trustedCaller } from './caller.ts';
import { issueSession } from './session.ts';

const account = '111122223333';
const base = { account, region: 'aws-global', created: 0, tags: {} } as const;
const role: Resource = {
  ...base,
  kind: 'role',
  id: `${account}/reader`,
  name: 'reader',
  path: '/app/',
  uniqueId: 'AROAX',
  trustPolicy: '{}',
  maxSessionDuration: 3600,
  inlinePolicies: {},
  attachedPolicies: [],
};
const resources: readonly Resource[] = [
  {
    ...base,
    kind: 'account',
    id: account,
    name: 'a',
    email: 'a@example.com',
    status: 'ACTIVE',
    joined: 'CREATED',
    management: true,
  },
  { ...base, kind: 'access-key', id: 'AKIAROOT', secret: 'hidden', status: 'Active' },
  { ...base, kind: 'access-key', id: 'AKIAOFF', secret: 'hidden', status: 'Inactive' },
  role,
];
const network = resources.reduce((all, one) => all.with(one), Network.empty());
const issue = (expires: number) =>
  issueSession('server-key', seededRandom(1), { account, role: 'reader', session: 's1', expires });

describe('the caller behind an access key', () => {
  test('is the account root for a root key', () => {
    const caller = findCaller(network, 'server-key', { accessKeyId: 'AKIAROOT' }, 0);
    expect(caller).toMatchObject({
      account,
      secret: 'hidden',
      principal: { kind: 'root', arn: `arn:aws:iam::${account}:root` },
    });
  });

  test('is the role session that a token carries, with the secret that was issued', () => {
    const credentials = issue(1000);
    const caller = findCaller(network, 'server-key', credentials, 0) as Caller;
    expect(caller.secret).toBe(credentials.secretAccessKey);
    expect(caller.principal).toEqual({
      kind: 'assumedRole',
      account,
      arn: `arn:aws:sts::${account}:assumed-role/reader/s1`,
      roleArn: `arn:aws:iam::${account}:role/app/reader`,
    });
  });

  test.each([
    ['an unknown key', { accessKeyId: 'AKIANOBODY' }, 'unknownKey'],
    ['an inactive key', { accessKeyId: 'AKIAOFF' }, 'unknownKey'],
    ['a token of another key', { ...issue(1000), accessKeyId: 'ASIAOTHER' }, 'badToken'],
    ['a token that was changed', { ...issue(1000), sessionToken: `A${issue(1000).sessionToken.slice(1)}` }, 'badToken'],
    ['a token that is no token', { ...issue(1000), sessionToken: 'x' }, 'badToken'],
    ['an expired token', issue(-1), 'expiredToken'],
  ])('is refused for %s', (_, credentials, code) => {
    expect(findCaller(network, 'server-key', credentials, 0)).toBe(code);
  });

  test('is refused where another server sealed the token', () => {
    expect(findCaller(network, 'other-key', issue(1000), 0)).toBe('badToken');
  });

  test('is refused once the account is closed, also where any key is trusted', () => {
    const closed = network.with({ ...network.get('account', account)!, status: 'SUSPENDED' });
    expect(findCaller(closed, 'server-key', { accessKeyId: 'AKIAROOT' }, 0)).toBe('unknownKey');
    expect(findCaller(closed, 'server-key', issue(1000), 0)).toBe('badToken');
    for (const key of [account, 'AKIAROOT']) {
      expect(trustedCaller(network, key)).toMatchObject({ account });
      expect(trustedCaller(closed, key)).toBe('unknownKey');
    }
  });

  test('is refused once the role is deleted', () => {
    const without = network.without('role', role.id);
    expect(findCaller(without, 'server-key', issue(1000), 0)).toBe('badToken');
  });
});

describe('a caller that was found before', () => {
  const key = { accessKeyId: 'AKIAROOT' };

  test('is the same until something about identities changes', () => {
    const before = findCaller(network, 'server-key', key, 0);
    expect(findCaller(network, 'server-key', key, 1)).toBe(before);
    const renamed = network.with({ ...role, path: '/other/' });
    expect(findCaller(renamed, 'server-key', key, 1)).not.toBe(before);
    const token = issue(1000);
    const arns = [network, renamed].map((one) => (findCaller(one, 'server-key', token, 0) as Caller).principal);
    expect(arns).toMatchObject([
      { roleArn: `arn:aws:iam::${account}:role/app/reader` },
      { roleArn: `arn:aws:iam::${account}:role/other/reader` },
    ]);
  });

  test('is nobody once the key is off, the account closed, or the session over', () => {
    const token = issue(1000);
    expect(findCaller(network, 'server-key', token, 999)).toMatchObject({ account });
    expect(findCaller(network, 'server-key', token, 1000)).toBe('expiredToken');
    expect(findCaller(network, 'server-key', key, 0)).toMatchObject({ account });
    const off = network.with({ ...network.get('access-key', 'AKIAROOT')!, status: 'Inactive' });
    expect(findCaller(off, 'server-key', key, 0)).toBe('unknownKey');
    const closed = network.with({ ...network.get('account', account)!, status: 'SUSPENDED' });
    expect(findCaller(closed, 'server-key', key, 0)).toBe('unknownKey');
    expect(findCaller(closed, 'server-key', token, 0)).toBe('badToken');
  });
});
