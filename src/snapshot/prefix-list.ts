/**
 * Prefix lists, from describe-managed-prefix-lists with get-managed-prefix-list-entries, and from describe-prefix-lists,
 * which prints AWS's own with their blocks. To a list of S3 or DynamoDB the addresses are added that Postern gives the
 * service, so that both names and real addresses lead where the list leads.
 */

import { canonicalCidr, formatCidr } from '../base/cidr.ts';
import type { PrefixList, PrefixListEntry } from '../model/prefix-list.ts';
import { servicePrefixLists } from '../model/region.ts';
import { type Item, items, numeric, optional, required, tagsIn, text, texts } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, note, type World } from './world.ts';

/** Versions that are counted; an older list begins again at one. */
const mostVersions = 1000;
const amazon = 'AWS';

export function readPrefixList(world: World, from: Sourced): readonly PrefixList[] {
  const id = required(from.item, 'PrefixListId');
  const views = world.about('PrefixLists', id);
  const said = (name: string): string | undefined => views.map((one) => text(one, name)).find(Boolean);
  const name = said('PrefixListName') ?? id;
  const account = name.startsWith('com.amazonaws.') ? amazon : (said('OwnerId') ?? from.account);
  const addressFamily = said('AddressFamily') === 'IPv6' || name.includes('ipv6') ? 'IPv6' : 'IPv4';
  const entries = entriesOf(world, from, id, views, addressFamily);
  const derived = servicePrefixLists(from.region).find((one) => one.name === name);
  if (derived && account === amazon) {
    const own = derived.cidrs.map(formatCidr);
    const isOurs = entries.length === own.length && entries.every(({ cidr }) => own.includes(cidr));
    if (derived.id === id && isOurs) return [];
    entries.push(...own.filter((cidr) => !entries.some((one) => one.cidr === cidr)).map((cidr) => ({ cidr })));
  }
  const counted = numbers(views, 'Version') ?? 1;
  const version = counted >= 1 && counted <= mostVersions ? Math.floor(counted) : 1;
  return [
    {
      ...baseOf(from, id, { account, tags: Object.assign({}, ...views.map((one) => tagsIn(one))) }),
      kind: 'prefix-list',
      name,
      addressFamily,
      maxEntries: numbers(views, 'MaxEntries') ?? entries.length,
      version,
      versions: [...Array.from({ length: version - 1 }, (): readonly PrefixListEntry[] => []), entries],
    },
  ];
}

function numbers(views: readonly Item[], name: string): number | undefined {
  return views.map((one) => numeric(one, name)).find((one) => one !== undefined);
}

function entriesOf(
  world: World,
  from: Sourced,
  id: string,
  views: readonly Item[],
  family: PrefixList['addressFamily'],
): PrefixListEntry[] {
  const listed = world.about('ManagedPrefixListEntries', id);
  const blocks = views.filter((one) => Array.isArray(one.Cidrs));
  if (listed.length === 0 && blocks.length === 0) {
    note(world, from, 'a prefix list without its entries', 'treated as empty', id);
    return [];
  }
  const described = listed
    .flatMap((one) => items(one, 'Entries'))
    .map((one) => ({
      cidr: text(one, 'Cidr') ?? '',
      ...optional('description', text(one, 'Description')),
    }));
  const found = listed.length > 0 ? described : blocks.flatMap((one) => texts(one, 'Cidrs')).map((cidr) => ({ cidr }));
  // Several accounts' answers have AWS's own lists.
  const once = [...new Map(found.map((entry) => [entry.cidr, entry])).values()];
  return once.flatMap((entry): readonly PrefixListEntry[] => {
    const cidr = family === 'IPv6' ? entry.cidr : canonicalCidr(entry.cidr);
    if (cidr) return [{ ...entry, cidr }];
    note(world, from, 'an entry of a prefix list that is no block', 'the entry is left out', id);
    return [];
  });
}

/** Whether the blocks of a list are known, be it a snapshot's or AWS's own of the region. */
export function isKnownList(world: World, region: string, id: string): boolean {
  return world.network.get('prefix-list', id) !== undefined || servicePrefixLists(region).some((one) => one.id === id);
}
