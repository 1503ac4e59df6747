/**
 * Which listeners a Network asks for: a pure list that the gate brings about. A VPC without an interface has nobody who
 * could ask, and gets none. Places are named as the data plane names its nodes: an endpoint's by its network interface's
 * id, a gateway endpoint's by its own.
 */

import { formatAddress } from '../base/address.ts';
import { parseCidr } from '../base/cidr.ts';
import { endpointService } from '../model/endpoint-service.ts';
import type { Network } from '../model/network.ts';
import { dnsPort, type ResolverEndpoint } from '../model/resolver-endpoint.ts';
import type { Vpc } from '../model/vpc.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { serviceRegionOf } from '../model/vpc-endpoint-service.ts';
import { namedHosts } from './internet-hosts.ts';
import type { ServiceReference } from './service-name.ts';
import type { Listening, Place } from './sockets.ts';

export const resolverAddress = '169.254.169.253';
export const metadataAddress = '169.254.169.254';
const everyAddress = '0.0.0.0';

export type Listener =
  | { readonly kind: 'resolver'; readonly vpc: string; readonly addresses: readonly string[] }
  | { readonly kind: 'metadata'; readonly vpc: string }
  | {
      readonly kind: 'endpoint';
      readonly node: string;
      readonly vpc: string;
      readonly endpoint: string;
      /** Every address of the place, for a gateway endpoint. */
      readonly address: string;
      readonly gateway: boolean;
      readonly service: ServiceReference;
    }
  /** An address of an inbound resolver endpoint, which answers as the VPC's own resolver does. */
  | { readonly kind: 'inbound-endpoint'; readonly node: string; readonly vpc: string; readonly address: string }
  /** An address of an outbound one, which asks other servers. */
  | { readonly kind: 'outbound-endpoint'; readonly node: string; readonly endpoint: string; readonly address: string }
  | { readonly kind: 'internet' };

/** Equal listeners have equal keys; whatever changes one makes it another. */
export function keyOf(listener: Listener): string {
  return JSON.stringify(listener);
}

export function placeOf(listener: Listener): Place {
  switch (listener.kind) {
    case 'resolver':
    case 'metadata':
      return { kind: 'router', vpc: listener.vpc };
    case 'endpoint':
    case 'inbound-endpoint':
    case 'outbound-endpoint':
      return { kind: 'endpoint', node: listener.node };
    case 'internet':
      return { kind: 'internet' };
  }
}

export function placeKey(place: Place): string {
  switch (place.kind) {
    case 'router':
      return `router/${place.vpc}`;
    case 'endpoint':
      return `endpoint/${place.node}`;
    case 'internet':
      return 'internet';
  }
}

const tcp = (address: string, port: number): Listening => ({ protocol: 'tcp', address, port });
const udp = (address: string, port: number): Listening => ({ protocol: 'udp', address, port });

/** In the order that the gate takes them back: see there. */
export function socketsOf(listener: Listener): readonly Listening[] {
  switch (listener.kind) {
    case 'resolver':
      return listener.addresses.flatMap((address) => [udp(address, 53), tcp(address, 53)]);
    case 'metadata':
      return [tcp(metadataAddress, 80)];
    case 'endpoint':
      return [tcp(listener.address, 443), tcp(listener.address, 80)];
    case 'inbound-endpoint':
      return [udp(listener.address, dnsPort), tcp(listener.address, dnsPort)];
    // Any port that is free.
    case 'outbound-endpoint':
      return [udp(listener.address, 0)];
    case 'internet':
      return [
        ...[443, 80, 7].map((port) => tcp(everyAddress, port)),
        ...namedHosts.map((host) => udp(host.address, 7)),
      ];
  }
}

/** Two addresses above the base of the primary block; the other blocks' are reserved but do not answer. */
function resolverAddresses(vpc: Vpc): readonly string[] {
  const primary = vpc.cidrs[0] && parseCidr(vpc.cidrs[0].cidr);
  return primary ? [formatAddress(primary.base + 2), resolverAddress] : [resolverAddress];
}

function endpointListeners(network: Network, one: VpcEndpoint): readonly Listener[] {
  const catalogued = endpointService(serviceRegionOf(one), one.serviceName, one.endpointType);
  if (one.desired !== 'available' || catalogued === undefined) return [];
  const service = { region: catalogued.region, service: catalogued.short };
  const common = { kind: 'endpoint', vpc: one.vpc, endpoint: one.id, service } as const;
  if (one.endpointType === 'Gateway') return [{ ...common, node: one.id, address: everyAddress, gateway: true }];
  return one.networkInterfaces.flatMap((id) => {
    const address = network.get('network-interface', id)?.privateAddresses[0];
    return address === undefined ? [] : [{ ...common, node: id, address, gateway: false }];
  });
}

function resolverEndpointListeners(network: Network, endpoint: ResolverEndpoint): readonly Listener[] {
  return endpoint.addresses.flatMap(({ networkInterface: node }): readonly Listener[] => {
    const address = network.get('network-interface', node)?.privateAddresses[0];
    if (address === undefined) return [];
    if (endpoint.direction === 'OUTBOUND') return [{ kind: 'outbound-endpoint', node, endpoint: endpoint.id, address }];
    return [{ kind: 'inbound-endpoint', node, vpc: endpoint.vpc, address }];
  });
}

function listenersOf(network: Network, vpc: Vpc): readonly Listener[] {
  if (network.count('network-interface', `vpc:${vpc.id}`) === 0) return [];
  return [
    ...(vpc.enableDnsSupport ? [{ kind: 'resolver', vpc: vpc.id, addresses: resolverAddresses(vpc) } as const] : []),
    { kind: 'metadata', vpc: vpc.id },
    ...network.find('vpc-endpoint', `vpc:${vpc.id}`).flatMap((one) => endpointListeners(network, one)),
    ...network.find('resolver-endpoint', `vpc:${vpc.id}`).flatMap((one) => resolverEndpointListeners(network, one)),
  ];
}

/** None at all while nobody could connect. */
export function wantedListeners(network: Network): readonly Listener[] {
  const inside = [...network.all('vpc')].flatMap((vpc) => listenersOf(network, vpc));
  return inside.length === 0 ? [] : [...inside, { kind: 'internet' }];
}
