/**
 * Passages: what packets pass and nobody is at, but what a question may begin or end with all the same: a peering connection, a
 * virtual private gateway, an endpoint of a gateway load balancer, a transit gateway, an attachment to one. A packet that ends there has
 * entered it; one that begins there comes out of it, and its answer has to enter it again.
 */

import { formatAddress, parseAddress } from '../base/address.ts';
import { lastOf, parseCidr } from '../base/cidr.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { internetHosts } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import type { VpcPeeringConnection } from '../model/vpc-peering-connection.ts';
import type { VpnGateway } from '../model/vpn-gateway.ts';
import { comeIn } from './edge.ts';
import { interfaceAt, isOfVpc, isWithin } from './lookup.ts';
import type { Named } from './names.ts';
import type { Packet } from './packet.ts';
import { nobodyIn } from './receive.ts';
import { resourceOf } from './resource-of.ts';
import { comeOutOfTransit, type TransitPassage, vpcsBeyond } from './transit-passage.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';

export type Passage = VpcPeeringConnection | VpnGateway | VpcEndpoint | TransitPassage;

export function passageOf(one: Named | Resource): Passage | undefined {
  switch (one.kind) {
    case 'vpc-endpoint':
      return one.endpointType === 'GatewayLoadBalancer' ? one : undefined;
    case 'transit-gateway':
    case 'transit-gateway-attachment':
    case 'vpc-peering-connection':
    case 'vpn-gateway':
      return one;
    default:
      return undefined;
  }
}

export function passageAt(network: Network, id: string): Passage | undefined {
  const found = resourceOf(network, id);
  return found && passageOf(found);
}

/** Out of the passage, to whom the packet is for. */
export function comeOut(walk: Walk, id: string, packet: Packet): Position {
  const passage = passageAt(walk.network, id);
  switch (passage?.kind) {
    case 'vpc-peering-connection':
      return comeAcross(walk, passage, packet);
    case 'vpn-gateway':
      return comeFromOutside(walk, passage, packet);
    case 'transit-gateway':
    case 'transit-gateway-attachment':
      return comeOutOfTransit(walk, passage, packet);
    case 'vpc-endpoint':
      return comeOutOfEndpoint(walk, passage, packet);
    case undefined:
      return lost;
  }
}

function comeOutOfEndpoint(walk: Walk, { id }: VpcEndpoint, packet: Packet): Position {
  const [from] = walk.network.find('network-interface', `parent:${id}`);
  if (from === undefined) return lost;
  pass(walk, packet, { stage: 'endpoint', component: id, networkInterface: from.id, detail: 'comes out of it' });
  return { kind: 'sent', from, packet };
}

function comeAcross(walk: Walk, connection: VpcPeeringConnection, packet: Packet): Position {
  const { network } = walk;
  const { id, requester, accepter } = connection;
  const vpc = isOfVpc(network, requester.vpc, packet.destination) ? requester.vpc : accepter.vpc;
  pass(walk, packet, { stage: 'route', component: id, detail: `leads into ${vpc}` });
  const at = interfaceAt(network, vpc, packet.destination);
  return at ? { kind: 'arriving', at, packet, crosses: true } : nobodyIn(walk, vpc, packet);
}

/** By the gateway's route table, where it has one. */
function comeFromOutside(walk: Walk, { id, vpc }: VpnGateway, packet: Packet): Position {
  const at = vpc === undefined ? undefined : interfaceAt(walk.network, vpc, packet.destination);
  const decision = { stage: 'translate', component: id };
  if (at) {
    pass(walk, packet, decision);
    return comeIn(walk, id, at, packet);
  }
  drop(walk, packet, {
    ...decision,
    detail: `${packet.destination} is no address of an interface of ${vpc}`,
    code: 'VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
    mend: `Send to an address that an interface of ${vpc} has.`,
    disposition: 'denied-in',
  });
  return lost;
}

const blocksOf = (network: Network, vpc: string): readonly string[] =>
  network.get('vpc', vpc)?.cidrs.map(({ cidr }) => cidr) ?? [];

/** More would be tried for too long, and differ in nothing that matters. */
const mostAddresses = 40;

/** Addresses that may be beyond a passage, as one sees it from a VPC: none is named by the passage itself. */
export function addressesBeyond(
  network: Network,
  passage: Passage,
  from: NetworkInterface | undefined,
): readonly string[] {
  switch (passage.kind) {
    case 'vpc-peering-connection': {
      const { requester, accepter } = passage;
      return addressesIn(network, requester.vpc === from?.vpc ? accepter.vpc : requester.vpc);
    }
    case 'transit-gateway':
    case 'transit-gateway-attachment':
      return vpcsBeyond(network, passage, from?.vpc)
        .flatMap((vpc) => addressesIn(network, vpc))
        .slice(0, mostAddresses);
    case 'vpn-gateway':
      return outsideOf(network, passage);
    case 'vpc-endpoint':
      return [formatAddress(internetHosts.base + 10), ...addressesIn(network, passage.vpc)].slice(0, mostAddresses);
  }
}

/** Of its interfaces, but for those that nobody answers at; where it has none, one that it could have. */
function addressesIn(network: Network, vpc: string): readonly string[] {
  const own = network.find('network-interface', `vpc:${vpc}`);
  const found = own.flatMap((one) => (one.interfaceType === 'transit_gateway' ? [] : one.privateAddresses));
  const possible = blocksOf(network, vpc).map(tenthOf);
  return (found.length > 0 ? found : possible).slice(0, mostAddresses);
}

function tenthOf(cidr: string): string {
  const block = parseCidr(cidr);
  return block ? formatAddress(Math.min(block.base + 10, lastOf(block))) : '';
}

/** Where routes lead to the gateway, and what else a network of one's own may have. */
function outsideOf(network: Network, { id, vpc }: VpnGateway): readonly string[] {
  const tables = vpc === undefined ? [] : network.find('route-table', `vpc:${vpc}`);
  const routed = tables
    .flatMap(({ routes }) => routes.filter(({ target }) => target.kind === 'vpn-gateway' && target.id === id))
    .flatMap(({ destination }) => (destination.kind === 'cidr' ? [tenthOf(destination.cidr)] : []));
  const own = vpc === undefined ? [] : blocksOf(network, vpc);
  const usual = ['192.168.0.10', '172.31.255.10', '10.255.255.10'];
  return [...new Set([...routed, ...usual])].filter(
    (address) => parseAddress(address) !== undefined && !own.some((cidr) => isWithin(cidr, address)),
  );
}
