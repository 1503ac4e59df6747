/**
 * Changes as Route 53 numbers them: PENDING until the data plane has applied the revision that they became, INSYNC after.
 * No document is kept for one: its id says which revision and when, with a check that ties it to the account.
 */

import type { ChangeInfo } from '@aws-sdk/client-route-53';
import { derivedText } from '../../model/endpoint-service.ts';
import type { Context } from '../context.ts';
import { noSuchChange } from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { bareId } from './lookup.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const timeLength = 9;
const checkLength = 6;

type Moment = Pick<Context, 'account' | 'now'>;

function checkOf(account: string, text: string): string {
  return derivedText(`${account}/${text}`, checkLength, alphabet);
}

function changeId({ account, now }: Moment, revision: number): string {
  const text = `${now.toString(36).padStart(timeLength, '0')}${revision.toString(36)}`.toUpperCase();
  return `C${checkOf(account, text)}${text}`;
}

/** What a change of the transaction at a revision is answered with. */
export function changeInfo(moment: Moment, revision: number, comment?: string): ChangeInfo {
  return {
    Id: `/change/${changeId(moment, revision)}`,
    Status: 'PENDING',
    SubmittedAt: new Date(moment.now),
    ...(comment === undefined ? {} : { Comment: comment }),
  };
}

export const changeOperations: Route53Handlers<'GetChange'> = {
  GetChange({ account, appliedRevision }, { Id }) {
    const id = bareId(Id);
    const [, check, time = '', revision = ''] = /^C([A-Z0-9]{6})([A-Z0-9]{9})([A-Z0-9]{1,11})$/.exec(id) ?? [];
    if (check === undefined || check !== checkOf(account, `${time}${revision}`)) throw noSuchChange(id);
    const isApplied = appliedRevision >= Number.parseInt(revision, 36);
    return {
      ChangeInfo: {
        Id: `/change/${id}`,
        Status: isApplied ? 'INSYNC' : 'PENDING',
        SubmittedAt: new Date(Number.parseInt(time, 36)),
      },
    };
  },
};
