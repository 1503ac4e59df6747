/** Nodes: instances, interfaces of endpoints and resolver endpoints, gateway endpoints, load balancers and NAT gateways of one VPC. */

import { AssertionFailure, present } from '../base/assert.ts';
import { formatCidr } from '../base/cidr.ts';
import type { Node, Port } from '../blueprint/blueprint.ts';
import { wireOf } from '../model/endpoint-connection.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { publicRanges } from '../model/region.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import { isOnTransitGateway } from '../model/transit-gateway.ts';
import type { Vpc } from '../model/vpc.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { gatewayLoadBalancerNode } from './gateway-load-balancer.ts';
import { loadBalancerNode } from './load-balancer.ts';
import { ownerOf } from './port.ts';

/** Nodes that are plugged into ports, ordered by id. */
export function compileNodes(
  network: Network,
  health: TargetHealthView,
  vpc: Vpc,
  ports: readonly Port[],
): readonly Node[] {
  const plugged = new Map<string, Port[]>();
  for (const port of ports) {
    // A transit gateway is between VPCs, no one's own node.
    if (network.get('transit-gateway', port.node)) continue;
    plugged.set(port.node, [...(plugged.get(port.node) ?? []), port]);
  }
  return [...plugged.keys()].sort().map((id) => nodeOf(network, health, vpc, id, plugged.get(id)!));
}

function nodeOf(network: Network, health: TargetHealthView, vpc: Vpc, id: string, ports: readonly Port[]): Node {
  const first = present(network.get('network-interface', ports[0]!.id), `interface ${ports[0]!.id}`);
  switch (first.interfaceType) {
    case 'gateway_load_balancer_endpoint':
    case 'vpc_endpoint':
      return endpointNode(network, vpc, first);
    case 'gateway_load_balancer':
    case 'network_load_balancer': {
      const owner = present(ownerOf(network, first), `load balancer of ${id}`);
      const node = first.interfaceType === 'gateway_load_balancer' ? gatewayLoadBalancerNode : loadBalancerNode;
      return present(node(network, health, first, owner), `node ${id}`);
    }
    case 'resolver_endpoint':
      return resolverEndpointNode(network, vpc, first);
    case 'nat_gateway':
      return {
        kind: 'nat-gateway',
        id,
        router: vpc.id,
        port: first.id,
        address: first.privateAddresses[0]!,
        sources: isOnTransitGateway(network, vpc.id) ? ['0.0.0.0/0'] : vpc.cidrs.map((block) => block.cidr),
      };
    // Without a port it is no node.
    case 'ec2_instance_connect_endpoint':
    case 'transit_gateway':
      throw new AssertionFailure(`${id} is no node`);
    case 'interface':
      return instanceNode(network, vpc, id, ports);
  }
}

function endpointNode(network: Network, vpc: Vpc, networkInterface: NetworkInterface): Node {
  const { id, parent } = networkInterface;
  const endpoint = present(network.get('vpc-endpoint', present(parent, `parent of ${id}`)), `endpoint of ${id}`);
  const common = { id, router: vpc.id, endpoint: endpoint.id, port: id };
  if (endpoint.service === undefined) return { kind: 'endpoint', ...common };
  const wire = present(wireOf(network, endpoint, networkInterface), `wire of ${id}`);
  return { kind: 'service-endpoint', ...common, loadBalancerNode: wire.node.networkInterface };
}

function resolverEndpointNode(network: Network, vpc: Vpc, { id, parent }: NetworkInterface): Node {
  const endpoint = present(network.get('resolver-endpoint', present(parent, `parent of ${id}`)), `endpoint of ${id}`);
  const direction = endpoint.direction === 'INBOUND' ? 'inbound' : 'outbound';
  return { kind: 'resolver-endpoint', id, router: vpc.id, port: id, direction };
}

function instanceNode(network: Network, vpc: Vpc, id: string, ports: readonly Port[]): Node {
  const attached = ports
    .map((port) => present(network.get('network-interface', port.id), `interface ${port.id}`))
    .sort((one, other) => deviceIndex(one) - deviceIndex(other));
  return {
    kind: 'instance',
    id,
    router: vpc.id,
    hostname: `ip-${attached[0]!.privateAddresses[0]!.replaceAll('.', '-')}`,
    devices: attached.map((one) => ({ index: deviceIndex(one), port: one.id })),
    forwards: attached.some((one) => !one.sourceDestCheck),
  };
}

function deviceIndex(networkInterface: NetworkInterface): number {
  return networkInterface.attachment?.deviceIndex ?? 0;
}

/** The node of a gateway endpoint: it answers on the public prefixes of its service. */
export function gatewayEndpointNode(endpoint: VpcEndpoint): Node {
  const service = endpoint.serviceName.endsWith('.s3') ? 's3' : 'dynamodb';
  return {
    kind: 'gateway-endpoint',
    id: endpoint.id,
    router: endpoint.vpc,
    prefixes: [formatCidr(publicRanges(endpoint.region)[service])],
  };
}
