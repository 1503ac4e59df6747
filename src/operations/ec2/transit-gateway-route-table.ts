/**
 * Route tables of transit gateways: made, deleted and listed by the gateway's owner alone. Which attachments are routed by a
 * table, and which propagate to it, is in transit-gateway-association.ts and transit-gateway-propagation.ts; its static routes are
 * in transit-gateway-route.ts.
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html
 */

import type { TransitGatewayRouteTable as TableShape } from '@aws-sdk/client-ec2';
import { resourceId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import type { Tags } from '../../model/resource.ts';
import type { TransitGateway, TransitGatewayRouteTable } from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable } from './describe.ts';
import { required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { transitGatewayState } from './state.ts';
import { specifiedTags, tagList } from './tags.ts';
import { checkAvailable, incorrectState, ownGateway, ownTable, purgeEnded } from './transit-gateway-find.ts';

/** A new table without anything in it. Checks nothing. */
export function makeTable(
  draft: Draft,
  { account, region, now: created, random }: Context,
  transitGateway: string,
  tags: Tags,
): TransitGatewayRouteTable {
  const table: TransitGatewayRouteTable = {
    kind: 'transit-gateway-route-table',
    id: resourceId(random, 'tgw-rtb'),
    account,
    region,
    created,
    tags,
    transitGateway,
    associations: [],
    propagations: [],
    routes: [],
    desired: 'available',
    stateRevision: draft.revision,
  };
  draft.put(table);
  return table;
}

/** Deletes a table with all that is in it. Checks nothing. */
export function removeTable(draft: Draft, context: Context, table: TransitGatewayRouteTable): TransitGatewayRouteTable {
  const deleted: TransitGatewayRouteTable = {
    ...table,
    associations: [],
    propagations: [],
    routes: [],
    desired: 'deleted',
    stateRevision: draft.revision,
    deleted: context.now,
  };
  draft.put(deleted);
  return deleted;
}

type Default = 'association' | 'propagation';

/** For what a table is its gateway's default one. */
function defaultsOf(
  reader: Pick<Network, 'get'>,
  { id, transitGateway }: TransitGatewayRouteTable,
): readonly Default[] {
  const gateway = reader.get('transit-gateway', transitGateway);
  if (gateway === undefined) return [];
  return [
    ...(gateway.defaultRouteTableAssociation && gateway.associationDefaultRouteTable === id
      ? (['association'] as const)
      : []),
    ...(gateway.defaultRouteTablePropagation && gateway.propagationDefaultRouteTable === id
      ? (['propagation'] as const)
      : []),
  ];
}

function tableShape(context: Context, reader: Pick<Network, 'get'>, table: TransitGatewayRouteTable): TableShape {
  const defaults = defaultsOf(reader, table);
  return {
    TransitGatewayRouteTableId: table.id,
    TransitGatewayId: table.transitGateway,
    State: transitGatewayState(context, table) as 'available',
    DefaultAssociationRouteTable: defaults.includes('association'),
    DefaultPropagationRouteTable: defaults.includes('propagation'),
    CreationTime: new Date(table.created),
    Tags: tagList(table.tags),
  };
}

function filtersOf(context: Context): FilterTable<TransitGatewayRouteTable> {
  const { network } = context;
  return {
    'default-association-route-table': (table) => defaultsOf(network, table).includes('association'),
    'default-propagation-route-table': (table) => defaultsOf(network, table).includes('propagation'),
    state: (table) => transitGatewayState(context, table),
    'transit-gateway-id': (table) => table.transitGateway,
    'transit-gateway-route-table-id': (table) => table.id,
  };
}

/** @throws Fault IncorrectState for a default table, and for one that attachments are associated with */
function checkUnused(draft: Draft, table: TransitGatewayRouteTable): void {
  const [use] = defaultsOf(draft, table);
  if (use) throw incorrectState(`${table.id} is set as default ${use} route table for ${table.transitGateway}`);
  if (table.associations.some(({ desired }) => desired === 'there')) {
    throw incorrectState(`${table.id} has associated attachments`);
  }
}

/** A gateway forgets a default table that it doesn't use. */
function forgetTable(draft: Draft, { id, transitGateway }: TransitGatewayRouteTable): void {
  const gateway = draft.get('transit-gateway', transitGateway);
  if (gateway === undefined) return;
  const { associationDefaultRouteTable: association, propagationDefaultRouteTable: propagation, ...rest } = gateway;
  if (association !== id && propagation !== id) return;
  const kept: TransitGateway = {
    ...rest,
    ...(association === undefined || association === id ? {} : { associationDefaultRouteTable: association }),
    ...(propagation === undefined || propagation === id ? {} : { propagationDefaultRouteTable: propagation }),
  };
  draft.put(kept);
}

export const transitGatewayRouteTableOperations = {
  CreateTransitGatewayRouteTable(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'transit-gateway-route-table');
    const id = required(input.TransitGatewayId, 'TransitGatewayId');
    return context.transact((draft) => {
      purgeEnded(draft, context);
      const gateway = ownGateway(draft, context, id);
      checkAvailable(context, gateway);
      const tables = draft.find('transit-gateway-route-table', `transit-gateway:${id}`);
      const open = tables.filter(({ desired }) => desired === 'available');
      checkQuota(context, 'routeTablesPerTransitGateway', open.length + 1, id);
      return { TransitGatewayRouteTable: tableShape(context, draft, makeTable(draft, context, id, tags)) };
    });
  },

  DeleteTransitGatewayRouteTable(context, input) {
    const id = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
    return context.transact((draft) => {
      purgeEnded(draft, context);
      const table = ownTable(draft, context, id);
      checkUnused(draft, table);
      forgetTable(draft, table);
      return { TransitGatewayRouteTable: tableShape(context, draft, removeTable(draft, context, table)) };
    });
  },

  DescribeTransitGatewayRouteTables(context, input) {
    const request = { ...input, ids: input.TransitGatewayRouteTableIds };
    const { items, nextToken } = describe(context, 'transit-gateway-route-table', request, filtersOf(context));
    const shapes = items.map((table) => tableShape(context, context.network, table));
    return { TransitGatewayRouteTables: shapes, NextToken: nextToken };
  },
} satisfies Ec2Handlers;
