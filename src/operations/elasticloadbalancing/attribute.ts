/**
 * Attributes as this service has them: names with values that are text. A table says which names a resource has, what each
 * may be and what it is at first; only what differs is kept in the document. What Postern does not do is refused by name,
 * except at the value that it has anyway.
 */

import type { Attributes } from '../../model/load-balancer.ts';
import { notOffered } from '../ec2/faults.ts';
import { conflict, invalid } from './faults.ts';

export interface AttributeRow {
  readonly usual: string;
  /** What a value must look like, for the refusal of others. */
  readonly expected: string;
  readonly accepts: (value: string) => boolean;
  /** The feature that any other value than the usual one would need. */
  readonly onlyUsual?: string;
  /** Resources that lack the attribute. */
  readonly absent?: boolean;
}

export type AttributeTable = Readonly<Record<string, AttributeRow>>;

export function flag(usual: 'true' | 'false'): AttributeRow {
  return choice(usual, ['true', 'false']);
}

export function choice(usual: string, values: readonly string[]): AttributeRow {
  return { usual, expected: `one of '${values.join(', ')}'`, accepts: (value) => values.includes(value) };
}

export function number(usual: string, least: number, most: number, besides?: string): AttributeRow {
  const or = besides === undefined ? '' : `, or '${besides}'`;
  return {
    usual,
    expected: `a number between ${least} and ${most}${or}`,
    accepts: (value) =>
      value === besides || (/^(0|[1-9]\d*)$/.test(value) && Number(value) >= least && Number(value) <= most),
  };
}

/** The attribute at one value only. */
export function fixed(usual: string, feature: string): AttributeRow {
  return { usual, expected: '', accepts: () => true, onlyUsual: feature };
}

interface AttributeInput {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export interface Attributed {
  /** `Load balancer`, as sentences begin. */
  readonly noun: string;
  /** `listeners with the UDP protocol`: what the absent ones are absent from. */
  readonly what: string;
  readonly table: AttributeTable;
  /** Names that this service has, but not for network load balancers. */
  readonly foreign?: readonly string[];
}

/** @throws Fault ValidationError, InvalidConfigurationRequest, UnsupportedOperation */
export function changedAttributes(
  old: Attributes,
  input: readonly AttributeInput[],
  { noun, what, table, foreign = [] }: Attributed,
): Attributes {
  const changed = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of input) {
    if (changed.has(key)) throw invalid.attributeTwice(noun, key);
    changed.set(key, checkedValue(key, value));
  }
  const merged = { ...old, ...Object.fromEntries(changed) };
  return Object.fromEntries(Object.entries(merged).filter(([key, value]) => value !== table[key]?.usual));

  function checkedValue(key: string, value: string): string {
    if (foreign.includes(key)) throw conflict.foreignAttribute();
    const row = Object.hasOwn(table, key) ? table[key] : undefined;
    if (row === undefined) throw invalid.attributeKey(noun, key);
    if (row.absent) throw conflict.attributeNotHere(noun, key, what);
    if (row.onlyUsual !== undefined && value !== row.usual) throw notOffered(row.onlyUsual);
    if (!row.accepts(value)) throw invalid.attributeValue(noun, key, value, row.expected);
    return value;
  }
}

/** Every attribute with its value, ordered by name. */
export function attributeList(attributes: Attributes, table: AttributeTable): { Key: string; Value: string }[] {
  return Object.keys(table)
    .filter((Key) => !table[Key]?.absent)
    .sort()
    .map((Key) => ({ Key, Value: attributes[Key] ?? table[Key]!.usual }));
}
