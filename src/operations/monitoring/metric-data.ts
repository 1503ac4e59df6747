/**
 * GetMetricData: several metrics at once, each by a query with an id, in pages of so many points. Metric math is not
 * offered, and a query that asks for it is refused.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */

import { Fault } from '../../base/fault.ts';
import type { MetricSeries } from '../../model/metric.ts';
import { aggregate, isMetric, isStatistic, type Statistic, spanOf, statistics } from './aggregate.ts';
import { checkEnum, checkLength, checkPeriod, checkTimes, constraintFault, validationError } from './faults.ts';
import type { MonitoringHandlers, MonitoringInput } from './handlers.ts';
import { units } from './unit.ts';

const mostQueries = 500;
const mostDatapoints = 100_800;

type Request = MonitoringInput<'GetMetricData'>;
type Given = NonNullable<Request['MetricDataQueries']>[number];

interface Query {
  readonly id: string;
  readonly label: string;
  readonly stat: Statistic;
  readonly metric: NonNullable<Given['MetricStat']>;
}

function readQuery(given: Given, index: number, account: string): Query {
  const { Id: id, MetricStat: metric, Expression: expression } = given;
  if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id)) {
    throw validationError(
      `The value ${id} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  // Not AWS's words: metric math is one of the things that this server doesn't do.
  if (expression !== undefined) throw validationError(`Query ${id} has an Expression. Metric math is not offered.`);
  if (metric === undefined) {
    throw validationError('Each MetricDataQuery must contain exactly one of MetricStat and Expression.');
  }
  checkPeriod(metric.Period, validationError);
  checkEnum(`metricDataQueries.${index + 1}.member.metricStat.unit`, metric.Unit, units);
  if (!isStatistic(metric.Stat)) throw validationError(`The value ${metric.Stat} for parameter Stat is not supported.`);
  if ((given.AccountId ?? account) !== account) {
    throw validationError(`The account ${given.AccountId} is not linked to this account.`);
  }
  return { id, label: given.Label ?? metric.Metric?.MetricName ?? id, stat: metric.Stat, metric };
}

/** Every query is read, also those whose data nobody wants to see. */
function readQueries(given: readonly Given[], account: string): readonly Query[] {
  checkLength('metricDataQueries', given, mostQueries);
  if (given.length === 0) throw validationError('The collection MetricDataQueries must not have a size less than 1.');
  const queries = given.map((query, index) => readQuery(query, index, account));
  const repeated = queries.find(({ id }, index) => queries.findIndex((other) => other.id === id) !== index);
  if (repeated)
    throw validationError(`The values for parameter id in MetricDataQueries are not unique: ${repeated.id}.`);
  return queries.filter((_, index) => given[index]!.ReturnData !== false);
}

/** Where a page begins: at the value of a moment, in the data of one query. */
interface Place {
  readonly query: number;
  readonly time: number | undefined;
}

function readToken(token: string | undefined, queries: number): Place {
  if (token === undefined) return { query: 0, time: undefined };
  const [, query, time] = /^(\d{1,3}):(-?\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (query === undefined || Number(query) >= queries)
    throw new Fault('InvalidNextToken', 'The next token is invalid.');
  return { query: Number(query), time: Number(time) };
}

interface Value {
  readonly time: number;
  readonly value: number;
}

interface Known {
  readonly series: readonly MetricSeries[];
  readonly now: number;
}

/** One query's values, in the order that is asked for. */
function valuesOf({ series, now }: Known, request: Request, query: Query): readonly Value[] {
  const { Metric: metric, Period: period, Unit: unit } = query.metric;
  const wanted = { namespace: metric?.Namespace, name: metric?.MetricName, dimensions: metric?.Dimensions ?? [], unit };
  const points = series.filter((one) => isMetric(one, wanted)).flatMap((one) => one.points);
  const span = spanOf(now, request.StartTime, request.EndTime, period);
  const values = aggregate(points, span).map((point) => ({ time: point.time, value: statistics[query.stat](point) }));
  return request.ScanBy === 'TimestampAscending' ? values : values.reverse();
}

function readMost(given: number | undefined): number {
  const most = given ?? mostDatapoints;
  if (!(most >= 1))
    throw constraintFault('maxDatapoints', `${most}`, 'Member must have value greater than or equal to 1');
  return Math.min(most, mostDatapoints);
}

export const metricDataOperations: MonitoringHandlers<'GetMetricData'> = {
  GetMetricData({ account, region, now, metrics }, input) {
    checkTimes(input.StartTime, input.EndTime, validationError);
    checkEnum('scanBy', input.ScanBy, ['TimestampDescending', 'TimestampAscending']);
    const queries = readQueries(input.MetricDataQueries, account);
    const begin = readToken(input.NextToken, queries.length);
    const known = { series: metrics.series(account, region), now };
    let left = readMost(input.MaxDatapoints);
    const results = [];
    let next: Place | undefined;
    for (const [index, query] of queries.entries()) {
      if (index < begin.query) continue;
      const values = valuesOf(known, input, query);
      const from = index === begin.query && begin.time !== undefined ? placeIn(values, begin.time, input) : 0;
      const shown = values.slice(from, from + left);
      left -= shown.length;
      const rest = values[from + shown.length];
      results.push(shownResult(query, shown, rest === undefined));
      if (rest === undefined) continue;
      next = { query: index, time: rest.time };
      break;
    }
    return { MetricDataResults: results, Messages: [], ...(next ? { NextToken: tokenOf(next) } : {}) };
  },
};

/** The first value that isn't before the token's, in the order that is asked for. */
function placeIn(values: readonly Value[], time: number, { ScanBy }: Request): number {
  const isAscending = ScanBy === 'TimestampAscending';
  const place = values.findIndex((value) => (isAscending ? value.time >= time : value.time <= time));
  return place < 0 ? values.length : place;
}

function tokenOf({ query, time }: Place): string {
  return Buffer.from(`${query}:${time}`).toString('base64url');
}

function shownResult({ id, label }: Query, values: readonly Value[], isComplete: boolean) {
  return {
    Id: id,
    Label: label,
    Timestamps: values.map(({ time }) => new Date(time)),
    Values: values.map(({ value }) => value),
    StatusCode: isComplete ? ('Complete' as const) : ('PartialData' as const),
  };
}
