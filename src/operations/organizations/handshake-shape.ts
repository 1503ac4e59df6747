/**
 * Handshakes as the API names and shows them, and who may see which: the organization that sent one, and the account that is
 * asked, by its id or its address. Those that ended long ago are seen by nobody. It changes nothing.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html
 */

import type { Account, Organization } from '../../model/account.ts';
import { type Handshake, handshakeState, type Recipient, recipientKey } from '../../model/handshake.ts';
import { handshakeArn } from '../../model/organization-arn.ts';
import { handshakeNotFound, invalidInput } from './faults.ts';
import type { Reader } from './tree.ts';

const day = 86_400_000;
const shownAfterEnd = 30 * day;

/** Whether it is still shown. */
export function isKept({ answer, expires }: Handshake, now: number): boolean {
  return now < (answer?.at ?? expires) + shownAfterEnd;
}

export function isRecipient({ recipient }: Handshake, account: Account | undefined): boolean {
  return account !== undefined && recipient !== undefined && addressesOf(account).includes(recipientKey(recipient));
}

const addressesOf = ({ id, email }: Account): readonly string[] => [
  recipientKey({ type: 'ACCOUNT', id }),
  recipientKey({ type: 'EMAIL', id: email }),
];

/** What an account was asked, ordered by id. */
export function handshakesTo(reader: Reader, account: Account): readonly Handshake[] {
  const all = addressesOf(account).flatMap((key) => reader.find('handshake', key));
  return all.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The account that is asked, where there is one yet. */
export function recipientAccount(accounts: readonly Account[], { type, id }: Recipient): Account | undefined {
  return accounts.find((one) => (type === 'ACCOUNT' ? one.id === id : one.email.toLowerCase() === id.toLowerCase()));
}

/** @throws Fault InvalidInputException, HandshakeNotFoundException */
export function handshakeNamed(reader: Reader, id: string, now: number): Handshake {
  if (!/^h-[0-9a-z]{8,32}$/.test(id)) throw invalidInput('INVALID_PATTERN');
  const handshake = reader.get('handshake', id);
  if (handshake === undefined || !isKept(handshake, now)) throw handshakeNotFound();
  return handshake;
}

/** The answers that AWS prints in its examples; a feature set is called there as the organization calls it. */
function resourcesShown(reader: Reader, handshake: Handshake) {
  const { action, organization, recipient, notes, parent } = handshake;
  const { featureSet } = reader.get('organization', organization) ?? {};
  const management = reader.get('account', handshake.account);
  const sender = [
    { Type: 'MASTER_EMAIL' as const, Value: management?.email },
    { Type: 'MASTER_NAME' as const, Value: management?.name },
    { Type: 'ORGANIZATION_FEATURE_SET' as const, Value: featureSet },
  ].flatMap(({ Type, Value }) => (Value === undefined ? [] : [{ Type, Value }]));
  return [
    { Type: 'ORGANIZATION' as const, Value: organization, ...(action === 'INVITE' ? { Resources: sender } : {}) },
    ...(recipient ? [{ Type: recipient.type, Value: recipient.id }] : []),
    ...(notes === undefined ? [] : [{ Type: 'NOTES' as const, Value: notes }]),
    ...(parent === undefined ? [] : [{ Type: 'PARENT_HANDSHAKE' as const, Value: parent }]),
  ];
}

export function handshakeShown(reader: Reader, handshake: Handshake, now: number) {
  const { id, action, organization, recipient } = handshake;
  return {
    Id: id,
    Arn: handshakeArn(handshake),
    Parties: [
      { Id: organization, Type: 'ORGANIZATION' as const },
      ...(recipient ? [{ Id: recipient.id, Type: recipient.type }] : []),
    ],
    State: handshakeState(reader, handshake, now),
    RequestedTimestamp: new Date(handshake.created),
    ExpirationTimestamp: new Date(handshake.expires),
    Action: action,
    Resources: resourcesShown(reader, handshake),
  };
}

/** What an organization sent, without what is shown no more. */
export function handshakesFrom(reader: Reader, { id }: Organization, now: number): readonly Handshake[] {
  return reader.find('handshake', `organization:${id}`).filter((one) => isKept(one, now));
}
