import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { type Place, placeOfMarker, rolledUp, successor, walk } from './listing.ts';

const order = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

interface Pages {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly reads: number;
}

function allPages(keys: readonly string[], prefix: string, delimiter: string, limit: number): Pages {
  const sorted = [...keys].sort(order);
  const found = { keys: [] as string[], prefixes: [] as string[], reads: 0 };
  function* seek(from: string, inclusive: boolean, below: string | undefined): Generator<string> {
    for (const key of sorted) {
      const past = order(key, from);
      if (past < 0 || (past === 0 && !inclusive) || (below !== undefined && order(key, below) >= 0)) continue;
      found.reads += 1;
      yield key;
    }
  }
  let after: Place | undefined;
  do {
    const page = walk({ prefix, delimiter, after, limit, seek, keyOf: (key) => key });
    expect(page.entries.length + page.prefixes.length).toBeLessThanOrEqual(limit);
    found.keys.push(...page.entries);
    found.prefixes.push(...page.prefixes);
    after = page.next;
  } while (after);
  return found;
}

describe('walk', () => {
  test('answers what sorting and grouping would, whatever the page size', () => {
    const random = seededRandom(7);
    const letters = ['a', 'b', '/', 'é', '\uffff', '\u{1f600}', '\u{10ffff}', '\ud7ff'];
    for (let round = 0; round < 150; round += 1) {
      const word = (length: number) => Array.from({ length }, () => letters[random.below(letters.length)]).join('');
      const keys = [...new Set(Array.from({ length: 40 }, () => word(1 + random.below(5))))];
      const prefix = word(random.below(3));
      const delimiter = ['', '/', 'a', '/a'][random.below(4)]!;
      const matching = keys.filter((key) => key.startsWith(prefix)).sort(order);
      const grouped = matching.map((key) => rolledUp(key, prefix, delimiter));
      const pages = allPages(keys, prefix, delimiter, 1 + random.below(5));
      expect(pages.keys).toEqual(matching.filter((_, index) => grouped[index] === undefined));
      expect(pages.prefixes).toEqual([...new Set(grouped.filter((one) => one !== undefined))]);
    }
  });

  test('jumps over what is rolled up', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `folder/${index}`);
    expect(allPages([...keys, 'z'], '', '/', 1000)).toEqual({ keys: ['z'], prefixes: ['folder/'], reads: 2 });
  });
});

test.each([
  ['a', 'b'],
  ['a/', 'a0'],
  ['\ud7ff', '\ue000'],
  ['a\u{10ffff}', 'b'],
  ['\u{10ffff}', undefined],
  ['', undefined],
])('the successor of %j is %j', (text, expected) => {
  expect(successor(text)).toBe(expected);
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['a/', { kind: 'prefix', prefix: 'a/' }],
  ['a/b', { kind: 'key', key: 'a/b' }],
  ['b', { kind: 'key', key: 'b' }],
])('marker %j', (marker, place) => {
  expect(placeOfMarker(marker, '', '/')).toEqual(place);
});
