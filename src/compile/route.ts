/**
 * Route tables: every destination as a block and where it leads. A target that is gone or detached is a blackhole; of equal
 * destinations the static route wins over one that a prefix list brings, and that one over a propagated route
 * (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html).
 */

import { formatCidr } from '../base/cidr.ts';
import type { Port, RoutePlan, RoutePlanTarget, RouteTablePlan } from '../blueprint/blueprint.ts';
import type { Network } from '../model/network.ts';
import type { InterfaceType, NetworkInterface } from '../model/network-interface.ts';
import { servicePrefixLists } from '../model/region.ts';
import { routeState } from '../model/route-state.ts';
import type { Route, RouteTable, RouteTarget } from '../model/route-table.ts';
import { attachmentOf, exitOf } from '../model/transit-gateway.ts';
import type { Vpc } from '../model/vpc.ts';

/** Whose packets a table routes. */
export interface Place {
  readonly vpc: Vpc;
  readonly zoneId: string;
  readonly ports: ReadonlyMap<string, Port>;
}

/** A transit gateway is reached by its interface in the sender's own zone, so a table that leads to one differs by zone. */
export function planIdOf(table: RouteTable, zoneId: string): string {
  return table.routes.some(({ target }) => target.kind === 'transit-gateway') ? `${table.id}/${zoneId}` : table.id;
}

export function compileRouteTable(network: Network, table: RouteTable, place: Place): RouteTablePlan {
  const byPriority = [...table.routes].sort((one, other) => priority(one) - priority(other));
  const routes = new Map<string, RoutePlan>();
  for (const route of byPriority) {
    // What DescribeRouteTables prints as a blackhole is one.
    const isBlackhole = routeState(network, table, route) === 'blackhole';
    const leadsTo: RoutePlanTarget = isBlackhole ? { kind: 'blackhole' } : target(network, route.target, place);
    for (const destination of destinations(network, place.vpc, route)) {
      if (!routes.has(destination)) routes.set(destination, { destination, target: leadsTo });
    }
  }
  const ordered = [...routes.values()].sort((one, other) => (one.destination < other.destination ? -1 : 1));
  return { id: planIdOf(table, place.zoneId), routes: ordered };
}

function priority(route: Route): number {
  if (route.origin === 'EnableVgwRoutePropagation') return 2;
  return route.destination.kind === 'prefix-list' ? 1 : 0;
}

function destinations(network: Network, vpc: Vpc, route: Route): readonly string[] {
  const { destination } = route;
  switch (destination.kind) {
    case 'cidr':
      return [destination.cidr];
    case 'ipv6':
      return [];
    case 'prefix-list': {
      const managed = servicePrefixLists(vpc.region).find((list) => list.id === destination.prefixList);
      if (managed) return managed.cidrs.map(formatCidr);
      const list = network.get('prefix-list', destination.prefixList);
      return list?.addressFamily === 'IPv4' ? (list.versions.at(-1) ?? []).map((entry) => entry.cidr) : [];
    }
  }
}

const deadEnds: ReadonlySet<InterfaceType> = new Set<InterfaceType>([
  'vpc_endpoint',
  // A route to one names the endpoint, not its interface.
  'gateway_load_balancer_endpoint',
  'gateway_load_balancer',
]);

/** An endpoint takes what is for its own address, and sends nothing on. */
function isDeadEnd(networkInterface: NetworkInterface | undefined): boolean {
  return networkInterface !== undefined && deadEnds.has(networkInterface.interfaceType);
}

/** Of a route that leads anywhere. A target without a port is a blackhole all the same: nothing is plugged in there. */
function target(network: Network, to: RouteTarget, place: Place): RoutePlanTarget {
  const portOr = (id: string | undefined): RoutePlanTarget =>
    id !== undefined && place.ports.has(id) ? { kind: 'port', port: id } : { kind: 'blackhole' };
  switch (to.kind) {
    case 'local':
      return { kind: 'local' };
    case 'internet-gateway':
      return { kind: 'internet-gateway' };
    // Of IPv6 alone, which nothing carries.
    case 'egress-only-internet-gateway':
    // Nothing is behind it.
    case 'vpn-gateway':
      return { kind: 'blackhole' };
    case 'nat-gateway':
      return portOr(network.get('nat-gateway', to.id)?.networkInterface);
    case 'network-interface':
      return isDeadEnd(network.get('network-interface', to.id)) ? { kind: 'blackhole' } : portOr(to.id);
    case 'vpc-endpoint': {
      const endpoint = network.get('vpc-endpoint', to.id);
      if (endpoint?.endpointType === 'GatewayLoadBalancer') return portOr(endpoint.networkInterfaces[0]);
      return { kind: 'node', node: to.id };
    }
    case 'transit-gateway': {
      const attached = attachmentOf(network, place.vpc.id, to.id)?.attached;
      return portOr(attached && exitOf(attached, place.zoneId)?.networkInterface);
    }
    case 'vpc-peering-connection':
      return { kind: 'peering', peering: to.id };
  }
}
