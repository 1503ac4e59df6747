/**
 * What every Describe operation shares: ids, filters with AWS's wildcards, tags and pages. An operation brings its resources
 * and a table from filter name to the values that a resource has under it. It knows no resource of its own.
 */

import { Fault } from '../../base/fault.ts';
import type { Kind, Resource, ResourceOf, Tags } from '../../model/resource.ts';
import { tagsSeenBy } from '../../model/shared-resource-tags.ts';
import { othersSeen, partSeen } from '../../model/vpc-sharing.ts';
import type { Context } from '../context.ts';
import { idOf, pageOf } from '../page.ts';
import { invalidCombination, invalidParameterValue, seen, sharerOf } from './faults.ts';

export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** Filter name → the values that the resource has under it. Tag filters are understood without a row. */
export type FilterTable<T> = Readonly<
  Record<string, (resource: T) => string | number | boolean | undefined | readonly (string | undefined)[]>
>;

const mostFilters = 50;
const mostFilterValues = 200;
const mostResults = 1000;
const leastResults = 5;

/**
 * AWS's filter patterns: `*` is any run of characters, `?` any one, a backslash takes the next one literally. Goes back to
 * the last `*` only, so that no pattern takes longer than its length times the value's.
 */
export function matchesPattern(pattern: string, value: string): boolean {
  if (!/[*?\\]/.test(pattern)) return pattern === value;
  let at = 0;
  let afterStar = -1;
  let retry = 0;
  for (let index = 0; index < value.length; ) {
    const sign = pattern[at];
    if (sign === '*') {
      at += 1;
      afterStar = at;
      retry = index;
      continue;
    }
    const width = sign === '\\' && at + 1 < pattern.length ? 2 : 1;
    if (sign !== undefined && (sign === '?' || pattern[at + width - 1] === value[index])) {
      at += width;
      index += 1;
      continue;
    }
    if (afterStar < 0) return false;
    at = afterStar;
    retry += 1;
    index = retry;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

function valuesUnder<T extends { readonly tags: Tags }>(
  table: FilterTable<T>,
  name: string,
  resource: T,
): readonly string[] {
  if (name.startsWith('tag:')) {
    const key = name.slice(4);
    return Object.hasOwn(resource.tags, key) ? [resource.tags[key]!] : [];
  }
  if (name === 'tag-key') return Object.keys(resource.tags);
  if (name === 'tag-value') return Object.values(resource.tags);
  const found = table[name]!(resource);
  if (found === undefined) return [];
  return Array.isArray(found) ? found.filter((one): one is string => one !== undefined) : [String(found)];
}

function isKnown(table: FilterTable<never>, name: string): boolean {
  return name.startsWith('tag:') || name === 'tag-key' || name === 'tag-value' || Object.hasOwn(table, name);
}

/** Every filter must hold; within one, any value. */
export function applyFilters<T extends { readonly tags: Tags }>(
  resources: readonly T[],
  filters: readonly Filter[] | undefined,
  table: FilterTable<T>,
): readonly T[] {
  if (filters === undefined || filters.length === 0) return resources;
  if (filters.length > mostFilters)
    throw new Fault('FilterLimitExceeded', `The maximum number of filters on a request is ${mostFilters}.`);
  const tests = filters.map((filter) => {
    const name = filter.Name ?? '';
    if (!isKnown(table, name)) throw invalidParameterValue(`The filter '${name}' is invalid`);
    const values = filter.Values ?? [];
    if (values.length === 0) throw invalidParameterValue(`The filter '${name}' must have at least one value`);
    if (values.length > mostFilterValues)
      throw new Fault(
        'FilterLimitExceeded',
        `The maximum number of filter values specified on a single call is ${mostFilterValues}.`,
      );
    return (resource: T) =>
      valuesUnder(table, name, resource).some((value) => values.some((pattern) => matchesPattern(pattern, value)));
  });
  return resources.filter((resource) => tests.every((test) => test(resource)));
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** One page of a list that is ordered by id. `MaxResults` with ids is refused, as EC2 does. */
export function page<T extends { readonly id: string }>(
  items: readonly T[],
  request: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
  bounds: { readonly least?: number; readonly most?: number } = {},
): Page<T> {
  const least = bounds.least ?? leastResults;
  const most = bounds.most ?? mostResults;
  const { MaxResults: size, NextToken: token } = request;
  if (size !== undefined && size < least) {
    throw invalidParameterValue(
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${least}.`,
    );
  }
  const paging = {
    size: size === undefined ? Number.POSITIVE_INFINITY : Math.min(size, most),
    token,
    keyOf: idOf,
    wrongToken: (given: string) => invalidParameterValue(`Invalid value '${given}' for NextToken.`),
  };
  const { items: shown, next } = pageOf(items, paging);
  return next === undefined ? { items: shown } : { items: shown, nextToken: next };
}

/**
 * The whole of a usual Describe: what the caller sees of a kind, by ids or all, filtered and paged.
 * @throws Fault the kind's NotFound where an id names nothing that the caller sees
 */
export function describe<K extends Kind>(
  context: Context,
  kind: K,
  request: {
    readonly ids?: readonly string[] | undefined;
    readonly Filters?: readonly Filter[] | undefined;
    readonly MaxResults?: number | undefined;
    readonly NextToken?: string | undefined;
  },
  table: FilterTable<ResourceOf<K>>,
  bounds: { readonly least?: number; readonly most?: number } = {},
): Page<ResourceOf<K>> {
  const { ids } = request;
  if (ids && ids.length > 0 && request.MaxResults !== undefined) {
    throw invalidCombination('The parameter MaxResults cannot be used with the parameter ids.');
  }
  const resources: readonly ResourceOf<K>[] =
    ids && ids.length > 0
      ? [...new Set(ids)].sort().map((id) => seen(context.network, context, kind, id))
      : visible(context, kind);
  const shown = resources.map((resource) => shownTo(context, resource));
  return page(applyFilters(shown, request.Filters, table), request, bounds);
}

/** Who looks, and at which Network: a Context, or a transaction's. */
export type View = Pick<Context, 'account' | 'network' | 'region'> & Partial<Pick<Context, 'principal'>>;

/** The caller's resources of a kind, and others' that it sees, ordered by id. */
export function visible<K extends Kind>(view: View, kind: K): readonly ResourceOf<K>[] {
  const own = view.network.owned(kind, view.account, view.region);
  const others = othersSeen(view.network, sharerOf(view.network, view), kind);
  if (others.length === 0) return own;
  return [...own, ...others].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/**
 * A resource as a caller sees it: tags are each account's own.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */
export function shownTo<R extends Resource>(view: View, resource: R): R {
  if (resource.account === view.account && resource.region === view.region) return resource;
  const tags = tagsSeenBy(view.network, view, resource);
  return { ...partSeen(view.network, view, resource), tags };
}
