/**
 * What the readers of the kinds share while an import is under way: the Network so far, the notes, and every item of every
 * place by its id. An item that several accounts' answers hold, such as a shared subnet, is read as its owner sees it.
 */

import { derivedText } from '../model/endpoint-service.ts';
import { Network } from '../model/network.ts';
import type { Kind, Resource, ResourceBase, ResourceOf } from '../model/resource.ts';
import { type Item, items, Refusal, tagsIn, text, time } from './item.ts';
import { aboutMembers, idMembers } from './keys.ts';
import type { Note } from './report.ts';
import type { Place, Sourced, Sources } from './source.ts';

export interface World {
  /** What was imported so far. */
  readonly network: Network;
  readonly notes: Note[];
  /** The items of a list, each once. */
  list(key: string): readonly Sourced[];
  /** Everything that a list has about an id. */
  about(key: string, id: string): readonly Item[];
  /** The same, with whose answers they are. */
  told(key: string, id: string): readonly Sourced[];
  /** The id of a zone as an account calls it, where the snapshot says. */
  zoneId(account: string, region: string, name: string): string | undefined;
  put(resource: Resource, file: string): void;
  /** What is made of all items, made once: the answer of the first call with this function. */
  once<T>(make: (world: World) => T): T;
  fileOf(kind: Kind, id: string): string;
}

export function openWorld({ all, notes }: Sources): World {
  let network = Network.empty();
  const files = new Map<string, string>();
  const byKey = new Map<string, Map<string, Sourced[]>>();
  for (const place of all) {
    for (const [key, found] of place.keys) {
      const ids = byKey.get(key) ?? new Map<string, Sourced[]>();
      byKey.set(key, ids);
      for (const one of found) {
        const id = text(one.item, idMembers[key] ?? aboutMembers[key] ?? '') ?? '';
        ids.set(id, [...(ids.get(id) ?? []), one]);
      }
    }
  }
  const zones = zonesIn(all);
  const made = new Map<unknown, unknown>();
  const lists = new Map<string, readonly Sourced[]>();
  const world: World = {
    get network() {
      return network;
    },
    notes: [...notes],
    list(key) {
      const known = lists.get(key) ?? [...(byKey.get(key)?.values() ?? [])].flatMap(ownersView);
      lists.set(key, known);
      return known;
    },
    about: (key, id) => world.told(key, id).map(({ item }) => item),
    told: (key, id) => byKey.get(key)?.get(id) ?? [],
    zoneId: (account, region, name) => zones.get(`${account}/${region}/${name}`),
    put(resource, file) {
      network = network.with(resource);
      files.set(`${resource.kind}/${resource.id}`, file);
    },
    once<T>(make: (of: World) => T): T {
      if (!made.has(make)) made.set(make, make(world));
      return made.get(make) as T;
    },
    fileOf: (kind, id) => files.get(`${kind}/${id}`) ?? '',
  };
  return world;
}

/** Items without an id are each their own: each is refused in its turn. */
function ownersView(found: readonly Sourced[]): readonly Sourced[] {
  const [first] = found;
  if (first === undefined) return [];
  const ownerOf = (item: Item): string | undefined => text(item, 'OwnerId') ?? text(item, 'VpcOwnerId');
  return [found.find(({ item, account }) => ownerOf(item) === account) ?? first];
}

/** By AvailabilityZones.json, else by subnets, which are printed with both. */
function zonesIn(all: readonly Place[]): ReadonlyMap<string, string> {
  const zones = new Map<string, string>();
  for (const { account, region, keys } of all) {
    const add = (name: string | undefined, id: string | undefined): void => {
      const key = `${account}/${region}/${name}`;
      if (name !== undefined && id !== undefined && !zones.has(key)) zones.set(key, id);
    };
    for (const { item } of keys.get('AvailabilityZones') ?? []) add(text(item, 'ZoneName'), text(item, 'ZoneId'));
    for (const { item } of keys.get('Subnets') ?? []) {
      add(text(item, 'AvailabilityZone'), text(item, 'AvailabilityZoneId'));
    }
  }
  return zones;
}

export function note(world: World, { file }: Sourced, what: string, effect: string, id?: string): void {
  world.notes.push({ file, what, effect, id });
}

/** What every resource has; times that AWS doesn't print are the beginning of time. */
export function baseOf(from: Sourced, id: string, more: Partial<ResourceBase> = {}): ResourceBase {
  const { item, account, region } = from;
  return {
    id,
    account: text(item, 'OwnerId') ?? account,
    region,
    created: time(item, 'CreationTimestamp') ?? time(item, 'CreateTime') ?? time(item, 'CreatedTime') ?? 0,
    tags: tagsIn(item),
    ...more,
  };
}

/** What an item refers to. @throws Refusal where the snapshot lacks it */
export function found<K extends Kind>(world: World, kind: K, id: string): ResourceOf<K> {
  const one = world.network.get(kind, id);
  if (one === undefined) throw new Refusal(`its ${kind} is not in the snapshot`);
  return one;
}

/** An id that follows from what it is for, where AWS's answers have none. */
export function derivedId(prefix: string, from: string): string {
  return `${prefix}-0${derivedText(from, 16, '0123456789abcdef')}`;
}

/** Values of `{Key, Value}` lists, as load balancing has attributes. */
export function attributesIn(found: readonly Item[]): Readonly<Record<string, string>> {
  const pairs = found.flatMap((item) => items(item, 'Attributes'));
  return Object.fromEntries(pairs.map((one) => [text(one, 'Key') ?? '', text(one, 'Value') ?? ''] as const));
}
