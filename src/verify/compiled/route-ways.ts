/**
 * A route table as a map: where each address leads to. The longest prefix decides; of equal ones a route to a block comes
 * before one to a prefix list, and either before a propagated one
 * (https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html).
 */

import { unreachable } from '../../base/assert.ts';
import { lastOf, parseCidr } from '../../base/cidr.ts';
import type { Network } from '../../model/network.ts';
import { routeState } from '../../model/route-state.ts';
import type { Route, RouteTable } from '../../model/route-table.ts';
import { sidesFrom } from '../../model/vpc-peering-connection.ts';
import { prefixes } from '../prefix-list.ts';
import { type AddressMap, type Block, layered } from './address-map.ts';

export type Way =
  | { readonly kind: 'local' | 'none' | 'blackhole' | 'vpn-gateway' }
  | { readonly kind: 'internet-gateway'; readonly id: string }
  /** NAT gateways and endpoints of gateway load balancers as well, by their interface. */
  | { readonly kind: 'interface'; readonly id: string }
  | { readonly kind: 'gateway-endpoint'; readonly id: string }
  | { readonly kind: 'transit-gateway'; readonly id: string }
  /** With the VPC that it leads to. */
  | { readonly kind: 'peering'; readonly id: string; readonly far: string };

export interface RouteWays {
  readonly id: string;
  readonly ways: AddressMap<Way>;
}

const none: Way = { kind: 'none' };
const local: Way = { kind: 'local' };
const blackhole: Way = { kind: 'blackhole' };

export function compileRoutes(network: Network, table: RouteTable): RouteWays {
  const lists = table.routes.filter(({ destination }) => destination.kind === 'prefix-list');
  const [propagated, blocks] = [true, false].map((isPropagated) =>
    table.routes.filter(
      ({ destination, origin }) =>
        destination.kind === 'cidr' && (origin === 'EnableVgwRoutePropagation') === isPropagated,
    ),
  ) as [Route[], Route[]];
  // The last of equal blocks comes on top: routes to blocks before those to lists, the first list before the next.
  const all = [...propagated, ...lists.toReversed(), ...blocks].flatMap((route) => blocksOf(network, table, route));
  return { id: table.id, ways: layered(all, none, (_, way) => way) };
}

function blocksOf(network: Network, table: RouteTable, route: Route): readonly Block<Way>[] {
  const { destination } = route;
  const cidrs =
    destination.kind === 'cidr'
      ? [destination.cidr]
      : destination.kind === 'prefix-list'
        ? prefixes(network, table.region, destination.prefixList)
        : [];
  const value = routeState(network, table, route) === 'blackhole' ? blackhole : wayOf(network, table.vpc, route);
  return cidrs.flatMap((cidr) => {
    const block = parseCidr(cidr);
    return block ? [{ base: block.base, last: lastOf(block), value }] : [];
  });
}

function wayOf(network: Network, vpc: string, { target }: Route): Way {
  switch (target.kind) {
    case 'local':
      return local;
    case 'internet-gateway':
      return { kind: 'internet-gateway', id: target.id };
    // Of IPv6 alone, which nothing carries.
    case 'egress-only-internet-gateway':
      return blackhole;
    case 'vpn-gateway':
      return { kind: 'vpn-gateway' };
    case 'nat-gateway': {
      const id = network.get('nat-gateway', target.id)?.networkInterface;
      return id === undefined ? blackhole : { kind: 'interface', id };
    }
    case 'network-interface': {
      const isEntered = network.get(target.kind, target.id)?.interfaceType.startsWith('gateway_load_balancer');
      return isEntered ? blackhole : { kind: 'interface', id: target.id };
    }
    case 'vpc-endpoint': {
      if (network.get('vpc-endpoint', target.id)?.endpointType !== 'GatewayLoadBalancer')
        return { kind: 'gateway-endpoint', id: target.id };
      const [id] = network.ids('network-interface', `parent:${target.id}`);
      return id === undefined ? blackhole : { kind: 'interface', id };
    }
    case 'transit-gateway':
      return { kind: 'transit-gateway', id: target.id };
    case 'vpc-peering-connection': {
      const connection = network.get('vpc-peering-connection', target.id);
      const sides = connection && sidesFrom(connection, vpc);
      return sides?.near.vpc === vpc ? { kind: 'peering', id: target.id, far: sides.far.vpc } : blackhole;
    }
    default:
      return unreachable(target);
  }
}
