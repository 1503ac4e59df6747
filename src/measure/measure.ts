/**
 * CloudWatch's metrics of PrivateLink, from counters that are read once a minute. What passed between two readings is one
 * value for each set of dimensions, and nothing is said of an endpoint through which nothing passes. Reading the counters is
 * the host's matter; answering GetMetricData that of the operations.
 *
 * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html
 */

import type { Clock } from '../base/clock.ts';
import { isConnected } from '../model/endpoint-connection.ts';
import { every } from '../model/indexes.ts';
import type { MetricsView } from '../model/metric.ts';
import type { Network } from '../model/network.ts';
import { endpointNamespace, type Subject, serviceNamespace, serviceSubject, subjectsOf } from './dimensions.ts';
import { createSeriesStore, minute, type SeriesStore } from './series.ts';

/** Counted since the interface's node was made; a node that is made anew begins at 0. */
export interface Reading {
  /** The endpoint's interface, `eni-…`. */
  readonly networkInterface: string;
  readonly newConnections: number;
  /** Both directions. */
  readonly bytes: number;
  readonly resets: number;
  readonly dropped: number;
  /** Connections that are open now. */
  readonly active: number;
}

export interface Measure {
  /** At the end of each minute, and once at the start: what was counted before the first time is not counted here. */
  take(network: Network, readings: readonly Reading[]): void;
  readonly view: MetricsView;
}

/** What passed in the minute, and what is open at its end. */
type Amounts = Omit<Reading, 'networkInterface'>;

type Metric = readonly [name: string, unit: 'Bytes' | 'Count', of: keyof Amounts];

/** In the order of AWS's tables. */
const metrics: Readonly<Record<string, readonly Metric[]>> = {
  [endpointNamespace]: [
    ['ActiveConnections', 'Count', 'active'],
    ['BytesProcessed', 'Bytes', 'bytes'],
    ['NewConnections', 'Count', 'newConnections'],
    ['PacketsDropped', 'Count', 'dropped'],
    ['RstPacketsReceived', 'Count', 'resets'],
  ],
  [serviceNamespace]: [
    ['ActiveConnections', 'Count', 'active'],
    ['BytesProcessed', 'Bytes', 'bytes'],
    ['NewConnections', 'Count', 'newConnections'],
    ['RstPacketsSent', 'Count', 'resets'],
  ],
};

export function createMeasure(clock: Clock): Measure {
  const series = createSeriesStore();
  let before: ReadonlyMap<string, Reading> | undefined;
  let last = clock.now();
  return {
    take(network, readings) {
      const now = clock.now();
      // The minute that holds most of the time since the last reading, however late a timer comes.
      const time = beginning((last + now) / 2, minute);
      const earlier = before;
      if (earlier) addTraffic(series, network, time, trafficOf(readings, earlier));
      countEndpoints(series, network, beginning(now, countPeriod));
      before = new Map(readings.map((reading) => [reading.networkInterface, reading]));
      last = now;
      series.forget(now);
    },
    view: { series: (account, region) => series.of(account, region) },
  };
}

function beginning(time: number, period: number): number {
  return Math.floor(time / period) * period;
}

/** By interface; those through which nothing passes and where nothing is open are left out. */
function trafficOf(readings: readonly Reading[], earlier: ReadonlyMap<string, Reading>): ReadonlyMap<string, Amounts> {
  const traffic = new Map<string, Amounts>();
  for (const reading of readings) {
    const amounts = amountsOf(reading, earlier.get(reading.networkInterface));
    if (Object.values(amounts).some((amount) => amount > 0)) traffic.set(reading.networkInterface, amounts);
  }
  return traffic;
}

function amountsOf(reading: Reading, earlier: Reading | undefined): Amounts {
  // A node made anew counts less than the one before it, at once or after a while; one sign is enough for all counters.
  const renewed = earlier === undefined || counters.some((name) => reading[name] < earlier[name]);
  const passed = (name: (typeof counters)[number]): number => reading[name] - (renewed ? 0 : earlier[name]);
  return {
    newConnections: passed('newConnections'),
    bytes: passed('bytes'),
    resets: passed('resets'),
    dropped: passed('dropped'),
    active: reading.active,
  };
}

const counters = ['newConnections', 'bytes', 'resets', 'dropped'] as const;

/**
 * The interfaces that a set of dimensions covers are added up to one value. Likeliest: AWS doesn't say how many samples its
 * points have. An interface that was deleted since is nobody's any more.
 */
function addTraffic(series: SeriesStore, network: Network, time: number, traffic: ReadonlyMap<string, Amounts>): void {
  const sums = new Map<string, { readonly subject: Subject; readonly amounts: Amounts }>();
  for (const [id, amounts] of traffic) {
    const networkInterface = network.get('network-interface', id);
    for (const subject of networkInterface ? subjectsOf(network, networkInterface) : []) {
      const key = JSON.stringify(subject);
      const known = sums.get(key);
      sums.set(key, { subject, amounts: known ? sumOf(known.amounts, amounts) : amounts });
    }
  }
  for (const { subject, amounts } of sums.values()) {
    for (const [name, unit, of] of metrics[subject.namespace]!) series.add(subject, name, unit, time, amounts[of]);
  }
}

function sumOf(one: Amounts, other: Amounts): Amounts {
  return {
    newConnections: one.newConnections + other.newConnections,
    bytes: one.bytes + other.bytes,
    resets: one.resets + other.resets,
    dropped: one.dropped + other.dropped,
    active: one.active + other.active,
  };
}

const countPeriod = 5 * minute;
const countName = 'EndpointsCount';

/** Once in five minutes for each service that has any, whether or not anything passes. */
function countEndpoints(series: SeriesStore, network: Network, time: number): void {
  for (const service of network.find('vpc-endpoint-service', every)) {
    const subject = serviceSubject(service);
    if ((series.newest(subject, countName) ?? 0) >= time) continue;
    const endpoints = network.find('vpc-endpoint', `service:${service.id}`);
    const connected = endpoints.filter((one) => isConnected(one) && one.region === service.region).length;
    if (connected > 0) series.add(subject, countName, 'Count', time, connected);
  }
}
