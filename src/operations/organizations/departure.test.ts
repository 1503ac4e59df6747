import { beforeEach, describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { management, type SampleOrganization, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

let sample: SampleOrganization;
let h: Harness;
let member: string;

beforeEach(async () => {
  sample = await sampleOrganization();
  h = sample.h;
  member = await sample.account('member');
});

const as = (account: string): Harness => h.as({ account });
const remove = (AccountId: string) => h.call(organizations, 'RemoveAccountFromOrganization', { AccountId });
const refusedRemoval = (AccountId: string, by = h) =>
  by.refused(organizations, 'RemoveAccountFromOrganization', { AccountId });
const members = async () => (await h.call(organizations, 'ListAccounts', {})).Accounts!.map(({ Id }) => Id);

describe('an account that is removed, or leaves', () => {
  test.each([
    ['removed', () => remove(member)],
    ['leaving', () => as(member).call(organizations, 'LeaveOrganization', {})],
  ])('by %s is in no organization, and keeps nothing of it', async (_, go) => {
    const unit = await sample.unit('team');
    await sample.move(member, sample.root, unit);
    const policy = await sample.policy('guard');
    await sample.attach(policy, member);
    await h.call(organizations, 'DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: member });
    await h.call(organizations, 'TagResource', { ResourceId: member, Tags: [{ Key: 'team', Value: 'a' }] });
    await go();
    expect(await members()).toEqual([management]);
    expect(await as(member).refused(organizations, 'DescribeOrganization', {})).toMatch(/^AWSOrganizationsNotInUse/);
    const { parent, organization, tags } = h.network.get('account', member)!;
    expect([parent, organization, tags]).toEqual([undefined, undefined, {}]);
    expect(h.network.get('service-control-policy', policy)!.targets).toEqual([]);
    const { serviceControl } = h.network.find('organization', `owner:${management}/aws-global`)[0]!;
    expect(serviceControl!.withoutFullAccess).toEqual([]);
    expect((await h.call(organizations, 'ListAccountsForParent', { ParentId: unit })).Accounts).toEqual([]);
  });

  test('is a member, and not the management account', async () => {
    expect(await refusedRemoval(management)).toMatch(/^MasterCannotLeaveOrganizationException: /);
    expect(await h.refused(organizations, 'LeaveOrganization', {})).toMatch(
      /^MasterCannotLeaveOrganizationException: /,
    );
    expect(await refusedRemoval('999999999999')).toMatch(/^AccountNotFoundException: /);
    expect(await refusedRemoval('99')).toMatch(/^InvalidInputException: /);
    expect(await refusedRemoval(member, as(member))).toMatch(/^AccessDeniedException: /);
  });
});

describe('DeleteOrganization', () => {
  test('takes units and policies with it, and leaves the account free to begin again', async () => {
    await sample.unit('team');
    await sample.policy('guard');
    await h.call(organizations, 'InviteAccountToOrganization', { Target: { Type: 'EMAIL', Id: 'a@example.com' } });
    expect(await h.refused(organizations, 'DeleteOrganization', {})).toBe(
      'OrganizationNotEmptyException: To delete an organization you must first remove all member accounts (except the master).',
    );
    await remove(member);
    await h.call(organizations, 'DeleteOrganization', {});
    const kinds = [...h.network.resources()].filter(({ account }) => account === management).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['account', 'access-key']));
    await h.call(organizations, 'CreateOrganization', {});
    expect((await h.call(organizations, 'ListCreateAccountStatus', {})).CreateAccountStatuses).toEqual([]);
  });

  test('is not for members', async () => {
    expect(await as(member).refused(organizations, 'DeleteOrganization', {})).toMatch(/^AccessDeniedException: /);
  });
});

describe('CloseAccount', () => {
  const close = (AccountId: string) => h.call(organizations, 'CloseAccount', { AccountId });
  const refused = (AccountId: string, by = h) => by.refused(organizations, 'CloseAccount', { AccountId });
  const shown = async () => {
    const { Account } = await h.call(organizations, 'DescribeAccount', { AccountId: member });
    return [Account!.Status, Account!.State];
  };

  test('is pending until it is done everywhere; the account stays a member', async () => {
    h.applied = h.network.revision;
    await close(member);
    expect(await shown()).toEqual(['PENDING_CLOSURE', 'PENDING_CLOSURE']);
    h.applied = undefined;
    expect(await shown()).toEqual(['SUSPENDED', 'CLOSED']);
    expect(await members()).toContain(member);
    expect(await refused(member)).toBe('AccountAlreadyClosedException: The provided account is already closed.');
  });

  test('is for members of an organization with all features', async () => {
    expect(await refused(management)).toMatch(/^ConstraintViolationException: .*management account/);
    expect(await refused('999999999999')).toMatch(/^AccountNotFoundException: /);
    expect(await refused('x')).toMatch(/^InvalidInputException: /);
    expect(await refused(member, as(member))).toMatch(/^AccessDeniedException: /);
    await remove(member);
    await as(member).call(organizations, 'CreateOrganization', { FeatureSet: 'CONSOLIDATED_BILLING' });
    expect(await refused(member, as(member))).toMatch(/^ConstraintViolationException: .*all features/);
  });

  test('stops at 250 accounts in thirty days', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `a${index}`);
    for (const name of names) await close(await sample.account(name));
    expect(await refused(member)).toMatch(/^ConstraintViolationException: You have exceeded close account quota/);
    h.clock.advance(30 * 86_400_000);
    await close(member);
  });
});
