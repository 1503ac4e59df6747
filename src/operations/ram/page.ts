/** Pages of RAM's lists: maxResults and nextToken in, nextToken out, on which the next page begins. */

import { Fault } from '../../base/fault.ts';
import { pageOf } from '../page.ts';
import { invalidParameter } from './faults.ts';

/** How many RAM shows where the request doesn't say is not published. */
const usualResults = 100;
const mostResults = 500;

export interface PageInput {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

const wrongSize = (size: number): Fault =>
  invalidParameter(`${size} is not a valid value for maxResults. Specify a number from 1 to ${mostResults}.`);

/** One page of items, which it orders by what `keyOf` answers. */
export function ramPage<T>(
  all: readonly T[],
  { maxResults: size = usualResults, nextToken: token }: PageInput,
  keyOf: (item: T) => string,
  refuseSize: (size: number) => Fault = wrongSize,
): { readonly items: readonly T[]; readonly next: { readonly nextToken?: string } } {
  if (!Number.isInteger(size) || size < 1 || size > mostResults) throw refuseSize(size);
  const ordered = all
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  const wrongToken = () => new Fault('InvalidNextTokenException', 'The specified value for NextToken is not valid.');
  const { items, next } = pageOf(ordered, { size, token, keyOf: ({ key }) => key, wrongToken });
  return { items: items.map(({ item }) => item), next: next === undefined ? {} : { nextToken: next } };
}
