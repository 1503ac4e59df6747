import { beforeEach, describe, expect, test } from 'vitest';
import type { Handshake } from '../../model/handshake.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Harness } from '../harness.ts';
import { denying, management, policyText, type SampleOrganization, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

const day = 86_400_000;
let sample: SampleOrganization;
let h: Harness;
/** An account outside of organizations. */
let alone: string;

beforeEach(async () => {
  sample = await sampleOrganization();
  h = sample.h;
  alone = await standalone('alone');
});

async function standalone(name: string): Promise<string> {
  const id = await sample.account(name);
  await h.call(organizations, 'RemoveAccountFromOrganization', { AccountId: id });
  return id;
}

const as = (account: string): Harness => h.as({ account });
const invite = async (Id: string, more: object = {}, from = h) => {
  const Target = { Type: Id.includes('@') ? ('EMAIL' as const) : ('ACCOUNT' as const), Id };
  return (await from.call(organizations, 'InviteAccountToOrganization', { Target, ...more })).Handshake!;
};
const answer = (name: 'AcceptHandshake' | 'CancelHandshake' | 'DeclineHandshake', HandshakeId: string, by: string) =>
  as(by).call(organizations, name, { HandshakeId });
const refusal = (name: 'AcceptHandshake' | 'CancelHandshake' | 'DeclineHandshake', HandshakeId: string, by: string) =>
  as(by).refused(organizations, name, { HandshakeId });
const members = async (by = management) =>
  (await as(by).call(organizations, 'ListAccounts', {})).Accounts!.map(({ Id }) => Id);

/** Another organization, which an account that was outside of organizations manages. */
async function otherOrganization(name: string): Promise<{ readonly id: string; readonly h: Harness }> {
  const id = await standalone(name);
  await as(id).call(organizations, 'CreateOrganization', {});
  return { id, h: as(id) };
}

describe('an invitation', () => {
  test('is shown to both sides with sender, notes and fifteen days', async () => {
    const made = await invite('ALONE@example.com', { Notes: 'join us' });
    const organization = h.network.get('account', management)!.organization!;
    expect(made).toEqual({
      Id: expect.stringMatching(/^h-[0-9a-z]{8,32}$/),
      Arn: `arn:aws:organizations::${management}:handshake/${organization}/invite/${made.Id}`,
      Parties: [
        { Id: organization, Type: 'ORGANIZATION' },
        { Id: 'ALONE@example.com', Type: 'EMAIL' },
      ],
      State: 'OPEN',
      RequestedTimestamp: new Date(h.clock.now()),
      ExpirationTimestamp: new Date(h.clock.now() + 15 * day),
      Action: 'INVITE',
      Resources: [
        {
          Type: 'ORGANIZATION',
          Value: organization,
          Resources: [
            { Type: 'MASTER_EMAIL', Value: 'management@example.com' },
            { Type: 'MASTER_NAME', Value: 'management' },
            { Type: 'ORGANIZATION_FEATURE_SET', Value: 'ALL' },
          ],
        },
        { Type: 'EMAIL', Value: 'ALONE@example.com' },
        { Type: 'NOTES', Value: 'join us' },
      ],
    });
    expect((await as(alone).call(organizations, 'ListHandshakesForAccount', {})).Handshakes).toEqual([made]);
    expect((await h.call(organizations, 'ListHandshakesForOrganization', {})).Handshakes).toEqual([made]);
    const asked = { HandshakeId: made.Id! };
    expect((await as(alone).call(organizations, 'DescribeHandshake', asked)).Handshake).toEqual(made);
  });

  test('when accepted puts the account into the root, with its tags', async () => {
    const { Id } = await invite(alone, { Tags: [{ Key: 'team', Value: 'a' }] });
    expect((await answer('AcceptHandshake', Id!, alone)).Handshake!.State).toBe('ACCEPTED');
    h.clock.advance(day);
    const { Account } = await h.call(organizations, 'DescribeAccount', { AccountId: alone });
    expect(Account).toMatchObject({ JoinedMethod: 'INVITED', JoinedTimestamp: new Date(h.clock.now() - day) });
    const { Parents } = await h.call(organizations, 'ListParents', { ChildId: alone });
    expect(Parents).toEqual([{ Id: sample.root, Type: 'ROOT' }]);
    expect(h.network.get('account', alone)!.tags).toEqual({ team: 'a' });
  });

  test.each([
    ['AcceptHandshake', 'ACCEPTED'],
    ['DeclineHandshake', 'DECLINED'],
    ['CancelHandshake', 'CANCELED'],
  ] as const)('after %s is %s and takes no other answer', async (name, state) => {
    const { Id } = await invite(alone);
    const by = name === 'CancelHandshake' ? management : alone;
    expect((await answer(name, Id!, by)).Handshake!.State).toBe(state);
    expect(await refusal(name, Id!, by)).toMatch(/^HandshakeAlreadyInStateException: /);
    const other =
      name === 'CancelHandshake' ? (['AcceptHandshake', alone] as const) : (['CancelHandshake', management] as const);
    expect(await refusal(other[0], Id!, other[1])).toMatch(/^InvalidHandshakeTransitionException: /);
    expect((await members()).includes(alone)).toBe(state === 'ACCEPTED');
  });

  test('ends after fifteen days and is forgotten after thirty more', async () => {
    const { Id } = await invite(alone);
    const state = async () => (await h.call(organizations, 'DescribeHandshake', { HandshakeId: Id! })).Handshake!.State;
    h.clock.advance(15 * day - 1);
    expect(await state()).toBe('OPEN');
    h.clock.advance(1);
    expect(await state()).toBe('EXPIRED');
    expect(await refusal('AcceptHandshake', Id!, alone)).toMatch(/^InvalidHandshakeTransitionException: /);
    h.clock.advance(30 * day);
    expect(await h.refused(organizations, 'DescribeHandshake', { HandshakeId: Id! })).toMatch(/^HandshakeNotFound/);
    expect((await h.call(organizations, 'ListHandshakesForOrganization', {})).Handshakes).toEqual([]);
    await invite(alone);
    expect(h.network.get('handshake', Id!)).toBeUndefined();
  });

  test('is answered by nobody but its parties, each on its side', async () => {
    const { Id } = await invite(alone);
    const stranger = await standalone('stranger');
    expect(await refusal('AcceptHandshake', Id!, stranger)).toMatch(/^HandshakeNotFoundException: /);
    expect(await as(stranger).refused(organizations, 'DescribeHandshake', { HandshakeId: Id! })).toMatch(
      /^HandshakeNotFoundException: /,
    );
    expect(await refusal('AcceptHandshake', Id!, management)).toMatch(/^AccessDeniedException: /);
    expect(await refusal('CancelHandshake', Id!, alone)).toMatch(/^AccessDeniedException: /);
    expect((await as(stranger).call(organizations, 'ListHandshakesForAccount', {})).Handshakes).toEqual([]);
  });

  test('to an address waits for the account that will have it', async () => {
    const made = await invite('later@example.com');
    const later = await standalone('later');
    expect((await as(later).call(organizations, 'ListHandshakesForAccount', {})).Handshakes).toEqual([made]);
    await answer('AcceptHandshake', made.Id!, later);
    expect(await members()).toContain(later);
  });

  test('is sent once while it is open', async () => {
    const { Id } = await invite(alone);
    const again = { Target: { Type: 'ACCOUNT', Id: alone } } as const;
    expect(await h.refused(organizations, 'InviteAccountToOrganization', again)).toMatch(
      /^DuplicateHandshakeException/,
    );
    await answer('DeclineHandshake', Id!, alone);
    await invite(alone);
  });

  test.each([
    ['an organization', { Type: 'ORGANIZATION', Id: 'o-aaaaaaaaaa' }, 'wrong type of entity'],
    ['no account id', { Type: 'ACCOUNT', Id: '1234' }, 'required pattern'],
    ['an id that no account has', { Type: 'ACCOUNT', Id: '999999999999' }, 'that target entity'],
    ['no address', { Type: 'EMAIL', Id: 'nobody' }, 'invalid email address'],
  ] as const)('is not sent to %s', async (_, Target, sentence) => {
    const refused = await h.refused(organizations, 'InviteAccountToOrganization', { Target });
    expect(refused).toMatch(/^InvalidInputException: /);
    expect(refused).toContain(sentence);
  });

  test('is not sent to a member, nor by one', async () => {
    const member = await sample.account('member');
    const Target = { Type: 'ACCOUNT', Id: member } as const;
    expect(await h.refused(organizations, 'InviteAccountToOrganization', { Target })).toBe(
      'HandshakeConstraintViolationException: The invited account is already a member of an organization.',
    );
    expect(await as(member).refused(organizations, 'InviteAccountToOrganization', { Target })).toMatch(
      /^AccessDeniedException: /,
    );
    expect(await as(alone).refused(organizations, 'InviteAccountToOrganization', { Target })).toMatch(
      /^AWSOrganizationsNotInUseException: /,
    );
  });
});

describe('how many invitations', () => {
  /** Copies of one that was sent, each with another address. */
  async function sent(count: number, more: Partial<Handshake>): Promise<void> {
    const { Id } = await invite('first@example.com');
    const first = h.network.get('handshake', Id!)!;
    await h.store.transact((draft) => {
      for (let index = 0; index < count; index += 1) {
        const recipient = { type: 'EMAIL', id: `copy${index}@example.com` } as const;
        draft.put({ ...first, id: `h-${String(index).padStart(8, '0')}`, recipient, ...more });
      }
    });
  }
  const refusal = () =>
    h.refused(organizations, 'InviteAccountToOrganization', { Target: { Type: 'EMAIL', Id: 'last@example.com' } });

  test('an open one counts like an account, until it is answered', async () => {
    await sent(998, {});
    expect(await refusal()).toBe(
      'HandshakeConstraintViolationException: You have exceeded the allowed number of AWS accounts.',
    );
    expect(await h.refused(organizations, 'CreateAccount', { AccountName: 'dev', Email: 'dev@example.com' })).toMatch(
      /^ConstraintViolationException: You have exceeded the allowed number/,
    );
    await answer('CancelHandshake', 'h-00000000', management);
    await invite('last@example.com');
  });

  test('may be sent in a day has a limit, for which those that are accepted do not count', async () => {
    await sent(999, { answer: { state: 'CANCELED', at: h.clock.now() } });
    expect(await refusal()).toMatch(/^HandshakeConstraintViolationException: .*in one day/);
    const one = h.network.get('handshake', 'h-00000000')!;
    await h.store.transact((draft) => draft.put({ ...one, answer: { state: 'ACCEPTED', at: one.created } }));
    await invite('last@example.com');
  });
});

describe('an account of another organization', () => {
  test('changes directly when it accepts', async () => {
    const other = await otherOrganization('other');
    const member = await sample.account('member');
    const { Id } = await invite(member, {}, other.h);
    await answer('AcceptHandshake', Id!, member);
    expect(await members()).not.toContain(member);
    expect(await members(other.id)).toContain(member);
  });

  test('stays where that one’s policies keep it from leaving', async () => {
    const other = await otherOrganization('other');
    const member = await sample.account('member');
    const { Id } = await invite(member, {}, other.h);
    const keeping = parsePolicy(denying('organizations:LeaveOrganization'), 'serviceControl');
    const open = parsePolicy(policyText({ Effect: 'Allow', Action: '*', Resource: '*' }), 'serviceControl');
    const context = { ...as(member).context, guardrails: () => [[open, keeping]] };
    await expect(organizations.AcceptHandshake(context, { HandshakeId: Id! })).rejects.toThrow(
      "don't have permissions",
    );
    expect(await members()).toContain(member);
    await organizations.AcceptHandshake({ ...context, guardrails: () => [[open]] }, { HandshakeId: Id! });
    expect(await members(other.id)).toContain(member);
  });

  test('stays where it manages that one, which sees no invitations', async () => {
    const other = await otherOrganization('other');
    const { Id } = await invite(other.id);
    expect((await other.h.call(organizations, 'ListHandshakesForAccount', {})).Handshakes).toEqual([]);
    expect(await refusal('AcceptHandshake', Id!, other.id)).toMatch(/^MasterCannotLeaveOrganizationException: /);
    await other.h.call(organizations, 'DeleteOrganization', {});
    await answer('AcceptHandshake', Id!, other.id);
    expect(await members()).toContain(other.id);
  });
});

test('lists come in pages, of one action', async () => {
  for (let count = 0; count < 3; count += 1) await invite(`a${count}@example.com`);
  const list = (more: object) => h.call(organizations, 'ListHandshakesForOrganization', more);
  const first = await list({ MaxResults: 2 });
  const second = await list({ MaxResults: 2, NextToken: first.NextToken });
  expect([first.Handshakes!.length, second.Handshakes!.length, second.NextToken]).toEqual([2, 1, undefined]);
  expect((await list({ Filter: { ActionType: 'ENABLE_ALL_FEATURES' } })).Handshakes).toEqual([]);
  const both = { Filter: { ActionType: 'INVITE', ParentHandshakeId: 'h-11111111' } } as const;
  expect(await h.refused(organizations, 'ListHandshakesForOrganization', both)).toMatch(/^InvalidInputException/);
  const unknown = { Filter: { ActionType: 'DANCE' as never } };
  expect(await h.refused(organizations, 'ListHandshakesForAccount', unknown)).toMatch(/^InvalidInputException/);
});

describe('EnableAllFeatures', () => {
  /** Consolidated billing, with one member that was made and one that was invited. */
  async function billing(): Promise<{ readonly h: Harness; readonly id: string; readonly joined: string }> {
    const [id, joined] = [await standalone('billing'), await standalone('joined')];
    await as(id).call(organizations, 'CreateOrganization', { FeatureSet: 'CONSOLIDATED_BILLING' });
    await as(id).call(organizations, 'CreateAccount', { AccountName: 'made', Email: 'made@example.com' });
    const { Id } = await invite(joined, {}, as(id));
    await answer('AcceptHandshake', Id!, joined);
    return { h: as(id), id, joined };
  }
  const asked = async (joined: string) =>
    (await as(joined).call(organizations, 'ListHandshakesForAccount', {})).Handshakes!.filter(
      ({ Action }) => Action === 'APPROVE_ALL_FEATURES',
    );

  test('waits for the accounts that were invited, then for the management account', async () => {
    const { h: sender, id, joined } = await billing();
    const { Handshake } = await sender.call(organizations, 'EnableAllFeatures', {});
    expect(Handshake).toMatchObject({ Action: 'ENABLE_ALL_FEATURES', State: 'REQUESTED' });
    expect(await refusal('AcceptHandshake', Handshake!.Id!, id)).toMatch(/^InvalidHandshakeTransitionException: /);
    const Target = { Type: 'ACCOUNT', Id: alone } as const;
    expect(await sender.refused(organizations, 'InviteAccountToOrganization', { Target })).toMatch(
      /^HandshakeConstraintViolationException: .*enabling all features/,
    );
    expect(await sender.refused(organizations, 'EnableAllFeatures', {})).toMatch(
      /^HandshakeConstraintViolationException: .*already started/,
    );
    const [approval, ...rest] = await asked(joined);
    expect(rest).toEqual([]);
    expect(approval!.Resources).toContainEqual({ Type: 'PARENT_HANDSHAKE', Value: Handshake!.Id });
    const children = { Filter: { ParentHandshakeId: Handshake!.Id } };
    expect((await sender.call(organizations, 'ListHandshakesForOrganization', children)).Handshakes).toEqual([
      approval,
    ]);
    await answer('AcceptHandshake', approval!.Id!, joined);
    const asking = { HandshakeId: Handshake!.Id! };
    expect((await sender.call(organizations, 'DescribeHandshake', asking)).Handshake!.State).toBe('OPEN');
    await answer('AcceptHandshake', Handshake!.Id!, id);
    expect((await sender.call(organizations, 'DescribeOrganization', {})).Organization!.FeatureSet).toBe('ALL');
    expect(await sender.refused(organizations, 'EnableAllFeatures', {})).toMatch(/already enabled all features/);
  });

  test('does not wait for an account that left', async () => {
    const { h: sender, id, joined } = await billing();
    const { Handshake } = await sender.call(organizations, 'EnableAllFeatures', {});
    await answer('DeclineHandshake', (await asked(joined))[0]!.Id!, joined);
    expect(await refusal('AcceptHandshake', Handshake!.Id!, id)).toMatch(/^InvalidHandshakeTransitionException: /);
    await as(joined).call(organizations, 'LeaveOrganization', {});
    await answer('AcceptHandshake', Handshake!.Id!, id);
  });
});
