/**
 * The ways of a trip, position by position: out of an interface, into another, through gateways, NAT gateways, load balancers
 * and endpoints, and back. Stages, their order and what each may decide are those of a trace.
 */

import { unreachable } from '../../base/assert.ts';
import { passageTypes } from '../../model/network-interface.ts';
import { attachmentOf, exitOf } from '../../model/transit-gateway.ts';
import { type CompiledInterface, type CompiledVpc, isOneMachine } from './compiled-vpc.ts';
import type { Way } from './route-ways.ts';
import { askRouter, isRouterAddress } from './router-traffic.ts';
import { enterEndpoint, leaveGatewayEndpoint } from './through-endpoint.ts';
import { enterGatewayNode, enterInspection } from './through-gateway-load-balancer.ts';
import { enterInternet, leaveVpc } from './through-internet.ts';
import { enterNode } from './through-load-balancer.ts';
import { translate } from './through-nat-gateway.ts';
import { cross } from './through-peering.ts';
import { enterResolverEndpoint } from './through-resolver-endpoint.ts';
import { enterGateway } from './through-transit-gateway.ts';
import { nothing, type TrafficId } from './traffic-set.ts';
import {
  type Header,
  isIn,
  isSame,
  judgeAcl,
  judgeGroups,
  mostSteps,
  narrow,
  type Place,
  read,
  reversed,
  type Trip,
} from './trip.ts';

/** How a trip goes on: from another place, with what came of its branches, or with an end to answer from. */
export type Onward =
  | { readonly kind: 'on'; readonly place: Place }
  | { readonly kind: 'done'; readonly traffic: TrafficId }
  | { readonly kind: 'ended'; readonly end: End };

export type End =
  | { readonly kind: 'interface'; readonly at: CompiledInterface; readonly header: Header }
  | { readonly kind: 'internet'; readonly header: Header }
  | { readonly kind: 'gateway-endpoint'; readonly vpc: string; readonly header: Header };

export const stopped: Onward = { kind: 'done', traffic: nothing };

/** The traffic of the trip that passes from a place on, there and back. */
export function travel(trip: Trip, start: Place): TrafficId {
  let place = start;
  for (;;) {
    trip.steps += 1;
    if (trip.traffic === nothing || trip.steps > mostSteps) return nothing;
    const onward = step(trip, place);
    if (trip.traffic === nothing) return nothing;
    if (onward.kind === 'done') return onward.traffic;
    if (onward.kind === 'on') place = onward.place;
    else {
      const next = trip.returning ? arriveHome(trip, onward.end) : turn(trip, onward.end);
      if (next.kind === 'done') return next.traffic;
      if (next.kind === 'on') place = next.place;
    }
  }
}

function step(trip: Trip, place: Place): Onward {
  switch (place.kind) {
    case 'sent':
      return send(trip, place.from, place.header);
    case 'arriving':
      return receive(trip, place);
    case 'inbound':
      return enterInternet(trip, place.header);
    default:
      return unreachable(place);
  }
}

function turn(trip: Trip, end: End): Onward {
  if (trip.oneWay) return { kind: 'done', traffic: trip.traffic };
  trip.returning = true;
  trip.reached = end.kind;
  const header = reversed(end.header);
  switch (end.kind) {
    case 'interface':
      return { kind: 'on', place: { kind: 'sent', from: end.at, header } };
    case 'internet':
      return { kind: 'on', place: { kind: 'inbound', header } };
    case 'gateway-endpoint':
      return leaveGatewayEndpoint(trip, end.vpc, header);
    default:
      return unreachable(end);
  }
}

/** The answer must come back to who asked, from whom was asked. */
function arriveHome(trip: Trip, end: End): Onward {
  const isHome =
    trip.origin === undefined ? end.kind === 'internet' : end.kind === 'interface' && end.at === trip.origin;
  return isHome && isSame(end.header, reversed(trip.header)) ? { kind: 'done', traffic: trip.traffic } : stopped;
}

function send(trip: Trip, from: CompiledInterface, header: Header): Onward {
  if (!from.zoneUp || !maySend(trip, from, header)) return stopped;
  const { vpc } = from;
  const isOutside = from.document.interfaceType === 'transit_gateway';
  if (!isOutside && isRouterAddress(trip, vpc, header.destination)) return askRouter(trip, from, header);
  const detour = trip.detours.find((one) => one.at.vpc === vpc && isSame(one.header, header))?.at;
  const way = detour ? undefined : wayFrom(trip, from, header.destination);
  if (way?.kind === 'none' || way?.kind === 'blackhole' || way?.kind === 'vpn-gateway') return stopped;
  const owner = ownerIn(trip, vpc, header.destination);
  const named = vpc.referable.flatMap((id) => ownerIn(trip, trip.compiled.vpcs.get(id), header.destination) ?? []);
  const next = detour ?? (way?.kind === 'local' ? owner : way && interfaceOn(trip, from, way));
  judgeGroups(trip, from, 'egress', header, owner ? [owner, ...named] : named);
  const crosses = next === undefined || next.subnet !== from.subnet || passageTypes.has(next.document.interfaceType);
  if (crosses) judgeAcl(trip, from, true, header);
  if (next) return { kind: 'on', place: { kind: 'arriving', at: next, from, header, crosses } };
  if (way?.kind === 'peering') return cross(trip, from, way.far, header);
  if (way?.kind === 'gateway-endpoint') return enterGatewayEndpoint(trip, from, way.id, header);
  return way?.kind === 'internet-gateway' ? leaveVpc(trip, from, header) : stopped;
}

/** What a way leads to by itself: of a transit gateway the interface in the sender's own zone. */
function interfaceOn(
  { compiled }: Trip,
  { vpc, document }: CompiledInterface,
  way: Way,
): CompiledInterface | undefined {
  if (way.kind === 'interface') return vpc.byId.get(way.id);
  if (way.kind !== 'transit-gateway') return undefined;
  const attached = attachmentOf(compiled.network, vpc.document.id, way.id)?.attached;
  return vpc.byId.get((attached && exitOf(attached, document.zoneId))?.networkInterface ?? '');
}

function maySend(trip: Trip, { document, addresses }: CompiledInterface, { source }: Header): boolean {
  if (document.interfaceType !== 'interface' || !document.sourceDestCheck) return true;
  return addresses.map((address) => isIn(trip, { from: address, to: address }, source)).includes(true);
}

/** An interface's address is one address, and so is what lies between two of them as far as this trip goes. */
export function ownerIn(
  { around }: Trip,
  vpc: CompiledVpc | undefined,
  address: number,
): CompiledInterface | undefined {
  const owner = vpc?.byAddress.get(address);
  if (owner && address === around.address) narrow(around, { from: address, to: address });
  return owner;
}

const local: Way = { kind: 'local' };

export function wayFrom(trip: Trip, from: CompiledInterface, address: number): Way {
  return isIn(trip, from.subnet.range, address) ? local : read(trip, from.subnet.routes.ways, address);
}

function receive(trip: Trip, { at, from, header, crosses }: Extract<Place, { kind: 'arriving' }>): Onward {
  if (!at.zoneUp) return stopped;
  if (crosses) judgeAcl(trip, at, false, header);
  judgeGroups(trip, at, 'ingress', header, groupsToSee(at, from, header));
  if (trip.traffic === nothing) return stopped;
  switch (at.document.interfaceType) {
    case 'interface':
      return takeOrForward(trip, at, header);
    case 'nat_gateway':
      return translate(trip, at, header);
    case 'network_load_balancer':
      return enterNode(trip, at, header);
    case 'gateway_load_balancer':
      return enterGatewayNode(trip, at, header);
    case 'gateway_load_balancer_endpoint':
      return enterInspection(trip, at, header);
    case 'transit_gateway':
      return enterGateway(trip, at, header);
    case 'ec2_instance_connect_endpoint':
      return stopped;
    case 'resolver_endpoint':
      return enterResolverEndpoint(trip, at, header);
    case 'vpc_endpoint':
      return enterEndpoint(trip, at, header);
    default:
      return unreachable(at.document.interfaceType);
  }
}

/** A rule that names a group sees who of the region sent with an address of its own, and of a load balancer always its own groups. */
function groupsToSee(
  at: CompiledInterface,
  from: CompiledInterface | undefined,
  { source }: Header,
): readonly CompiledInterface[] {
  if (from === undefined || from.document.region !== at.document.region) return [];
  return from.document.interfaceType === 'network_load_balancer' || from.addresses.includes(source) ? [from] : [];
}

/** No operating system takes from the network what has an address of its own as the source. */
function takeOrForward(trip: Trip, at: CompiledInterface, header: Header): Onward {
  if (!at.up || isOneMachine(at.vpc, at, header.source)) return stopped;
  if (at.addresses.includes(header.destination)) return { kind: 'ended', end: { kind: 'interface', at, header } };
  if (at.document.sourceDestCheck) return stopped;
  return { kind: 'on', place: { kind: 'sent', from: leavingBy(trip, at, header), header } };
}

/** A forwarding instance sends by the interface in the destination's subnet, else by its primary one. */
function leavingBy(trip: Trip, at: CompiledInterface, { destination }: Header): CompiledInterface {
  const instance = at.document.attachment?.instance;
  const own = instance === undefined ? [at] : interfacesOfInstance(at, instance);
  const near = own.find((one) => isIn(trip, one.subnet.range, destination));
  return near ?? own.find(({ document }) => document.attachment?.deviceIndex === 0) ?? at;
}

function interfacesOfInstance({ vpc }: CompiledInterface, instance: string): readonly CompiledInterface[] {
  const indexOf = ({ document }: CompiledInterface): number => document.attachment?.deviceIndex ?? 0;
  return vpc.interfaces
    .filter(({ document }) => document.attachment?.instance === instance)
    .sort((one, other) => indexOf(one) - indexOf(other));
}

/** TCP and pings; from addresses that interfaces of the VPC have. */
function enterGatewayEndpoint(trip: Trip, from: CompiledInterface, id: string, header: Header): Onward {
  const { table } = trip.compiled;
  trip.traffic = table.intersect(trip.traffic, table.union(table.ofPorts(6), table.ofPorts(1)));
  if (!from.vpc.byAddress.has(header.source)) return stopped;
  const vpc = trip.compiled.network.get('vpc-endpoint', id)?.vpc;
  return vpc === undefined ? stopped : { kind: 'ended', end: { kind: 'gateway-endpoint', vpc, header } };
}
