/** The entries of a managed prefix list: read from requests, held to the list's size and address family, and changed. */

import { canonicalIpv6 } from '../../base/address.ts';
import { canonicalCidr } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import type { PrefixList, PrefixListEntry } from '../../model/prefix-list.ts';
import { invalidParameterValue, required } from './faults.ts';
import type { InputOf } from './handlers.ts';

const mostEntriesPerRequest = 100;
const mostEntries = 1000;

interface EntryInput {
  readonly Cidr?: string | undefined;
  readonly Description?: string | undefined;
}

function canonicalEntry(family: PrefixList['addressFamily'], text: string): string {
  if (family === 'IPv4') {
    const cidr = canonicalCidr(text);
    if (cidr) return cidr;
  } else {
    const [address = '', length = ''] = text.split('/');
    const canonical = canonicalIpv6(address);
    if (canonical && /^\d{1,3}$/.test(length) && Number(length) <= 128) return `${canonical}/${Number(length)}`;
  }
  throw invalidParameterValue(`The CIDR (${text}) is not valid for the address family ${family}.`);
}

export function readEntries(
  family: PrefixList['addressFamily'],
  input: readonly EntryInput[],
): readonly PrefixListEntry[] {
  if (input.length > mostEntriesPerRequest) {
    throw invalidParameterValue(`The number of entries per request cannot exceeds limit (${mostEntriesPerRequest}).`);
  }
  const entries = input.map((entry): PrefixListEntry => {
    const cidr = canonicalEntry(family, required(entry.Cidr, 'cidr'));
    return entry.Description ? { cidr, description: entry.Description } : { cidr };
  });
  const twice = entries.find((entry, index) => entries.findIndex((one) => one.cidr === entry.cidr) < index);
  if (twice) throw invalidParameterValue(`Duplicate CIDR found in the request: ${twice.cidr}`);
  return entries;
}

export function checkSize(size: number): number {
  if (Number.isInteger(size) && size >= 1 && size <= mostEntries) return size;
  throw invalidParameterValue(`Must specify a max size between 1 and ${mostEntries}`);
}

export function checkRoom(entries: readonly PrefixListEntry[], maxEntries: number): void {
  if (entries.length <= maxEntries) return;
  throw new Fault(
    'PrefixListMaxEntriesExceeded',
    `The number of entries (${entries.length}) exceeds the maximum number of entries for the prefix list (${maxEntries}).`,
  );
}

export const currentEntries = (list: PrefixList): readonly PrefixListEntry[] => list.versions.at(-1) ?? [];

/** Removals come before additions, so that one request can describe an entry anew. */
export function changedEntries(
  list: PrefixList,
  input: InputOf<'ModifyManagedPrefixList'>,
): readonly PrefixListEntry[] {
  const entries = new Map(currentEntries(list).map((entry) => [entry.cidr, entry]));
  for (const { cidr } of readEntries(list.addressFamily, input.RemoveEntries ?? [])) {
    if (!entries.delete(cidr)) {
      throw invalidParameterValue(`The CIDR (${cidr}) does not exist in the prefix list (${list.id}).`);
    }
  }
  for (const entry of readEntries(list.addressFamily, input.AddEntries ?? [])) {
    const known = entries.get(entry.cidr);
    if (known && known.description === entry.description) {
      throw invalidParameterValue(`The CIDR (${entry.cidr}) already exists in the prefix list (${list.id}).`);
    }
    entries.set(entry.cidr, entry);
  }
  checkRoom([...entries.values()], list.maxEntries);
  return [...entries.values()];
}
