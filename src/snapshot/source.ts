/**
 * The files of a snapshot as places: whose account, which region, and the items that they hold under each of the top-level
 * names of AWS's answers. Which file holds a name does not matter, as with Batfish, whose layout this is
 * (`aws_configs/[accounts/<id>/]<region>/<File>.json`). Reading the disk is its caller's matter.
 */

import { isAccountId } from '../base/ids.ts';
import { regionOf } from '../model/region.ts';
import { type Item, isItem, isVoid, items, text } from './item.ts';
import { effectOfKey, knownKeys, pageMarks } from './keys.ts';
import type { Note } from './report.ts';

/** A file of the snapshot: its path below the directory that was named, with `/` between the parts. */
export interface SnapshotFile {
  readonly path: string;
  readonly text: string;
}

export interface Sourced {
  readonly item: Item;
  readonly file: string;
  readonly account: string;
  readonly region: string;
}

export interface Sources {
  readonly all: readonly Place[];
  readonly notes: readonly Note[];
}

export interface Place {
  readonly account: string;
  readonly region: string;
  readonly keys: ReadonlyMap<string, readonly Sourced[]>;
}

/** A snapshot that cannot be read at all, in one line. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const root = 'aws_configs';
/** The owner of what no member and no folder says the owner of. */
const nobody = '000000000000';

interface Located {
  readonly account?: string;
  readonly region: string;
}

function located(path: string): Located | undefined {
  const parts = path.split('/');
  const inside = parts[0] === root ? parts.slice(1) : parts;
  const [first = '', second = '', third = ''] = inside;
  if (first === 'accounts' && inside.length === 4 && isAccountId(second)) return { account: second, region: third };
  return inside.length === 2 ? { region: first } : undefined;
}

function parsed({ path, text: content }: SnapshotFile): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (reason) {
    throw new Unreadable(`${path} is not JSON: ${(reason as Error).message}`);
  }
}

/** @throws Unreadable for text that is no JSON object, and where there is nothing to read */
export function readSources(files: readonly SnapshotFile[]): Sources {
  const notes: Note[] = [];
  const places = new Map<string, { readonly at: Located; readonly read: { readonly file: string; json: Item }[] }>();
  for (const file of [...files].sort((one, other) => (one.path < other.path ? -1 : 1))) {
    const at = located(file.path);
    if (!file.path.endsWith('.json')) {
      notes.push({ file: file.path, what: 'a file that is not called .json', effect: 'the file is ignored' });
      continue;
    }
    const json = parsed(file);
    if (!isItem(json)) throw new Unreadable(`${file.path} is not a JSON object, as AWS's answers are`);
    const effect = 'the file is ignored';
    if (at === undefined) notes.push({ file: file.path, what: 'a place that no account and region is for', effect });
    else if (regionOf(at.region) === undefined)
      notes.push({ file: file.path, what: `the region ${at.region}`, effect, id: at.region });
    else {
      const key = `${at.account ?? ''}/${at.region}`;
      const place = places.get(key) ?? { at, read: [] };
      place.read.push({ file: file.path, json });
      places.set(key, place);
    }
  }
  if (places.size === 0) throw new Unreadable(`there is no ${root}/[accounts/<id>/]<region>/<File>.json`);
  return { all: [...places.values()].map(({ at, read }) => placeOf(at, read, notes)), notes };
}

function placeOf(at: Located, read: readonly { readonly file: string; readonly json: Item }[], notes: Note[]): Place {
  const account = at.account ?? homeOf(read.map(({ json }) => json));
  const keys = new Map<string, Sourced[]>();
  for (const { file, json } of read) {
    for (const [key, value] of Object.entries(json)) {
      if (pageMarks.has(key)) {
        if (!isVoid(value))
          notes.push({ file, what: key, effect: 'the list goes on: what is on further pages is missing' });
        continue;
      }
      const found = Array.isArray(value) ? value : [];
      if (!Array.isArray(value) && knownKeys.has(key)) throw new Unreadable(`${file}: ${key} is not a list`);
      if (!knownKeys.has(key)) {
        if (!Array.isArray(value)) notes.push({ file, what: key, effect: effectOfKey(key) });
        else if (value.length > 0)
          for (const one of value) notes.push({ file, what: key, effect: effectOfKey(key), id: idIn(key, one) });
        continue;
      }
      const strangers = found.filter((one) => !isItem(one)).length;
      if (strangers > 0) notes.push({ file, what: `${key}: not an object`, count: strangers, effect: 'not imported' });
      const sourced = found.filter(isItem).map((item): Sourced => ({ item, file, account, region: at.region }));
      keys.set(key, [...(keys.get(key) ?? []), ...sourced]);
    }
  }
  return { account, region: at.region, keys };
}

/** What an item of an unknown kind is called: the member that is named as its list, else the first that ends in `Id`. */
function idIn(key: string, value: unknown): string | undefined {
  if (!isItem(value)) return undefined;
  const names = Object.keys(value).filter((name) => /(Id|Arn|Identifier|Name)$/.test(name));
  const stem = key.replace(/s$/, '').toLowerCase();
  const own = names.find((name) => name.toLowerCase().startsWith(stem)) ?? names[0];
  return own === undefined ? undefined : text(value, own);
}

/** Whose account a region's files describe, where no folder says it: the owner of most. */
function homeOf(read: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const json of read) {
    for (const key of ['Vpcs', 'Reservations', 'SecurityGroups', 'RouteTables', 'NetworkInterfaces', 'Subnets']) {
      for (const item of items(json, key)) {
        const owner = text(item, 'OwnerId');
        if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + 1);
      }
    }
  }
  const [first] = [...counts].sort(([one, more], [other, less]) => less - more || (one < other ? -1 : 1));
  return first?.[0] ?? nobody;
}
