import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { metricDataOperations } from './metric-data.ts';
import { minute, point, series, viewOf } from './sample-metrics.ts';

const here = harness();
const { now } = here.context;
const begin = now - 60 * minute;
here.metrics = viewOf([
  series({ points: [0, 1, 2, 3].map((at) => point(begin + at * minute, at + 1)) }),
  series({ name: 'Connections', unit: 'Count', points: [0, 1].map((at) => point(begin + at * minute, 10)) }),
]);

function query(Id: string, more: object = {}, stat: object = {}) {
  const Metric = {
    Namespace: 'AWS/PrivateLinkServices',
    MetricName: 'BytesProcessed',
    Dimensions: [{ Name: 'Service Id', Value: 'vpce-svc-1' }],
  };
  return { Id, MetricStat: { Metric, Period: 60, Stat: 'Minimum', ...stat }, ...more };
}

const connections = { Metric: { ...query('x').MetricStat.Metric, MetricName: 'Connections' } };
const request = { StartTime: new Date(begin), EndTime: new Date(now) };
type Order = 'TimestampAscending' | 'TimestampDescending';
const ascending = { ...request, ScanBy: 'TimestampAscending' as Order };

const dataOf = (input: object, queries: readonly ReturnType<typeof query>[]) => {
  return here.call(metricDataOperations, 'GetMetricData', { ...request, ...input, MetricDataQueries: queries });
};

test('values with their times, newest first', async () => {
  expect(await dataOf({}, [query('a', { Label: 'mine' })])).toEqual({
    Messages: [],
    MetricDataResults: [
      {
        Id: 'a',
        Label: 'mine',
        Timestamps: [3, 2, 1, 0].map((at) => new Date(begin + at * minute)),
        Values: [4, 3, 2, 1],
        StatusCode: 'Complete',
      },
    ],
  });
});

test('oldest first, in longer periods, by another statistic, under the name of the metric', async () => {
  const { MetricDataResults } = await dataOf(ascending, [query('a', {}, { Period: 120, Stat: 'Sum' })]);
  expect(MetricDataResults).toMatchObject([{ Label: 'BytesProcessed', Values: [12, 28] }]);
});

test('a metric that is not there is complete without values', async () => {
  const { MetricDataResults } = await dataOf({}, [query('a', {}, { Unit: 'Percent' })]);
  expect(MetricDataResults).toMatchObject([{ Values: [], Timestamps: [], StatusCode: 'Complete' }]);
});

test('data that nobody wants to see is left out', async () => {
  const { MetricDataResults } = await dataOf({}, [query('a', { ReturnData: false }), query('b')]);
  expect(MetricDataResults!.map(({ Id }) => Id)).toEqual(['b']);
});

describe.each<Order>(['TimestampAscending', 'TimestampDescending'])('pages, %s', (ScanBy) => {
  test.each([1, 2, 3, 4, 5, 6])('of %i', async (MaxDatapoints) => {
    const queries = [query('a'), query('b', {}, connections)];
    const [whole] = [await dataOf({ ScanBy }, queries)];
    const values: Record<string, number[]> = { a: [], b: [] };
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await dataOf({ ScanBy, MaxDatapoints, NextToken }, queries);
      const shown = page.MetricDataResults!.flatMap(({ Values }) => Values!);
      expect(shown.length).toBe(page.NextToken === undefined ? 6 % MaxDatapoints || MaxDatapoints : MaxDatapoints);
      const last = page.MetricDataResults!.at(-1)!;
      expect(last.StatusCode).toBe(page.NextToken === undefined ? 'Complete' : 'PartialData');
      for (const { Id, Values } of page.MetricDataResults!) values[Id!]!.push(...Values!);
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken !== undefined && pages < 10);
    expect(values).toEqual(Object.fromEntries(whole!.MetricDataResults!.map(({ Id, Values }) => [Id, Values])));
    expect(pages).toBe(Math.ceil(6 / MaxDatapoints));
  });
});

describe('refused', () => {
  const plain = query('a');
  test.each<[string, object, readonly object[], string]>([
    [
      'an id in capitals',
      {},
      [query('A')],
      'ValidationError: The value A for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.',
    ],
    [
      'an id twice',
      {},
      [plain, query('a', { ReturnData: false })],
      'ValidationError: The values for parameter id in MetricDataQueries are not unique: a.',
    ],
    [
      'metric math',
      {},
      [{ Id: 'e', Expression: 'a * 2' }],
      'ValidationError: Query e has an Expression. Metric math is not offered.',
    ],
    [
      'neither metric nor expression',
      {},
      [{ Id: 'e' }],
      'ValidationError: Each MetricDataQuery must contain exactly one of MetricStat and Expression.',
    ],
    [
      'a percentile',
      {},
      [query('a', {}, { Stat: 'p99' })],
      'ValidationError: The value p99 for parameter Stat is not supported.',
    ],
    [
      'a period of no minutes',
      {},
      [query('a', {}, { Period: 90 })],
      'ValidationError: The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.',
    ],
    [
      'an account that is not linked',
      {},
      [query('a', { AccountId: '444455556666' })],
      'ValidationError: The account 444455556666 is not linked to this account.',
    ],
    [
      'no time',
      { EndTime: request.StartTime },
      [plain],
      'ValidationError: The parameter StartTime must not equal parameter EndTime.',
    ],
    ['an unknown order', { ScanBy: 'Random' }, [plain], "ValidationError: 1 validation error detected: Value 'Random'"],
    ['no points at all', { MaxDatapoints: 0 }, [plain], "ValidationError: 1 validation error detected: Value '0'"],
    ['another token', { NextToken: 'bogus' }, [plain], 'InvalidNextToken: The next token is invalid.'],
    [
      'a token for more queries',
      { NextToken: Buffer.from('1:0').toString('base64url') },
      [plain],
      'InvalidNextToken: The next token is invalid.',
    ],
    ['no queries', {}, [], 'ValidationError: The collection MetricDataQueries must not have a size less than 1.'],
    [
      'another unit',
      {},
      [plain, query('b', {}, { Unit: 'Furlongs' })],
      "ValidationError: 1 validation error detected: Value 'Furlongs' at 'metricDataQueries.2.member.metricStat.unit'",
    ],
    [
      'too many queries',
      {},
      Array.from({ length: 501 }, (_, index) => query(`a${index}`)),
      "ValidationError: 1 validation error detected: Value 'a list of 501' at 'metricDataQueries'",
    ],
  ])('%s', async (_, input, queries, refusal) => {
    const given = { ...request, ...input, MetricDataQueries: queries as readonly ReturnType<typeof query>[] };
    expect(await here.refused(metricDataOperations, 'GetMetricData', given)).toContain(refusal);
  });
});
