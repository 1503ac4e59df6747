/** Pages of IAM's lists: Marker in, IsTruncated and Marker out, 100 items where the request doesn't say. */

import { pageOf } from '../page.ts';
import { validationError } from './faults.ts';

const usualItems = 100;
const mostItems = 1000;

export interface IamPage<T> {
  readonly items: readonly T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** The list must be ordered by what `keyOf` answers. `most` is what a page never exceeds, whatever the request says. */
export function iamPage<T>(
  items: readonly T[],
  request: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
  keyOf: (item: T) => string,
  most = mostItems,
): IamPage<T> {
  const size = request.MaxItems ?? usualItems;
  if (size < 1 || size > mostItems) {
    throw validationError(
      `1 validation error detected: Value '${size}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and ${mostItems}`,
    );
  }
  const wrongToken = (marker: string) => validationError(`Invalid Marker: ${marker}`);
  const { items: shown, next } = pageOf(items, {
    size: Math.min(size, most),
    token: request.Marker,
    keyOf,
    wrongToken,
  });
  return { items: shown, IsTruncated: next !== undefined, ...(next === undefined ? {} : { Marker: next }) };
}

/** Ordered for `iamPage`. */
export function orderedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...items].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0));
}
