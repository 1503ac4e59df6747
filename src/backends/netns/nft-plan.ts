/**
 * A namespace's nftables content as values: counters, time-outs, sets, maps and chains of one table, by name. Writes the text that makes
 * it from nothing, in an order in which nothing is ever half open: chains that drop first, then what they let through.
 */

import { hashText } from './hash.ts';

export type NftObject =
  | { readonly kind: 'counter'; readonly name: string }
  /** Of connections; its name says all that is in it. */
  | { readonly kind: 'timeout'; readonly name: string; readonly header: string }
  | {
      readonly kind: 'set';
      readonly name: string;
      readonly header: string;
      readonly elements: readonly string[];
    }
  | {
      readonly kind: 'map';
      readonly name: string;
      readonly header: string;
      readonly elements: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: 'chain';
      readonly name: string;
      /** The hook of a base chain; empty for others. */
      readonly header: string;
      readonly rules: readonly string[];
      /** Every rule allows, so their order means nothing and new ones may be appended. */
      readonly unordered?: true;
    };

export interface NftPlan {
  readonly objects: ReadonlyMap<string, NftObject>;
  readonly digest: string;
}

export const table = 'ip postern';

function fingerprint(object: NftObject): string {
  switch (object.kind) {
    case 'counter':
      return `counter ${object.name}`;
    case 'timeout':
      return `timeout ${object.name} ${object.header}`;
    case 'set':
      return `set ${object.name} ${object.header} ${object.elements.join(',')}`;
    case 'map':
      return `map ${object.name} ${object.header} ${[...object.elements].join(' ')}`;
    case 'chain':
      return `chain ${object.name} ${object.header} ${object.rules.join('\n')}`;
  }
}

/** Sets and chains have separate names in nftables; the key keeps them apart here too. */
export function objectKey(object: NftObject): string {
  return `${object.kind} ${object.name}`;
}

export function nftPlan(objects: readonly NftObject[]): NftPlan {
  return {
    objects: new Map(objects.map((object) => [objectKey(object), object])),
    digest: hashText(objects.map(fingerprint).join('\n')),
  };
}

export function addChain(chain: NftObject & { readonly kind: 'chain' }): string {
  return `add chain ${table} ${chain.name}${chain.header === '' ? '' : ` { ${chain.header} }`}`;
}

/** What nftables calls each kind. */
export function kindWords(kind: NftObject['kind']): string {
  return kind === 'timeout' ? 'ct timeout' : kind;
}

export function addObject(object: Exclude<NftObject, { readonly kind: 'chain' }>): string {
  const words = `add ${kindWords(object.kind)} ${table} ${object.name}`;
  return object.kind === 'counter' ? words : `${words} { ${object.header} }`;
}

export function addRules(chain: string, rules: readonly string[]): readonly string[] {
  return rules.map((rule) => `add rule ${table} ${chain} ${rule}`);
}

export function elementTexts(object: NftObject & { readonly kind: 'set' | 'map' }): readonly string[] {
  return object.kind === 'set' ? object.elements : [...object.elements].map(([key, value]) => `${key} : ${value}`);
}

/** Elements go in lines of this many, to stay within what one netlink message takes. */
const elementsPerLine = 500;

export function elementLines(verb: 'add' | 'delete', name: string, elements: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < elements.length; start += elementsPerLine) {
    lines.push(`${verb} element ${table} ${name} { ${elements.slice(start, start + elementsPerLine).join(', ')} }`);
  }
  return lines;
}

/** Nothing but IPv4 passes, whatever else the namespace's devices do. */
const otherProtocols = [
  'add table ip6 postern',
  ...['input', 'forward', 'output'].map(
    (hook) => `add chain ip6 postern ${hook} { type filter hook ${hook} priority 0; policy drop; }`,
  ),
];

/** Replaces whatever was there, in one transaction. */
export function wholeText(plan: NftPlan): readonly string[] {
  const objects = [...plan.objects.values()];
  const lines = [`add table ${table}`, `delete table ${table}`, `add table ${table}`, ...otherProtocols];
  for (const object of objects)
    if (object.kind === 'counter' || object.kind === 'timeout') lines.push(addObject(object));
  for (const object of objects) if (object.kind === 'chain') lines.push(addChain(object));
  for (const object of objects) {
    if (object.kind !== 'set' && object.kind !== 'map') continue;
    lines.push(addObject(object), ...elementLines('add', object.name, elementTexts(object)));
  }
  for (const object of objects) if (object.kind === 'chain') lines.push(...addRules(object.name, object.rules));
  return lines;
}
