/**
 * Members of AWS's JSON answers, read with care: a member that is missing or of another type is undefined or empty, never a
 * surprise later. What must be there is asked for with `required`, which refuses the whole item.
 */

import type { Tags } from '../model/resource.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Why an item cannot become a resource; it is reported, and what refers to it finds nothing. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly effect: string;

  constructor(what: string, effect = 'not imported') {
    super(what);
    this.effect = effect;
  }
}

export function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(item: Item | undefined, name: string): string | undefined {
  const value = item?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @throws Refusal */
export function required(item: Item, name: string): string {
  const found = text(item, name);
  if (found === undefined) throw new Refusal(`without ${name}`);
  return found;
}

const usable: readonly string[] = ['available', 'pending'];

/** Of a VPC or subnet. @throws Refusal */
export function checkState(item: Item): void {
  const state = text(item, 'State') ?? 'available';
  if (!usable.includes(state)) throw new Refusal(`in the state ${state}`);
}

export function numeric(item: Item | undefined, name: string): number | undefined {
  const value = item?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function flag(item: Item | undefined, name: string): boolean {
  return item?.[name] === true;
}

export function member(item: Item | undefined, name: string): Item | undefined {
  const value = item?.[name];
  return isItem(value) ? value : undefined;
}

export function items(item: Item | undefined, name: string): readonly Item[] {
  const value = item?.[name];
  return Array.isArray(value) ? value.filter(isItem) : [];
}

export function texts(item: Item | undefined, name: string): readonly string[] {
  const value = item?.[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** Milliseconds since 1970; the `aws` command prints ISO 8601, or seconds where it is told so. */
export function time(item: Item | undefined, name: string): number | undefined {
  const value = item?.[name];
  if (typeof value === 'number') return value * 1000;
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

export function tagsIn(item: Item | undefined, name = 'Tags'): Tags {
  const pairs = items(item, name).map((one) => [text(one, 'Key') ?? '', text(one, 'Value') ?? ''] as const);
  return Object.fromEntries(pairs.filter(([key]) => key !== ''));
}

/** Nothing that could change anything: absent, no, none. */
export function isVoid(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return Array.isArray(value) ? value.length === 0 : isItem(value) && Object.values(value).every(isVoid);
}

/** The member only where there is something, for documents that leave out what is absent. */
export function optional<K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: T };
}
