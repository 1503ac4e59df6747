/**
 * ListMetrics: the metrics that have had a point in the last two weeks, 500 on a page, in the order of their
 * names.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */

import type { MetricSeries } from '../../model/metric.ts';
import { pageOf } from '../page.ts';
import { checkEnum, checkLength, invalidValue } from './faults.ts';
import type { MonitoringHandlers } from './handlers.ts';

const pageSize = 500;
const mostFilters = 10;
const hour = 3_600_000;
const listedFor = 14 * 24 * hour;
/** `PT3H` is the one value of RecentlyActive. */
const recent = 3 * hour;

interface DimensionFilter {
  readonly Name: string;
  readonly Value?: string | undefined;
}

/** What a metric is sorted and continued by; two with the same are one metric in two units. */
function keyOf({ namespace, name, dimensions }: MetricSeries): string {
  return JSON.stringify([namespace, name, dimensions.map((dimension) => [dimension.name, dimension.value])]);
}

function isActive({ points }: MetricSeries, since: number): boolean {
  const last = points.at(-1);
  return last !== undefined && last.time >= since;
}

function fits({ dimensions }: MetricSeries, filters: readonly DimensionFilter[]): boolean {
  return filters.every(({ Name, Value }) => {
    return dimensions.some(({ name, value }) => name === Name && (Value === undefined || value === Value));
  });
}

export const metricListOperations: MonitoringHandlers<'ListMetrics'> = {
  ListMetrics(context, input) {
    const { account, region, now } = context;
    checkEnum('recentlyActive', input.RecentlyActive, ['PT3H']);
    checkLength('dimensions', input.Dimensions, mostFilters);
    const since = now - (input.RecentlyActive === undefined ? listedFor : recent);
    // Metrics of other accounts aren't linked here, and so not found.
    const owned = (input.OwningAccount ?? account) === account ? context.metrics.series(account, region) : [];
    const found = new Map<string, MetricSeries>();
    for (const series of owned) {
      if (input.Namespace !== undefined && series.namespace !== input.Namespace) continue;
      if (input.MetricName !== undefined && series.name !== input.MetricName) continue;
      if (!isActive(series, since) || !fits(series, input.Dimensions ?? [])) continue;
      found.set(keyOf(series), series);
    }
    const { items: shown, next } = pageOf([...found.keys()].sort(), {
      size: pageSize,
      token: input.NextToken,
      keyOf: (key) => key,
      // Unpublished; the code is the operation's own.
      wrongToken: () => invalidValue('Request parameter NextToken is invalid.'),
    });
    return {
      Metrics: shown.map((key) => shownMetric(found.get(key)!)),
      ...(next === undefined ? {} : { NextToken: next }),
      ...(input.IncludeLinkedAccounts ? { OwningAccounts: shown.map(() => account) } : {}),
    };
  },
};

function shownMetric({ namespace, name, dimensions }: MetricSeries) {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: dimensions.map((dimension) => ({ Name: dimension.name, Value: dimension.value })),
  };
}
