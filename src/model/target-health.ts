/**
 * Where a target group's targets are, which of them a load balancer's node may use, and what is known of their health. The
 * one derivation that data plane, health checks, DNS and DescribeTargetHealth share; pure functions of the Network and of
 * what the checks have seen.
 */

import { isCrossZone, type LoadBalancer, type LoadBalancerNode, type Target, type TargetGroup } from './load-balancer.ts';
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
  /** Absent for an address that no interface of the VPC has. */
  readonly zoneId?: string;
  readonly zoneDown: boolean;
}

/** The targets of a group with their addresses, in the order of their registration. */
export function placedTargets(network: Network, group: TargetGroup): readonly PlacedTarget[] {
  return group.targets.map(({ id, port }) => {
    const place = group.targetType === 'instance' ? instancePlace(network, id) : addressPlace(network, group.vpc, id);
    const zoneDown = place.zoneId !== undefined && isZoneDown(network, group.region, place.zoneId);
    return { id, port, ...place, zoneDown };
  });
}

function instancePlace(network: Network, id: string): Pick<PlacedTarget, 'address' | 'zoneId'> {
  const instance = network.get('instance', id);
  const primary = network
    .find('network-interface', `instance:${id}`)
    .find((one) => one.attachment?.deviceIndex === 0);
  if (!instance || !primary) return {};
  const address = instance.desired === 'running' ? primary.privateAddresses[0] : undefined;
  return { zoneId: primary.zoneId, ...(address === undefined ? {} : { address }) };
}

function addressPlace(network: Network, vpc: string, address: string): Pick<PlacedTarget, 'address' | 'zoneId'> {
  const owner = network.find('network-interface', `address:${vpc}/${address}`)[0];
  return { address, ...(owner ? { zoneId: owner.zoneId } : {}) };
}

/** Those that a node may send to: its own zone's, or all with cross-zone; an address without a zone is everybody's. */
export function targetsOfNode(
  network: Network,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
  group: TargetGroup,
): readonly PlacedTarget[] {
  const all = placedTargets(network, group);
  if (isCrossZone(loadBalancer, group)) return all;
  return all.filter((target) => target.zoneId === undefined || target.zoneId === node.zoneId);
}

/**
 * Whether new connections may go to a target. A target in a zone that is down fails at once, without waiting for its
 * checks: nothing can reach it.
 */
export function isHealthy(health: TargetHealthView, node: LoadBalancerNode, group: TargetGroup, target: PlacedTarget): boolean {
  if (target.address === undefined || target.zoneDown) return false;
  return health.observed(node.networkInterface, group.id, target) === 'healthy';
}

export interface Usable {
  readonly targets: readonly PlacedTarget[];
  /** None is healthy, so all are tried: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html */
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
  return healthy.length > 0 ? { targets: healthy, failOpen: false } : { targets: all, failOpen: all.length > 0 };
}

/** Whether DNS may answer with a node: its zone is up, and some target group of its listeners has a healthy target there. */
export function isNodeHealthy(
  network: Network,
  health: TargetHealthView,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
): boolean {
  if (isZoneDown(network, loadBalancer.region, node.zoneId)) return false;
  return network.find('listener', `load-balancer:${loadBalancer.id}`).some((listener) => {
    const group = network.get('target-group', listener.targetGroup);
    return group !== undefined && !(usableTargets(network, health, loadBalancer, node, group).failOpen || targetsOfNode(network, loadBalancer, node, group).length === 0);
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
