/**
 * The three functions of the metadata reflection proposal that @peculiar/x509's dependency injection looks for when it is
 * loaded. Import this file before that library. It knows classes only, which is all that is asked of it.
 */

type Key = string | symbol;

const kept = new WeakMap<object, Map<Key, unknown>>();

function own(key: Key, target: object): unknown {
  return kept.get(target)?.get(key);
}

function inherited(key: Key, target: object): unknown {
  for (let one: object | null = target; one !== null; one = Object.getPrototypeOf(one)) {
    if (kept.get(one)?.has(key)) return own(key, one);
  }
  return undefined;
}

function define(key: Key, value: unknown, target: object): void {
  const values = kept.get(target) ?? new Map<Key, unknown>();
  kept.set(target, values.set(key, value));
}

const additions = { getMetadata: inherited, getOwnMetadata: own, defineMetadata: define };
for (const [name, value] of Object.entries(additions))
  if (!(name in Reflect)) Object.assign(Reflect, { [name]: value });
