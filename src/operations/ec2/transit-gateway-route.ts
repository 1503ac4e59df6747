/**
 * Routes of a transit gateway: static ones, to an attachment of the gateway's or into nothing, made and deleted here; and the search
 * through all that a table comes to, propagated ones too. A static route takes the place of a propagated one to the same block.
 * https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-routing-overview
 */

import type { TransitGatewayRoute as RouteShape } from '@aws-sdk/client-ec2';
import { parseAddress } from '../../base/address.ts';
import { type Cidr, containsAddress, containsCidr, formatCidr, parseCidr } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import { canonicalIpv6Cidr } from '../../base/ipv6-cidr.ts';
import type { Network } from '../../model/network.ts';
import {
  routesOf,
  type TransitGatewayRoute,
  type TransitGatewayRouteTable,
  type TransitGatewayStaticRoute,
} from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, type Filter, type FilterTable, matchesPattern, page } from './describe.ts';
import { invalidParameterValue, missingParameter, notOffered, required, seen } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { attachmentOfTable, checkAvailable, ownTable } from './transit-gateway-find.ts';
import { attachedResource } from './transit-gateway-tie.ts';
import { blockOf, readCidr } from './vpc-cidr.ts';

type Reader = Pick<Network, 'get' | 'find'>;

function readDestination(text: string | undefined): string {
  const cidr = required(text, 'DestinationCidrBlock');
  if (canonicalIpv6Cidr(cidr) !== undefined) throw notOffered('An IPv6 route of a transit gateway');
  return formatCidr(readCidr(cidr, 'DestinationCidrBlock'));
}

interface RouteInput {
  readonly TransitGatewayRouteTableId?: string | undefined;
  readonly DestinationCidrBlock?: string | undefined;
  readonly TransitGatewayAttachmentId?: string | undefined;
  readonly Blackhole?: boolean | undefined;
}

/** A blackhole leads to no attachment, also where the request names one. */
function readRoute(
  draft: Draft,
  context: Context,
  table: TransitGatewayRouteTable,
  input: RouteInput,
): TransitGatewayStaticRoute {
  const destination = readDestination(input.DestinationCidrBlock);
  if (input.Blackhole) return { destination };
  if (input.TransitGatewayAttachmentId === undefined) throw missingParameter('TransitGatewayAttachmentId');
  const attachment = attachmentOfTable(draft, context, table, input.TransitGatewayAttachmentId);
  checkAvailable(context, attachment);
  return { destination, attachment: attachment.id };
}

function routeShape(reader: Reader, table: TransitGatewayRouteTable, route: TransitGatewayRoute): RouteShape {
  const id = route.state === 'active' ? route.attachment : undefined;
  const attachment = id === undefined ? undefined : reader.get('transit-gateway-attachment', id);
  return {
    DestinationCidrBlock: route.destination,
    ...(attachment
      ? {
          TransitGatewayAttachments: [
            { TransitGatewayAttachmentId: attachment.id, ...attachedResource(attachment, table.transitGateway) },
          ],
        }
      : {}),
    Type: route.type,
    State: route.state,
  };
}

/** Static routes of all of a gateway's tables are counted together. */
function checkRoom(draft: Draft, context: Context, { transitGateway }: TransitGatewayRouteTable): void {
  const tables = draft.find('transit-gateway-route-table', `transit-gateway:${transitGateway}`);
  const count = tables.reduce((sum, { routes }) => sum + routes.length, 0);
  checkQuota(context, 'routesPerTransitGateway', count + 1, transitGateway);
}

function putRoute(draft: Draft, table: TransitGatewayRouteTable, route: TransitGatewayStaticRoute): RouteShape {
  const others = table.routes.filter(({ destination }) => destination !== route.destination);
  const changed = { ...table, routes: [...others, route] };
  draft.put(changed);
  return routeShape(
    draft,
    changed,
    routesOf(draft, changed).find(({ destination }) => destination === route.destination)!,
  );
}

function tableFor(draft: Draft, context: Context, input: RouteInput): TransitGatewayRouteTable {
  return ownTable(draft, context, required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId'));
}

interface Found {
  /** Destination, which orders the pages. */
  readonly id: string;
  readonly tags: Readonly<Record<string, never>>;
  readonly cidr: Cidr;
  readonly shape: RouteShape;
}

const attachments = ({ shape }: Found) => shape.TransitGatewayAttachments ?? [];

const filters: FilterTable<Found> = {
  'attachment.transit-gateway-attachment-id': (route) =>
    attachments(route).map((one) => one.TransitGatewayAttachmentId),
  'attachment.resource-id': (route) => attachments(route).map((one) => one.ResourceId),
  'attachment.resource-type': (route) => attachments(route).map((one) => one.ResourceType),
  'prefix-list-id': () => [],
  state: ({ shape }) => shape.State,
  type: ({ shape }) => shape.Type,
};

type Search = (routes: readonly Found[], value: string) => readonly Found[];

const blockSearch =
  (isFound: (route: Cidr, asked: Cidr) => boolean): Search =>
  (routes, value) => {
    const asked = parseCidr(value);
    return asked === undefined ? [] : routes.filter(({ cidr }) => isFound(cidr, asked));
  };

/** The longest of the routes that an address is in. */
const longestMatch: Search = (routes, value) => {
  const address = parseAddress(value.replace(/\/32$/, ''));
  if (address === undefined) return [];
  const all = routes.filter(({ cidr }) => containsAddress(cidr, address));
  const longest = Math.max(...all.map(({ cidr }) => cidr.length));
  return all.filter(({ cidr }) => cidr.length === longest);
};

/** Filters that ask for blocks, whose values are no patterns but for the first. */
const searches: Readonly<Record<string, Search>> = {
  'route-search.exact-match': (routes, value) => routes.filter(({ id }) => matchesPattern(value, id)),
  'route-search.longest-prefix-match': longestMatch,
  'route-search.subnet-of-match': blockSearch((route, asked) => containsCidr(asked, route)),
  'route-search.supernet-of-match': blockSearch((route, asked) => containsCidr(route, asked)),
};

const isSearch = ({ Name = '' }: Filter): boolean => Object.hasOwn(searches, Name);

function searched(routes: readonly Found[], { Name = '', Values = [] }: Filter): readonly Found[] {
  if (Values.length === 0) throw invalidParameterValue(`The filter '${Name}' must have at least one value`);
  const found = new Set(Values.flatMap((value) => searches[Name]!(routes, value)));
  return routes.filter((route) => found.has(route));
}

/** EC2 asks for a filter, and gives at most a thousand routes. */
function search({ network }: Context, table: TransitGatewayRouteTable, given: readonly Filter[]): readonly Found[] {
  const all = routesOf(network, table).map((route) => ({
    id: route.destination,
    tags: {},
    cidr: blockOf(route.destination),
    shape: routeShape(network, table, route),
  }));
  const kept = applyFilters(
    all,
    given.filter((filter) => !isSearch(filter)),
    filters,
  );
  return given.filter(isSearch).reduce(searched, kept);
}

const mostRoutes = 1000;

export const transitGatewayRouteOperations = {
  CreateTransitGatewayRoute(context, input) {
    return context.transact((draft) => {
      const table = tableFor(draft, context, input);
      const route = readRoute(draft, context, table, input);
      if (table.routes.some(({ destination }) => destination === route.destination)) {
        throw new Fault(
          'RouteAlreadyExists',
          `Route ${route.destination} already exists in Transit Gateway Route Table ${table.id}.`,
        );
      }
      checkRoom(draft, context, table);
      return { Route: putRoute(draft, table, route) };
    });
  },

  /** Makes the route where there is none. */
  ReplaceTransitGatewayRoute(context, input) {
    return context.transact((draft) => {
      const table = tableFor(draft, context, input);
      const route = readRoute(draft, context, table, input);
      if (!table.routes.some(({ destination }) => destination === route.destination)) checkRoom(draft, context, table);
      return { Route: putRoute(draft, table, route) };
    });
  },

  DeleteTransitGatewayRoute(context, input) {
    return context.transact((draft) => {
      const table = tableFor(draft, context, input);
      const asked = readDestination(input.DestinationCidrBlock);
      const routes = table.routes.filter(({ destination }) => destination !== asked);
      if (routes.length === table.routes.length) {
        throw new Fault(
          'InvalidRoute.NotFound',
          `The route ${asked} does not exist in Transit Gateway Route Table ${table.id}.`,
        );
      }
      draft.put({ ...table, routes });
      return { Route: { DestinationCidrBlock: asked, Type: 'static' as const, State: 'deleted' as const } };
    });
  },

  SearchTransitGatewayRoutes(context, input) {
    const id = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
    const table = seen(context.network, context, 'transit-gateway-route-table', id);
    if (!input.Filters?.length) throw missingParameter('Filters');
    const found = search(context, table, input.Filters);
    const { items, nextToken } = page(found, { ...input, MaxResults: input.MaxResults ?? mostRoutes });
    return {
      Routes: items.map(({ shape }) => shape),
      AdditionalRoutesAvailable: nextToken !== undefined,
      NextToken: nextToken,
    };
  },
} satisfies Ec2Handlers;
