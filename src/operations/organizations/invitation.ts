/**
 * Invitations to join an organization: a handshake with an account that is named by its id or its address. An address may be
 * one that no account has yet, as AWS sends the letter without saying so. What the answer does is handshake.ts's.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invite-account.html
 */

import { type Random, randomText } from '../../base/random.ts';
import { globalRegion, type Organization } from '../../model/account.ts';
import { type Handshake, handshakeState, type Recipient, recipientKey } from '../../model/handshake.ts';
import { every } from '../../model/indexes.ts';
import type { Draft } from '../../store/store.ts';
import { isFull, mostAccounts } from './account-quota.ts';
import { duplicateHandshake, handshakeConstraint, invalidInput } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { handshakeShown, isKept, recipientAccount } from './handshake-shape.ts';
import { idAlphabet, managedOrganization } from './membership.ts';
import { readTags } from './tag-input.ts';

const day = 86_400_000;
const longestNotes = 1024;
const longestAddress = 64;
/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const invitationLife = 15 * day;

interface Asked {
  readonly organization: Organization;
  readonly action: Handshake['action'];
  readonly life: number;
  readonly now: number;
  readonly random: Random;
  readonly more?: Pick<Handshake, 'accountTags' | 'notes' | 'parent' | 'recipient'>;
}

/** A new handshake of an organization's. Those that nobody is shown any more make room for it. */
export function putHandshake(draft: Draft, { organization, action, life, now, random, more }: Asked): Handshake {
  for (const old of draft.find('handshake', `organization:${organization.id}`)) {
    if (!isKept(old, now)) draft.remove('handshake', old.id);
  }
  const handshake: Handshake = {
    kind: 'handshake',
    id: `h-${randomText(random, 32, idAlphabet)}`,
    account: organization.account,
    region: globalRegion,
    created: now,
    tags: {},
    action,
    organization: organization.id,
    expires: now + life,
    ...more,
  };
  draft.put(handshake);
  return handshake;
}

/** @throws Fault InvalidInputException */
function readTarget({ Type: type, Id: id }: { readonly Type?: string; readonly Id?: string }): Recipient {
  if (type !== 'ACCOUNT' && type !== 'EMAIL') throw invalidInput('INVALID_PARTY_TYPE_TARGET');
  if (id === undefined || (type === 'ACCOUNT' && !/^\d{12}$/.test(id))) throw invalidInput('INVALID_PATTERN');
  if (type === 'EMAIL' && (id.length > longestAddress || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(id))) {
    throw invalidInput('INVALID_EMAIL_ADDRESS_TARGET');
  }
  return { type, id };
}

/**
 * A member of another organization may be invited, since accounts may change directly; its own management account may not see
 * that. What AWS says of an id that no account has is not known: the likeliest reason.
 */
function checkRecipient(draft: Draft, organization: Organization, recipient: Recipient): void {
  const account = recipientAccount(draft.find('account', every), recipient);
  if (account === undefined && recipient.type === 'ACCOUNT') throw invalidInput('TARGET_NOT_SUPPORTED');
  if (account?.organization === organization.id) throw handshakeConstraint('ALREADY_IN_AN_ORGANIZATION');
}

/** Of the last day; accepted invitations don't count. */
function checkRate(sent: readonly Handshake[], now: number): void {
  const recent = sent.filter((one) => one.created > now - day && one.answer?.state !== 'ACCEPTED');
  if (recent.length >= mostAccounts) throw handshakeConstraint('HANDSHAKE_RATE_LIMIT_EXCEEDED');
}

export const invitationOperations: OrganizationsHandlers<'InviteAccountToOrganization'> = {
  InviteAccountToOrganization({ account, now, random, transact }, input) {
    const recipient = readTarget(input.Target);
    if ((input.Notes?.length ?? 0) > longestNotes) throw invalidInput('MAX_LENGTH_EXCEEDED');
    const accountTags = readTags(input.Tags);
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const sent = draft.find('handshake', `organization:${organization.id}`);
      const open = sent.filter((one) => ['OPEN', 'REQUESTED'].includes(handshakeState(draft, one, now)));
      if (open.some(({ action }) => action === 'ENABLE_ALL_FEATURES')) {
        throw handshakeConstraint('INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES');
      }
      checkRecipient(draft, organization, recipient);
      const key = recipientKey(recipient);
      if (open.some((one) => one.recipient && recipientKey(one.recipient) === key)) throw duplicateHandshake();
      if (isFull(draft, organization, now)) throw handshakeConstraint('ACCOUNT_NUMBER_LIMIT_EXCEEDED');
      checkRate(sent, now);
      const more = { recipient, accountTags, ...(input.Notes === undefined ? {} : { notes: input.Notes }) };
      const handshake = putHandshake(draft, {
        organization,
        action: 'INVITE',
        life: invitationLife,
        now,
        random,
        more,
      });
      return { Handshake: handshakeShown(draft, handshake, now) };
    });
  },
};
