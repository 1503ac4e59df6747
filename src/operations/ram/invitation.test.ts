import { beforeEach, expect, test } from 'vitest';
import { sharedWith } from '../../model/sharing.ts';
import { ec2Operations as ec2 } from '../ec2/table.ts';
import type { Harness } from '../harness.ts';
import { type SampleSharedSubnet, sampleSharedSubnet } from './sample-shared-subnet.ts';
import { ramOperations as ram } from './table.ts';

const day = 24 * 60 * 60 * 1000;
const account = '999988887777';
let s: SampleSharedSubnet;
let guest: Harness;
let list: string;
let share: string;

beforeEach(async () => {
  s = await sampleSharedSubnet();
  guest = s.owner.as({ account });
  const input = { PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 1 } as const;
  list = (await s.owner.call(ec2, 'CreateManagedPrefixList', input)).PrefixList!.PrefixListArn!;
  share = await s.shareOf({ resourceArns: [list], principals: [account] });
});

const invitations = async (h = guest) =>
  (await h.call(ram, 'GetResourceShareInvitations', {})).resourceShareInvitations!;
const arn = async () => (await invitations())[0]!.resourceShareInvitationArn!;
const shared = () => sharedWith(s.owner.network, { account, region: 'us-east-1' }, 'prefix-list').length;
const principal = async () => {
  const input = { associationType: 'PRINCIPAL', resourceShareArns: [share] } as const;
  return (await s.owner.call(ram, 'GetResourceShareAssociations', input)).resourceShareAssociations![0]!;
};

test('an account outside the organization is invited, and shares in nothing before it accepts', async () => {
  expect(await invitations()).toMatchObject([
    { resourceShareName: 'shared', senderAccountId: s.accounts.owner, receiverAccountId: account, status: 'PENDING' },
  ]);
  expect(shared()).toBe(0);
  expect(await principal()).toMatchObject({ status: 'ASSOCIATING', external: true });
  expect((await guest.call(ram, 'GetResourceShares', { resourceOwner: 'OTHER-ACCOUNTS' })).resourceShares).toEqual([]);
  const resourceShareInvitationArn = await arn();
  const pending = await guest.call(ram, 'ListPendingInvitationResources', { resourceShareInvitationArn });
  expect(pending.resources).toMatchObject([{ arn: list, type: 'ec2:PrefixList' }]);
  const accepted = await guest.call(ram, 'AcceptResourceShareInvitation', { resourceShareInvitationArn });
  expect(accepted.resourceShareInvitation).toMatchObject({ status: 'ACCEPTED', resourceShareArn: share });
  expect(shared()).toBe(1);
  expect(await principal()).toMatchObject({ status: 'ASSOCIATED' });
  expect(await guest.refused(ram, 'RejectResourceShareInvitation', { resourceShareInvitationArn })).toMatch(
    /^ResourceShareInvitationAlreadyAcceptedException: /,
  );
});

test('a rejected invitation is answered once', async () => {
  const resourceShareInvitationArn = await arn();
  await guest.call(ram, 'RejectResourceShareInvitation', { resourceShareInvitationArn });
  expect(shared()).toBe(0);
  expect(await principal()).toMatchObject({ status: 'DISASSOCIATED' });
  for (const operation of ['AcceptResourceShareInvitation', 'ListPendingInvitationResources'] as const) {
    expect(await guest.refused(ram, operation, { resourceShareInvitationArn })).toMatch(
      /^ResourceShareInvitationAlreadyRejectedException: /,
    );
  }
});

test('an invitation expires after seven days, and another can be sent', async () => {
  const resourceShareInvitationArn = await arn();
  guest.clock.advance(7 * day - 1);
  expect(await invitations()).toMatchObject([{ status: 'PENDING' }]);
  guest.clock.advance(1);
  expect(await invitations()).toMatchObject([{ status: 'EXPIRED' }]);
  expect(await guest.refused(ram, 'AcceptResourceShareInvitation', { resourceShareInvitationArn })).toMatch(
    /^ResourceShareInvitationExpiredException: /,
  );
  expect(await principal()).toMatchObject({ status: 'DISASSOCIATED' });
  await s.owner.call(ram, 'AssociateResourceShare', { resourceShareArn: share, principals: [account] });
  expect((await invitations()).map(({ status }) => status)).toEqual(['PENDING']);
});

test("an invitation is its receiver's alone", async () => {
  const resourceShareInvitationArn = await arn();
  for (const h of [s.owner, s.participant, guest.as({ region: 'eu-west-1' })]) {
    expect(await invitations(h)).toEqual([]);
    expect(await h.refused(ram, 'AcceptResourceShareInvitation', { resourceShareInvitationArn })).toMatch(
      /^ResourceShareInvitationArnNotFoundException: /,
    );
  }
});

test('an invitation is void once the owner takes the account out, or deletes the share', async () => {
  await s.owner.call(ram, 'DisassociateResourceShare', { resourceShareArn: share, principals: [account] });
  expect(await invitations()).toEqual([]);
  await s.owner.call(ram, 'AssociateResourceShare', { resourceShareArn: share, principals: [account] });
  expect(await invitations()).toHaveLength(1);
  await s.owner.call(ram, 'DeleteResourceShare', { resourceShareArn: share });
  expect(await invitations()).toEqual([]);
});

test('who accepted may leave; who is in by the organization may not', async () => {
  await guest.call(ram, 'AcceptResourceShareInvitation', { resourceShareInvitationArn: await arn() });
  const leave = { resourceShareArn: share, principals: [account] };
  expect(await guest.refused(ram, 'DisassociateResourceShare', { ...leave, resourceArns: [list] })).toMatch(
    /^OperationNotPermittedException: /,
  );
  await guest.call(ram, 'DisassociateResourceShare', leave);
  expect(shared()).toBe(0);
  const member = { resourceShareArn: s.share, principals: [s.accounts.participant] };
  expect(await s.participant.refused(ram, 'DisassociateResourceShare', member)).toMatch(
    /^OperationNotPermittedException: /,
  );
});

test('while an organization does not share within itself its accounts are invited, and keep what they accepted', async () => {
  await s.management.store.transact((draft) => {
    const id = draft.get('account', s.accounts.owner)!.organization!;
    const { serviceAccess: _, ...organization } = draft.get('organization', id)!;
    draft.put(organization);
  });
  const member = s.accounts.bystander;
  await s.owner.call(ram, 'AssociateResourceShare', { resourceShareArn: share, principals: [member] });
  const [invitation] = await invitations(s.bystander);
  expect(invitation).toMatchObject({ status: 'PENDING', receiverAccountId: member });
  const { resourceShareInvitationArn = '' } = invitation!;
  await s.bystander.call(ram, 'AcceptResourceShareInvitation', { resourceShareInvitationArn });
  const reached = () => sharedWith(s.owner.network, { account: member, region: 'us-east-1' }, 'prefix-list').length;
  expect(reached()).toBe(1);
  await s.management.call(ram, 'EnableSharingWithAwsOrganization', {});
  expect(reached()).toBe(1);
});

test('an account has at most 250 invitations that nobody has answered', async () => {
  const guests = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => String(200_000_000_000 + from + index));
  const invite = (principals: readonly string[]) => ({ resourceShareArn: share, principals });
  for (const [from, count] of [
    [0, 100],
    [100, 100],
    [200, 49],
  ] as const) {
    await s.owner.call(ram, 'AssociateResourceShare', invite(guests(from, count)));
  }
  expect(await s.owner.refused(ram, 'AssociateResourceShare', invite(guests(249, 1)))).toMatch(
    /^ResourceShareLimitExceededException: /,
  );
  await guest.call(ram, 'RejectResourceShareInvitation', { resourceShareInvitationArn: await arn() });
  await s.owner.call(ram, 'AssociateResourceShare', invite(guests(249, 1)));
});
