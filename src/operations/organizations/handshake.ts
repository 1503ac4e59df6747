/**
 * Answering handshakes, and showing them. The sender may cancel, the account that is asked may accept or decline; accepting does
 * at once what was asked. Who is no party of a handshake is told that there is none: AWS's own answer is not known.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html
 */

import type { Organization } from '../../model/account.ts';
import { type Answer, type Handshake, handshakeState } from '../../model/handshake.ts';
import { evaluate } from '../../policy/evaluate.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { enableAllFeatures } from './all-features.ts';
import { callerKeys, everything } from './caller-keys.ts';
import { depart } from './departure.ts';
import {
  accessDenied,
  handshakeConstraint,
  handshakeInState,
  handshakeNotFound,
  invalidInput,
  wrongTransition,
} from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import {
  handshakeNamed,
  handshakeShown,
  handshakesFrom,
  handshakesTo,
  isKept,
  isRecipient,
} from './handshake-shape.ts';
import { organizationOf, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import type { Reader } from './tree.ts';

type Filter = { readonly ActionType?: string | undefined; readonly ParentHandshakeId?: string | undefined };

const actions: ReadonlySet<string> = new Set([
  'ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE',
  'APPROVE_ALL_FEATURES',
  'ENABLE_ALL_FEATURES',
  'INVITE',
  'TRANSFER_RESPONSIBILITY',
]);

function matching(filter: Filter | undefined): (handshake: Handshake) => boolean {
  const { ActionType: action, ParentHandshakeId: parent } = filter ?? {};
  if (action !== undefined && parent !== undefined) throw invalidInput('MAX_LIMIT_EXCEEDED_FILTER');
  if (action !== undefined && !actions.has(action)) throw invalidInput('INVALID_ENUM');
  return (one) => (action === undefined || one.action === action) && (parent === undefined || one.parent === parent);
}

interface Side {
  readonly handshake: Handshake;
  readonly isSender: boolean;
  readonly isAsked: boolean;
}

/** @throws Fault InvalidInputException, HandshakeNotFoundException also for who has no part in it */
function sideOf(reader: Reader, { account, now }: Context, id: string): Side {
  const handshake = handshakeNamed(reader, id, now);
  const isSender = handshake.account === account;
  const isAsked = handshake.recipient === undefined ? isSender : isRecipient(handshake, reader.get('account', account));
  if (!isSender && !isAsked) throw handshakeNotFound();
  return { handshake, isSender, isAsked };
}

/** @throws Fault HandshakeAlreadyInStateException, InvalidHandshakeTransitionException */
function answered(draft: Draft, handshake: Handshake, state: Answer, now: number): Handshake {
  const current = handshakeState(draft, handshake, now);
  if (current === state) throw handshakeInState();
  if (current !== 'OPEN' && !(current === 'REQUESTED' && state === 'CANCELED')) throw wrongTransition();
  return { ...handshake, answer: { state, at: now } };
}

/**
 * An organization whose policies keep its members from leaving keeps them from changing to another, too. AWS doesn't say so; what
 * isn't known denies.
 */
function checkMayLeave(context: Context, organization: Organization): void {
  const serviceControl = context.guardrails();
  const { principal, keys } = callerKeys(context, organization.id);
  const request = { principal, action: 'organizations:LeaveOrganization', resource: '*', context: keys };
  if (!evaluate(request, { sameAccount: true, identity: [everything], serviceControl }).allowed) throw accessDenied();
}

/** Leaving another organization is part of joining; a management account can't. */
function join(draft: Draft, organization: Organization, { accountTags = {} }: Handshake, context: Context): void {
  const { account: id, now } = context;
  const before = draft.get('account', id)?.organization;
  if (before === organization.id) throw handshakeConstraint('ALREADY_IN_AN_ORGANIZATION');
  if (before !== undefined) {
    const left = organizationOf(draft, id);
    depart(draft, left, id, now);
    checkMayLeave(context, left);
  }
  const account = draft.get('account', id);
  if (account === undefined) throw handshakeNotFound();
  draft.put({ ...account, organization: organization.id, joined: 'INVITED', joinedAt: now, tags: accountTags });
}

function accept(draft: Draft, handshake: Handshake, context: Context): void {
  const organization = draft.get('organization', handshake.organization);
  if (organization === undefined) throw handshakeNotFound();
  if (handshake.action === 'INVITE') join(draft, organization, handshake, context);
  if (handshake.action === 'ENABLE_ALL_FEATURES') enableAllFeatures(draft, organization);
}

function answer(context: Context, id: string, state: Answer) {
  const { now, transact } = context;
  return transact((draft) => {
    const { handshake, isSender, isAsked } = sideOf(draft, context, id);
    if (state === 'CANCELED' ? !isSender : !isAsked) throw accessDenied();
    const changed = answered(draft, handshake, state, now);
    draft.put(changed);
    if (state === 'ACCEPTED') accept(draft, changed, context);
    return { Handshake: handshakeShown(draft, changed, now) };
  });
}

/**
 * A management account sees no invitations until it has deleted its organization
 * (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_accept-decline-invite.html).
 */
function visibleTo(reader: Reader, id: string): readonly Handshake[] {
  const account = reader.get('account', id);
  if (account === undefined) return [];
  const { organization } = account;
  const manages = organization !== undefined && reader.get('organization', organization)?.account === id;
  return handshakesTo(reader, account).filter(({ action }) => !manages || action !== 'INVITE');
}

export const handshakeOperations: OrganizationsHandlers<
  | 'AcceptHandshake'
  | 'CancelHandshake'
  | 'DeclineHandshake'
  | 'DescribeHandshake'
  | 'ListHandshakesForAccount'
  | 'ListHandshakesForOrganization'
> = {
  AcceptHandshake: (context, input) => answer(context, input.HandshakeId, 'ACCEPTED'),
  CancelHandshake: (context, input) => answer(context, input.HandshakeId, 'CANCELED'),
  DeclineHandshake: (context, input) => answer(context, input.HandshakeId, 'DECLINED'),

  DescribeHandshake(context, input) {
    const { network, now } = context;
    return { Handshake: handshakeShown(network, sideOf(network, context, input.HandshakeId).handshake, now) };
  },

  ListHandshakesForAccount({ network, account, now }, input) {
    const isWanted = matching(input.Filter);
    const kept = visibleTo(network, account).filter((one) => isKept(one, now) && isWanted(one));
    const { items, next } = organizationsPage(kept, input);
    return { Handshakes: items.map((one) => handshakeShown(network, one, now)), ...next };
  },

  ListHandshakesForOrganization({ network, account, now }, input) {
    const isWanted = matching(input.Filter);
    const organization = readableOrganization(network, account);
    const { items, next } = organizationsPage(handshakesFrom(network, organization, now).filter(isWanted), input);
    return { Handshakes: items.map((one) => handshakeShown(network, one, now)), ...next };
  },
};
