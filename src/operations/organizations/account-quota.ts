/**
 * How many accounts an organization may have; invitations that are not answered yet count like the accounts that they are for.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */

import type { Organization } from '../../model/account.ts';
import { handshakeState } from '../../model/handshake.ts';
import type { Reader } from './tree.ts';

/** AWS begins with 10 and raises it on request; here nobody can be asked. */
export const mostAccounts = 1000;

export function isFull(reader: Reader, { id }: Organization, now: number): boolean {
  const members = reader.find('account', `organization:${id}`);
  const invited = reader
    .find('handshake', `organization:${id}`)
    .filter((one) => one.action === 'INVITE' && handshakeState(reader, one, now) === 'OPEN');
  return members.length + invited.length >= mostAccounts;
}
