/** CloudWatch metrics as they are kept: one series per namespace, name and set of dimensions, one point per minute. */

export interface MetricPoint {
  /** The minute's beginning, milliseconds since 1970. */
  readonly time: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly samples: number;
}

export interface MetricSeries {
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  /** In the order that AWS prints them. */
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  /** Oldest first. */
  readonly points: readonly MetricPoint[];
}

export interface MetricsView {
  series(account: string, region: string): readonly MetricSeries[];
}

export const noMetrics: MetricsView = { series: () => [] };
