/**
 * Through transit gateways: in by an interface in a VPC, on by the route table of the attachment, perhaps to other gateways, and
 * out by an interface in another VPC. Where that has appliances in several zones, what passes is what passes in each.
 */

import { lastOf, parseCidr } from '../../base/cidr.ts';
import {
  type AttachedVpc,
  entryOf,
  gatewaysOf,
  isAttached,
  routesOf,
  type TransitGatewayAttachment,
  type TransitGatewayRouteTable,
  tableOf,
} from '../../model/transit-gateway.ts';
import { type AddressMap, layered } from './address-map.ts';
import { type Compiled, interfaceOf } from './compiled.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import { nothing } from './traffic-set.ts';
import { type Onward, stopped, travel } from './travel.ts';
import { branch, type Header, isIn, isSame, mostSteps, read, reversed, type Trip } from './trip.ts';

/** The attachment that each address leads to; undefined where nothing does. */
export function transitWays(
  { network, transitTables }: Compiled,
  table: TransitGatewayRouteTable,
): AddressMap<string | undefined> {
  const known = transitTables.get(table.id);
  if (known) return known;
  const blocks = routesOf(network, table).flatMap(({ destination, state, attachment }) => {
    const block = parseCidr(destination);
    const value = state === 'active' ? attachment : undefined;
    return block ? [{ base: block.base, last: lastOf(block), value }] : [];
  });
  const found = layered<string | undefined, string | undefined>(blocks, undefined, (_, way) => way);
  transitTables.set(table.id, found);
  return found;
}

export function enterGateway(trip: Trip, at: CompiledInterface, header: Header): Onward {
  const { network } = trip.compiled;
  const { parent, zoneId } = at.document;
  const own = at.addresses.map((address) => isIn(trip, { from: address, to: address }, header.destination));
  const entered = parent === undefined ? undefined : network.get('transit-gateway-attachment', parent);
  if (!entered || own.includes(true) || !isAttached(network, entered)) return stopped;
  let [gateway, zone, attachment]: [string, string | undefined, TransitGatewayAttachment] = [
    entered.transitGateway,
    zoneId,
    entered,
  ];
  for (; trip.steps <= mostSteps; trip.steps += 1) {
    const table = tableOf(network, gateway, attachment.id);
    const id = table && read(trip, transitWays(trip.compiled, table), header.destination);
    const next = id === undefined ? undefined : network.get('transit-gateway-attachment', id);
    if (!next) return stopped;
    if (next.attached.kind === 'vpc') return enterVpc(trip, next.id, next.attached, zone, header);
    const other = gatewaysOf(next).find((one) => one !== gateway);
    if (other === undefined) return stopped;
    [gateway, zone, attachment] = [other, undefined, next];
  }
  return stopped;
}

function enterVpc(trip: Trip, id: string, attached: AttachedVpc, zone: string | undefined, header: Header): Onward {
  const { applianceMode, subnets } = attached;
  if (!applianceMode || subnets.length < 2) return goOn(trip, entryOf(attached, zone), header);
  const known = trip.entries.find(
    (one) => one.attachment === id && (isSame(one.header, header) || isSame(one.header, reversed(header))),
  );
  if (known) return goOn(trip, subnets[known.index], header);
  const { table } = trip.compiled;
  let passing = trip.traffic;
  const reached = new Set<Trip['reached']>();
  for (const [index, entry] of subnets.entries()) {
    const onward = goOn(trip, entry, header);
    if (passing === nothing || onward.kind !== 'on') return stopped;
    const way = branch(trip, passing);
    way.entries.push({ attachment: id, header, index });
    passing = table.intersect(passing, travel(way, onward.place));
    reached.add(way.reached);
  }
  // Ways that end in different places have no common end.
  trip.reached = reached.size === 1 ? [...reached][0] : undefined;
  return { kind: 'done', traffic: passing };
}

function goOn({ compiled }: Trip, entry: AttachedVpc['subnets'][number] | undefined, header: Header): Onward {
  const from = entry && interfaceOf(compiled, entry.networkInterface);
  return from ? { kind: 'on', place: { kind: 'sent', from, header } } : stopped;
}
