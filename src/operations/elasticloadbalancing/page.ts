/** Pages of this service's lists: Marker and PageSize in, NextMarker out; 400 items where the request does not say. */

import { within } from './constraint.ts';
import { invalid } from './faults.ts';

const pageSizes = { least: 1, most: 400 } as const;

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly NextMarker?: string };
}

/** The list must be ordered by `keyOf`. A marker names the last item of the page before, so that it outlives changes. */
export function page<T>(
  items: readonly T[],
  request: { readonly Marker?: string | undefined; readonly PageSize?: number | undefined },
  keyOf: (item: T) => string,
): Page<T> {
  const size = within(request.PageSize ?? pageSizes.most, 'pageSize', pageSizes);
  const after = request.Marker === undefined ? undefined : readMarker(request.Marker);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  if (last === undefined || shown.length === rest.length) return { items: shown, next: {} };
  return { items: shown, next: { NextMarker: btoa(`after:${keyOf(last)}`) } };
}

function readMarker(marker: string): string {
  try {
    const text = atob(marker);
    if (text.startsWith('after:')) return text.slice('after:'.length);
  } catch {
    // Falls through to the answer for every marker that this server did not make.
  }
  throw invalid.marker(marker);
}
