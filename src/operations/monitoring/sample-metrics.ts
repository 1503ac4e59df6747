/** Metrics of a few services, for tests: one series of known points and what surrounds it. */

import type { MetricPoint, MetricSeries, MetricsView } from '../../model/metric.ts';

export const minute = 60_000;

/** A point of two samples: the value, and three times as much. */
export function point(time: number, value: number): MetricPoint {
  return { time, sum: value * 4, minimum: value, maximum: value * 3, samples: 2 };
}

export function series(more: Partial<MetricSeries> = {}): MetricSeries {
  return {
    account: '111122223333',
    region: 'us-east-1',
    namespace: 'AWS/PrivateLinkServices',
    name: 'BytesProcessed',
    unit: 'Bytes',
    dimensions: [{ name: 'Service Id', value: 'vpce-svc-1' }],
    points: [],
    ...more,
  };
}

export function viewOf(all: readonly MetricSeries[]): MetricsView {
  return { series: (account, region) => all.filter((one) => one.account === account && one.region === region) };
}
