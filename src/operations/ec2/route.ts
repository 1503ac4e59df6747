/**
 * Routes: create, replace, delete, and what EC2 lets a route say
 * (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html). Routes to gateway endpoints come and go with the
 * endpoint's associations, never through these operations. Targets are read in route-target.ts; what tables of gateways may not
 * have is in gateway-route-table.ts.
 */

import { containsCidr, formatCidr } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import { canonicalIpv6Cidr } from '../../base/ipv6-cidr.ts';
import { servicePrefixLists } from '../../model/region.ts';
import type { Route, RouteDestination, RouteTable, RouteTarget } from '../../model/route-table.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidParameterValue, owned, required, usable } from './faults.ts';
import { checkGatewayRoute } from './gateway-route-table.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { readTarget } from './route-target.ts';
import { blockOf, readCidr } from './vpc-cidr.ts';

/** AWS's own link-local services; wider routes are allowed, and never carry packets there. */
const reservedBlock = blockOf('169.254.168.0/22');

interface DestinationInput {
  readonly DestinationCidrBlock?: string | undefined;
  readonly DestinationIpv6CidrBlock?: string | undefined;
  readonly DestinationPrefixListId?: string | undefined;
}

/** @throws Fault where there is no destination, more than one, or text that isn't one */
function readDestination(input: DestinationInput): RouteDestination {
  const { DestinationCidrBlock: cidr, DestinationIpv6CidrBlock: ipv6, DestinationPrefixListId: prefixList } = input;
  if ([cidr, ipv6, prefixList].filter((one) => one !== undefined).length !== 1) {
    throw new Fault(
      'MissingParameter',
      'The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock and destinationPrefixListId.',
    );
  }
  if (prefixList !== undefined) return { kind: 'prefix-list', prefixList };
  if (cidr !== undefined) return { kind: 'cidr', cidr: formatCidr(readCidr(cidr, 'destinationCidrBlock')) };
  const canonical = canonicalIpv6Cidr(ipv6!);
  if (canonical !== undefined) return { kind: 'ipv6', cidr: canonical };
  throw invalidParameterValue(
    `Value (${ipv6}) for parameter destinationIpv6CidrBlock is invalid. This is not a valid CIDR block.`,
  );
}

function textOf(destination: RouteDestination): string {
  return destination.kind === 'prefix-list' ? destination.prefixList : destination.cidr;
}

const isPropagated = ({ origin }: Route): boolean => origin === 'EnableVgwRoutePropagation';

/** A propagated route is none of these operations', and may have the destination of one that is. */
function routeTo(table: RouteTable, destination: RouteDestination): Route | undefined {
  const text = textOf(destination);
  return table.routes.find(
    (route) =>
      !isPropagated(route) && route.destination.kind === destination.kind && textOf(route.destination) === text,
  );
}

/** Endpoints are those of gateway load balancers. */
const insideTargets: ReadonlySet<RouteTarget['kind']> = new Set([
  'local',
  'nat-gateway',
  'network-interface',
  'vpc-endpoint',
]);

/** Inside the VPC only a whole subnet can go elsewhere, and only to an interface, a NAT gateway or an endpoint. */
function checkInsideVpc(draft: Draft, table: RouteTable, cidrText: string, target: RouteTarget): void {
  const cidr = blockOf(cidrText);
  const locals = draft.get('vpc', table.vpc)!.cidrs.map((one) => blockOf(one.cidr));
  if (!locals.some((local) => containsCidr(local, cidr))) return;
  if (!insideTargets.has(target.kind)) {
    throw invalidParameterValue(
      `The destination CIDR block ${cidrText} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
    );
  }
  if (locals.some((local) => local.base === cidr.base && local.length === cidr.length)) return;
  if (draft.find('subnet', `vpc:${table.vpc}`).some((subnet) => subnet.cidr === cidrText)) return;
  // The rule is documented; the sentence is the likeliest.
  throw invalidParameterValue(
    `The destination CIDR block ${cidrText} is more specific than one of this VPC's CIDR blocks and does not match the CIDR block of a subnet in the VPC.`,
  );
}

function checkDestination(draft: Draft, context: Context, table: RouteTable, wanted: Omit<Route, 'origin'>): void {
  const { destination, target } = wanted;
  if (target.kind === 'egress-only-internet-gateway' && destination.kind !== 'ipv6') {
    // The rule is documented (Egress-only internet gateways); the sentence is the likeliest.
    throw invalidParameterValue(
      `Egress-only internet gateway ${target.id} can only be the target of a route with an IPv6 destination.`,
    );
  }
  checkGatewayRoute(draft, table, wanted);
  if (destination.kind === 'prefix-list') {
    checkPrefixList(draft, context, destination.prefixList);
    // The rule is documented (Gateway Load Balancer endpoints, Considerations); the sentence is the likeliest.
    if (target.kind === 'vpc-endpoint') {
      throw invalidParameterValue(
        `A route with the prefix list ${destination.prefixList} as its destination cannot have the VPC endpoint ${target.id} as its target.`,
      );
    }
  }
  if (destination.kind !== 'cidr') return;
  if (containsCidr(reservedBlock, blockOf(destination.cidr))) {
    // The rule is documented; the sentence is the likeliest.
    throw invalidParameterValue(`The destination CIDR block ${destination.cidr} is reserved for use by AWS services.`);
  }
  checkInsideVpc(draft, table, destination.cidr, target);
}

/** One of AWS's lists of the region, one of the caller's or one that is shared with it. @throws Fault InvalidPrefixListID.NotFound */
function checkPrefixList(draft: Draft, context: Context, id: string): void {
  if (servicePrefixLists(context.region).some((list) => list.id === id)) return;
  usable(draft, context, 'prefix-list', id);
}

/** IPv4 and IPv6 routes are counted apart, propagated ones not; a prefix list counts as many as it may hold. */
function weigh(draft: Draft, routes: readonly Route[], ipv6: boolean): number {
  let weight = 0;
  for (const { destination, target } of routes.filter((route) => !isPropagated(route))) {
    if (destination.kind !== 'prefix-list') weight += (destination.kind === 'ipv6') === ipv6 ? 1 : 0;
    else if (target.kind !== 'vpc-endpoint')
      weight += draft.get('prefix-list', destination.prefixList)?.maxEntries ?? 1;
  }
  return weight;
}

function isEndpointRoute(route: Route): boolean {
  return route.destination.kind === 'prefix-list' && route.target.kind === 'vpc-endpoint';
}

/** Members, not order: a target is flat. */
function sameTarget(one: RouteTarget, other: RouteTarget): boolean {
  return one.kind === other.kind && ('id' in one ? one.id : '') === ('id' in other ? other.id : '');
}

function withRoute(table: RouteTable, old: Route, next: Route): RouteTable {
  return { ...table, routes: table.routes.map((route) => (route === old ? next : route)) };
}

const destinationParameter: Readonly<Record<RouteDestination['kind'], string>> = {
  cidr: 'destination-cidr-block',
  ipv6: 'destination-ipv6-cidr-block',
  'prefix-list': 'destination-prefix-list-id',
};

export const routeOperations = {
  CreateRoute(context, input) {
    const destination = readDestination(input);
    return context.transact((draft) => {
      const table = owned(draft, context, 'route-table', required(input.RouteTableId, 'routeTableId'));
      const target = readTarget(draft, context, table, input);
      checkDestination(draft, context, table, { destination, target });
      const old = routeTo(table, destination);
      // EC2 answers a route that is already there, with the same target, as if it had made it.
      if (old && sameTarget(old.target, target)) return { Return: true };
      if (old) {
        throw new Fault('RouteAlreadyExists', `The route identified by ${textOf(destination)} already exists.`);
      }
      const routes: Route[] = [...table.routes, { destination, target, origin: 'CreateRoute' }];
      checkQuota(context, 'routesPerTable', weigh(draft, routes, destination.kind === 'ipv6'), table.id);
      draft.put({ ...table, routes });
      return { Return: true };
    });
  },

  ReplaceRoute(context, input) {
    const destination = readDestination(input);
    return context.transact((draft) => {
      const table = owned(draft, context, 'route-table', required(input.RouteTableId, 'routeTableId'));
      const target: RouteTarget = input.LocalTarget ? { kind: 'local' } : readTarget(draft, context, table, input);
      const old = routeTo(table, destination);
      if (old === undefined) {
        throw invalidParameterValue(
          `There is no route defined for '${textOf(destination)}' in the route table. Use CreateRoute instead.`,
        );
      }
      if (isEndpointRoute(old)) {
        // The rule is documented (Gateway endpoints); the sentence is the likeliest.
        throw invalidParameterValue(
          `cannot replace VPC endpoint route ${textOf(destination)} in route table ${table.id}`,
        );
      }
      if (target.kind === 'local' && old.origin !== 'CreateRouteTable') {
        throw invalidParameterValue(
          `The destination ${textOf(destination)} is not a local route of route table ${table.id}.`,
        );
      }
      checkDestination(draft, context, table, { destination, target });
      draft.put(withRoute(table, old, { ...old, target }));
      return {};
    });
  },

  DeleteRoute(context, input) {
    const destination = readDestination(input);
    return context.transact((draft) => {
      const table = owned(draft, context, 'route-table', required(input.RouteTableId, 'routeTableId'));
      const old = routeTo(table, destination);
      const text = textOf(destination);
      if (old === undefined) {
        throw new Fault(
          'InvalidRoute.NotFound',
          `no route with ${destinationParameter[destination.kind]} ${text} in route table ${table.id}`,
        );
      }
      if (old.origin === 'CreateRouteTable') {
        throw invalidParameterValue(`cannot remove local route ${text} in route table ${table.id}`);
      }
      if (isEndpointRoute(old)) {
        throw invalidParameterValue(`cannot remove VPC endpoint route ${text} in route table ${table.id}`);
      }
      draft.put({ ...table, routes: table.routes.filter((route) => route !== old) });
      return {};
    });
  },
} satisfies Ec2Handlers;
