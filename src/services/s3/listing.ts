/**
 * The walk behind every list of keys: keys in UTF-8 order from a place on, those that share a prefix up to the delimiter
 * rolled up into one, as many as asked for. It jumps over a rolled-up prefix instead of reading it. Knows keys and a way
 * to seek them, no rows and no XML.
 */

export interface Walk<Entry> {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Where to begin; undefined at the prefix's own beginning. */
  readonly after: Place | undefined;
  readonly limit: number;
  /** Entries whose key is at or after `from` (or strictly after) and before `below`, in order, read lazily. */
  readonly seek: (from: string, inclusive: boolean, below: string | undefined) => Iterable<Entry>;
  readonly keyOf: (entry: Entry) => string;
}

/** A key, or a rolled-up prefix: everything below it has been answered. */
export type Place =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'prefix'; readonly prefix: string };

export interface Listing<Entry> {
  readonly entries: readonly Entry[];
  readonly prefixes: readonly string[];
  /** Where the next page begins; undefined at the end. */
  readonly next: Place | undefined;
}

/** The smallest text greater than every text that begins so, in code point order; undefined where there is none. */
export function successor(text: string): string | undefined {
  const points = [...text];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    // No text holds a surrogate alone.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}

/** UTF-8 order, which is the order of code points but not that of UTF-16. */
function before(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
}

/** The part of a key up to the first delimiter after the prefix, that included. */
export function rolledUp(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

interface Start {
  readonly from: string;
  readonly inclusive: boolean;
}

function startOf(after: Place | undefined, prefix: string): Start | undefined {
  if (after === undefined) return { from: prefix, inclusive: true };
  const from = after.kind === 'key' ? after.key : successor(after.prefix);
  if (from === undefined) return undefined;
  if (before(from, prefix)) return { from: prefix, inclusive: true };
  return { from, inclusive: after.kind === 'prefix' };
}

export function walk<Entry>(asked: Walk<Entry>): Listing<Entry> {
  const entries: Entry[] = [];
  const prefixes: string[] = [];
  const below = asked.prefix === '' ? undefined : successor(asked.prefix);
  let start = startOf(asked.after, asked.prefix);
  let last: Place | undefined;
  const full = (): boolean => entries.length + prefixes.length >= asked.limit;

  while (start) {
    let jump: Start | undefined;
    for (const entry of asked.seek(start.from, start.inclusive, below)) {
      if (full()) return { entries, prefixes, next: last };
      const key = asked.keyOf(entry);
      const prefix = rolledUp(key, asked.prefix, asked.delimiter);
      if (prefix === undefined) {
        entries.push(entry);
        last = { kind: 'key', key };
        continue;
      }
      prefixes.push(prefix);
      last = { kind: 'prefix', prefix };
      const past = successor(prefix);
      jump = past === undefined ? undefined : { from: past, inclusive: true };
      break;
    }
    start = jump;
  }
  return { entries, prefixes, next: undefined };
}

/** A marker that is itself a rolled-up prefix means that the prefix has been answered. */
export function placeOfMarker(marker: string | undefined, prefix: string, delimiter: string): Place | undefined {
  if (marker === undefined || marker === '') return undefined;
  if (marker.startsWith(prefix) && rolledUp(marker, prefix, delimiter) === marker)
    return { kind: 'prefix', prefix: marker };
  return { kind: 'key', key: marker };
}

export function textOfPlace(place: Place): string {
  return place.kind === 'key' ? place.key : place.prefix;
}
