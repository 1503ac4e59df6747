/**
 * Series of points, one a minute, for three hours. CloudWatch keeps minutes for fifteen days; here nothing is on the disk,
 * and what is older than that is forgotten.
 */

import type { MetricPoint, MetricSeries } from '../model/metric.ts';
import type { Subject } from './dimensions.ts';

export const minute = 60_000;
const kept = 3 * 60 * minute;

export interface SeriesStore {
  /** A value at a minute's beginning; a second one of the same minute is a further sample. */
  add(subject: Subject, name: string, unit: string, time: number, value: number): void;
  /** When the newest point of a series is. */
  newest(subject: Subject, name: string): number | undefined;
  /** Forgets what has become too old. */
  forget(now: number): void;
  of(account: string, region: string): readonly MetricSeries[];
}

export function createSeriesStore(): SeriesStore {
  const owners = new Map<string, Map<string, MetricSeries>>();

  function seriesOf({ account, region }: Pick<Subject, 'account' | 'region'>): Map<string, MetricSeries> {
    const key = `${account}/${region}`;
    const known = owners.get(key) ?? new Map<string, MetricSeries>();
    owners.set(key, known);
    return known;
  }

  return {
    add(subject, name, unit, time, value) {
      const all = seriesOf(subject);
      const key = keyOf(subject, name);
      const series = all.get(key) ?? { ...subject, name, unit, points: [] };
      all.set(key, { ...series, points: withValue(series.points, time, value) });
    },
    newest: (subject, name) => seriesOf(subject).get(keyOf(subject, name))?.points.at(-1)?.time,
    forget(now) {
      for (const all of owners.values()) {
        for (const [key, series] of all) {
          const points = series.points.filter(({ time }) => time > now - kept);
          if (points.length === 0) all.delete(key);
          else if (points.length < series.points.length) all.set(key, { ...series, points });
        }
      }
    },
    of: (account, region) => [...(owners.get(`${account}/${region}`)?.values() ?? [])],
  };
}

function keyOf({ namespace, dimensions }: Subject, name: string): string {
  return JSON.stringify([namespace, name, dimensions.map((one) => [one.name, one.value])]);
}

/** Points stay ordered by time, also where a clock was set back. */
function withValue(points: readonly MetricPoint[], time: number, value: number): readonly MetricPoint[] {
  const fresh: MetricPoint = { time, sum: value, minimum: value, maximum: value, samples: 1 };
  const later = points.findLastIndex((point) => point.time <= time);
  const same = points[later];
  if (same?.time !== time) return points.toSpliced(later + 1, 0, fresh);
  const merged: MetricPoint = {
    time,
    sum: same.sum + value,
    minimum: Math.min(same.minimum, value),
    maximum: Math.max(same.maximum, value),
    samples: same.samples + 1,
  };
  return points.with(later, merged);
}
