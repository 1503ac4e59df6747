/**
 * GetMetricStatistics: one metric's points, put together to the periods that are asked for. AWS keeps no order in its
 * answer; here it is that of time.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */

import type { MetricPoint } from '../../model/metric.ts';
import {
  aggregate,
  isMetric,
  isStatistic,
  type Span,
  type Statistic,
  spanOf,
  statisticNames,
  statistics,
} from './aggregate.ts';
import {
  checkEnum,
  checkLength,
  checkPeriod,
  checkTimes,
  constraintFault,
  invalidCombination,
  invalidValue,
} from './faults.ts';
import type { MonitoringHandlers } from './handlers.ts';
import { units } from './unit.ts';

const mostDatapoints = 1440;
const mostDimensions = 30;
const mostStatistics = 5;

function readStatistics(given: readonly string[], extended: readonly string[]): readonly Statistic[] {
  if (given.length === 0 && extended.length === 0) {
    // Likeliest code.
    throw invalidCombination('At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  }
  // Not AWS's words: a minute's points are kept as sum, extremes and count, which no percentile can be told from.
  if (extended.length > 0) throw invalidValue('ExtendedStatistics are not offered for these metrics.');
  checkLength('statistics', given, mostStatistics);
  if (!given.every(isStatistic)) {
    const constraint = `Member must satisfy constraint: [Member must satisfy enum value set: [${statisticNames.join(', ')}]]`;
    throw constraintFault('statistics', `[${given.join(', ')}]`, constraint);
  }
  return given;
}

function checkAmount({ start, end, period }: Span): void {
  const amount = Math.ceil((end - start) / period);
  if (amount <= mostDatapoints) return;
  throw invalidCombination(
    `You have requested up to ${amount} datapoints, which exceeds the limit of ${mostDatapoints}. You may reduce the ` +
      'datapoints requested by increasing Period, or decreasing the time range.',
  );
}

export const metricStatisticsOperations: MonitoringHandlers<'GetMetricStatistics'> = {
  GetMetricStatistics({ account, region, now, metrics }, input) {
    const { Namespace: namespace, MetricName: name, Dimensions: dimensions = [], Unit: unit } = input;
    checkLength('dimensions', dimensions, mostDimensions);
    checkEnum('unit', unit, units);
    checkTimes(input.StartTime, input.EndTime, invalidValue);
    checkPeriod(input.Period, invalidValue);
    const wanted = readStatistics(input.Statistics ?? [], input.ExtendedStatistics ?? []);
    const span = spanOf(now, input.StartTime, input.EndTime, input.Period);
    checkAmount(span);
    // Points in two units are never put together.
    const found = metrics
      .series(account, region)
      .filter((series) => isMetric(series, { namespace, name, dimensions, unit }));
    const points = found.flatMap((series) => {
      return aggregate(series.points, span).map((point) => shownPoint(point, series.unit, wanted));
    });
    return { Label: name, Datapoints: points };
  },
};

function shownPoint(point: MetricPoint, unit: string, wanted: readonly Statistic[]) {
  return {
    Timestamp: new Date(point.time),
    ...Object.fromEntries(wanted.map((statistic) => [statistic, statistics[statistic](point)])),
    Unit: unit as 'None',
  };
}
