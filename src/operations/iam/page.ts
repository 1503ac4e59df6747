/** Pages of IAM's lists: Marker in, IsTruncated and Marker out, 100 items where the request doesn't say. */

import { validationError } from './faults.ts';

const usualItems = 100;
const mostItems = 1000;

export interface IamPage<T> {
  readonly items: readonly T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** The list must be ordered by what `keyOf` answers: a marker names the last item of the page before. */
export function iamPage<T>(
  items: readonly T[],
  request: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
  keyOf: (item: T) => string,
): IamPage<T> {
  const size = request.MaxItems ?? usualItems;
  if (size < 1 || size > mostItems) {
    throw validationError(
      `1 validation error detected: Value '${size}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and ${mostItems}`,
    );
  }
  const after = request.Marker === undefined ? undefined : readMarker(request.Marker);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  if (last === undefined || shown.length === rest.length) return { items: shown, IsTruncated: false };
  return { items: shown, IsTruncated: true, Marker: btoa(encodeURIComponent(`after:${keyOf(last)}`)) };
}

/** Ordered for `iamPage`. */
export function orderedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...items].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0));
}

function readMarker(marker: string): string {
  try {
    const text = decodeURIComponent(atob(marker));
    if (text.startsWith('after:')) return text.slice('after:'.length);
  } catch {
    // Falls through to the answer for every marker that this server did not make.
  }
  throw validationError(`Invalid Marker: ${marker}`);
}
