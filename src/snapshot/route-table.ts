/**
 * Route tables, from describe-route-tables. A route to a target that is not understood, or that AWS says leads nowhere, is
 * kept as a blackhole: packets that match it are dropped, and no less specific route takes its place.
 */

import { canonicalCidr } from '../base/cidr.ts';
import { routeState } from '../model/route-state.ts';
import type { Route, RouteDestination, RouteTable, RouteTarget } from '../model/route-table.ts';
import { flag, type Item, items, member, required, text } from './item.ts';
import { unreadMembers } from './members.ts';
import type { Sourced } from './source.ts';
import { baseOf, derivedId, found, note, type World } from './world.ts';

const blackhole = 'treated as a blackhole route';

/** Members that name a target which is not understood → what it is called. */
const strange: Readonly<Record<string, string>> = {
  CarrierGatewayId: 'a route to a carrier gateway',
  CoreNetworkArn: 'a route to a core network',
  EgressOnlyInternetGatewayId: 'a route to an egress-only internet gateway',
  LocalGatewayId: 'a route to a local gateway',
  OdbNetworkArn: 'a route to an ODB network',
  TransitGatewayId: 'a route to a transit gateway',
  VpcPeeringConnectionId: 'a route to a VPC peering connection',
};

export function readRouteTable(world: World, from: Sourced): readonly RouteTable[] {
  const { item } = from;
  const id = required(item, 'RouteTableId');
  const vpc = found(world, 'vpc', required(item, 'VpcId')).id;
  const routes = items(item, 'Routes').flatMap((one) => routeOf(world, from, { id, vpc }, one));
  return [{ ...baseOf(from, id), kind: 'route-table', vpc, routes, associations: associationsOf(world, from, id) }];
}

/** Local routes are printed first here, as the model keeps them. */
function routeOf(world: World, from: Sourced, table: Pick<RouteTable, 'id' | 'vpc'>, item: Item): readonly Route[] {
  const destination = destinationOf(item);
  if (destination === undefined) {
    note(world, from, 'a route without a destination', 'the route is left out', table.id);
    return [];
  }
  const label = `${table.id} ${destination.kind === 'prefix-list' ? destination.prefixList : destination.cidr}`;
  const origin = text(item, 'Origin') === 'CreateRouteTable' ? 'CreateRouteTable' : 'CreateRoute';
  for (const { member: name, effect } of unreadMembers('Routes', item)) {
    note(world, from, `Routes.${name}`, effect, label);
  }
  const route: Route = { destination, target: targetOf(world, from, label, item), origin };
  const isActive = routeState(world.network, table, route) === 'active';
  const told = text(item, 'State') ?? 'active';
  if (isActive && told !== 'active') return [{ ...route, target: nowhere(nameOf(item)) }];
  if (!isActive && told === 'active' && !isStrange(item)) {
    note(world, from, 'a route whose target was not imported', blackhole, label);
  }
  return [route];
}

function destinationOf(item: Item): RouteDestination | undefined {
  const cidr = canonicalCidr(text(item, 'DestinationCidrBlock') ?? '');
  if (cidr !== undefined) return { kind: 'cidr', cidr };
  const ipv6 = text(item, 'DestinationIpv6CidrBlock');
  if (ipv6 !== undefined) return { kind: 'ipv6', cidr: ipv6 };
  const prefixList = text(item, 'DestinationPrefixListId');
  return prefixList === undefined ? undefined : { kind: 'prefix-list', prefixList };
}

/** No internet gateway has such an id, so that the route is a blackhole that still says where it was to lead. */
const nowhere = (id: string): RouteTarget => ({ kind: 'internet-gateway', id });

function strangeMember(item: Item): string | undefined {
  return Object.keys(strange).find((name) => text(item, name) !== undefined);
}

function isStrange(item: Item): boolean {
  return strangeMember(item) !== undefined || /^(vgw|tgw|pcx|lgw|cagw)-/.test(text(item, 'GatewayId') ?? '');
}

const targetMembers = ['NatGatewayId', 'NetworkInterfaceId', 'GatewayId', 'InstanceId', ...Object.keys(strange)];

function nameOf(item: Item): string {
  return targetMembers.map((name) => text(item, name)).find(Boolean) ?? 'nothing';
}

function targetOf(world: World, from: Sourced, label: string, item: Item): RouteTarget {
  const gateway = text(item, 'GatewayId');
  const nat = text(item, 'NatGatewayId');
  const networkInterface = text(item, 'NetworkInterfaceId') ?? primaryOf(world, text(item, 'InstanceId'));
  if (gateway === 'local') return { kind: 'local' };
  if (nat !== undefined) return { kind: 'nat-gateway', id: nat };
  if (networkInterface !== undefined) return { kind: 'network-interface', id: networkInterface };
  if (gateway?.startsWith('igw-')) return { kind: 'internet-gateway', id: gateway };
  if (gateway?.startsWith('vpce-')) return { kind: 'vpc-endpoint', id: gateway };
  const unknown = strangeMember(item);
  const what = gateway?.startsWith('vgw-') ? 'a route to a virtual private gateway' : strange[unknown ?? ''];
  note(world, from, what ?? 'a route to an unknown target', blackhole, label);
  return nowhere(nameOf(item));
}

function primaryOf(world: World, instance: string | undefined): string | undefined {
  if (instance === undefined) return undefined;
  const own = world.network.find('network-interface', `instance:${instance}`);
  return own.find((one) => one.attachment?.deviceIndex === 0)?.id;
}

function associationsOf(world: World, from: Sourced, table: string): RouteTable['associations'] {
  return items(from.item, 'Associations').flatMap((one) => {
    const subnet = text(one, 'SubnetId');
    const main = flag(one, 'Main');
    const state = text(member(one, 'AssociationState'), 'State') ?? 'associated';
    if (!['associated', 'associating'].includes(state) || text(one, 'GatewayId') !== undefined) return [];
    if (!main && (subnet === undefined || world.network.get('subnet', subnet) === undefined)) return [];
    const id = text(one, 'RouteTableAssociationId') ?? derivedId('rtbassoc', `${table}/${subnet ?? 'main'}`);
    return [{ id, main, ...(main || subnet === undefined ? {} : { subnet }) }];
  });
}
