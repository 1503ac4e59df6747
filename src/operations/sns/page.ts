/** Pages of SNS's lists: 100 items on each. */

import { idOf, pageOf } from '../page.ts';
import { invalidParameter } from './faults.ts';

const pageSize = 100;

/** @param all ordered by id @throws Fault InvalidParameter */
export function page<T extends { readonly id: string }>(
  all: readonly T[],
  token: string | undefined,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const wrongToken = () => invalidParameter('NextToken');
  const { items, next } = pageOf(all, { size: pageSize, token, keyOf: idOf, wrongToken });
  return { items, next: next === undefined ? {} : { NextToken: next } };
}
