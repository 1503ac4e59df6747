/**
 * Transit gateways: doors, one per interface in a VPC and one per other gateway, and routing tables that lead from door to
 * door. A gateway keeps packets in the zone that they come from, so a table is there once for each zone that is routed by it.
 */

import { present } from '../base/assert.ts';
import type { TransitDoor, TransitGatewayPlan, TransitRoute, TransitTable } from '../blueprint/transit-gateway.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import {
  entryOf,
  isAttached,
  routesOf,
  type TransitGateway,
  type TransitGatewayAttachment,
  type TransitGatewayRouteTable,
  tableOf,
} from '../model/transit-gateway.ts';

/** Those that are there, ordered by id. */
export function transitGatewaysOf(network: Network): readonly TransitGateway[] {
  return network.find('transit-gateway', every).filter(({ desired }) => desired === 'available');
}

interface Entrance {
  readonly door: TransitDoor;
  readonly attachment: TransitGatewayAttachment;
  readonly zoneId?: string;
  readonly table?: TransitGatewayRouteTable;
}

export function compileTransitGateway(network: Network, gateway: TransitGateway): TransitGatewayPlan {
  const entrances = network
    .find('transit-gateway-attachment', `transit-gateway:${gateway.id}`)
    .filter((attachment) => isAttached(network, attachment))
    .flatMap((attachment) => entrancesOf(network, gateway, attachment));
  const tables = new Map<string, TransitTable>();
  for (const { door, zoneId, table } of entrances) {
    if (door.table === undefined || table === undefined || tables.has(door.table)) continue;
    tables.set(door.table, { id: door.table, routes: compileRoutes(network, entrances, table, zoneId) });
  }
  const { id, region } = gateway;
  return { id, region, doors: entrances.map(({ door }) => door), tables: [...tables.values()] };
}

function entrancesOf(
  network: Network,
  gateway: TransitGateway,
  attachment: TransitGatewayAttachment,
): readonly Entrance[] {
  const { attached } = attachment;
  const table = tableOf(network, gateway.id, attachment.id);
  if (attached.kind === 'peering') {
    const isRequester = attachment.transitGateway === gateway.id;
    const other = isRequester ? attached.transitGateway : attachment.transitGateway;
    const { region } = present(network.get('transit-gateway', other), `peer of ${gateway.id}`);
    const door = { kind: 'peering', id: attachment.id, router: other, region } as const;
    return [{ door: { ...door, ...(table ? { table: table.id } : {}) }, attachment, ...(table ? { table } : {}) }];
  }
  return attached.subnets.map(({ networkInterface, zoneId }) => {
    const door = { kind: 'port', id: networkInterface, router: attached.vpc } as const;
    const routed = table ? { table: `${table.id}/${zoneId}` } : {};
    return { door: { ...door, ...routed }, attachment, zoneId, ...(table ? { table } : {}) };
  });
}

function compileRoutes(
  network: Network,
  entrances: readonly Entrance[],
  table: TransitGatewayRouteTable,
  zoneId: string | undefined,
): readonly TransitRoute[] {
  return routesOf(network, table).map(({ destination, state, attachment }) => ({
    destination,
    exits: state === 'active' ? exitsTo(entrances, attachment, zoneId) : [],
  }));
}

function exitsTo(
  entrances: readonly Entrance[],
  id: string | undefined,
  zoneId: string | undefined,
): readonly string[] {
  const doors = entrances.filter(({ attachment }) => attachment.id === id);
  const attached = doors[0]?.attachment.attached;
  if (attached?.kind !== 'vpc' || attached.applianceMode) return doors.map(({ door }) => door.id);
  const entry = entryOf(attached, zoneId);
  return entry ? [entry.networkInterface] : [];
}
