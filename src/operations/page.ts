/**
 * Pages of ordered lists, as every service has them under its own names: a token says after which item the next page begins,
 * so that it stays right while resources come and go. How many items are on a page, and what is said to a token that this
 * server did not make, is each service's own.
 */

export interface PageRequest<T> {
  readonly size: number;
  readonly token: string | undefined;
  /** What the list is ordered by. */
  readonly keyOf: (item: T) => string;
  readonly wrongToken: (token: string) => Error;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** @throws what `wrongToken` answers */
export function pageOf<T>(all: readonly T[], { size, token, keyOf, wrongToken }: PageRequest<T>): Page<T> {
  const after = token === undefined ? undefined : keyIn(token);
  if (token !== undefined && after === undefined) throw wrongToken(token);
  const rest = after === undefined ? all : all.filter((item) => keyOf(item) > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  if (last === undefined || items.length === rest.length) return { items };
  return { items, next: btoa(encodeURIComponent(mark + keyOf(last))) };
}

const mark = 'after:';

function keyIn(token: string): string | undefined {
  try {
    const text = decodeURIComponent(atob(token));
    return text.startsWith(mark) ? text.slice(mark.length) : undefined;
  } catch {
    return undefined;
  }
}

export function idOf({ id }: { readonly id: string }): string {
  return id;
}
