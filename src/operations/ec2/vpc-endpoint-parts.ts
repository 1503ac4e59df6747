/**
 * What an endpoint brings with it: a gateway endpoint its routes, an interface endpoint its network interfaces, one of a
 * gateway load balancer its only one, which takes what isn't addressed to it
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html). Whatever is made here goes with it.
 */

import { present } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { servicePrefixLists } from '../../model/region.ts';
import type { RouteTable } from '../../model/route-table.ts';
import { vpcsOfGroup } from '../../model/security-group.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { owned } from './faults.ts';
import { createInterface, deleteInterface, serviceAttachment } from './network-interface.ts';
import { defaultGroup } from './placement.ts';
import { checkQuota } from './quotas.ts';
import { duplicateZone, otherNetwork, routeExists } from './vpc-endpoint-fault.ts';

/** An account of AWS's, as such interfaces show it; not documented. */
const requester = '727180483921';

type Gateway = Pick<VpcEndpoint, 'id' | 'vpc' | 'region' | 'serviceName'>;

function prefixListOf(endpoint: Gateway): string {
  const list = servicePrefixLists(endpoint.region).find((one) => one.name === endpoint.serviceName);
  return present(list, `prefix list of ${endpoint.serviceName}`).id;
}

/** @throws Fault where the table isn't of the VPC, is full, or has an endpoint of the service already */
export function addEndpointRoute(draft: Draft, context: Context, endpoint: Gateway, tableId: string): void {
  const table = owned(draft, context, 'route-table', tableId);
  if (table.vpc !== endpoint.vpc) throw otherNetwork('Route table', tableId, endpoint.vpc);
  const prefixList = prefixListOf(endpoint);
  const taken = table.routes.some(
    ({ destination }) => destination.kind === 'prefix-list' && destination.prefixList === prefixList,
  );
  if (taken) throw routeExists(tableId, prefixList);
  checkQuota(context, 'routesPerTable', table.routes.length + 1, tableId);
  const changed: RouteTable = {
    ...table,
    routes: [
      ...table.routes,
      {
        destination: { kind: 'prefix-list', prefixList },
        target: { kind: 'vpc-endpoint', id: endpoint.id },
        origin: 'CreateRoute',
      },
    ],
  };
  draft.put(changed);
}

export function removeEndpointRoute(draft: Draft, endpoint: Gateway, tableId: string): void {
  const table = draft.get('route-table', tableId);
  if (table === undefined) return;
  const leads = (route: RouteTable['routes'][number]): boolean =>
    route.target.kind === 'vpc-endpoint' && route.target.id === endpoint.id;
  draft.put({ ...table, routes: table.routes.filter((route) => !leads(route)) });
}

type Interfaced = Pick<VpcEndpoint, 'id' | 'vpc' | 'groups' | 'endpointType'>;

/** The subnets of a request, each in a zone of its own. @throws Fault DuplicateSubnetsInSameZone, InvalidSubnetID.NotFound */
export function endpointSubnets(
  draft: Draft,
  context: Context,
  vpc: string,
  ids: readonly string[],
  besides: readonly string[] = [],
): readonly Subnet[] {
  const zones = new Set(besides.map((id) => draft.get('subnet', id)?.zoneId));
  return ids.map((id) => {
    const subnet = owned(draft, context, 'subnet', id);
    if (subnet.vpc !== vpc) throw otherNetwork('Subnet', id, vpc);
    if (zones.has(subnet.zoneId)) throw duplicateZone(id);
    zones.add(subnet.zoneId);
    return subnet;
  });
}

/** The groups of a request, or the VPC's default one. */
export function endpointGroups(
  draft: Draft,
  context: Context,
  vpc: string,
  ids: readonly string[] | undefined,
): readonly string[] {
  if (ids === undefined || ids.length === 0) return [defaultGroup(draft.network, vpc).id];
  const groups = [...new Set(ids)];
  for (const id of groups) {
    if (!vpcsOfGroup(owned(draft, context, 'security-group', id)).includes(vpc)) {
      throw new Fault('InvalidParameter', `Security group ${id} and VPC ${vpc} belong to different networks.`);
    }
  }
  checkQuota(context, 'securityGroupsPerInterface', groups.length);
  return groups;
}

export function addEndpointInterface(
  draft: Draft,
  context: Context,
  endpoint: Interfaced,
  subnet: Subnet,
  address: string | undefined,
): NetworkInterface {
  const isGateway = endpoint.endpointType === 'GatewayLoadBalancer';
  return createInterface(draft, context, {
    subnet,
    address,
    groups: endpoint.groups,
    interfaceType: isGateway ? 'gateway_load_balancer_endpoint' : 'vpc_endpoint',
    sourceDestCheck: !isGateway,
    description: `VPC Endpoint Interface ${endpoint.id}`,
    requester,
    parent: endpoint.id,
    attachment: serviceAttachment(context),
  });
}

export function endpointInterfaces(draft: Draft, endpoint: Pick<VpcEndpoint, 'id'>): readonly NetworkInterface[] {
  return draft.find('network-interface', `parent:${endpoint.id}`);
}

/** Whether packets are still routed to the endpoint of a gateway load balancer. */
export function isRouteTarget(draft: Draft, { id, vpc }: Pick<VpcEndpoint, 'id' | 'vpc'>): boolean {
  return draft
    .find('route-table', `vpc:${vpc}`)
    .some(({ routes }) => routes.some(({ target }) => target.kind === 'vpc-endpoint' && target.id === id));
}

export function removeEndpointInterfaces(
  draft: Draft,
  endpoint: Pick<VpcEndpoint, 'id'>,
  subnets: readonly string[],
): void {
  for (const one of endpointInterfaces(draft, endpoint)) if (subnets.includes(one.subnet)) deleteInterface(draft, one);
}

/** Subnet → the address that a request gives it. */
export type PinnedAddresses = ReadonlyMap<string, string>;

/** @throws Fault where a configuration names no subnet of the endpoint's */
export function pinnedAddresses(
  configurations: readonly { readonly SubnetId?: string | undefined; readonly Ipv4?: string | undefined }[] | undefined,
  subnets: readonly string[],
): PinnedAddresses {
  const pinned = new Map<string, string>();
  for (const { SubnetId: subnet, Ipv4: address } of configurations ?? []) {
    if (subnet === undefined || !subnets.includes(subnet)) {
      // Likeliest sentence.
      throw new Fault('InvalidParameter', `The subnet configuration names ${subnet}, which is not among the subnets.`);
    }
    if (address !== undefined) pinned.set(subnet, address);
  }
  return pinned;
}
