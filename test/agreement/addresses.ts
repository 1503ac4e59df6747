/** Where the places of flows are at the moment: looked up in the Network whenever a packet is to be sent. */

import type { Network } from '../../src/model/network.ts';
import type { NetworkInterface } from '../../src/model/network-interface.ts';
import type { Place, Values } from './plan.ts';

/** A further address that was taken away again is nobody's to send from, and to send to an address like any other. */
export function ownsAddress(network: Network, id: string | undefined, place: Place): boolean {
  if (place.kind !== 'instance' || place.address === undefined) return true;
  const { address } = place;
  return interfacesOf(network, id ?? '').some((one) => one.privateAddresses.includes(address));
}

export function addressOf(network: Network, values: Values, place: Place): string | undefined {
  if (place.kind === 'address') return place.address;
  const id = values.get(place.name);
  if (id === undefined) return undefined;
  switch (place.kind) {
    case 'instance':
      return place.address ?? primaryInterface(network, id)?.privateAddresses[0];
    case 'public-address':
      return publicAddressOf(network, primaryInterface(network, id), place.address);
    case 'nat-gateway': {
      const gateway = network.get('nat-gateway', id);
      // Its address may be another's by now, who answers at other ports.
      if (gateway?.desired === 'deleted') return undefined;
      return place.facing ? gateway?.publicAddress : gateway?.privateAddress;
    }
    case 'endpoint':
      return privateAddress(network, network.get('vpc-endpoint', id)?.networkInterfaces[place.zone]);
    case 'load-balancer': {
      const node = network.get('load-balancer', id)?.nodes[place.zone]?.networkInterface;
      if (place.facing) return publicAddressOf(network, node ? network.get('network-interface', node) : undefined);
      return privateAddress(network, node);
    }
  }
}

function interfacesOf(network: Network, instance: string): readonly NetworkInterface[] {
  return network.find('network-interface', `instance:${instance}`);
}

function primaryInterface(network: Network, instance: string): NetworkInterface | undefined {
  return interfacesOf(network, instance).find(({ attachment }) => attachment?.deviceIndex === 0);
}

/** As DescribeNetworkInterfaces shows it: an elastic one takes the automatic one's place. */
function publicAddressOf(network: Network, one: NetworkInterface | undefined, inner?: string): string | undefined {
  if (one === undefined) return undefined;
  const [primary] = one.privateAddresses;
  const elastic = network
    .find('elastic-address', `interface:${one.id}`)
    .find(({ association }) => association?.privateAddress === (inner ?? primary));
  return elastic?.publicAddress ?? (inner === undefined || inner === primary ? one.autoPublicAddress : undefined);
}

function privateAddress(network: Network, id: string | undefined): string | undefined {
  return id === undefined ? undefined : network.get('network-interface', id)?.privateAddresses[0];
}
