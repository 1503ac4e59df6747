import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PersistentMap } from './persistent-map.ts';

const key = fc.constantFrom(...Array.from({ length: 40 }, (_, index) => `key-${index}`));
const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, value: fc.integer() }),
  fc.record({ kind: fc.constant('delete' as const), key }),
);

const contentOf = (map: PersistentMap<number>) => [...map.entries()].sort(([one], [other]) => one.localeCompare(other));

test('is a Map, step by step, and every version stays as it was', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const plain = new Map<string, number>();
      let map = PersistentMap.empty<number>();
      const versions = [{ map, content: contentOf(map) }];
      for (const one of steps) {
        if (one.kind === 'set') {
          plain.set(one.key, one.value);
          map = map.set(one.key, one.value);
        } else {
          plain.delete(one.key);
          map = map.delete(one.key);
        }
        expect(map.size).toBe(plain.size);
        expect(map.get(one.key)).toBe(plain.get(one.key));
        expect(map.has(one.key)).toBe(plain.has(one.key));
        versions.push({ map, content: contentOf(map) });
      }
      expect(contentOf(map)).toEqual([...plain].sort(([one], [other]) => one.localeCompare(other)));
      for (const version of versions) expect(contentOf(version.map)).toEqual(version.content);
    }),
  );
});

test('made of many entries at once it is what setting them one by one makes, and goes on from there', () => {
  const entry = fc.tuple(key, fc.integer());
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), key, (entries, other) => {
      const atOnce = PersistentMap.of(new Map(entries));
      const oneByOne = entries.reduce((map, [name, value]) => map.set(name, value), PersistentMap.empty<number>());
      expect(atOnce.size).toBe(oneByOne.size);
      expect(contentOf(atOnce)).toEqual(contentOf(oneByOne));
      expect(contentOf(atOnce.set(other, 7))).toEqual(contentOf(oneByOne.set(other, 7)));
      expect(contentOf(atOnce.delete(other))).toEqual(contentOf(oneByOne.delete(other)));
      expect(contentOf(atOnce)).toEqual(contentOf(oneByOne));
    }),
  );
});

test('keys and values come in the same order as entries', () => {
  let map = PersistentMap.empty<number>();
  for (let index = 0; index < 600; index += 1) map = map.set(`name-${index}`, index);
  const entries = [...map.entries()];
  expect(entries).toHaveLength(600);
  expect([...map.keys()]).toEqual(entries.map(([name]) => name));
  expect([...map.values()]).toEqual(entries.map(([, value]) => value));
});

test('stays the same map while it grows past what its shards hold', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `name-${index}`);
  let map = PersistentMap.empty<number>();
  const versions: PersistentMap<number>[] = [];
  for (const [index, name] of names.entries()) {
    map = map.set(name, index);
    if (index % 5000 === 0) versions.push(map);
  }
  expect(contentOf(map)).toEqual(contentOf(PersistentMap.of(new Map(names.map((name, index) => [name, index])))));
  expect(names.every((name, index) => map.get(name) === index)).toBe(true);
  expect(versions.map(({ size }) => size)).toEqual([1, 5001, 10_001, 15_001]);
  expect(versions.map((one) => [...one.keys()].length)).toEqual([1, 5001, 10_001, 15_001]);
  for (const name of names.slice(1)) map = map.delete(name);
  expect(contentOf(map)).toEqual([['name-0', 0]]);
});

test.each([20, 5000])(
  'tells what differs from an earlier version, also of another number of shards: %i more',
  (more) => {
    const names = Array.from({ length: 900 + more }, (_, index) => `name-${index}`);
    const before = PersistentMap.of(new Map(names.slice(0, 900).map((name) => [name, 0])));
    const wanted = new Map<string, readonly [number | undefined, number | undefined]>();
    let after = before.set('name-0', 1).delete('name-1');
    wanted.set('name-0', [0, 1]).set('name-1', [0, undefined]);
    for (const name of names.slice(900)) {
      after = after.set(name, 2);
      wanted.set(name, [undefined, 2]);
    }
    const pairs = [...after.differences(before)].map(([name, old, value]) => [name, [old, value]] as const);
    expect(pairs).toHaveLength(wanted.size);
    expect(new Map(pairs)).toEqual(wanted);
    expect([...after.differences(after)]).toEqual([]);
  },
);

test('deleting what is not there answers the same map', () => {
  const map = PersistentMap.empty<number>().set('here', 1);
  expect(map.delete('there')).toBe(map);
});

test('holds undefined as a value', () => {
  const map = PersistentMap.empty<undefined>().set('here', undefined);
  expect([map.size, map.has('here'), map.has('there')]).toEqual([1, true, false]);
});

test('holds the names that plain objects have', () => {
  const map = PersistentMap.empty<string>().set('__proto__', 'mine');
  expect([map.get('__proto__'), map.get('constructor')]).toEqual(['mine', undefined]);
});
