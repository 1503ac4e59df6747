/** Pages and filters of this service's lists: https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_Filter.html */

import { Fault } from '../../base/fault.ts';
import { idOf, pageOf } from '../page.ts';
import { constraint, invalidParameter } from './faults.ts';
import { mostPerPage } from './limits.ts';

interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Listed<T> {
  readonly items: readonly T[];
  readonly next: { readonly NextToken?: string };
  readonly MaxResults: number;
}

/** @throws Fault ValidationException, InvalidNextTokenException */
export function listed<T extends { readonly id: string }>(
  all: readonly T[],
  { MaxResults = mostPerPage, NextToken: token }: PageInput,
): Listed<T> {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > mostPerPage) {
    const bound = MaxResults < 1 ? 'greater than or equal to 1' : `less than or equal to ${mostPerPage}`;
    throw constraint(`${MaxResults}`, 'maxResults', `have value ${bound}`);
  }
  const wrongToken = () => new Fault('InvalidNextTokenException', 'Invalid value passed for the NextToken parameter');
  const ordered = [...all].sort((one, other) => (one.id < other.id ? -1 : 1));
  const { items, next } = pageOf(ordered, { size: MaxResults, token, keyOf: idOf, wrongToken });
  return { items, next: next === undefined ? {} : { NextToken: next }, MaxResults };
}

interface FilterInput {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** What a filter compares with, by the filter's name. */
export type FilterTable<T> = Readonly<Record<string, (item: T) => readonly (string | undefined)[]>>;

/** Names in capitals with underscores, of early versions of the service, are read too. */
function readerOf<T>(table: FilterTable<T>, name: string) {
  const plain = (text: string): string => text.replaceAll('_', '').toLowerCase();
  const found = Object.keys(table).find(
    (one) => one === name || (name === name.toUpperCase() && plain(one) === plain(name)),
  );
  if (found === undefined) throw invalidParameter(`The filter '${name}' is invalid`, 'Filters');
  return table[found]!;
}

/** Those that every filter lets through. @throws Fault InvalidParameterException */
export function filtered<T>(
  all: readonly T[],
  filters: readonly FilterInput[] | undefined,
  table: FilterTable<T>,
): readonly T[] {
  const tests = (filters ?? []).map(({ Name = '', Values }) => {
    const read = readerOf(table, Name);
    if (!Values?.length) throw invalidParameter(`No values specified for filter ${Name}`, 'Filters');
    return (item: T): boolean => read(item).some((value) => value !== undefined && Values.includes(value));
  });
  return all.filter((item) => tests.every((test) => test(item)));
}
