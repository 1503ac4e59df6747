/**
 * A gateway load balancer's node in one zone: the appliances of its listener's target group, which of them take new flows, and the
 * interfaces of endpoints that lead to it. How packets reach appliances is the backend's matter.
 */

import type { Appliance, GatewayLoadBalancerNode } from '../blueprint/load-balancer.ts';
import { type LoadBalancer, type LoadBalancerNode, type TargetGroup, tcpIdleSeconds } from '../model/load-balancer.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import {
  drainingTargetsOfNode,
  type PlacedTarget,
  type TargetHealthView,
  targetsOfNode,
  usableTargets,
} from '../model/target-health.ts';
import { endpointsOf } from './load-balancer.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/gateway-load-balancers.html#idle-timeout */
const otherIdleSeconds = 120;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-target-group-attributes.html#flow-stickiness */
const stickinessOf: Readonly<Record<string, GatewayLoadBalancerNode['stickiness']>> = {
  source_ip_dest_ip: '2-tuple',
  source_ip_dest_ip_proto: '3-tuple',
};
const usualStickiness = 'source_ip_dest_ip_proto';

export function gatewayLoadBalancerNode(
  network: Network,
  health: TargetHealthView,
  { id, privateAddresses }: NetworkInterface,
  loadBalancer: LoadBalancer,
): GatewayLoadBalancerNode | undefined {
  const place = loadBalancer.nodes.find((node) => node.networkInterface === id);
  if (!place) return undefined;
  // It has one listener, of every packet.
  const [listener] = network.find('listener', `load-balancer:${loadBalancer.id}`);
  const group = listener && network.get('target-group', listener.targetGroup);
  return {
    kind: 'gateway-load-balancer-node',
    id,
    router: loadBalancer.vpc,
    port: id,
    address: privateAddresses[0]!,
    endpoints: endpointsOf(network, loadBalancer, id),
    appliances: group ? appliancesOf(network, health, loadBalancer, place, group) : [],
    stickiness: group ? stickinessOfGroup(group) : '5-tuple',
    tcpIdleSeconds: tcpIdleSeconds(listener ?? { attributes: {} }),
    otherIdleSeconds,
  };
}

function stickinessOfGroup({ attributes }: TargetGroup): GatewayLoadBalancerNode['stickiness'] {
  if (attributes['stickiness.enabled'] !== 'true') return '5-tuple';
  return stickinessOf[attributes['stickiness.type'] ?? usualStickiness] ?? '5-tuple';
}

/**
 * By default flows stay with a target that failed or was deregistered, and packets are lost there; with `rebalance` they
 * don't. Likeliest: what is deregistered gives its flows away at once, for the plan knows no time
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-target-group-attributes.html#target-failover).
 */
function appliancesOf(
  network: Network,
  health: TargetHealthView,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
  group: TargetGroup,
): readonly Appliance[] {
  const keepsFlows = (event: string) => group.attributes[`target_failover.${event}`] !== 'rebalance';
  const found = new Map<string, Appliance>();
  const list = (targets: readonly PlacedTarget[], takesFlows: boolean) => {
    for (const { address } of targets) {
      if (address !== undefined && !found.has(address)) found.set(address, { address, takesFlows });
    }
  };
  list(usableTargets(network, health, loadBalancer, node, group).targets, true);
  if (keepsFlows('on_unhealthy')) list(targetsOfNode(network, loadBalancer, node, group), false);
  if (keepsFlows('on_deregistration')) list(drainingTargetsOfNode(network, loadBalancer, node, group), false);
  return [...found.values()].sort((one, other) => (one.address < other.address ? -1 : 1));
}
