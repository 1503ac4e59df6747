/**
 * Health checks of target groups as requests ask for them, with what a load balancer does where they don't say
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html,
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/health-checks.html).
 */

import type { HealthCheck, TargetGroup } from '../../model/load-balancer.ts';
import { notOffered } from '../ec2/faults.ts';
import { oneOf, portBounds, within } from './constraint.ts';
import { conflict, invalid } from './faults.ts';

export interface HealthCheckInput {
  readonly HealthCheckProtocol?: string | undefined;
  readonly HealthCheckPort?: string | undefined;
  readonly HealthCheckEnabled?: boolean | undefined;
  readonly HealthCheckPath?: string | undefined;
  readonly HealthCheckIntervalSeconds?: number | undefined;
  readonly HealthCheckTimeoutSeconds?: number | undefined;
  readonly HealthyThresholdCount?: number | undefined;
  readonly UnhealthyThresholdCount?: number | undefined;
  readonly Matcher?: { readonly HttpCode?: string | undefined; readonly GrpcCode?: string | undefined } | undefined;
}

interface Usual {
  readonly port: string;
  readonly interval: number;
  readonly timeouts: Readonly<Record<HealthCheck['protocol'], number>>;
}

const usualOfNetwork: Usual = {
  port: 'traffic-port',
  interval: 30,
  timeouts: { TCP: 10, HTTP: 6, HTTPS: 10 },
};
const usualOfGateway: Usual = { port: '80', interval: 10, timeouts: { TCP: 5, HTTP: 5, HTTPS: 5 } };
const usualHealthyThreshold = 5;
const usualUnhealthyThreshold = 2;
const usualPath = '/';
const usualMatcher = '200-399';
const intervals = { least: 5, most: 300 } as const;
const timeouts = { least: 2, most: 120 } as const;
const thresholds = { least: 2, most: 10 } as const;
const longestPath = 1024;

function readPort(text: string): string {
  if (text === 'traffic-port') return text;
  const isPort = /^[1-9]\d{0,4}$/.test(text) && Number(text) <= portBounds.most;
  if (!isPort) throw invalid.healthCheckPort(text);
  return text;
}

function readPath(text: string): string {
  if (!text.startsWith('/') || text.length > longestPath) throw invalid.healthCheckPath(text);
  return text;
}

/** Single codes and ranges, separated by commas; the group's protocol being TCP or UDP, 200 to 599. */
function readMatcher(text: string): string {
  for (const part of text.split(',')) {
    const [, first, last] = /^([2-5]\d\d)(?:-([2-5]\d\d))?$/.exec(part) ?? [];
    if (first === undefined || (last !== undefined && Number(last) < Number(first))) throw invalid.matcher(text);
  }
  return text;
}

/** What only HTTP and HTTPS checks have. */
function readHttp(
  protocol: HealthCheck['protocol'],
  input: HealthCheckInput,
  old: HealthCheck | undefined,
): Pick<HealthCheck, 'path' | 'matcher'> {
  if (input.Matcher?.GrpcCode !== undefined) throw notOffered('A gRPC health check');
  if (protocol === 'TCP') {
    if (input.HealthCheckPath !== undefined) throw conflict.tcpPath();
    if (input.Matcher?.HttpCode !== undefined) throw conflict.tcpMatcher();
    return {};
  }
  return {
    path: readPath(input.HealthCheckPath ?? old?.path ?? usualPath),
    matcher: readMatcher(input.Matcher?.HttpCode ?? old?.matcher ?? usualMatcher),
  };
}

/** Likeliest: a timeout that nobody chose gives way to a short interval. */
function readTimes(
  protocol: HealthCheck['protocol'],
  input: HealthCheckInput,
  usual: Usual,
  old: HealthCheck | undefined,
): Pick<HealthCheck, 'intervalSeconds' | 'timeoutSeconds'> {
  const interval = input.HealthCheckIntervalSeconds ?? old?.intervalSeconds ?? usual.interval;
  within(interval, 'healthCheckIntervalSeconds', intervals);
  const timeout =
    input.HealthCheckTimeoutSeconds ?? old?.timeoutSeconds ?? Math.min(usual.timeouts[protocol], interval);
  within(timeout, 'healthCheckTimeoutSeconds', timeouts);
  if (timeout > interval) throw invalid.timeout(timeout, interval);
  return { intervalSeconds: interval, timeoutSeconds: timeout };
}

/** @param old what the group has: a change leaves alone what it doesn't name */
export function readHealthCheck(
  input: HealthCheckInput,
  { targetType, protocol: groupProtocol }: Pick<TargetGroup, 'targetType' | 'protocol'>,
  old?: HealthCheck,
): HealthCheck {
  if (input.HealthCheckEnabled === false) throw invalid.healthCheckDisabled(targetType);
  const usual = groupProtocol === 'GENEVE' ? usualOfGateway : usualOfNetwork;
  const asked = input.HealthCheckProtocol ?? old?.protocol ?? 'TCP';
  const protocol = oneOf(asked, 'Health check protocol', ['HTTP', 'HTTPS', 'TCP']);
  const healthy = input.HealthyThresholdCount ?? old?.healthyThreshold ?? usualHealthyThreshold;
  const unhealthy = input.UnhealthyThresholdCount ?? old?.unhealthyThreshold ?? usualUnhealthyThreshold;
  return {
    protocol,
    port: readPort(input.HealthCheckPort ?? old?.port ?? usual.port),
    ...readHttp(protocol, input, old),
    ...readTimes(protocol, input, usual, old),
    healthyThreshold: within(healthy, 'healthyThresholdCount', thresholds),
    unhealthyThreshold: within(unhealthy, 'unhealthyThresholdCount', thresholds),
  };
}
