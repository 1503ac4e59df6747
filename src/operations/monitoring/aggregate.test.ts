import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate, isMetric, spanOf, statistics } from './aggregate.ts';
import { minute, point, series } from './sample-metrics.ts';

const begin = Date.UTC(2026, 0, 1);

test('points of a period are put together, and a period without any is not there', () => {
  const points = [0, 1, 2, 10].map((at) => point(begin + at * minute, at + 1));
  const found = aggregate(points, { start: begin, end: begin + 60 * minute, period: 5 * minute });
  expect(found).toEqual([
    { time: begin, sum: 24, minimum: 1, maximum: 9, samples: 6 },
    { time: begin + 10 * minute, sum: 44, minimum: 11, maximum: 33, samples: 2 },
  ]);
});

test("periods begin at the request's start, which is counted in, and end before its end", () => {
  const points = [-1, 0, 1, 2, 3].map((at) => point(begin + at * minute, 1));
  const span = { start: begin, end: begin + 3 * minute, period: 2 * minute };
  expect(aggregate(points, span).map(({ time, samples }) => [time - begin, samples])).toEqual([
    [0, 4],
    [2 * minute, 2],
  ]);
});

test('a minute without samples is no point', () => {
  const empty = { time: begin, sum: 0, minimum: 0, maximum: 0, samples: 0 };
  expect(aggregate([empty], { start: begin, end: begin + minute, period: minute })).toEqual([]);
});

test('whatever the period, nothing is lost and the extremes stay', () => {
  const points = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1 });
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 90 }), (given, minutes) => {
      const all = given.map(([at, value]) => point(begin + at * minute, value));
      const found = aggregate(all, { start: begin, end: begin + 2000 * minute, period: minutes * minute });
      const total = (of: (one: (typeof all)[number]) => number, list: readonly (typeof all)[number][]) =>
        list.reduce((sum, one) => sum + of(one), 0);
      expect(total(({ sum }) => sum, found)).toBe(total(({ sum }) => sum, all));
      expect(total(({ samples }) => samples, found)).toBe(total(({ samples }) => samples, all));
      expect(Math.max(...found.map(({ maximum }) => maximum))).toBe(Math.max(...all.map(({ maximum }) => maximum)));
      expect(found.map(({ time }) => time)).toEqual([...new Set(found.map(({ time }) => time))].sort((a, b) => a - b));
    }),
  );
});

test('statistics', () => {
  const one = { time: 0, sum: 10, minimum: 1, maximum: 7, samples: 4 };
  const found = Object.entries(statistics).map(([name, of]) => [name, of(one)]);
  expect(Object.fromEntries(found)).toEqual({ Minimum: 1, Maximum: 7, Average: 2.5, SampleCount: 4, Sum: 10 });
});

test.each([
  [14, '2026-01-01T00:59:00Z'],
  [16, '2026-01-01T00:55:00Z'],
  [64, '2026-01-01T00:00:00Z'],
])('a start %i days ago is rounded down to %s', (days, rounded) => {
  const start = new Date('2026-01-01T00:59:30Z');
  const now = start.getTime() + days * 24 * 60 * minute;
  expect(spanOf(now, start, new Date(now), 60).start).toBe(Date.parse(rounded));
});

describe('a metric is the one with the same dimensions', () => {
  const given = series({
    dimensions: [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ],
  });
  const [a, b] = [
    { Name: 'a', Value: '1' },
    { Name: 'b', Value: '2' },
  ];
  const { namespace, name } = given;
  test.each([
    [{ namespace, name, dimensions: [a, b] }, true],
    [{ namespace, name, dimensions: [b, a] }, true],
    [{ namespace, name, dimensions: [b, a], unit: 'Bytes' }, true],
    [{ namespace, name, dimensions: [b, a], unit: 'Count' }, false],
    [{ namespace, name, dimensions: [a] }, false],
    [{ namespace, name, dimensions: [] }, false],
    [{ namespace, name, dimensions: [a, { Name: 'b', Value: '3' }] }, false],
    [{ namespace, name, dimensions: [a, b, b] }, false],
    [{ namespace: 'x', name, dimensions: [a, b] }, false],
    [{ namespace, name: undefined, dimensions: [a, b] }, false],
  ])('%j', (wanted, expected) => {
    expect(isMetric(given, wanted)).toBe(expected);
  });
});
