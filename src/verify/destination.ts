/**
 * The address under which a sender reaches what a question names: private inside one VPC, across a peering connection and through transit
 * gateways, else public.
 */

import { formatAddress } from '../base/address.ts';
import { Fault } from '../base/fault.ts';
import { endpointService } from '../model/endpoint-service.ts';
import type { LoadBalancer } from '../model/load-balancer.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { internetHosts, servicePublicAddress } from '../model/region.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { areJoined, areTransitJoined, joinedWith } from './joined.ts';
import { publicAddressOf } from './lookup.ts';
import { interfacesOf, type Named } from './names.ts';
import { addressesBeyond, passageOf } from './passage.ts';
import { type Way, wayFrom } from './route.ts';

export interface Destination {
  readonly address: string;
  readonly intended?: NetworkInterface;
  /** Set where nothing joins the sender's VPC and another, and the destination has no public address. */
  readonly apart?: { readonly component: string; readonly vpc: string };
}

type Sender = NetworkInterface | undefined;

/** @throws Fault */
export function addressFor(network: Network, from: Sender, target: Named, wanted?: string): Destination {
  const passage = passageOf(target);
  if (passage) {
    const address = wanted ?? addressesBeyond(network, passage, from)[0];
    if (address !== undefined) return { address };
    throw new Fault('InvalidParameterValue', `${passage.id} leads nowhere.`);
  }
  switch (target.kind) {
    case 'address':
      return { address: unicast(target.address) };
    case 'internet-gateway':
      return { address: formatAddress(internetHosts.base + 10) };
    case 'instance':
      return reach(network, from, interfacesOf(network, target), target.id);
    case 'network-interface':
      return reach(network, from, [target], target.id);
    case 'vpc-endpoint':
      return endpointAddress(network, from, target);
    case 'vpc-endpoint-service':
      return endpointAddress(network, from, endpointTo(network, from, target.id));
    case 'nat-gateway':
      return reach(network, from, network.find('network-interface', `parent:${target.id}`), target.id);
    // Passages, which are taken care of already.
    case 'transit-gateway':
    case 'transit-gateway-attachment':
    case 'vpc-peering-connection':
    case 'vpn-gateway':
      return { address: '' };
    case 'load-balancer':
      return reach(network, from, nodesOf(network, target), target.id);
  }
}

/** @throws Fault for loopback, multicast and what is no host's address */
function unicast(address: string): string {
  const first = Number(address.split('.')[0]);
  if (first !== 0 && first !== 127 && first < 224) return address;
  throw new Fault('InvalidParameterValue', `${address} is no address that a packet can be sent to.`);
}

function endpointTo(network: Network, from: Sender, service: string): VpcEndpoint {
  const endpoints = network.find('vpc-endpoint', `service:${service}`).filter(({ desired }) => desired === 'available');
  // One of its own VPC before one of a VPC that is joined with it.
  const vpcs = from === undefined ? [] : [from.vpc, ...joinedWith(network, from.vpc)];
  const [found] = vpcs.flatMap((id) => endpoints.filter(({ vpc }) => vpc === id));
  if (found) return found;
  throw new Fault('UnknownName', `${from?.vpc ?? 'The internet'} has no endpoint to ${service}.`);
}

function endpointAddress(network: Network, from: Sender, endpoint: VpcEndpoint): Destination {
  if (endpoint.endpointType !== 'Gateway') {
    return reach(network, from, network.find('network-interface', `parent:${endpoint.id}`), endpoint.id);
  }
  const short = endpointService(endpoint.region, endpoint.serviceName, 'Gateway')?.short ?? endpoint.serviceName;
  return { address: formatAddress(servicePublicAddress(endpoint.region, short)) };
}

function nodesOf(network: Network, { nodes }: LoadBalancer): readonly NetworkInterface[] {
  return nodes.flatMap(({ networkInterface }) => network.get('network-interface', networkInterface) ?? []);
}

/** Where routes lead at last: what endpoints of gateway load balancers return is routed on from there. */
function wayBehindInspection(network: Network, from: NetworkInterface, address: string): Way {
  const seen = new Set<string>();
  for (let at = from; ; ) {
    const way = wayFrom(network, at, address);
    const isInspected = way.kind === 'interface' && way.to.interfaceType === 'gateway_load_balancer_endpoint';
    if (!isInspected || seen.has(way.to.id)) return way;
    seen.add(way.to.id);
    at = way.to;
  }
}

/** Whether an interface's own routes lead to another's address in a VPC that its own is joined with, as far as they tell. */
export function leadsAcross(network: Network, from: NetworkInterface, to: NetworkInterface, address: string): boolean {
  if (from.vpc === to.vpc || !areJoined(network, from.vpc, to.vpc)) return false;
  const way = wayBehindInspection(network, from, address);
  if (way.kind === 'peering') return way.far.id === to.vpc;
  const isTransit = way.kind === 'interface' && way.to.interfaceType === 'transit_gateway';
  return (isTransit || way.kind === 'zone-apart') && areTransitJoined(network, from.vpc, to.vpc);
}

/** Of several interfaces that a name may lead to, the one in the sender's own zone comes first. */
function reach(network: Network, from: Sender, own: readonly NetworkInterface[], id: string): Destination {
  const isOfInstance = own[0]?.interfaceType === 'interface';
  const intended = (isOfInstance ? undefined : own.find(({ zoneId }) => zoneId === from?.zoneId)) ?? own[0];
  const address = intended?.privateAddresses[0];
  if (intended === undefined || address === undefined) {
    throw new Fault('InvalidParameterValue', `${id} has no interface to send to.`);
  }
  if (from && from.vpc === intended.vpc) return { address, intended };
  if (from && leadsAcross(network, from, intended, address)) return { address, intended };
  const known = publicAddressOf(network, intended, address);
  if (known !== undefined) return { address: known, intended };
  // Joined without a route: that is what the trace shall say.
  if (from === undefined || areJoined(network, from.vpc, intended.vpc)) return { address, intended };
  return { address, intended, apart: { component: intended.id, vpc: intended.vpc } };
}
