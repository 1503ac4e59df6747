/**
 * Ports: the interfaces that are plugged in, and into which node. An interface of a stopped instance, or of none, has no
 * port: nothing answers at its address.
 */

import type { Port } from '../blueprint/blueprint.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';

export function compilePort(network: Network, networkInterface: NetworkInterface): Port | undefined {
  const node = nodeOf(network, networkInterface);
  if (node === undefined) return undefined;
  const port = {
    id: networkInterface.id,
    subnet: networkInterface.subnet,
    addresses: networkInterface.privateAddresses,
    mac: networkInterface.mac,
    sourceCheck: networkInterface.interfaceType !== 'nat_gateway' && networkInterface.sourceDestCheck,
    node,
  };
  return networkInterface.interfaceType === 'nat_gateway'
    ? port
    : { ...port, groups: [...networkInterface.groups].sort() };
}

function nodeOf(network: Network, networkInterface: NetworkInterface): string | undefined {
  const { parent, attachment } = networkInterface;
  switch (networkInterface.interfaceType) {
    case 'nat_gateway':
      return parent && network.get('nat-gateway', parent)?.desired === 'available' ? parent : undefined;
    case 'vpc_endpoint':
      return parent && network.get('vpc-endpoint', parent)?.desired === 'available' ? networkInterface.id : undefined;
    case 'interface': {
      const instance = attachment?.instance;
      return instance && network.get('instance', instance)?.desired === 'running' ? instance : undefined;
    }
  }
}
