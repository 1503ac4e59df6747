/**
 * Transit gateways and their route tables, from describe-transit-gateways, -route-tables and -attachments, and what each table has,
 * which AWS answers table by table. What is not known of a table could be a blackhole: then it routes nothing.
 */

import { canonicalCidr } from '../base/cidr.ts';
import type {
  TransitGateway,
  TransitGatewayRouteTable,
  TransitGatewayStaticRoute,
  TransitGatewayTie,
} from '../model/transit-gateway.ts';
import { flag, type Item, items, member, numeric, optional, required, text, texts, time } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, note, type World } from './world.ts';

const there: readonly string[] = ['available', 'modifying', 'pending'];

/** What was deleted is listed for a while. */
export function isThere(item: Item): boolean {
  return there.includes(text(item, 'State') ?? 'available');
}

const nothing = 'nothing passes it';

export function readTransitGateway(world: World, from: Sourced): readonly TransitGateway[] {
  const { item } = from;
  const id = required(item, 'TransitGatewayId');
  if (!isThere(item)) return [];
  const options = member(item, 'Options') ?? {};
  const on = (name: string): boolean => text(options, name) === 'enable';
  if (on('MulticastSupport')) note(world, from, 'multicast on a transit gateway', 'no multicast packet passes', id);
  const tables = world.list('TransitGatewayRouteTables');
  if (!tables.some((one) => text(one.item, 'TransitGatewayId') === id)) {
    note(world, from, 'a transit gateway whose route tables are not in the snapshot', nothing, id);
  }
  return [
    {
      ...baseOf(from, id, { created: time(item, 'CreationTime') ?? 0 }),
      kind: 'transit-gateway',
      description: text(item, 'Description') ?? '',
      amazonSideAsn: numeric(options, 'AmazonSideAsn') ?? 64_512,
      autoAcceptSharedAttachments: on('AutoAcceptSharedAttachments'),
      defaultRouteTableAssociation: on('DefaultRouteTableAssociation'),
      defaultRouteTablePropagation: on('DefaultRouteTablePropagation'),
      dnsSupport: on('DnsSupport'),
      vpnEcmpSupport: on('VpnEcmpSupport'),
      multicastSupport: false,
      securityGroupReferencingSupport: on('SecurityGroupReferencingSupport'),
      cidrBlocks: texts(options, 'TransitGatewayCidrBlocks'),
      ...optional('associationDefaultRouteTable', text(options, 'AssociationDefaultRouteTableId')),
      ...optional('propagationDefaultRouteTable', text(options, 'PropagationDefaultRouteTableId')),
      desired: 'available',
      stateRevision: 0,
    },
  ];
}

export function readTransitGatewayRouteTable(world: World, from: Sourced): readonly TransitGatewayRouteTable[] {
  const { item } = from;
  const id = required(item, 'TransitGatewayRouteTableId');
  if (!isThere(item)) return [];
  const transitGateway = required(item, 'TransitGatewayId');
  const account = world.network.get('transit-gateway', transitGateway)?.account ?? from.account;
  const answers = world.about('TransitGatewayStaticRoutes', id);
  // A search that says that there is more is as good as none.
  const told = answers.some((one) => flag(one, 'AdditionalRoutesAvailable')) ? [] : answers;
  if (told.length === 0) {
    note(
      world,
      from,
      'a transit gateway route table whose static routes are not in the snapshot',
      'it routes nothing',
      id,
    );
  }
  return [
    {
      ...baseOf(from, id, { account, created: time(item, 'CreationTime') ?? 0 }),
      kind: 'transit-gateway-route-table',
      transitGateway,
      associations: (world.once(associationsIn).get(id) ?? []).map(tieWith),
      propagations: told.length === 0 ? [] : propagationsOf(world, id).map(tieWith),
      routes: told.flatMap((one) => items(one, 'Routes')).flatMap((one) => routesOf(world, from, id, one)),
      desired: 'available',
      stateRevision: 0,
    },
  ];
}

const tieWith = (attachment: string): TransitGatewayTie => ({ attachment, desired: 'there', stateRevision: 0 });

/** Which attachments are associated with each table: each side of a peering tells of its own. */
function associationsIn(world: World): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const ids = new Set(
    world.list('TransitGatewayAttachments').map(({ item }) => text(item, 'TransitGatewayAttachmentId')),
  );
  for (const id of ids) {
    for (const item of id === undefined ? [] : world.about('TransitGatewayAttachments', id)) {
      const association = member(item, 'Association');
      const table = text(association, 'TransitGatewayRouteTableId');
      const isHeld = ['associated', 'associating'].includes(text(association, 'State') ?? '');
      const known = found.get(table ?? '') ?? [];
      if (table !== undefined && isHeld && !known.includes(id!)) found.set(table, [...known, id!]);
    }
  }
  return found;
}

function propagationsOf(world: World, table: string): readonly string[] {
  const all = world
    .about('TransitGatewayPropagations', table)
    .flatMap((one) => items(one, 'TransitGatewayRouteTablePropagations'))
    .filter((one) => ['enabled', 'enabling'].includes(text(one, 'State') ?? ''));
  return [...new Set(all.flatMap((one) => text(one, 'TransitGatewayAttachmentId') ?? []))];
}

/** A route whose attachment is none here is a blackhole. */
function routesOf(world: World, from: Sourced, table: string, item: Item): readonly TransitGatewayStaticRoute[] {
  if ((text(item, 'Type') ?? 'static') !== 'static') return [];
  const cidr = text(item, 'DestinationCidrBlock');
  const destination = canonicalCidr(cidr ?? '');
  if (destination === undefined) {
    const what =
      cidr === undefined ? 'a route of a transit gateway to a prefix list' : 'an IPv6 route of a transit gateway';
    note(world, from, what, 'the route is left out', `${table} ${cidr ?? text(item, 'PrefixListId')}`);
    return [];
  }
  const [first, ...others] = items(item, 'TransitGatewayAttachments');
  const label = `${table} ${destination}`;
  if (others.length > 0)
    note(world, from, 'a route of a transit gateway to several attachments', 'only the first counts', label);
  const attachment = text(first, 'TransitGatewayAttachmentId');
  if (attachment === undefined || text(item, 'State') !== 'active') return [{ destination }];
  if (world.network.get('transit-gateway-attachment', attachment) === undefined) {
    note(
      world,
      from,
      'a route of a transit gateway to what is not in the snapshot',
      'treated as a blackhole route',
      label,
    );
  }
  return [{ destination, attachment }];
}
