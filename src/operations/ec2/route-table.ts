/** Route tables. Changing routes is in route.ts, what tables are associated with in route-table-association.ts. */

import type { Route as RouteShape, RouteTable as RouteTableShape } from '@aws-sdk/client-ec2';
import { unreachable } from '../../base/assert.ts';
import { resourceId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import { routeState } from '../../model/route-state.ts';
import type { Route, RouteTable, RouteTableAssociation } from '../../model/route-table.ts';
import type { Draft } from '../../store/store.ts';
import { describe, type FilterTable } from './describe.ts';
import { dependencyViolation, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { routeTableAssociationOperations } from './route-table-association.ts';
import { specifiedTags, tagList } from './tags.ts';
import { localRoute } from './vpc-parts.ts';

export function destinationShape({ destination }: Pick<Route, 'destination'>): RouteShape {
  switch (destination.kind) {
    case 'cidr':
      return { DestinationCidrBlock: destination.cidr };
    case 'ipv6':
      return { DestinationIpv6CidrBlock: destination.cidr };
    case 'prefix-list':
      return { DestinationPrefixListId: destination.prefixList };
    default:
      return unreachable(destination);
  }
}

function targetShape(network: Network, { target }: Route): RouteShape {
  switch (target.kind) {
    case 'local':
      return { GatewayId: 'local' };
    case 'internet-gateway':
    case 'vpc-endpoint':
    case 'vpn-gateway':
      return { GatewayId: target.id };
    case 'egress-only-internet-gateway':
      return { EgressOnlyInternetGatewayId: target.id };
    case 'nat-gateway':
      return { NatGatewayId: target.id };
    case 'network-interface': {
      const attachment = network.get('network-interface', target.id)?.attachment;
      return attachment?.instance === undefined
        ? { NetworkInterfaceId: target.id }
        : { NetworkInterfaceId: target.id, InstanceId: attachment.instance, InstanceOwnerId: attachment.instanceOwner };
    }
    case 'transit-gateway':
      return { TransitGatewayId: target.id };
    case 'vpc-peering-connection':
      return { VpcPeeringConnectionId: target.id };
    default:
      return unreachable(target);
  }
}

function routeShape(network: Network, table: RouteTable, route: Route): RouteShape {
  return {
    ...destinationShape(route),
    ...targetShape(network, route),
    Origin: route.origin,
    State: routeState(network, table, route),
  };
}

function associationShape(table: RouteTable, association: RouteTableAssociation) {
  return {
    Main: association.main,
    RouteTableAssociationId: association.id,
    RouteTableId: table.id,
    ...(association.subnet === undefined ? {} : { SubnetId: association.subnet }),
    ...(association.gateway === undefined ? {} : { GatewayId: association.gateway }),
    AssociationState: { State: 'associated' as const },
  };
}

function shapeOf(network: Network, table: RouteTable): RouteTableShape {
  return {
    Associations: table.associations.map((one) => associationShape(table, one)),
    PropagatingVgws: (table.propagatingGateways ?? []).map((GatewayId) => ({ GatewayId })),
    RouteTableId: table.id,
    Routes: table.routes.map((route) => routeShape(network, table, route)),
    Tags: tagList(table.tags),
    VpcId: table.vpc,
    OwnerId: table.account,
  };
}

function filtersOf(network: Network): FilterTable<RouteTable> {
  const routes = (member: keyof RouteShape) => (table: RouteTable) =>
    table.routes.map((route) => routeShape(network, table, route)[member]);
  return {
    'association.gateway-id': (table) => table.associations.map((one) => one.gateway),
    'association.route-table-association-id': (table) => table.associations.map((one) => one.id),
    'association.route-table-id': (table) => (table.associations.length === 0 ? [] : table.id),
    'association.subnet-id': (table) => table.associations.map((one) => one.subnet),
    'association.main': (table) => table.associations.map((one) => String(one.main)),
    'owner-id': (table) => table.account,
    'route-table-id': (table) => table.id,
    'route.destination-cidr-block': routes('DestinationCidrBlock'),
    'route.destination-ipv6-cidr-block': routes('DestinationIpv6CidrBlock'),
    'route.destination-prefix-list-id': routes('DestinationPrefixListId'),
    'route.egress-only-internet-gateway-id': routes('EgressOnlyInternetGatewayId'),
    'route.gateway-id': routes('GatewayId'),
    'route.instance-id': routes('InstanceId'),
    'route.nat-gateway-id': routes('NatGatewayId'),
    'route.network-interface-id': routes('NetworkInterfaceId'),
    'route.transit-gateway-id': routes('TransitGatewayId'),
    'route.origin': routes('Origin'),
    'route.state': routes('State'),
    'route.vpc-peering-connection-id': routes('VpcPeeringConnectionId'),
    'vpc-id': (table) => table.vpc,
  };
}

const mostResults = 100;

/** Gateway endpoints of the VPC forget a table that is gone. */
function forgetInEndpoints(draft: Draft, table: RouteTable): void {
  for (const endpoint of draft.find('vpc-endpoint', `vpc:${table.vpc}`)) {
    if (!endpoint.routeTables.includes(table.id)) continue;
    draft.put({ ...endpoint, routeTables: endpoint.routeTables.filter((id) => id !== table.id) });
  }
}

export const routeTableOperations = {
  CreateRouteTable(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'route-table');
    const { account, region, now } = context;
    return context.transact((draft) => {
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId'));
      checkQuota(context, 'routeTablesPerVpc', draft.network.count('route-table', `vpc:${vpc.id}`) + 1);
      const table: RouteTable = {
        kind: 'route-table',
        id: resourceId(context.random, 'rtb'),
        account,
        region,
        created: now,
        tags,
        vpc: vpc.id,
        routes: vpc.cidrs.map(({ cidr }) => localRoute(cidr)),
        associations: [],
      };
      draft.put(table);
      return { RouteTable: shapeOf(draft.network, table) };
    });
  },

  DeleteRouteTable(context, input) {
    const id = required(input.RouteTableId, 'routeTableId');
    return context.transact((draft) => {
      const table = owned(draft, context, 'route-table', id);
      if (table.associations.length > 0) throw dependencyViolation('routeTable', id);
      removeResource(draft, table);
      forgetInEndpoints(draft, table);
      return {};
    });
  },

  DescribeRouteTables(context, input) {
    const { network } = context;
    const request = { ...input, ids: input.RouteTableIds };
    const page = describe(context, 'route-table', request, filtersOf(network), { most: mostResults });
    return { RouteTables: page.items.map((table) => shapeOf(network, table)), NextToken: page.nextToken };
  },

  ...routeTableAssociationOperations,
} satisfies Ec2Handlers;
