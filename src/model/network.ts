/**
 * The Network: every resource of every account and region at one revision, immutable, with the indexes that queries need.
 * `with` and `without` answer a new Network that shares what did not change. It knows no operation and no data plane.
 */

import { PersistentMap } from '../base/persistent-map.ts';
import { indexKeys } from './indexes.ts';
import type { Kind, Resource, ResourceOf } from './resource.ts';

/** Ids under one index key: an array while short, so that many small indexes stay small. */
type Posting = readonly string[] | PersistentMap<true>;

const longestArray = 48;

function postingWith(posting: Posting | undefined, id: string): Posting {
  if (posting === undefined) return [id];
  if (posting instanceof PersistentMap) return posting.set(id, true);
  if (posting.length < longestArray) return [...posting, id];
  return postingOf([...posting, id]);
}

function postingOf(ids: readonly string[]): Posting {
  return ids.length <= longestArray ? ids : PersistentMap.of(new Map(ids.map((id) => [id, true])));
}

function postingWithout(posting: Posting, id: string): Posting | undefined {
  const rest = posting instanceof PersistentMap ? posting.delete(id) : posting.filter((one) => one !== id);
  const size = rest instanceof PersistentMap ? rest.size : rest.length;
  return size === 0 ? undefined : rest;
}

/** A posting never changes, so neither does its order. */
const sortedPostings = new WeakMap<Posting, readonly string[]>();

function sortedIds(posting: Posting): readonly string[] {
  const known = sortedPostings.get(posting);
  if (known) return known;
  const sorted = (posting instanceof PersistentMap ? [...posting.keys()] : [...posting]).sort();
  sortedPostings.set(posting, sorted);
  return sorted;
}

/** The kinds that say who may do what. */
const identityKinds: ReadonlySet<Kind> = new Set<Kind>([
  'account',
  'group',
  'managed-policy',
  'organization',
  'organizational-unit',
  'role',
  'service-control-policy',
  'user',
]);

export class Network {
  readonly revision: number;
  /** Stands for all resources of those kinds: Networks that share it hold the same ones. */
  readonly identities: object;
  readonly #resources: PersistentMap<Resource>;
  readonly #index: PersistentMap<Posting>;

  private constructor(
    revision: number,
    resources: PersistentMap<Resource>,
    index: PersistentMap<Posting>,
    identities: object,
  ) {
    this.revision = revision;
    this.identities = identities;
    this.#resources = resources;
    this.#index = index;
  }

  static empty(): Network {
    return new Network(0, PersistentMap.empty(), PersistentMap.empty(), {});
  }

  /** What `with` makes of one resource after another, at a small part of the cost; of equal ones the last counts. */
  static of(resources: Iterable<Resource>, revision: number): Network {
    const last = new Map<string, Resource>();
    for (const resource of resources) last.set(`${resource.kind}/${resource.id}`, resource);
    return new Network(revision, PersistentMap.of(last), indexOf(last.values()), {});
  }

  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined {
    return this.#resources.get(`${kind}/${id}`) as ResourceOf<K> | undefined;
  }

  /** Resources of a kind under an index key such as `vpc:vpc-…` (see indexes.ts), ordered by id. */
  find<K extends Kind>(kind: K, key: string): ResourceOf<K>[] {
    const posting = this.#index.get(`${kind}|${key}`);
    if (posting === undefined) return [];
    return sortedIds(posting).map((id) => this.#resources.get(`${kind}/${id}`) as ResourceOf<K>);
  }

  /** The ids alone of those that `find` answers. */
  ids(kind: Kind, key: string): readonly string[] {
    const posting = this.#index.get(`${kind}|${key}`);
    return posting === undefined ? [] : sortedIds(posting);
  }

  /** How many resources of a kind are under an index key. */
  count(kind: Kind, key: string): number {
    const posting = this.#index.get(`${kind}|${key}`);
    if (posting === undefined) return 0;
    return posting instanceof PersistentMap ? posting.size : posting.length;
  }

  /** What an account owns of a kind in a region, ordered by id. */
  owned<K extends Kind>(kind: K, account: string, region: string): ResourceOf<K>[] {
    return this.find(kind, `owner:${account}/${region}`);
  }

  /** Every resource of a kind, in no order that means anything. */
  *all<K extends Kind>(kind: K): Generator<ResourceOf<K>> {
    for (const resource of this.#resources.values()) if (resource.kind === kind) yield resource as ResourceOf<K>;
  }

  resources(): Generator<Resource> {
    return this.#resources.values();
  }

  /** What was added, removed or changed since another version of the same Network: the resource there, and here. */
  *changesSince(earlier: Network): Generator<readonly [before: Resource | undefined, after: Resource | undefined]> {
    for (const [, before, after] of this.#resources.differences(earlier.#resources)) yield [before, after];
  }

  with(resource: Resource): Network {
    const key = `${resource.kind}/${resource.id}`;
    const index = reindex(this.#index, this.#resources.get(key), resource);
    return new Network(this.revision, this.#resources.set(key, resource), index, this.#identitiesAfter(resource.kind));
  }

  without(kind: Kind, id: string): Network {
    const key = `${kind}/${id}`;
    const old = this.#resources.get(key);
    if (old === undefined) return this;
    const index = reindex(this.#index, old, undefined);
    return new Network(this.revision, this.#resources.delete(key), index, this.#identitiesAfter(kind));
  }

  atRevision(revision: number): Network {
    return new Network(revision, this.#resources, this.#index, this.identities);
  }

  #identitiesAfter(kind: Kind): object {
    return identityKinds.has(kind) ? {} : this.identities;
  }
}

/** The index of resources none of which is there twice. */
function indexOf(resources: Iterable<Resource>): PersistentMap<Posting> {
  const index = new Map<string, string[]>();
  for (const resource of resources) {
    for (const key of indexKeys(resource)) {
      const name = `${resource.kind}|${key}`;
      const ids = index.get(name);
      if (ids === undefined) index.set(name, [resource.id]);
      else ids.push(resource.id);
    }
  }
  const postings: Map<string, Posting> = index;
  for (const [name, ids] of index) if (ids.length > longestArray) postings.set(name, postingOf(ids));
  return PersistentMap.of(postings);
}

/** Below this, looking through an array is quicker than making a set. */
const fewKeys = 16;

function membership(keys: readonly string[]): (key: string) => boolean {
  if (keys.length < fewKeys) return (key) => keys.includes(key);
  const set = new Set(keys);
  return (key) => set.has(key);
}

function reindex(index: PersistentMap<Posting>, old: Resource | undefined, next: Resource | undefined) {
  const before = old ? indexKeys(old) : [];
  const after = next ? indexKeys(next) : [];
  const isAfter = membership(after);
  const wasBefore = membership(before);
  let result = index;
  for (const key of before) {
    if (isAfter(key)) continue;
    const name = `${old!.kind}|${key}`;
    const rest = postingWithout(result.get(name)!, old!.id);
    result = rest === undefined ? result.delete(name) : result.set(name, rest);
  }
  for (const key of after) {
    if (wasBefore(key)) continue;
    const name = `${next!.kind}|${key}`;
    result = result.set(name, postingWith(result.get(name), next!.id));
  }
  return result;
}
