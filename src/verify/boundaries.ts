/**
 * Where the rules that one packet met begin and end to say something else: for ports and for addresses. Packets between two
 * such boundaries meet the same rules with the same outcome, so one of them speaks for all. Read plainly from the documents
 * of what a trace names.
 */

import { parseAddress } from '../base/address.ts';
import { lastOf, parseCidr } from '../base/cidr.ts';
import type { Network } from '../model/network.ts';
import { routesOf } from '../model/transit-gateway.ts';
import type { Trace } from './answer.ts';
import { unroutedBlocks } from './lookup.ts';
import { protocolNumbers } from './packet.ts';
import { prefixes } from './prefix-list.ts';

export interface Boundaries {
  /** First ports of pieces, of TCP and UDP alike. */
  readonly ports: ReadonlySet<number>;
  /** First addresses of pieces. */
  readonly addresses: ReadonlySet<number>;
  /** Protocols that some rule or translator speaks of; all others are alike. */
  readonly protocols: ReadonlySet<number>;
}

interface Found {
  readonly protocols: Set<number>;
  readonly ports: Set<number>;
  readonly addresses: Set<number>;
}

export function boundariesOf(network: Network, { forward, return: back }: Trace): Boundaries {
  const found: Found = { ports: new Set(), addresses: new Set(), protocols: new Set(Object.values(protocolNumbers)) };
  for (const component of new Set([...forward, ...back].map((hop) => hop.component))) note(network, found, component);
  for (const { packet } of [...forward, ...back])
    for (const text of [packet.source, packet.destination]) noteSpecial(found, text);
  return found;
}

/** An interface's groups and subnet, an ACL, a route table of a VPC or a transit gateway, a load balancer's listeners, a peering connection's VPCs. */
function note(network: Network, found: Found, id: string): void {
  const one = network.get('network-interface', id);
  for (const group of one?.groups ?? []) noteGroup(network, found, group);
  const subnet = network.get('subnet', one?.subnet ?? id);
  if (subnet) noteCidr(found, subnet.cidr);
  for (const { cidr, ports, protocol } of network.get('network-acl', id)?.entries ?? []) {
    found.protocols.add(Number(protocol));
    if (cidr !== undefined) noteCidr(found, cidr);
    if (ports) notePorts(found, ports.from, ports.to);
  }
  const table = network.get('route-table', id);
  for (const { destination } of table?.routes ?? []) {
    if (destination.kind === 'cidr') noteCidr(found, destination.cidr);
    else if (destination.kind === 'prefix-list') {
      for (const cidr of prefixes(network, table?.region ?? '', destination.prefixList)) noteCidr(found, cidr);
    }
  }
  const transit = network.get('transit-gateway-route-table', id);
  for (const { destination } of transit ? routesOf(network, transit) : []) noteCidr(found, destination);
  const connection = network.get('vpc-peering-connection', id);
  for (const side of connection ? [connection.requester, connection.accepter] : [])
    for (const { cidr } of network.get('vpc', side.vpc)?.cidrs ?? []) noteCidr(found, cidr);
  for (const { port } of network.find('listener', `load-balancer:${id}`)) notePorts(found, port, port);
}

function noteGroup(network: Network, found: Found, group: string): void {
  for (const { peer, region, from, to, protocol } of network.find('security-group-rule', `group:${group}`)) {
    if (/^\d+$/.test(protocol)) found.protocols.add(Number(protocol));
    if (from !== undefined && to !== undefined && from >= 0) notePorts(found, from, to);
    if (peer.kind === 'cidr') noteCidr(found, peer.cidr);
    if (peer.kind !== 'prefix-list') continue;
    for (const cidr of prefixes(network, region, peer.prefixList)) noteCidr(found, cidr);
  }
}

function notePorts({ ports }: Found, from: number, to: number): void {
  ports.add(from).add(to + 1);
}

function noteCidr({ addresses }: Found, text: string): void {
  const block = parseCidr(text);
  if (block) addresses.add(block.base).add(lastOf(block) + 1);
}

/** What an address is to a router or gateway changes where these begin and end. */
const special = [...unroutedBlocks, '169.254.0.0/16'];

function noteSpecial(found: Found, address: string): void {
  if (parseAddress(address) !== undefined) for (const cidr of special) noteCidr(found, cidr);
}
