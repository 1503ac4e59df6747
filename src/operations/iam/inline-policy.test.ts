import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}';

async function world() {
  const h = harness();
  await h.call(iam, 'CreateUser', { UserName: 'ann' });
  await h.call(iam, 'CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust });
  return h;
}

test('a user policy is put, shown, listed and deleted', async () => {
  const h = await world();
  await h.call(iam, 'PutUserPolicy', { UserName: 'ann', PolicyName: 'p', PolicyDocument });
  const shown = await h.call(iam, 'GetUserPolicy', { UserName: 'ann', PolicyName: 'p' });
  expect(shown.PolicyDocument).toContain('s3%3AGet%2A');
  expect(decodeURIComponent(shown.PolicyDocument!)).toBe(PolicyDocument);
  expect(await h.call(iam, 'ListUserPolicies', { UserName: 'ann' })).toEqual({
    PolicyNames: ['p'],
    IsTruncated: false,
  });
  await h.call(iam, 'DeleteUserPolicy', { UserName: 'ann', PolicyName: 'p' });
  expect(await h.refused(iam, 'GetUserPolicy', { UserName: 'ann', PolicyName: 'p' })).toBe(
    'NoSuchEntity: The user policy with name p cannot be found.',
  );
});

test('a role policy is put, shown, listed and deleted', async () => {
  const h = await world();
  await h.call(iam, 'PutRolePolicy', { RoleName: 'app', PolicyName: 'p', PolicyDocument });
  expect(h.network.get('role', '111122223333/app')!.inlinePolicies).toEqual({ p: PolicyDocument });
  expect(await h.call(iam, 'ListRolePolicies', { RoleName: 'app' })).toEqual({
    PolicyNames: ['p'],
    IsTruncated: false,
  });
  await h.call(iam, 'DeleteRolePolicy', { RoleName: 'app', PolicyName: 'p' });
  expect(await h.refused(iam, 'DeleteRolePolicy', { RoleName: 'app', PolicyName: 'p' })).toBe(
    'NoSuchEntity: The role policy with name p cannot be found.',
  );
});

test.each([
  [
    'a broken document',
    { UserName: 'ann', PolicyName: 'p', PolicyDocument: '{' },
    /^MalformedPolicyDocument: Syntax errors in policy\.$/,
  ],
  [
    'a principal',
    {
      UserName: 'ann',
      PolicyName: 'p',
      PolicyDocument: PolicyDocument.replace('"Action"', '"Principal":"*","Action"'),
    },
    /^MalformedPolicyDocument: Policy document should not specify a principal\.$/,
  ],
  ['an unknown user', { UserName: 'bob', PolicyName: 'p', PolicyDocument }, /^NoSuchEntity/],
  ['a bad name', { UserName: 'ann', PolicyName: 'p q', PolicyDocument }, /^ValidationError/],
  ['a name of every object', { UserName: 'bob', PolicyName: 'toString', PolicyDocument }, /^NoSuchEntity/],
])('%s is refused', async (_, input, answer) => {
  expect(await (await world()).refused(iam, 'PutUserPolicy', input)).toMatch(answer);
});

test('all policies of a user fit into 2048 characters, white space aside', async () => {
  const h = await world();
  const sized = (size: number) => PolicyDocument.replace('Get*', `Get${'x'.repeat(size - PolicyDocument.length + 1)}`);
  const first = { UserName: 'ann', PolicyName: 'a', PolicyDocument: `${sized(1024)}     ` };
  await h.call(iam, 'PutUserPolicy', first);
  await h.call(iam, 'PutUserPolicy', { UserName: 'ann', PolicyName: 'b', PolicyDocument: sized(1024) });
  expect(await h.refused(iam, 'PutUserPolicy', { UserName: 'ann', PolicyName: 'b', PolicyDocument: sized(1025) })).toBe(
    'LimitExceeded: Maximum policy size of 2048 bytes exceeded for user ann',
  );
});
