/**
 * A load balancer's node in one zone: its listeners with the targets that new connections go to now, the interfaces of
 * consumers' endpoints that lead to it, and what its security groups let through them.
 */

import type { Match, Node } from '../blueprint/blueprint.ts';
import type { ListenerPlan, SocketAddress } from '../blueprint/load-balancer.ts';
import { isConnected, wireOf } from '../model/endpoint-connection.ts';
import {
  endsUnhealthyConnections,
  keepsClientAddress,
  type Listener,
  type LoadBalancer,
  type LoadBalancerNode,
  type TargetGroup,
  tcpIdleSeconds,
} from '../model/load-balancer.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { type PlacedTarget, type TargetHealthView, targetsOfNode, usableTargets } from '../model/target-health.ts';
import { groupRuleMatch } from './match.ts';
import { prefixes } from './security-group.ts';

const tcp = 6;
const udp = 17;
const protocolsOf: Readonly<Record<Listener['protocol'], readonly (6 | 17)[]>> = {
  TCP: [tcp],
  UDP: [udp],
  TCP_UDP: [tcp, udp],
  GENEVE: [],
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#connection-idle-timeout */
const udpIdleSeconds = 120;

export function loadBalancerNode(
  network: Network,
  health: TargetHealthView,
  networkInterface: NetworkInterface,
  loadBalancer: LoadBalancer,
): Node | undefined {
  const { id } = networkInterface;
  const place = loadBalancer.nodes.find((node) => node.networkInterface === id);
  if (!place) return undefined;
  const rules = endpointRules(network, loadBalancer);
  return {
    kind: 'load-balancer-node',
    id,
    router: loadBalancer.vpc,
    port: id,
    address: networkInterface.privateAddresses[0]!,
    listeners: listenersOf(network, health, loadBalancer, place),
    endpoints: endpointsOf(network, loadBalancer, id),
    ...(rules ? { endpointRules: rules } : {}),
  };
}

function listenersOf(
  network: Network,
  health: TargetHealthView,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
): readonly ListenerPlan[] {
  return network
    .find('listener', `load-balancer:${loadBalancer.id}`)
    .flatMap((listener) => {
      const group = network.get('target-group', listener.targetGroup);
      if (!group) return [];
      const targets = socketsOf(network, health, loadBalancer, node, group);
      return protocolsOf[listener.protocol].map((protocol) => listenerPlan(listener, protocol, group, targets));
    })
    .sort((one, other) => one.port - other.port || one.protocol - other.protocol);
}

function listenerPlan(
  listener: Listener,
  protocol: 6 | 17,
  group: TargetGroup,
  targets: Pick<ListenerPlan, 'targets' | 'unfit'>,
): ListenerPlan {
  return {
    protocol,
    port: listener.port,
    idleSeconds: protocol === tcp ? tcpIdleSeconds(listener) : udpIdleSeconds,
    ...targets,
    keepsClientAddress: keepsClientAddress(group),
    proxyProtocol: group.attributes['proxy_protocol_v2.enabled'] === 'true',
  };
}

/**
 * A target that failed is unfit: connections that it has are reset. One of which nothing is known yet keeps them: after a
 * restart of the server that is every target.
 */
function socketsOf(
  network: Network,
  health: TargetHealthView,
  loadBalancer: LoadBalancer,
  node: LoadBalancerNode,
  group: TargetGroup,
): Pick<ListenerPlan, 'targets' | 'unfit'> {
  const { targets, failOpen } = usableTargets(network, health, loadBalancer, node, group);
  const usable = sockets(targets);
  const fit = new Set(usable.map(nameOf));
  const keepsConnections = failOpen || !endsUnhealthyConnections(group);
  const failed = targetsOfNode(network, loadBalancer, node, group).filter(
    (target) => target.zoneDown || health.observed(node.networkInterface, group.id, target) === 'unhealthy',
  );
  return {
    targets: usable,
    unfit: keepsConnections ? [] : sockets(failed).filter((target) => !fit.has(nameOf(target))),
  };
}

function nameOf({ address, port }: SocketAddress): string {
  return `${address} ${port}`;
}

/** Two targets may be the same socket: an instance's, and its address's. */
function sockets(targets: readonly PlacedTarget[]): readonly SocketAddress[] {
  const found = new Map<string, SocketAddress>();
  for (const { address, port } of targets) {
    if (address !== undefined) found.set(nameOf({ address, port }), { address, port });
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, socket]) => socket);
}

/** Interfaces of consumers' endpoints, of any account, that lead to this node. */
export function endpointsOf(network: Network, loadBalancer: LoadBalancer, node: string): readonly string[] {
  const found: string[] = [];
  for (const service of network.find('vpc-endpoint-service', `load-balancer:${loadBalancer.id}`)) {
    for (const endpoint of network.find('vpc-endpoint', `service:${service.id}`)) {
      if (!isConnected(endpoint)) continue;
      for (const id of endpoint.networkInterfaces) {
        const one = network.get('network-interface', id);
        if (one && wireOf(network, endpoint, one)?.node.networkInterface === node) found.push(id);
      }
    }
  }
  return found.sort();
}

/**
 * The client's own address is judged, so a rule that names a group matches nobody who comes through an endpoint
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html).
 */
function endpointRules(network: Network, loadBalancer: LoadBalancer): readonly Match[] | undefined {
  const { groups, enforceGroupsOnPrivateLink, region } = loadBalancer;
  if (!groups || !enforceGroupsOnPrivateLink) return undefined;
  return groups.flatMap((group) =>
    network.find('security-group-rule', `group:${group}`).flatMap((rule): readonly Match[] => {
      const match = rule.egress ? undefined : groupRuleMatch(rule);
      if (!match || rule.peer.kind === 'group') return [];
      if (rule.peer.kind !== 'prefix-list') return [match];
      const blocks = prefixes(network, region, rule.peer.prefixList);
      return blocks.map((cidr) => ({ ...match, peer: { kind: 'cidr', cidr } }));
    }),
  );
}
