/** Pages of SNS's lists: 100 items, and a token that names the last of them. */

import { invalidParameter } from './faults.ts';

const pageSize = 100;

/** @param items ordered by id @throws Fault InvalidParameter */
export function page<T extends { readonly id: string }>(
  items: readonly T[],
  token: string | undefined,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const after = token === undefined ? '' : readToken(token);
  const rest = items.filter(({ id }) => id > after);
  const shown = rest.slice(0, pageSize);
  if (shown.length === rest.length) return { items: shown, next: {} };
  return { items: shown, next: { NextToken: btoa(`after ${shown.at(-1)!.id}`) } };
}

function readToken(token: string): string {
  try {
    const [, id] = /^after (.+)$/.exec(atob(token)) ?? [];
    if (id !== undefined) return id;
  } catch {
    // Falls through to the answer for every token that this server did not make.
  }
  throw invalidParameter('NextToken');
}
