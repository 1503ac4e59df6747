/** Pages of Organizations' lists: at most 20 of a kind on one. */

import { invalidInput } from './faults.ts';

const mostResults = 20;

/** The items must be ordered by id. */
export function organizationsPage<T extends { readonly id: string }>(
  items: readonly T[],
  request: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const size = request.MaxResults ?? mostResults;
  if (size < 1) throw invalidInput('MIN_VALUE_EXCEEDED');
  if (size > mostResults) throw invalidInput('MAX_VALUE_EXCEEDED');
  const after = request.NextToken === undefined ? '' : readToken(request.NextToken);
  const rest = items.filter((item) => item.id > after);
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  return { items: shown, next: last && shown.length < rest.length ? { NextToken: btoa(`after:${last.id}`) } : {} };
}

function readToken(token: string): string {
  try {
    const text = atob(token);
    if (text.startsWith('after:')) return text.slice('after:'.length);
  } catch {
    // Falls through to the answer for every token that this server did not make.
  }
  throw invalidInput('INVALID_NEXT_TOKEN');
}
