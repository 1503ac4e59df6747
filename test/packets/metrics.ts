/** Metrics as the `aws` command prints them to their owner: one series for each set of dimensions, values of the last minutes. */

import type { Account } from '../../scenarios/shared-services/account.ts';
import { aws } from '../clients/server.ts';
import type { Postern } from './postern.ts';

export type Dimensions = Readonly<Record<string, string>>;

/** Whose metrics, which, and in which sets of dimensions. */
export interface Wanted {
  readonly account: Account;
  readonly namespace: string;
  readonly names: readonly string[];
  readonly sets: readonly Dimensions[];
}

/** A metric's values, a minute each. */
export type Values = Readonly<Record<string, readonly number[]>>;

const minute = 60_000;

/** From now, backwards and forwards. */
function span(): readonly string[] {
  const at = (away: number): string => new Date(Date.now() + away).toISOString();
  return ['--start-time', at(-10 * minute), '--end-time', at(minute)];
}

function pairs(set: Dimensions): readonly object[] {
  return Object.entries(set).map(([Name, Value]) => ({ Name, Value }));
}

function statisticOf(name: string): string {
  return name === 'ActiveConnections' ? 'Maximum' : 'Sum';
}

async function ask<T>(postern: Postern, { connection }: Account, ...words: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await aws({ ...connection, state: postern.state }, ['cloudwatch', ...words]);
  if (code !== 0) throw new Error(`aws cloudwatch ${words.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** GetMetricData, one answer for each set of dimensions. */
export async function dataOf(
  postern: Postern,
  { account, namespace, names, sets }: Wanted,
): Promise<readonly Values[]> {
  const queries = sets.flatMap((set, index) =>
    names.map((MetricName) => ({
      Id: `m${index}${MetricName}`,
      MetricStat: {
        Metric: { Namespace: namespace, MetricName, Dimensions: pairs(set) },
        Period: 60,
        Stat: statisticOf(MetricName),
      },
    })),
  );
  const words = ['get-metric-data', '--metric-data-queries', JSON.stringify(queries), ...span()];
  interface Answer {
    readonly MetricDataResults: readonly { readonly Id: string; readonly Values: readonly number[] }[];
  }
  const { MetricDataResults } = await ask<Answer>(postern, account, ...words);
  const valuesOf = (id: string) => MetricDataResults.find(({ Id }) => Id === id)?.Values ?? [];
  return sets.map((_, index) => Object.fromEntries(names.map((name) => [name, valuesOf(`m${index}${name}`)])));
}

/** GetMetricStatistics of one metric in the first set of dimensions. */
export async function statisticsOf(postern: Postern, wanted: Wanted, name: string): Promise<readonly number[]> {
  const dimensions = ['--dimensions', JSON.stringify(pairs(wanted.sets[0] ?? {}))];
  const metric = ['--namespace', wanted.namespace, '--metric-name', name, ...dimensions];
  const words = ['get-metric-statistics', ...metric, ...span(), '--period', '60', '--statistics', statisticOf(name)];
  interface Answer {
    readonly Datapoints: readonly { readonly [statistic: string]: number }[];
  }
  const { Datapoints } = await ask<Answer>(postern, wanted.account, ...words);
  return Datapoints.map((point) => point[statisticOf(name)] ?? 0);
}

/** ListMetrics: names and their dimensions as one text, of those that have all of the given dimensions. */
export async function listed(postern: Postern, account: Account, namespace: string, having: Dimensions) {
  const words = ['list-metrics', '--namespace', namespace, '--dimensions', JSON.stringify(pairs(having))];
  interface Answer {
    readonly Metrics: readonly {
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    }[];
  }
  const { Metrics } = await ask<Answer>(postern, account, ...words);
  const text = (set: Answer['Metrics'][number]['Dimensions']) => set.map(({ Name, Value }) => [Name, Value]);
  return Metrics.map((one) => seriesName(one.MetricName, Object.fromEntries(text(one.Dimensions))));
}

/** Dimensions in whatever order. */
export function seriesName(name: string, set: Dimensions): string {
  const sorted = Object.entries(set).sort(([one], [other]) => (one < other ? -1 : 1));
  return [name, ...sorted.map(([key, value]) => `${key}=${value}`)].join(' ');
}
