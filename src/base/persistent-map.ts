/**
 * A map whose old versions stay as they were: `set` and `delete` answer a new map that shares all but one small shard
 * with the old one, so a commit costs much the same at 50,000 entries as at 50. Iteration order is by shard, not insertion.
 */

/** Shards of a small map; as it grows there are so many times more of them, so that each stays cheap to copy. */
const fewestShards = 16;
const growth = 16;
/** Past this many, copying the list of shards costs more than copying a shard. */
const mostShards = 4096;
const entriesPerShard = 64;

function shardsFor(size: number): number {
  let count = fewestShards;
  while (count < mostShards && size > count * entriesPerShard) count *= growth;
  return count;
}

/** @param count of shards, a power of two */
function shardOf(key: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) & (count - 1);
}

export class PersistentMap<Value> {
  readonly size: number;
  readonly #shards: readonly (ReadonlyMap<string, Value> | undefined)[];

  private constructor(size: number, shards: readonly (ReadonlyMap<string, Value> | undefined)[]) {
    this.size = size;
    this.#shards = shards;
  }

  static empty<Value>(): PersistentMap<Value> {
    return new PersistentMap<Value>(0, new Array(fewestShards));
  }

  /** All at once, which costs a small part of one `set` after another. */
  static of<Value>(entries: ReadonlyMap<string, Value>): PersistentMap<Value> {
    const shards: (Map<string, Value> | undefined)[] = new Array(shardsFor(entries.size));
    for (const [key, value] of entries) {
      const index = shardOf(key, shards.length);
      const shard = shards[index];
      if (shard === undefined) shards[index] = new Map([[key, value]]);
      else shard.set(key, value);
    }
    return new PersistentMap<Value>(entries.size, shards);
  }

  get(key: string): Value | undefined {
    return this.#shards[shardOf(key, this.#shards.length)]?.get(key);
  }

  has(key: string): boolean {
    return this.#shards[shardOf(key, this.#shards.length)]?.has(key) ?? false;
  }

  set(key: string, value: Value): PersistentMap<Value> {
    const index = shardOf(key, this.#shards.length);
    const old = this.#shards[index];
    const size = this.size + (old?.has(key) ? 0 : 1);
    if (shardsFor(size) > this.#shards.length) return PersistentMap.of(new Map(this.entries()).set(key, value));
    const shard = new Map(old).set(key, value);
    return new PersistentMap(size, this.#shards.with(index, shard));
  }

  delete(key: string): PersistentMap<Value> {
    const index = shardOf(key, this.#shards.length);
    const old = this.#shards[index];
    if (!old?.has(key)) return this;
    const shard = new Map(old);
    shard.delete(key);
    return new PersistentMap(this.size - 1, this.#shards.with(index, shard));
  }

  *keys(): Generator<string> {
    for (const shard of this.#shards) if (shard) yield* shard.keys();
  }

  *values(): Generator<Value> {
    for (const shard of this.#shards) if (shard) yield* shard.values();
  }

  *entries(): Generator<[string, Value]> {
    for (const shard of this.#shards) if (shard) yield* shard.entries();
  }

  /** What differs from an earlier version: key, value there, value here. Shards that both share are not looked through. */
  *differences(earlier: PersistentMap<Value>): Generator<[string, Value | undefined, Value | undefined]> {
    if (earlier.#shards.length !== this.#shards.length) {
      yield* differing(earlier, this);
      return;
    }
    for (const [index, after] of this.#shards.entries()) {
      const before = earlier.#shards[index];
      if (before !== after) yield* differing(before ?? nothing, after ?? nothing);
    }
  }
}

interface Entries<Value> {
  get(key: string): Value | undefined;
  has(key: string): boolean;
  entries(): Iterable<[string, Value]>;
}

const nothing = new Map<string, never>();

function* differing<Value>(
  before: Entries<Value>,
  after: Entries<Value>,
): Generator<[string, Value | undefined, Value | undefined]> {
  for (const [key, value] of before.entries()) {
    if (after.get(key) !== value) yield [key, value, after.get(key)];
  }
  for (const [key, value] of after.entries()) if (!before.has(key)) yield [key, undefined, value];
}
