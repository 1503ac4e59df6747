import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { metricStatisticsOperations } from './metric-statistics.ts';
import { minute, point, series, viewOf } from './sample-metrics.ts';

const here = harness();
const { now } = here.context;
const begin = now - 60 * minute;
here.metrics = viewOf([
  series({ points: [0, 1, 5].map((at) => point(begin + at * minute, at + 1)) }),
  series({ unit: 'Count', points: [point(begin, 100)] }),
  series({ name: 'Other', points: [point(begin, 7)] }),
]);

const request = {
  Namespace: 'AWS/PrivateLinkServices',
  MetricName: 'BytesProcessed',
  Dimensions: [{ Name: 'Service Id', Value: 'vpce-svc-1' }],
  StartTime: new Date(begin),
  EndTime: new Date(now),
  Period: 300,
  Statistics: ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const,
  Unit: 'Bytes' as const,
};

const statisticsOf = (more: object = {}) => {
  return here.call(metricStatisticsOperations, 'GetMetricStatistics', { ...request, ...more });
};

test('every statistic', async () => {
  expect(await statisticsOf()).toEqual({
    Label: 'BytesProcessed',
    Datapoints: [
      { Timestamp: new Date(begin), Sum: 12, Average: 3, Minimum: 1, Maximum: 6, SampleCount: 4, Unit: 'Bytes' },
      {
        Timestamp: new Date(begin + 5 * minute),
        Sum: 24,
        Average: 12,
        Minimum: 6,
        Maximum: 18,
        SampleCount: 2,
        Unit: 'Bytes',
      },
    ],
  });
});

test('only the statistics that are asked for', async () => {
  const { Datapoints } = await statisticsOf({ Statistics: ['Sum'], Period: 3600 });
  expect(Datapoints).toEqual([{ Timestamp: new Date(begin), Sum: 36, Unit: 'Bytes' }]);
});

test('without a unit, points of different units stay apart', async () => {
  const { Datapoints } = await statisticsOf({ Statistics: ['Sum'], Period: 3600, Unit: undefined });
  expect(Datapoints!.map(({ Unit, Sum }) => [Unit, Sum])).toEqual([
    ['Bytes', 36],
    ['Count', 400],
  ]);
});

test.each([
  { Unit: 'Percent' },
  { Dimensions: [] },
  { MetricName: 'Nothing' },
  { Dimensions: [{ Name: 'Service Id', Value: 'vpce-svc-2' }] },
])('a metric that is not there has no points: %j', async (more) => {
  expect((await statisticsOf(more)).Datapoints).toEqual([]);
});

describe('refused', () => {
  const days = (count: number) => new Date(now - count * 24 * 60 * minute);
  test.each<[object, string]>([
    [{ StartTime: new Date(now) }, 'InvalidParameterValue: The parameter StartTime must not equal parameter EndTime.'],
    [
      { StartTime: new Date(now + 1) },
      'InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime.',
    ],
    [{ Period: 61 }, 'InvalidParameterValue: The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.'],
    [{ Period: 0 }, 'InvalidParameterValue: The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.'],
    [
      { Period: 60, StartTime: days(2) },
      'InvalidParameterCombination: You have requested up to 2880 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    ],
    [
      { Statistics: undefined },
      'InvalidParameterCombination: At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    ],
    [
      { Statistics: ['Sum', 'Median'] },
      "ValidationError: 1 validation error detected: Value '[Sum, Median]' at 'statistics' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [Minimum, Maximum, Average, SampleCount, Sum]]",
    ],
    [{ ExtendedStatistics: ['p99'] }, 'InvalidParameterValue: ExtendedStatistics are not offered for these metrics.'],
    [{ Unit: 'Furlongs' }, "ValidationError: 1 validation error detected: Value 'Furlongs' at 'unit'"],
    [
      { Dimensions: Array.from({ length: 31 }, () => ({ Name: 'a', Value: 'b' })) },
      "ValidationError: 1 validation error detected: Value 'a list of 31' at 'dimensions'",
    ],
  ])('%j', async (more, refusal) => {
    const given = { ...request, ...more };
    expect(await here.refused(metricStatisticsOperations, 'GetMetricStatistics', given)).toContain(refusal);
  });

  test('1,440 points are not too many', async () => {
    expect((await statisticsOf({ Period: 60, StartTime: days(1) })).Datapoints).toHaveLength(3);
  });
});
