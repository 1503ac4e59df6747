/**
 * A transit gateway's namespace: it routes what comes in by a door with the door's table, and keeps no connections, so that the
 * two directions of a flow may take different ways. Doors are links that VPCs' routers made, and links to other gateways,
 * through backbones where those are in another region. What no table knows is dropped here.
 * https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
 */

import type { TransitDoor, TransitGatewayPlan, TransitRoute, TransitTable } from '../../blueprint/transit-gateway.ts';
import { isIpv4 } from './addresses.ts';
import { type CrossingEnd, crossingEnd } from './crossing.ts';
import { quietForwardingSettings } from './forwarding-settings.ts';
import { linkTo, neighbourPiece, transitMtu, upPiece } from './link-plan.ts';
import { farMac, namespaceOf, nearAddress, routerMac, tableMask, tableOf, wireDevice } from './names.ts';
import { type NftPlan, nftPlan } from './nft-plan.ts';
import { chain, drop, map, quoted } from './nft-words.ts';
import { ipDigest, loopback } from './node-plan.ts';
import type { LinkPlan, NamespacePlan, Piece } from './plan.ts';

const settings: readonly string[] = [
  ...quietForwardingSettings,
  'net/ipv4/conf/all/accept_local 1',
  // By addresses, protocol and ports, in either order: both directions of a flow come to the same appliance. Policy 1 would
  // take the number that the sender's socket gave its packets, which is another for each direction.
  'net/ipv4/fib_multipath_hash_policy 3',
  'net/ipv4/fib_multipath_hash_fields 55',
];

/** A door as the kernel knows it. */
interface Opening {
  readonly door: TransitDoor;
  readonly device: string;
  readonly nextHop: string;
  readonly nextMac: string;
  readonly link?: LinkPlan;
}

function openingOf(prefix: string, gateway: TransitGatewayPlan, door: TransitDoor): Opening {
  if (door.kind === 'port') return { door, device: wireDevice(door.id), nextHop: nearAddress, nextMac: routerMac };
  const end: CrossingEnd = crossingEnd(prefix, gateway, door);
  const { device, nextHop, nextMac, madeTo } = end;
  const link = madeTo && { link: linkTo(device, madeTo, { group: 0, mtu: transitMtu, mac: farMac }) };
  return { door, device, nextHop, nextMac, ...link };
}

function openingPieces({ device, nextHop, nextMac }: Opening): readonly Piece[] {
  return [upPiece(device), neighbourPiece(device, nextHop, nextMac)];
}

/** No packet is for the gateway itself, so none is asked about before its table. */
const nothingLocal: Piece = { key: 'nothing local', add: 'rule del priority 0' };

const nowhere = 'dev lo';

/** Several ways share the flows by their addresses and ports. */
function wayWords(openings: readonly Opening[]): string {
  const hops = openings.map(({ device, nextHop }) => `via ${nextHop} dev ${device} onlink`);
  if (hops.length > 1) return hops.map((hop) => `nexthop ${hop}`).join(' ');
  return hops[0] ?? nowhere;
}

function routePieces(table: number, route: TransitRoute, byId: ReadonlyMap<string, Opening>): readonly Piece[] {
  if (!isIpv4(route.destination)) return [];
  const openings = route.exits.flatMap((id) => byId.get(id) ?? []);
  const devices = openings.map(({ device }) => device);
  return [
    {
      key: `route ${table} ${route.destination}`,
      add: `route replace ${route.destination} table ${table} ${wayWords(openings)}`,
      remove: `route del ${route.destination} table ${table}`,
      devices,
    },
  ];
}

function tablePieces({ id, routes }: TransitTable, byId: ReadonlyMap<string, Opening>): readonly Piece[] {
  const table = tableOf(id);
  const rule = `priority 1 fwmark ${table}/${tableMask} lookup ${table}`;
  const all = routes.some(({ destination }) => destination === everywhere.destination)
    ? routes
    : [...routes, everywhere];
  return [
    { key: `rule ${table}`, add: `rule add ${rule}`, remove: `rule del ${rule}` },
    ...all.flatMap((route) => routePieces(table, route, byId)),
  ];
}

const everywhere: TransitRoute = { destination: '0.0.0.0/0', exits: [] };

/** Of IPv4 and of TCP without options. */
const headers = 40;
const largestSegment = transitMtu - headers;

/**
 * Connections are offered segments that fit, as AWS does
 * (https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html#mtu-quotas).
 */
const smallSegments = `tcp flags & (syn | rst) == syn tcp option maxseg size > ${largestSegment} tcp option maxseg size set ${largestSegment}`;

function filter(openings: readonly Opening[]): NftPlan {
  const tables = openings.flatMap(({ door, device }) =>
    door.table === undefined ? [] : [[quoted(device), `${tableOf(door.table)}`] as const],
  );
  return nftPlan([
    { kind: 'counter', name: 'route' },
    map('table-of', 'typeof iifname : meta mark;', tables),
    // One hook, for each costs every packet: what no route leads to goes out by the loopback device, and comes in again by no door.
    chain('doors', 'type filter hook prerouting priority -300; policy drop;', [
      smallSegments,
      'meta mark set iifname map @table-of accept',
      drop('route'),
    ]),
    chain('input', 'type filter hook input priority 0; policy drop;', []),
    chain('output', 'type filter hook output priority 0; policy drop;', []),
  ]);
}

/** @param doors those whose other end is there */
export function transitGatewayPlan(
  prefix: string,
  gateway: TransitGatewayPlan,
  doors: readonly TransitDoor[],
): NamespacePlan {
  const openings = doors.map((door) => openingOf(prefix, gateway, door));
  const byId = new Map(openings.map((opening) => [opening.door.id, opening]));
  const links = openings.flatMap(({ link }) => link ?? []);
  const pieces: readonly Piece[] = [
    loopback,
    nothingLocal,
    ...openings.flatMap(openingPieces),
    ...gateway.tables.flatMap((table) => tablePieces(table, byId)),
  ];
  const digest = ipDigest({ settings: [...settings, ...links.map(({ add }) => add)], pieces });
  const name = namespaceOf(prefix, gateway.id);
  return { name, kind: 'transit-gateway', settings, links, pieces, nft: filter(openings), digest };
}
