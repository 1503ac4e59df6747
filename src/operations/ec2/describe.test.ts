import fc from 'fast-check';
import { expect, describe as group, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { harness } from '../harness.ts';
import { applyFilters, describe, type FilterTable, matchesPattern, page } from './describe.ts';
import { makeVpc } from './vpc-parts.ts';

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no refusal';
};

test.each([
  ['abc', 'abc', true],
  ['abc', 'ABC', false],
  ['a*', 'abc', true],
  ['*', '', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['a\\*c', 'a*c', true],
  ['a\\*c', 'abc', false],
  ['a\\.c', 'a.c', true],
  ['*[x]*', 'a[x]b', true],
  ['a*c', 'a\nc', true],
])('pattern %j and %j: %s', (pattern, value, matches) => {
  expect(matchesPattern(pattern, value)).toBe(matches);
});

test('patterns agree with regular expressions', () => {
  const text = (alphabet: string) =>
    fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text('ab*?'), text('ab'), (pattern, value) => {
      const source = pattern.replaceAll('*', '.*').replaceAll('?', '.');
      expect(matchesPattern(pattern, value)).toBe(new RegExp(`^${source}$`).test(value));
    }),
  );
});

test('a pattern of many stars is answered at once', () => {
  const before = performance.now();
  expect(matchesPattern(`${'*a'.repeat(60)}*b`, 'a'.repeat(255))).toBe(false);
  expect(performance.now() - before).toBeLessThan(1000);
});

interface Thing {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly size: number;
  readonly parts: readonly string[];
}

const table: FilterTable<Thing> = { size: (thing) => thing.size, part: (thing) => thing.parts };
const things: readonly Thing[] = [
  { id: 'a', tags: { Name: 'one' }, size: 1, parts: ['x', 'y'] },
  { id: 'b', tags: { Name: 'two', Team: 'net' }, size: 2, parts: ['y'] },
  { id: 'c', tags: {}, size: 2, parts: [] },
];

group('applyFilters', () => {
  test.each([
    [[{ Name: 'size', Values: ['2'] }], ['b', 'c']],
    [[{ Name: 'part', Values: ['y'] }], ['a', 'b']],
    [
      [
        { Name: 'part', Values: ['x', 'y'] },
        { Name: 'size', Values: ['1'] },
      ],
      ['a'],
    ],
    [[{ Name: 'tag:Name', Values: ['*'] }], ['a', 'b']],
    [[{ Name: 'tag:toString', Values: ['*'] }], []],
    [[{ Name: 'tag-key', Values: ['Team'] }], ['b']],
    [[{ Name: 'tag-value', Values: ['o*', 'net'] }], ['a', 'b']],
    [[], ['a', 'b', 'c']],
    [undefined, ['a', 'b', 'c']],
  ])('%j finds %j', (filters, ids) => {
    expect(applyFilters(things, filters, table).map(({ id }) => id)).toEqual(ids);
  });

  const filters = (count: number) => Array.from({ length: count }, () => ({ Name: 'size', Values: ['1'] }));
  const values = (count: number) => [{ Name: 'size', Values: Array.from({ length: count }, () => '1') }];

  test.each([
    [[{ Name: 'colour', Values: ['red'] }], "InvalidParameterValue: The filter 'colour' is invalid"],
    [[{ Name: 'constructor', Values: ['red'] }], "InvalidParameterValue: The filter 'constructor' is invalid"],
    [[{ Name: 'size', Values: [] }], "InvalidParameterValue: The filter 'size' must have at least one value"],
    [filters(51), 'FilterLimitExceeded: The maximum number of filters on a request is 50.'],
    [values(201), 'FilterLimitExceeded: The maximum number of filter values specified on a single call is 200.'],
  ])('refuses %#', (given, message) => {
    expect(refusal(() => applyFilters(things, given, table))).toBe(message);
  });

  test('fifty filters of two hundred values are allowed', () => {
    expect(applyFilters(things, filters(50), table)).toHaveLength(1);
    expect(applyFilters(things, values(200), table)).toHaveLength(1);
  });
});

group('page', () => {
  const items = Array.from({ length: 12 }, (_, index) => ({ id: `id-${String(index).padStart(2, '0')}` }));

  test('pages follow each other, also where the last one’s end has gone', () => {
    const first = page(items, { MaxResults: 5 });
    const rest = items.filter((item) => item.id !== first.items.at(-1)!.id);
    const second = page(rest, { MaxResults: 5, NextToken: first.nextToken });
    const third = page(rest, { MaxResults: 5, NextToken: second.nextToken });
    expect([first, second, third].map(({ items: shown }) => shown.length)).toEqual([5, 5, 2]);
    expect(third).not.toHaveProperty('nextToken');
  });

  test('everything comes at once where no size is asked for', () => {
    expect(page(items, {})).toEqual({ items });
  });

  test('a page is as long as the operation’s most, at most', () => {
    expect(page(items, { MaxResults: 1000 }, { most: 10 }).items).toHaveLength(10);
  });

  test.each([
    [
      { MaxResults: 4 },
      'InvalidParameterValue: Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
    ],
    [{ NextToken: 'garbage' }, "InvalidParameterValue: Invalid value 'garbage' for NextToken."],
    [{ NextToken: '%%%' }, "InvalidParameterValue: Invalid value '%%%' for NextToken."],
  ])('refuses %j', (request, message) => {
    expect(refusal(() => page(items, request))).toBe(message);
  });
});

group('describe', () => {
  const made = { cidr: '10.0.0.0/16', isDefault: false, instanceTenancy: 'default', tags: {} } as const;

  test('answers the caller’s own, by id once each, or all', async () => {
    const h = harness();
    const [one, two] = await h.store.transact((draft) => [
      makeVpc(draft, h.context, made).id,
      makeVpc(draft, h.context, made).id,
    ]);
    const ids = (request: object) => describe(h.context, 'vpc', request, {}).items.map(({ id }) => id);
    expect(ids({})).toEqual([one, two].sort());
    expect(ids({ ids: [two, two] })).toEqual([two]);
    expect(ids({ ids: [] })).toHaveLength(2);
    expect(refusal(() => ids({ ids: [one], MaxResults: 5 }))).toMatch(/^InvalidParameterCombination/);
    expect(refusal(() => ids({ ids: ['vpc-12345678'] }))).toBe(
      "InvalidVpcID.NotFound: The vpc ID 'vpc-12345678' does not exist",
    );
  });
});
