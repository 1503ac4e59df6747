/**
 * Which health checks a Network asks for: each node of a load balancer checks, by itself, each target that it may send to.
 * Pure. Nodes and targets in a zone that is down are not checked: that nothing reaches them is known already.
 */

import { every } from '../model/indexes.ts';
import type {
  HealthCheck,
  Listener,
  LoadBalancer,
  LoadBalancerNode,
  Target,
  TargetGroup,
} from '../model/load-balancer.ts';
import type { Network } from '../model/network.ts';
import { type PlacedTarget, targetsOfNode } from '../model/target-health.ts';
import { isZoneDown } from '../model/zone-fault.ts';

/** What is tried, in the words of whoever tries it. */
export interface Trial {
  readonly protocol: HealthCheck['protocol'];
  readonly address: string;
  readonly port: number;
  /** HTTP and HTTPS only, like `matcher` and `hostHeader`. */
  readonly path?: string;
  readonly matcher?: string;
  readonly hostHeader?: string;
  readonly timeoutMilliseconds: number;
  /** The target expects the proxy protocol before anything else. */
  readonly proxyHeader: boolean;
}

export interface Check {
  readonly key: string;
  /** The id of the node's network interface. */
  readonly node: string;
  readonly trial: Trial;
  readonly intervalMilliseconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html */
const usualPath = '/';
const usualMatcher = '200-399';

export function checkKey(node: string, group: string, target: Pick<Target, 'id' | 'port'>): string {
  return `${node} ${group} ${target.id} ${target.port}`;
}

function trialOf(group: TargetGroup, target: PlacedTarget & { readonly address: string }, hostHeader: string): Trial {
  const { protocol, port, path = usualPath, matcher = usualMatcher, timeoutSeconds } = group.healthCheck;
  return {
    protocol,
    address: target.address,
    port: port === 'traffic-port' ? target.port : Number(port),
    ...(protocol === 'TCP' ? {} : { path, matcher, hostHeader }),
    timeoutMilliseconds: timeoutSeconds * 1000,
    proxyHeader: group.attributes['proxy_protocol_v2.enabled'] === 'true',
  };
}

function checksOfGroup(
  network: Network,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
  listener: Listener,
): readonly Check[] {
  const group = network.get('target-group', listener.targetGroup);
  const address = network.get('network-interface', node.networkInterface)?.privateAddresses[0];
  if (group === undefined || address === undefined) return [];
  const { intervalSeconds, healthyThreshold, unhealthyThreshold } = group.healthCheck;
  return targetsOfNode(network, loadBalancer, node, group).flatMap((target) =>
    target.address === undefined || target.zoneDown
      ? []
      : {
          key: checkKey(node.networkInterface, group.id, target),
          node: node.networkInterface,
          // The host is the node's address and the listener's port, as the page above says.
          trial: trialOf(group, { ...target, address: target.address }, `${address}:${listener.port}`),
          intervalMilliseconds: intervalSeconds * 1000,
          healthyThreshold,
          unhealthyThreshold,
        },
  );
}

/** By key; a group behind several listeners of a load balancer is checked once. */
export function wantedChecks(network: Network): ReadonlyMap<string, Check> {
  const wanted = new Map<string, Check>();
  for (const loadBalancer of network.find('load-balancer', every)) {
    const listeners = network.find('listener', `load-balancer:${loadBalancer.id}`);
    for (const node of loadBalancer.nodes) {
      if (isZoneDown(network, loadBalancer.region, node.zoneId)) continue;
      for (const listener of listeners) {
        for (const check of checksOfGroup(network, loadBalancer, node, listener)) {
          if (!wanted.has(check.key)) wanted.set(check.key, check);
        }
      }
    }
  }
  return wanted;
}
