/** Pages of Route 53's lists: how many items a request wants, and the tokens of those lists that have them. */

import { Fault } from '../../base/fault.ts';
import { invalidInput } from './faults.ts';

/** More than AWS gives is cut to that, less than one refused. @throws Fault InvalidInput */
export function pageSize(asked: number | undefined, most: number): number {
  if (asked === undefined) return most;
  if (!Number.isInteger(asked) || asked < 1)
    throw invalidInput(`The value ${asked} for the number of items is not valid.`);
  return Math.min(asked, most);
}

/** The items must be ordered by id; a token names the last of the page before. @throws Fault InvalidPaginationToken */
export function tokenPage<T extends { readonly id: string }>(
  all: readonly T[],
  token: string | undefined,
  size: number,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const after = token === undefined ? '' : readToken(token);
  const rest = all.filter(({ id }) => id > after);
  const items = rest.slice(0, size);
  if (items.length === rest.length) return { items, next: {} };
  return { items, next: { NextToken: btoa(`after ${items.at(-1)!.id}`) } };
}

function readToken(token: string): string {
  try {
    const [, id] = /^after (.+)$/.exec(atob(token)) ?? [];
    if (id !== undefined) return id;
  } catch {
    // Falls through to the answer for every token that this server did not make.
  }
  throw new Fault('InvalidPaginationToken', 'The pagination token is not valid.');
}
