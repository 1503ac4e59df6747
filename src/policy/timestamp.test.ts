/** Dates of conditions: the W3C profile and seconds since 1970. */
import { expect, test } from 'vitest';
import { parseTimestamp } from './timestamp.ts';

test.each([
  ['2020-01-01T00:00:01Z', '2020-01-01T00:00:01.000Z'],
  ['2020-01-01t00:00:01z', '2020-01-01T00:00:01.000Z'],
  ['2020-01-01', '2020-01-01T00:00:00.000Z'],
  ['2020-02', '2020-02-01T00:00:00.000Z'],
  ['2020-01-01T12:30Z', '2020-01-01T12:30:00.000Z'],
  ['2020-01-01T12:30:45.5Z', '2020-01-01T12:30:45.500Z'],
  ['2020-01-01T12:30:00+02:00', '2020-01-01T10:30:00.000Z'],
  ['2020-01-01T12:30:00-02:30', '2020-01-01T15:00:00.000Z'],
  ['0', '1970-01-01T00:00:00.000Z'],
  ['1577836801', '2020-01-01T00:00:01.000Z'],
])('%s is %s', (text, expected) => {
  const time = parseTimestamp(text);
  expect(time !== undefined && new Date(time).toISOString()).toBe(expected);
});

test.each(['', 'today', '2020-13-01', '2020-02-30', '2020-1-1', '2020-01-01T25:00Z', '2020-01-01T00:60Z', '-5'])(
  '%j is no date',
  (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  },
);
