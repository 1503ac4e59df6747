/**
 * A path whose reachability can be analysed: two ends and what a packet between them must look like. It says nothing of
 * whether there is a way. https://docs.aws.amazon.com/vpc/latest/reachability/how-reachability-analyzer-works.html
 */

import type { PortRange } from '../base/port-range.ts';
import type { Resource, ResourceBase } from './resource.ts';

export interface PathEnd {
  readonly id: string;
  readonly arn: string;
}

/** What the packet must look like at one end. */
export interface PathFilter {
  readonly sourceAddress?: string;
  readonly sourcePorts?: PortRange;
  readonly destinationAddress?: string;
  readonly destinationPorts?: PortRange;
}

/** As it was asked: an address or port of its own means the same as in the filter of its end. */
export interface PathQuestion {
  readonly source: PathEnd;
  /** Absent: an address alone says where to. */
  readonly destination?: PathEnd;
  readonly protocol: 'tcp' | 'udp';
  readonly sourceIp?: string;
  readonly destinationIp?: string;
  readonly destinationPort?: number;
  readonly filterAtSource?: PathFilter;
  readonly filterAtDestination?: PathFilter;
}

export interface NetworkInsightsPath extends ResourceBase {
  readonly kind: 'network-insights-path';
  readonly asked: PathQuestion;
}

/** Whether something may still be an end: what is terminated or deleted is listed for a while. */
export function isEndThere(end: Resource): boolean {
  if (end.kind === 'instance') return end.desired !== 'terminated';
  if (end.kind === 'vpn-gateway') return end.deleted === undefined;
  return !('desired' in end) || end.desired === 'available';
}
