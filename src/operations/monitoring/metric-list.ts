/**
 * ListMetrics: the metrics that have had a point in the last two weeks, 500 on a page. Their order is that of their names,
 * so that a page goes on where the one before it ended whatever has come between.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */

import type { MetricSeries } from '../../model/metric.ts';
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

function readToken(token: string | undefined): string {
  if (token === undefined) return '';
  const key = Buffer.from(token, 'base64url').toString();
  // Unpublished; the code is the operation's own.
  if (!key.startsWith('[') || tokenOf(key) !== token) throw invalidValue('Request parameter NextToken is invalid.');
  return key;
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

export const metricListOperations: MonitoringHandlers<'ListMetrics'> = {
  ListMetrics(context, input) {
    const { account, region, now } = context;
    checkEnum('recentlyActive', input.RecentlyActive, ['PT3H']);
    checkLength('dimensions', input.Dimensions, mostFilters);
    const after = readToken(input.NextToken);
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
    const keys = [...found.keys()].filter((key) => key > after).sort();
    const shown = keys.slice(0, pageSize);
    return {
      Metrics: shown.map((key) => shownMetric(found.get(key)!)),
      ...(shown.length < keys.length ? { NextToken: tokenOf(shown.at(-1)!) } : {}),
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
