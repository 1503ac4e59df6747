/** Pages of Route 53's lists: how many items a request wants, and the tokens of those lists that have them. */

import { Fault } from '../../base/fault.ts';
import { idOf, pageOf } from '../page.ts';
import { invalidInput } from './faults.ts';

/** More than AWS gives is cut to that, less than one refused. @throws Fault InvalidInput */
export function pageSize(asked: number | undefined, most: number): number {
  if (asked === undefined) return most;
  if (!Number.isInteger(asked) || asked < 1)
    throw invalidInput(`The value ${asked} for the number of items is not valid.`);
  return Math.min(asked, most);
}

/** The items must be ordered by id. @throws Fault InvalidPaginationToken */
export function tokenPage<T extends { readonly id: string }>(
  all: readonly T[],
  token: string | undefined,
  size: number,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const wrongToken = () => new Fault('InvalidPaginationToken', 'The pagination token is not valid.');
  const { items, next } = pageOf(all, { size, token, keyOf: idOf, wrongToken });
  return { items, next: next === undefined ? {} : { NextToken: next } };
}
