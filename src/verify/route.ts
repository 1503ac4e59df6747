/**
 * The route stage: which way a packet goes from a subnet. The longest prefix decides; of equal ones a route to a block comes
 * before one to a prefix list, and either before a propagated one
 * (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html). Within its own subnet a packet meets no route
 * table.
 */

import { present, unreachable } from '../base/assert.ts';
import type { InternetGateway } from '../model/internet-gateway.ts';
import type { Network } from '../model/network.ts';
import { type NetworkInterface, passageTypes } from '../model/network-interface.ts';
import { routeState } from '../model/route-state.ts';
import type { Route, RouteTable } from '../model/route-table.ts';
import { attachmentOf, exitOf } from '../model/transit-gateway.ts';
import type { Vpc } from '../model/vpc.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { sidesFrom, type VpcPeeringConnection } from '../model/vpc-peering-connection.ts';
import { interfaceAt, isWithin, lengthOf, subnetOfAddress } from './lookup.ts';
import { prefixes } from './prefix-list.ts';

interface Named {
  /** The route table, or the subnet that the packet stays in. */
  readonly component: string;
  readonly rule: string;
  /** Absent within the subnet, and where answers follow a connection. */
  readonly route?: Route;
}

export type Way =
  | (Named & {
      readonly kind: 'interface';
      readonly to: NetworkInterface;
      readonly crosses: boolean;
    })
  | (Named & { readonly kind: 'internet-gateway'; readonly gateway: InternetGateway })
  | (Named & { readonly kind: 'gateway-endpoint'; readonly endpoint: VpcEndpoint })
  | (Named & { readonly kind: 'peering'; readonly connection: VpcPeeringConnection; readonly far: Vpc })
  | (Named & { readonly kind: 'nobody'; readonly crosses: boolean })
  | (Named & { readonly kind: 'blackhole' })
  | (Named & { readonly kind: 'vpn-gateway' })
  /** To a transit gateway that is not attached in the sender's zone. */
  | (Named & { readonly kind: 'zone-apart'; readonly attachment: string })
  | (Omit<Named, 'rule'> & { readonly kind: 'none' });

export function wayFrom(network: Network, from: NetworkInterface, address: string): Way {
  const own = present(network.get('subnet', from.subnet), `subnet ${from.subnet}`);
  const rule = `${own.cidr} is the subnet itself`;
  if (isWithin(own.cidr, address)) return localWay(network, from, address, { component: own.id, rule });
  const table = tableOf(network, from);
  const found = bestRoute(network, table, address);
  if (found === undefined) return { kind: 'none', component: table.id };
  const named = { component: table.id, rule: routeText(found.route, found.prefix), route: found.route };
  if (routeState(network, table, found.route) === 'blackhole') return { kind: 'blackhole', ...named };
  return routedWay(network, from, address, found.route, named);
}

/**
 * Where the route table of a gateway leads what comes in by it for an interface: to that, to an endpoint of a gateway load
 * balancer or to another interface. Undefined: it has no table.
 */
export function wayIn(network: Network, gateway: string, at: NetworkInterface, address: string): Way | undefined {
  const [table] = network.find('route-table', `gateway:${gateway}`);
  if (table === undefined) return undefined;
  const found = bestRoute(network, table, address);
  if (found === undefined) return { kind: 'none', component: table.id };
  const named = { component: table.id, rule: routeText(found.route, found.prefix), route: found.route };
  const { target } = found.route;
  if (routeState(network, table, found.route) === 'blackhole') return { kind: 'blackhole', ...named };
  if (target.kind === 'local') return { kind: 'interface', to: at, crosses: true, ...named };
  const way = routedWay(network, at, address, found.route, named);
  return way.kind === 'interface' ? { ...way, crosses: true } : { kind: 'blackhole', ...named };
}

function tableOf(network: Network, { subnet, vpc }: NetworkInterface): RouteTable {
  const own = network.find('route-table', `subnet:${subnet}`)[0];
  return own ?? present(network.find('route-table', `main:${vpc}`)[0], `main route table of ${vpc}`);
}

function routedWay(network: Network, from: NetworkInterface, address: string, { target }: Route, named: Named): Way {
  switch (target.kind) {
    case 'local':
      return localWay(network, from, address, named);
    case 'internet-gateway':
      return { kind: 'internet-gateway', gateway: present(network.get(target.kind, target.id), target.id), ...named };
    // Of IPv6 alone, which nothing carries.
    case 'egress-only-internet-gateway':
      return { kind: 'blackhole', ...named };
    case 'vpn-gateway':
      return { kind: 'vpn-gateway', ...named };
    case 'nat-gateway':
      return wayThrough(network, from, present(network.get(target.kind, target.id), target.id).networkInterface, named);
    case 'network-interface':
      return isEntered(network, target.id)
        ? { kind: 'blackhole', ...named }
        : wayThrough(network, from, target.id, named);
    case 'vpc-endpoint':
      return wayToEndpoint(network, from, present(network.get(target.kind, target.id), target.id), named);
    case 'transit-gateway':
      return wayToGateway(network, from, target.id, named);
    case 'vpc-peering-connection':
      return wayAcross(network, from, present(network.get(target.kind, target.id), target.id), named);
    default:
      return unreachable(target);
  }
}

/** Likeliest: what has to be named by its endpoint or load balancer is no way by its interface. */
function isEntered(network: Network, id: string): boolean {
  return network.get('network-interface', id)?.interfaceType.startsWith('gateway_load_balancer') ?? false;
}

function wayInto(to: NetworkInterface, from: NetworkInterface, named: Named): Way {
  const crosses = to.subnet !== from.subnet || passageTypes.has(to.interfaceType);
  return { kind: 'interface', to, crosses, ...named };
}

function localWay(network: Network, from: NetworkInterface, address: string, named: Named): Way {
  const to = interfaceAt(network, from.vpc, address);
  if (to) return wayInto(to, from, named);
  return { kind: 'nobody', crosses: subnetOfAddress(network, from.vpc, address)?.id !== from.subnet, ...named };
}

function wayThrough(network: Network, from: NetworkInterface, id: string, named: Named): Way {
  return wayInto(present(network.get('network-interface', id), id), from, named);
}

function wayToEndpoint(network: Network, from: NetworkInterface, endpoint: VpcEndpoint, named: Named): Way {
  if (endpoint.endpointType !== 'GatewayLoadBalancer') return { kind: 'gateway-endpoint', endpoint, ...named };
  const [to] = network.find('network-interface', `parent:${endpoint.id}`);
  return to ? wayInto(to, from, named) : { kind: 'blackhole', ...named };
}

/** By its interface in the sender's own zone. */
function wayToGateway(network: Network, from: NetworkInterface, gateway: string, named: Named): Way {
  const found = attachmentOf(network, from.vpc, gateway);
  if (found === undefined) return { kind: 'blackhole', ...named };
  const exit = exitOf(found.attached, from.zoneId);
  if (exit === undefined) return { kind: 'zone-apart', attachment: found.id, ...named };
  return wayThrough(network, from, exit.networkInterface, named);
}

/** A connection of other VPCs leads nowhere. */
function wayAcross(network: Network, { vpc }: NetworkInterface, connection: VpcPeeringConnection, named: Named): Way {
  const { near, far } = sidesFrom(connection, vpc);
  if (near.vpc !== vpc) return { kind: 'blackhole', ...named };
  return { kind: 'peering', connection, far: present(network.get('vpc', far.vpc), far.vpc), ...named };
}

interface Candidate {
  readonly route: Route;
  readonly prefix: string;
}

const rankOf = ({ route: { destination, origin } }: Candidate): number =>
  origin === 'EnableVgwRoutePropagation' ? 2 : destination.kind === 'prefix-list' ? 1 : 0;

function bestRoute(network: Network, table: RouteTable, address: string): Candidate | undefined {
  return table.routes
    .flatMap((route) => blocksOf(network, table, route).map((prefix) => ({ route, prefix })))
    .filter(({ prefix }) => isWithin(prefix, address))
    .sort((one, other) => lengthOf(other.prefix) - lengthOf(one.prefix) || rankOf(one) - rankOf(other))[0];
}

function blocksOf(network: Network, table: RouteTable, { destination }: Route): readonly string[] {
  if (destination.kind === 'cidr') return [destination.cidr];
  return destination.kind === 'prefix-list' ? prefixes(network, table.region, destination.prefixList) : [];
}

function routeText({ destination, target }: Route, prefix: string): string {
  const name = destination.kind === 'prefix-list' ? destination.prefixList : prefix;
  return `${name} → ${target.kind === 'local' ? 'local' : target.id}`;
}
