/**
 * Ports: the interfaces that are plugged in, and into which node. An interface of a stopped instance, or of none, has no
 * port: nothing answers at its address.
 */

import type { Port } from '../blueprint/blueprint.ts';
import { isConnected, wireOf } from '../model/endpoint-connection.ts';
import type { LoadBalancer } from '../model/load-balancer.ts';
import type { Network } from '../model/network.ts';
import { type InterfaceType, type NetworkInterface, passageTypes } from '../model/network-interface.ts';
import { isAttached } from '../model/transit-gateway.ts';

export function compilePort(network: Network, networkInterface: NetworkInterface): Port | undefined {
  const node = nodeOf(network, networkInterface);
  if (node === undefined) return undefined;
  const { interfaceType, groups } = networkInterface;
  const port = {
    id: networkInterface.id,
    subnet: networkInterface.subnet,
    addresses: networkInterface.privateAddresses,
    mac: networkInterface.mac,
    sourceCheck: !forwards.has(interfaceType) && networkInterface.sourceDestCheck,
    node,
  };
  if (interfaceType === 'nat_gateway') return port;
  if (interfaceType === 'transit_gateway') return { ...port, passage: 'transit-gateway' };
  if (interfaceType === 'gateway_load_balancer_endpoint') return { ...port, passage: 'gateway-load-balancer' };
  // Whatever its packets carry, it sends them in its own name.
  if (interfaceType === 'gateway_load_balancer') return { ...port, sourceCheck: true };
  const judged = { ...port, groups: [...groups].sort() };
  if (interfaceType !== 'network_load_balancer') return judged;
  return { ...(ownerOf(network, networkInterface)?.groups ? judged : port), symmetric: true };
}

const forwards: ReadonlySet<InterfaceType> = new Set([...passageTypes, 'nat_gateway', 'network_load_balancer']);

/** The load balancer that an interface is a node of. */
export function ownerOf(network: Network, { id, parent }: NetworkInterface): LoadBalancer | undefined {
  const owner = parent === undefined ? undefined : network.get('load-balancer', parent);
  return owner?.nodes.some((node) => node.networkInterface === id) ? owner : undefined;
}

function nodeOf(network: Network, networkInterface: NetworkInterface): string | undefined {
  const { parent, attachment } = networkInterface;
  switch (networkInterface.interfaceType) {
    case 'nat_gateway':
      return parent && network.get('nat-gateway', parent)?.desired === 'available' ? parent : undefined;
    case 'gateway_load_balancer':
    case 'network_load_balancer':
      return ownerOf(network, networkInterface) && networkInterface.id;
    case 'transit_gateway': {
      const attachment = parent === undefined ? undefined : network.get('transit-gateway-attachment', parent);
      return attachment && isAttached(network, attachment) ? attachment.transitGateway : undefined;
    }
    // It takes nothing from its VPC.
    case 'ec2_instance_connect_endpoint':
      return undefined;
    case 'gateway_load_balancer_endpoint':
    case 'vpc_endpoint':
      return isReachable(network, networkInterface) ? networkInterface.id : undefined;
    case 'resolver_endpoint':
      return parent && network.get('resolver-endpoint', parent) && networkInterface.id;
    case 'interface': {
      const instance = attachment?.instance;
      return instance && network.get('instance', instance)?.desired === 'running' ? instance : undefined;
    }
  }
}

/** An endpoint of a customer's service that nobody let in, or that leads nowhere, has an address at which nothing answers. */
function isReachable(network: Network, networkInterface: NetworkInterface): boolean {
  const { parent } = networkInterface;
  const endpoint = parent === undefined ? undefined : network.get('vpc-endpoint', parent);
  if (!endpoint || !isConnected(endpoint)) return false;
  if (endpoint.service === undefined) return true;
  const wire = wireOf(network, endpoint, networkInterface);
  const far = wire && network.get('network-interface', wire.node.networkInterface);
  return far !== undefined && ownerOf(network, far) !== undefined;
}
