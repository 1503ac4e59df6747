/**
 * Route tables, from describe-route-tables. A route to a target that is not understood, or that AWS says leads nowhere, is
 * kept as a blackhole: packets that match it are dropped, and no less specific route takes its place.
 */

import { canonicalCidr } from '../base/cidr.ts';
import { routeState } from '../model/route-state.ts';
import type { Route, RouteDestination, RouteTable, RouteTarget } from '../model/route-table.ts';
import { flag, type Item, items, member, required, text } from './item.ts';
import { unreadMembers } from './members.ts';
import { isKnownList } from './prefix-list.ts';
import type { Sourced } from './source.ts';
import { baseOf, derivedId, found, note, type World } from './world.ts';

const blackhole = 'treated as a blackhole route';
const missing = 'a route whose target was not imported';

/** Members that name a target which is not understood → what it is called. */
const strange: Readonly<Record<string, string>> = {
  CarrierGatewayId: 'a route to a carrier gateway',
  CoreNetworkArn: 'a route to a core network',
  LocalGatewayId: 'a route to a local gateway',
  OdbNetworkArn: 'a route to an ODB network',
};

const origins = ['CreateRouteTable', 'EnableVgwRoutePropagation'] as const;

export function readRouteTable(world: World, from: Sourced): readonly RouteTable[] {
  const { item } = from;
  const id = required(item, 'RouteTableId');
  const vpc = found(world, 'vpc', required(item, 'VpcId')).id;
  const routes = items(item, 'Routes').flatMap((one) => routeOf(world, from, { id, vpc }, one));
  const gateways = items(item, 'PropagatingVgws').flatMap((one) => text(one, 'GatewayId') ?? []);
  return [
    {
      ...baseOf(from, id),
      kind: 'route-table',
      vpc,
      routes,
      ...(gateways.length > 0 ? { propagatingGateways: gateways } : {}),
      associations: associationsOf(world, from, id),
    },
  ];
}

/** Local routes are printed first here, as the model keeps them. */
function routeOf(world: World, from: Sourced, table: Pick<RouteTable, 'id' | 'vpc'>, item: Item): readonly Route[] {
  const destination = destinationOf(item);
  if (destination === undefined) {
    note(world, from, 'a route without a destination', 'the route is left out', table.id);
    return [];
  }
  if (destination.kind === 'prefix-list' && !isKnownList(world, from.region, destination.prefixList)) {
    note(world, from, 'a route to a prefix list that is not in the snapshot', 'the route matches nothing', table.id);
  }
  const label = `${table.id} ${destination.kind === 'prefix-list' ? destination.prefixList : destination.cidr}`;
  const origin = origins.find((one) => one === text(item, 'Origin')) ?? 'CreateRoute';
  for (const { member: name, effect } of unreadMembers('Routes', item)) {
    note(world, from, `Routes.${name}`, effect, label);
  }
  const target = targetOf(world, item);
  const route: Route = { destination, target: target ?? nowhere(nameOf(item)), origin };
  const isActive = routeState(world.network, table, route) === 'active';
  const toldActive = (text(item, 'State') ?? 'active') === 'active';
  if (isActive && !toldActive) return [{ ...route, target: nowhere(nameOf(item)) }];
  // What AWS calls a blackhole itself is one whatever it was to lead to.
  if (!isActive && toldActive) note(world, from, target ? missing : strangenessOf(item), blackhole, label);
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

function strangenessOf(item: Item): string {
  const name = Object.keys(strange).find((one) => text(item, one) !== undefined);
  return strange[name ?? ''] ?? 'a route to an unknown target';
}

const targetMembers = [
  ...['TransitGatewayId', 'VpcPeeringConnectionId', 'NatGatewayId', 'NetworkInterfaceId', 'GatewayId'],
  'EgressOnlyInternetGatewayId',
  'InstanceId',
  ...Object.keys(strange),
];

function nameOf(item: Item): string {
  return targetMembers.map((name) => text(item, name)).find(Boolean) ?? 'nothing';
}

/** Undefined where it is no kind that the model has. */
function targetOf(world: World, item: Item): RouteTarget | undefined {
  const gateway = text(item, 'GatewayId');
  const egressOnly = text(item, 'EgressOnlyInternetGatewayId');
  const nat = text(item, 'NatGatewayId');
  const networkInterface = text(item, 'NetworkInterfaceId') ?? primaryOf(world, text(item, 'InstanceId'));
  const peering = text(item, 'VpcPeeringConnectionId');
  const transitGateway = text(item, 'TransitGatewayId');
  if (gateway === 'local') return { kind: 'local' };
  if (peering !== undefined) return { kind: 'vpc-peering-connection', id: peering };
  if (egressOnly !== undefined) return { kind: 'egress-only-internet-gateway', id: egressOnly };
  if (transitGateway !== undefined) return { kind: 'transit-gateway', id: transitGateway };
  if (nat !== undefined) return { kind: 'nat-gateway', id: nat };
  if (networkInterface !== undefined) return { kind: 'network-interface', id: networkInterface };
  if (gateway?.startsWith('igw-')) return { kind: 'internet-gateway', id: gateway };
  if (gateway?.startsWith('vgw-')) return { kind: 'vpn-gateway', id: gateway };
  return gateway?.startsWith('vpce-') ? { kind: 'vpc-endpoint', id: gateway } : undefined;
}

function primaryOf(world: World, instance: string | undefined): string | undefined {
  if (instance === undefined) return undefined;
  const own = world.network.find('network-interface', `instance:${instance}`);
  return own.find((one) => one.attachment?.deviceIndex === 0)?.id;
}

function associationId(item: Item, table: string, end: string): string {
  return text(item, 'RouteTableAssociationId') ?? derivedId('rtbassoc', `${table}/${end}`);
}

function associationsOf(world: World, from: Sourced, table: string): RouteTable['associations'] {
  return items(from.item, 'Associations').flatMap((one): RouteTable['associations'] => {
    const subnet = text(one, 'SubnetId');
    const gateway = text(one, 'GatewayId');
    const main = flag(one, 'Main');
    const state = text(member(one, 'AssociationState'), 'State') ?? 'associated';
    if (!['associated', 'associating'].includes(state)) return [];
    if (gateway !== undefined) return [{ id: associationId(one, table, gateway), main: false, gateway }];
    if (!main && (subnet === undefined || world.network.get('subnet', subnet) === undefined)) return [];
    const id = associationId(one, table, subnet ?? 'main');
    return [{ id, main, ...(main || subnet === undefined ? {} : { subnet }) }];
  });
}
