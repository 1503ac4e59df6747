import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { metricListOperations } from './metric-list.ts';
import { point, series, viewOf } from './sample-metrics.ts';

const hour = 3_600_000;
/** The clock of every harness stands still. */
const { now } = harness().context;

function world(...all: Parameters<typeof series>[0][]) {
  const here = harness();
  const points = [point(now - 5 * hour, 1)];
  here.metrics = viewOf(all.map((one) => series({ points, ...one })));
  return here;
}

const dimension = (name: string, value: string) => ({ name, value });

test('no metrics are an empty list', async () => {
  expect(await harness().call(metricListOperations, 'ListMetrics', {})).toEqual({ Metrics: [] });
});

test('a metric is shown with its dimensions in their order', async () => {
  const dimensions = [dimension('VPC Id', 'vpc-1'), dimension('Endpoint Type', 'Interface')];
  const here = world({ namespace: 'AWS/PrivateLinkEndpoints', dimensions });
  expect(await here.call(metricListOperations, 'ListMetrics', {})).toEqual({
    Metrics: [
      {
        Namespace: 'AWS/PrivateLinkEndpoints',
        MetricName: 'BytesProcessed',
        Dimensions: [
          { Name: 'VPC Id', Value: 'vpc-1' },
          { Name: 'Endpoint Type', Value: 'Interface' },
        ],
      },
    ],
  });
});

describe('what is listed', () => {
  const az = [dimension('Service Id', 'vpce-svc-1'), dimension('Az', 'us-east-1a')];
  const here = world(
    { name: 'A' },
    { name: 'A', dimensions: az },
    { name: 'B', namespace: 'AWS/Other' },
    { name: 'Elsewhere', region: 'eu-west-1' },
    { name: 'Foreign', account: '444455556666' },
    { name: 'Old', points: [point(now - 15 * 24 * hour, 1)] },
    { name: 'New', points: [point(now - hour, 1)] },
    { name: 'Empty', points: [] },
  );
  test.each([
    [{}, ['A', 'A', 'New', 'B']],
    [{ Namespace: 'AWS/Other' }, ['B']],
    [{ MetricName: 'A' }, ['A', 'A']],
    [{ Dimensions: [{ Name: 'Az' }] }, ['A']],
    [{ Dimensions: [{ Name: 'Az', Value: 'us-east-1b' }] }, []],
    [{ MetricName: 'A', Dimensions: [{ Name: 'Service Id', Value: 'vpce-svc-1' }, { Name: 'Az' }] }, ['A']],
    [{ RecentlyActive: 'PT3H' as const }, ['New']],
    [{ OwningAccount: '111122223333', MetricName: 'B' }, ['B']],
    [{ OwningAccount: '444455556666' }, []],
  ])('%j', async (input, names) => {
    const { Metrics } = await here.call(metricListOperations, 'ListMetrics', input);
    expect(Metrics!.map(({ MetricName }) => MetricName).sort()).toEqual([...names].sort());
  });
});

test('pages of 500, which go on where they ended though metrics come between', async () => {
  const names = Array.from({ length: 1001 }, (_, index) => ({ name: `m${String(index).padStart(4, '0')}` }));
  const here = world(...names);
  const first = await here.call(metricListOperations, 'ListMetrics', {});
  here.metrics = world({ name: 'a' }, ...names).metrics;
  const second = await here.call(metricListOperations, 'ListMetrics', { NextToken: first.NextToken });
  const third = await here.call(metricListOperations, 'ListMetrics', { NextToken: second.NextToken });
  const shown = [first, second, third].map(({ Metrics }) => Metrics!.map(({ MetricName }) => MetricName));
  expect(shown.map(({ length }) => length)).toEqual([500, 500, 1]);
  expect(shown.flat()).toEqual(names.map(({ name }) => name));
  expect(third).not.toHaveProperty('NextToken');
});

test('linked accounts are named where they are asked for', async () => {
  const { OwningAccounts } = await world({}).call(metricListOperations, 'ListMetrics', { IncludeLinkedAccounts: true });
  expect(OwningAccounts).toEqual(['111122223333']);
});

test.each([
  [
    { RecentlyActive: 'PT1H' as 'PT3H' },
    "ValidationError: 1 validation error detected: Value 'PT1H' at 'recentlyActive' failed to satisfy constraint: Member must satisfy enum value set: [PT3H]",
  ],
  [
    { Dimensions: Array.from({ length: 11 }, () => ({ Name: 'x' })) },
    "ValidationError: 1 validation error detected: Value 'a list of 11' at 'dimensions' failed to satisfy constraint: Member must have length less than or equal to 10",
  ],
  [{ NextToken: 'bogus' }, 'InvalidParameterValue: Request parameter NextToken is invalid.'],
])('%j', async (input, refusal) => {
  expect(await harness().refused(metricListOperations, 'ListMetrics', input)).toBe(refusal);
});
