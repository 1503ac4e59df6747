/**
 * Where a target group's targets are, which of them a load balancer's node may use, and what is known of their health. The
 * one derivation that data plane, health checks, DNS and DescribeTargetHealth share; pure functions of the Network and of
 * what the checks have seen.
 */

import { parseAddress } from '../base/address.ts';
import { containsAddress, parseCidr } from '../base/cidr.ts';
import {
  isCrossZone,
  type LoadBalancer,
  type LoadBalancerNode,
  type Target,
  type TargetGroup,
} from './load-balancer.ts';
import type { Network } from './network.ts';
import { isZoneDown } from './zone-fault.ts';

/** What a node's checks say of a target so far. */
export type Observed = 'initial' | 'healthy' | 'unhealthy';

export interface TargetHealthView {
  /** @param node the id of the node's network interface */
  observed(node: string, group: string, target: Pick<Target, 'id' | 'port'>): Observed;
}

/** Before anything was checked, and where nothing can be. */
export const nothingObserved: TargetHealthView = { observed: () => 'initial' };

export interface PlacedTarget {
  readonly id: string;
  readonly port: number;
  /** Absent while the target has none that packets reach: an instance that isn't running. */
  readonly address?: string;
  /** Absent for an address outside the VPC that every zone's nodes send to, and for an instance that is gone. */
  readonly zoneId?: string;
  readonly zoneDown: boolean;
}

type Place = Pick<PlacedTarget, 'address' | 'zoneId'>;

/** The targets of a group with their addresses, in the order of their registration. */
export function placedTargets(network: Network, group: TargetGroup): readonly PlacedTarget[] {
  return group.targets.map((target) => placedTarget(network, group, target));
}

export function placedTarget(network: Network, group: TargetGroup, target: Target): PlacedTarget {
  const { id, port } = target;
  const place = group.targetType === 'instance' ? instancePlace(network, id) : addressPlace(network, group, target);
  const zoneDown = place.zoneId !== undefined && isZoneDown(network, group.region, place.zoneId);
  return { id, port, ...place, zoneDown };
}

function instancePlace(network: Network, id: string): Place {
  const instance = network.get('instance', id);
  if (!instance) return {};
  const primary = network.find('network-interface', `instance:${id}`).find((one) => one.attachment?.deviceIndex === 0);
  const address = instance.desired === 'running' ? primary?.privateAddresses[0] : undefined;
  return { zoneId: instance.zoneId, ...(address === undefined ? {} : { address }) };
}

/** An address inside the VPC is in its subnet's zone, whether or not an interface has it. */
function addressPlace(network: Network, { vpc }: TargetGroup, { id: address, reach }: Target): Place {
  if (reach !== undefined) return { address, ...(reach.kind === 'zone' ? { zoneId: reach.zoneId } : {}) };
  const owner = network.find('network-interface', `address:${vpc}/${address}`)[0];
  const zoneId = owner?.zoneId ?? zoneOfAddress(network, vpc, address);
  return { address, ...(zoneId === undefined ? {} : { zoneId }) };
}

export function zoneOfAddress(network: Network, vpc: string, text: string): string | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  return network.find('subnet', `vpc:${vpc}`).find((subnet) => {
    const block = parseCidr(subnet.cidr);
    return block !== undefined && containsAddress(block, address);
  })?.zoneId;
}

/**
 * Those that a node may send to: its own zone's, or with cross-zone all whose zone is enabled; an address without a zone is
 * everybody's.
 */
export function targetsOfNode(
  network: Network,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
  group: TargetGroup,
): readonly PlacedTarget[] {
  return placedTargets(network, group).filter(reach(loadBalancer, node, group));
}

/** The same of those that were deregistered, and may still have connections. */
export function drainingTargetsOfNode(
  network: Network,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
  group: TargetGroup,
): readonly PlacedTarget[] {
  const draining = group.draining ?? [];
  return draining.map((target) => placedTarget(network, group, target)).filter(reach(loadBalancer, node, group));
}

function reach(
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
  group: TargetGroup,
): (target: PlacedTarget) => boolean {
  const across = isCrossZone(loadBalancer, group);
  const zones = new Set(across ? loadBalancer.nodes.map(({ zoneId }) => zoneId) : [node.zoneId]);
  return ({ zoneId }) => zoneId === undefined || zones.has(zoneId);
}

/**
 * Whether new connections may go to a target. A target in a zone that is down fails at once, without waiting for its
 * checks: nothing can reach it.
 */
export function isHealthy(
  health: TargetHealthView,
  node: LoadBalancerNode,
  group: TargetGroup,
  target: PlacedTarget,
): boolean {
  if (target.address === undefined || target.zoneDown) return false;
  return health.observed(node.networkInterface, group.id, target) === 'healthy';
}

/**
 * How many of a group's targets must be healthy in a zone: for the zone to stay in DNS, or for its unhealthy targets to be
 * left out. Either threshold counts
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health.html).
 */
function leastHealthy(group: TargetGroup, purpose: 'dns_failover' | 'unhealthy_state_routing', all: number): number {
  const threshold = (unit: string, usual: string): number => {
    const text = group.attributes[`target_group_health.${purpose}.minimum_healthy_targets.${unit}`] ?? usual;
    return text === 'off' ? 0 : Number(text);
  };
  return Math.max(threshold('count', '1'), Math.ceil((all * threshold('percentage', 'off')) / 100));
}

export interface Usable {
  readonly targets: readonly PlacedTarget[];
  /** Too few are healthy, so all are tried: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html */
  readonly failOpen: boolean;
}

/** Where a node's new connections go. */
export function usableTargets(
  network: Network,
  health: TargetHealthView,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
  group: TargetGroup,
): Usable {
  const all = targetsOfNode(network, loadBalancer, node, group).filter((target) => target.address !== undefined);
  const healthy = all.filter((target) => isHealthy(health, node, group, target));
  const enough = healthy.length > 0 && healthy.length >= leastHealthy(group, 'unhealthy_state_routing', all.length);
  return enough ? { targets: healthy, failOpen: false } : { targets: all, failOpen: all.length > 0 };
}

/** Whether DNS may answer with a node: its zone is up, and some target group of its listeners has healthy targets enough. */
export function isNodeHealthy(
  network: Network,
  health: TargetHealthView,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
): boolean {
  if (isZoneDown(network, loadBalancer.region, node.zoneId)) return false;
  return network.find('listener', `load-balancer:${loadBalancer.id}`).some((listener) => {
    const group = network.get('target-group', listener.targetGroup);
    if (group === undefined) return false;
    const all = targetsOfNode(network, loadBalancer, node, group);
    const healthy = all.filter((target) => isHealthy(health, node, group, target)).length;
    return all.length > 0 && healthy >= leastHealthy(group, 'dns_failover', all.length);
  });
}

/** The nodes that DNS answers with: the healthy ones, or all whose zone is up while none is healthy. */
export function answeringNodes(
  network: Network,
  health: TargetHealthView,
  loadBalancer: LoadBalancer,
): readonly LoadBalancerNode[] {
  const healthy = loadBalancer.nodes.filter((node) => isNodeHealthy(network, health, loadBalancer, node));
  if (healthy.length > 0) return healthy;
  return loadBalancer.nodes.filter((node) => !isZoneDown(network, loadBalancer.region, node.zoneId));
}

/** What is to be said of a registered target: the checks' findings, or why there are none. */
export type TargetCondition =
  | Observed
  | 'stopped'
  | 'terminated'
  | 'group-not-in-use'
  | 'zone-not-enabled'
  | 'reserved-address';

export function targetCondition(
  network: Network,
  health: TargetHealthView,
  group: TargetGroup,
  target: Target,
): TargetCondition {
  const placed = placedTarget(network, group, target);
  const obstacle =
    group.targetType === 'instance' ? instanceObstacle(network, target.id) : reserved(network, group, target);
  if (obstacle !== undefined) return obstacle;
  const listener = network.find('listener', `target-group:${group.id}`)[0];
  const loadBalancer = listener && network.get('load-balancer', listener.loadBalancer);
  if (!loadBalancer) return 'group-not-in-use';
  const senders = loadBalancer.nodes.filter((node) => reach(loadBalancer, node, group)(placed));
  if (senders.length === 0) return 'zone-not-enabled';
  if (placed.zoneDown) return 'unhealthy';
  const up = senders.filter((node) => !isZoneDown(network, group.region, node.zoneId));
  return worst((up.length > 0 ? up : senders).map((node) => health.observed(node.networkInterface, group.id, placed)));
}

function instanceObstacle(network: Network, id: string): TargetCondition | undefined {
  const desired = network.get('instance', id)?.desired ?? 'terminated';
  return desired === 'running' ? undefined : desired;
}

function reserved(network: Network, { vpc }: TargetGroup, { id }: Target): TargetCondition | undefined {
  const owner = network.find('network-interface', `address:${vpc}/${id}`)[0];
  const isNode = owner?.interfaceType === 'network_load_balancer' || owner?.interfaceType === 'gateway_load_balancer';
  return isNode ? 'reserved-address' : undefined;
}

/** Of what several nodes found: one failure counts, and so does a check that hasn't ended. */
function worst(found: readonly Observed[]): Observed {
  return (['unhealthy', 'initial'] as const).find((one) => found.includes(one)) ?? 'healthy';
}
