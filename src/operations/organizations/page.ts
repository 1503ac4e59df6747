/** Pages of Organizations' lists: at most 20 of a kind on one. */

import { idOf, pageOf } from '../page.ts';
import { invalidInput } from './faults.ts';

const mostResults = 20;

/** The items must be ordered by id. */
export function organizationsPage<T extends { readonly id: string }>(
  all: readonly T[],
  request: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const size = request.MaxResults ?? mostResults;
  if (size < 1) throw invalidInput('MIN_VALUE_EXCEEDED');
  if (size > mostResults) throw invalidInput('MAX_VALUE_EXCEEDED');
  const wrongToken = () => invalidInput('INVALID_NEXT_TOKEN');
  const { items, next } = pageOf(all, { size, token: request.NextToken, keyOf: idOf, wrongToken });
  return { items, next: next === undefined ? {} : { NextToken: next } };
}
