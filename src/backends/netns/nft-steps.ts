/**
 * From one nftables plan to the next in one transaction that touches only what differs: an element, the rules appended to an
 * allowing chain, one chain flushed and filled. What cannot be changed in place (a set's type) replaces the whole table.
 */

import {
  addChain,
  addObject,
  addRules,
  elementLines,
  elementTexts,
  kindWords,
  type NftObject,
  type NftPlan,
  table,
  wholeText,
} from './nft-plan.ts';

type Chain = NftObject & { readonly kind: 'chain' };
type Collection = NftObject & { readonly kind: 'set' | 'map' };

/** In the order in which the kernel must see them. */
interface Changes {
  readonly declare: string[];
  readonly flush: string[];
  readonly take: string[];
  readonly give: string[];
  readonly rules: string[];
  readonly drop: string[];
}

function headerOf(object: NftObject): string {
  return object.kind === 'counter' ? '' : object.header;
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}

function changeChain(changes: Changes, before: Chain | undefined, after: Chain): void {
  if (!before) {
    changes.declare.push(addChain(after));
    changes.rules.push(...addRules(after.name, after.rules));
    return;
  }
  if (sameTexts(before.rules, after.rules)) return;
  const kept = new Set(after.rules);
  if (after.unordered && before.rules.every((rule) => kept.has(rule))) {
    // Appending spares the kernel the wait for readers of the old rules.
    const had = new Set(before.rules);
    const added = after.rules.filter((rule) => !had.has(rule));
    changes.rules.push(...addRules(after.name, added));
    return;
  }
  changes.flush.push(`flush chain ${table} ${after.name}`);
  changes.rules.push(...addRules(after.name, after.rules));
}

function sameElements(before: Collection, after: Collection): boolean {
  if (before.kind === 'set' && after.kind === 'set') return sameTexts(before.elements, after.elements);
  if (before.kind !== 'map' || after.kind !== 'map' || before.elements.size !== after.elements.size) return false;
  for (const [key, value] of after.elements) if (before.elements.get(key) !== value) return false;
  return true;
}

function changeElements(changes: Changes, before: Collection | undefined, after: Collection): void {
  if (before && sameElements(before, after)) return;
  if (!before) changes.declare.push(addObject(after));
  const old = before ? elementTexts(before) : [];
  const next = elementTexts(after);
  const had = new Set(old);
  const has = new Set(next);
  const gone = old.filter((element) => !has.has(element));
  const added = next.filter((element) => !had.has(element));
  changes.take.push(...elementLines('delete', after.name, gone));
  changes.give.push(...elementLines('add', after.name, added));
}

function dropObject(changes: Changes, object: NftObject): void {
  if (object.kind === 'chain') {
    changes.flush.push(`flush chain ${table} ${object.name}`);
    changes.drop.push(`delete chain ${table} ${object.name}`);
  } else changes.drop.push(`delete ${kindWords(object.kind)} ${table} ${object.name}`);
}

function changeObject(changes: Changes, before: NftObject | undefined, after: NftObject): void {
  if (before === after) return;
  if (after.kind === 'chain') changeChain(changes, before?.kind === 'chain' ? before : undefined, after);
  else if (after.kind === 'counter' || after.kind === 'timeout') {
    if (!before) changes.declare.push(addObject(after));
  } else changeElements(changes, before?.kind === after.kind ? before : undefined, after);
}

/** Chains go before the sets that their rules named, and maps before the chains that they point to. */
const dropOrder: readonly NftObject['kind'][] = ['map', 'chain', 'set', 'counter', 'timeout'];

export function nftChanges(before: NftPlan | undefined, after: NftPlan): readonly string[] {
  if (!before) return wholeText(after);
  if (before.digest === after.digest) return [];
  const changes: Changes = { declare: [], flush: [], take: [], give: [], rules: [], drop: [] };
  for (const [key, object] of after.objects) {
    const old = before.objects.get(key);
    if (old && headerOf(old) !== headerOf(object)) return wholeText(after);
    changeObject(changes, old, object);
  }
  const gone = [...before.objects].filter(([key]) => !after.objects.has(key)).map(([, object]) => object);
  for (const kind of dropOrder) for (const object of gone) if (object.kind === kind) dropObject(changes, object);
  return [...changes.declare, ...changes.flush, ...changes.take, ...changes.give, ...changes.rules, ...changes.drop];
}
