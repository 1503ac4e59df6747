/**
 * A map whose old versions stay as they were: `set` and `delete` answer a new map that shares all but one small shard
 * with the old one, so a commit costs the same at 50,000 entries as at 50. Iteration order is by shard, not insertion.
 */

const shardCount = 256;

function shardOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) & (shardCount - 1);
}

export class PersistentMap<Value> {
  readonly size: number;
  readonly #shards: readonly (ReadonlyMap<string, Value> | undefined)[];

  private constructor(size: number, shards: readonly (ReadonlyMap<string, Value> | undefined)[]) {
    this.size = size;
    this.#shards = shards;
  }

  static empty<Value>(): PersistentMap<Value> {
    return new PersistentMap<Value>(0, new Array(shardCount));
  }

  /** All at once, which costs a small part of one `set` after another; of equal keys the last counts. */
  static of<Value>(entries: Iterable<readonly [string, Value]>): PersistentMap<Value> {
    const shards: (Map<string, Value> | undefined)[] = new Array(shardCount);
    for (const [key, value] of entries) {
      const index = shardOf(key);
      const shard = shards[index];
      if (shard === undefined) shards[index] = new Map([[key, value]]);
      else shard.set(key, value);
    }
    const size = shards.reduce((sum, shard) => sum + (shard?.size ?? 0), 0);
    return new PersistentMap<Value>(size, shards);
  }

  get(key: string): Value | undefined {
    return this.#shards[shardOf(key)]?.get(key);
  }

  has(key: string): boolean {
    return this.#shards[shardOf(key)]?.has(key) ?? false;
  }

  set(key: string, value: Value): PersistentMap<Value> {
    const index = shardOf(key);
    const shard = new Map(this.#shards[index]);
    const grown = shard.has(key) ? 0 : 1;
    shard.set(key, value);
    return new PersistentMap(this.size + grown, this.#shards.with(index, shard));
  }

  delete(key: string): PersistentMap<Value> {
    const index = shardOf(key);
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
    for (let index = 0; index < shardCount; index += 1) {
      const [before, after] = [earlier.#shards[index], this.#shards[index]];
      if (before === after) continue;
      for (const [key, value] of before ?? []) if (after?.get(key) !== value) yield [key, value, after?.get(key)];
      for (const [key, value] of after ?? []) if (!before?.has(key)) yield [key, undefined, value];
    }
  }
}
