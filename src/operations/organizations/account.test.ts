import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import { ensureFirstAccount } from './first-account.ts';
import { organizationsOperations as organizations } from './table.ts';

const management = '111122223333';

async function world(): Promise<Harness> {
  const h = harness({ account: management });
  const { random } = h;
  await h.store.transact((draft) => ensureFirstAccount(draft, { now: h.clock.now(), random, accountId: management }));
  await h.call(organizations, 'CreateOrganization', {});
  return h;
}

async function create(h: Harness, name: string, more: object = {}) {
  const input = { AccountName: name, Email: `${name}@example.com`, ...more };
  const { CreateAccountStatus } = await h.call(organizations, 'CreateAccount', input);
  return CreateAccountStatus!.Id!;
}

async function status(h: Harness, id: string) {
  const input = { CreateAccountRequestId: id };
  return (await h.call(organizations, 'DescribeCreateAccountStatus', input)).CreateAccountStatus!;
}

describe('CreateAccount', () => {
  test('answers that it is in progress, then has succeeded', async () => {
    const h = await world();
    const input = { AccountName: 'dev', Email: 'dev@example.com' };
    const { CreateAccountStatus } = await h.call(organizations, 'CreateAccount', input);
    expect(CreateAccountStatus).toEqual({
      Id: expect.stringMatching(/^car-[0-9a-f]{32}$/),
      AccountName: 'dev',
      State: 'IN_PROGRESS',
      RequestedTimestamp: new Date(h.clock.now()),
    });
    const done = await status(h, CreateAccountStatus!.Id!);
    expect(done).toMatchObject({ State: 'SUCCEEDED', AccountId: expect.stringMatching(/^\d{12}$/) });
    expect(done.CompletedTimestamp).toBeInstanceOf(Date);
    const { Account } = await h.call(organizations, 'DescribeAccount', { AccountId: done.AccountId! });
    const organization = h.network.get('account', management)!.organization!;
    expect(Account).toEqual({
      Id: done.AccountId,
      Arn: `arn:aws:organizations::${management}:account/${organization}/${done.AccountId}`,
      Email: 'dev@example.com',
      Name: 'dev',
      Status: 'ACTIVE',
      State: 'ACTIVE',
      Paths: [expect.stringMatching(new RegExp(`^${organization}/r-[a-z0-9]{4}/${done.AccountId}/$`))],
      JoinedMethod: 'CREATED',
      JoinedTimestamp: new Date(h.clock.now()),
    });
  });

  test.each([
    [{}, 'OrganizationAccountAccessRole'],
    [{ RoleName: 'Admin' }, 'Admin'],
  ])('makes a role for the management account: %j', async (more, name) => {
    const h = await world();
    const { AccountId } = await status(h, await create(h, 'dev', more));
    const role = h.network.get('role', `${AccountId}/${name}`)!;
    expect(JSON.parse(role.trustPolicy).Statement).toEqual([
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${management}:root` }, Action: 'sts:AssumeRole' },
    ]);
    expect(JSON.parse(role.inlinePolicies.AdministratorAccess!).Statement).toEqual([
      { Effect: 'Allow', Action: '*', Resource: '*' },
    ]);
  });

  test('fails where the address is taken, whatever its case', async () => {
    const h = await world();
    await create(h, 'dev');
    const failed = await status(h, await create(h, 'other', { Email: 'DEV@example.com' }));
    expect(failed).toMatchObject({ State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' });
    expect(failed).not.toHaveProperty('AccountId');
    const list = (States: 'FAILED'[]) => h.call(organizations, 'ListCreateAccountStatus', { States });
    expect((await list(['FAILED'])).CreateAccountStatuses).toHaveLength(1);
    expect((await list([])).CreateAccountStatuses).toHaveLength(2);
  });

  test.each([
    ['no address', { AccountName: 'dev', Email: 'nobody' }],
    ['a name with a line end', { AccountName: 'a\nb', Email: 'a@example.com' }],
    ['a long name', { AccountName: 'a'.repeat(51), Email: 'a@example.com' }],
    ['a role of a service', { AccountName: 'dev', Email: 'a@example.com', RoleName: 'AWSServiceRoleForX' }],
    ['a bad role', { AccountName: 'dev', Email: 'a@example.com', RoleName: 'a b' }],
  ])('refuses %s', async (_, input) => {
    expect(await (await world()).refused(organizations, 'CreateAccount', input)).toMatch(/^InvalidInputException: /);
  });
});

describe('who may', () => {
  test('only the management account', async () => {
    const h = await world();
    const { AccountId } = await status(h, await create(h, 'dev'));
    const member = h.as({ account: AccountId! });
    const answer = "AccessDeniedException: You don't have permissions to access this resource.";
    expect(await member.refused(organizations, 'CreateAccount', { AccountName: 'x', Email: 'x@example.com' })).toBe(
      answer,
    );
    expect(await member.refused(organizations, 'ListAccounts', {})).toBe(answer);
    expect(await member.refused(organizations, 'ListRoots', {})).toBe(answer);
    expect(await member.refused(organizations, 'DescribeAccount', { AccountId: management })).toBe(answer);
    expect(await member.refused(organizations, 'CreateOrganization', {})).toBe(
      'AlreadyInOrganizationException: The AWS account is already a member of an organization.',
    );
    const { Organization } = await member.call(organizations, 'DescribeOrganization', {});
    expect(Organization!.MasterAccountId).toBe(management);
  });

  test('finds no other accounts and requests', async () => {
    const h = await world();
    expect(await h.refused(organizations, 'DescribeAccount', { AccountId: '444455556666' })).toMatch(
      /^AccountNotFoundException/,
    );
    const request = { CreateAccountRequestId: 'car-0' };
    expect(await h.refused(organizations, 'DescribeCreateAccountStatus', request)).toMatch(
      /^CreateAccountStatusNotFoundException/,
    );
  });
});

test('accounts come in pages of twenty', async () => {
  const h = await world();
  for (let count = 0; count < 21; count += 1) await create(h, `a${count}`);
  const first = await h.call(organizations, 'ListAccounts', {});
  const second = await h.call(organizations, 'ListAccounts', { NextToken: first.NextToken! });
  expect([first.Accounts!.length, second.Accounts!.length, second.NextToken]).toEqual([20, 2, undefined]);
  expect(await h.refused(organizations, 'ListAccounts', { NextToken: 'x' })).toMatch(/^InvalidInputException/);
  expect(await h.refused(organizations, 'ListAccounts', { MaxResults: 21 })).toMatch(/^InvalidInputException/);
});
