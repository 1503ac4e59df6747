/** Pages of this service's lists: Marker and PageSize in, NextMarker out; 400 items where the request does not say. */

import { pageOf } from '../page.ts';
import { within } from './constraint.ts';
import { invalid } from './faults.ts';

const pageSizes = { least: 1, most: 400 } as const;

/** The list must be ordered by `keyOf`. */
export function page<T>(
  all: readonly T[],
  request: { readonly Marker?: string | undefined; readonly PageSize?: number | undefined },
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly next: { readonly NextMarker?: string } } {
  const size = within(request.PageSize ?? pageSizes.most, 'pageSize', pageSizes);
  const { items, next } = pageOf(all, { size, token: request.Marker, keyOf, wrongToken: invalid.marker });
  return { items, next: next === undefined ? {} : { NextMarker: next } };
}
