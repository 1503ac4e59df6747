/**
 * Points of a minute put together to a request's periods, and the statistics of what comes of it. A period begins at the
 * request's own start, as often as it fits; one that no point falls in isn't there. Percentiles can't be told from what is
 * kept of a minute.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */

import type { MetricPoint, MetricSeries } from '../../model/metric.ts';

export const statistics = {
  Minimum: (point: MetricPoint) => point.minimum,
  Maximum: (point: MetricPoint) => point.maximum,
  Average: (point: MetricPoint) => point.sum / point.samples,
  SampleCount: (point: MetricPoint) => point.samples,
  Sum: (point: MetricPoint) => point.sum,
} as const;

export type Statistic = keyof typeof statistics;

export const statisticNames = Object.keys(statistics) as readonly Statistic[];

export function isStatistic(name: string): name is Statistic {
  return Object.hasOwn(statistics, name);
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** What a start is rounded down to, by how long ago it is. */
const roundings: readonly (readonly [before: number, step: number])[] = [
  [15 * day, minute],
  [63 * day, 5 * minute],
  [Number.POSITIVE_INFINITY, 60 * minute],
];

export interface Span {
  /** Milliseconds since 1970; the end is no part of it. */
  readonly start: number;
  readonly end: number;
  /** Milliseconds. */
  readonly period: number;
}

export function spanOf(now: number, start: Date, end: Date, seconds: number): Span {
  const [, step] = roundings.find(([before]) => now - start.getTime() <= before)!;
  return { start: Math.floor(start.getTime() / step) * step, end: end.getTime(), period: seconds * 1000 };
}

/** One point for every period that has any, oldest first. */
export function aggregate(points: readonly MetricPoint[], { start, end, period }: Span): readonly MetricPoint[] {
  const periods = new Map<number, MetricPoint>();
  for (const point of points) {
    if (point.time < start || point.time >= end || point.samples === 0) continue;
    const time = start + Math.floor((point.time - start) / period) * period;
    const known = periods.get(time);
    periods.set(time, known ? joined(known, point) : { ...point, time });
  }
  return [...periods.values()].sort((one, other) => one.time - other.time);
}

function joined(one: MetricPoint, other: MetricPoint): MetricPoint {
  return {
    time: one.time,
    sum: one.sum + other.sum,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
    samples: one.samples + other.samples,
  };
}

interface GivenDimension {
  readonly Name: string;
  readonly Value: string;
}

export interface MetricName {
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** All of the metric's, in any order: one less is another metric. */
  readonly dimensions: readonly GivenDimension[];
  readonly unit?: string | undefined;
}

export function isMetric(series: MetricSeries, { namespace, name, dimensions, unit }: MetricName): boolean {
  if (series.namespace !== namespace || series.name !== name || (unit ?? series.unit) !== series.unit) return false;
  if (series.dimensions.length !== dimensions.length) return false;
  return series.dimensions.every((dimension) => {
    return dimensions.some(({ Name, Value }) => Name === dimension.name && Value === dimension.value);
  });
}
