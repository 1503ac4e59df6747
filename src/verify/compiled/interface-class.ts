/**
 * Classes of a VPC's interfaces: those that every rule, route and translation treats alike, so that what holds of one holds
 * of all. What is special on its own (gateways', balancers' and endpoints' interfaces, targets, forwarders, instances with
 * several addresses) is a class of its own.
 */

import { lastOf, parseCidr } from '../../base/cidr.ts';
import { wireOf } from '../../model/endpoint-connection.ts';
import type { TransitGatewayRouteTable } from '../../model/transit-gateway.ts';
import { gatewaysAround } from '../joined.ts';
import type { AddressMap } from './address-map.ts';
import type { Compiled } from './compiled.ts';
import { interfaceOf, peersOf } from './compiled.ts';
import type { CompiledInterface, CompiledVpc } from './compiled-vpc.ts';
import { transitWays } from './through-transit-gateway.ts';

export interface InterfaceClass {
  /** Ordered by id; the first stands for all. */
  readonly members: readonly CompiledInterface[];
  readonly sample: CompiledInterface;
}

export function classesOf(compiled: Compiled, vpc: CompiledVpc): readonly InterfaceClass[] {
  const known = compiled.classes.get(vpc);
  if (known) return known;
  const found = makeClasses(compiled, vpc);
  compiled.classes.set(vpc, found);
  return found;
}

function makeClasses(compiled: Compiled, vpc: CompiledVpc): readonly InterfaceClass[] {
  const joined = joinedTo(compiled, vpc);
  const cuts = cutsOf(compiled, vpc, joined);
  const special = specialOf(compiled, vpc, joined);
  const groupNumbers = new Map(
    [...new Set(vpc.interfaces.map(({ groups }) => groups))].map((set, index) => [set, index]),
  );
  const byKey = new Map<string, CompiledInterface[]>();
  for (const one of vpc.interfaces) {
    const [address = 0] = one.addresses;
    const isSpecial =
      one.document.interfaceType !== 'interface' || one.addresses.length > 1 || special.has(one.document.id);
    const state = (one.up ? 1 : 0) + (one.zoneUp ? 2 : 0) + (one.publicAddresses.has(address) ? 4 : 0);
    const key = isSpecial
      ? one.document.id
      : `${one.subnet.id} ${groupNumbers.get(one.groups)} ${state} ${segmentOf(cuts, address)}`;
    const members = byKey.get(key);
    if (members) members.push(one);
    else byKey.set(key, [one]);
  }
  return [...byKey.values()].map((members) => ({ members, sample: members[0]! }));
}

/** A VPC and those that it is joined with, over others too: a load balancer may hand on its clients' addresses. */
function joinedTo(compiled: Compiled, vpc: CompiledVpc): ReadonlySet<CompiledVpc> {
  const found = new Set([vpc]);
  // A set's loop goes on to what is added meanwhile.
  for (const one of found) for (const peer of peersOf(compiled, one)) found.add(peer);
  return found;
}

/** Where, in the VPC's own blocks, some rule or route begins to say something else; a peer's rules speak of them too. */
function cutsOf(compiled: Compiled, vpc: CompiledVpc, joined: Iterable<CompiledVpc>): Float64Array {
  const blocks = vpc.document.cidrs.flatMap(({ cidr }) => parseCidr(cidr) ?? []);
  const found = new Set<number>();
  const add = ({ starts }: AddressMap<unknown>): void => {
    for (const start of starts)
      if (blocks.some((block) => start > block.base && start <= lastOf(block))) found.add(start);
  };
  for (const { document, interfaces, subnets, edge } of joined) {
    if (edge) add(edge.ways);
    for (const set of new Set(interfaces.map(({ groups }) => groups))) {
      add(set.egress.byAddress);
      add(set.ingress.byAddress);
    }
    for (const { acl, routes } of subnets) {
      add(acl.egress);
      add(acl.ingress);
      add(routes.ways);
    }
    for (const table of tablesAround(compiled, document.id)) add(transitWays(compiled, table));
    for (const balancer of balancersBehind(compiled, interfaces)) add(balancer.groups.ingress.byAddress);
  }
  return Float64Array.from(found).sort();
}

/** Of the transit gateways that packets of a VPC may pass. */
function tablesAround({ network }: Compiled, vpc: string): readonly TransitGatewayRouteTable[] {
  return gatewaysAround(network, vpc).flatMap((id) =>
    network.find('transit-gateway-route-table', `transit-gateway:${id}`),
  );
}

/** The nodes, in other VPCs, that endpoints lead to: their groups see the clients' addresses. */
function balancersBehind(compiled: Compiled, interfaces: readonly CompiledInterface[]): readonly CompiledInterface[] {
  return interfaces.flatMap(({ document }) => {
    if (document.interfaceType !== 'vpc_endpoint' || document.parent === undefined) return [];
    const endpoint = compiled.network.get('vpc-endpoint', document.parent);
    const wire = endpoint?.service === undefined ? undefined : wireOf(compiled.network, endpoint, document);
    return wire ? (interfaceOf(compiled, wire.node.networkInterface) ?? []) : [];
  });
}

function specialOf({ network }: Compiled, vpc: CompiledVpc, joined: ReadonlySet<CompiledVpc>): ReadonlySet<string> {
  const found = new Set<string>();
  const instances = new Map<string, string>();
  for (const { document } of vpc.interfaces) {
    const instance = document.attachment?.instance;
    if (instance === undefined) continue;
    const other = instances.get(instance);
    if (other === undefined) instances.set(instance, document.id);
    else found.add(other).add(document.id);
  }
  for (const { ways } of [...vpc.subnets.map(({ routes }) => routes), ...(vpc.edge ? [vpc.edge] : [])])
    for (const way of ways.values) if (way.kind === 'interface') found.add(way.id);
  const groups = [...joined].flatMap(({ document: { id } }) => network.find('target-group', `vpc:${id}`));
  for (const { targets } of groups) {
    for (const { id } of targets) {
      for (const one of network.find('network-interface', `instance:${id}`)) found.add(one.id);
      for (const one of network.find('network-interface', `address:${vpc.document.id}/${id}`)) found.add(one.id);
    }
  }
  return found;
}

function segmentOf(cuts: Float64Array, address: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}
