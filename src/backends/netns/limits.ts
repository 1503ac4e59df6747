/**
 * How much this data plane takes, and what it cannot do. Asked before rendering, so that a plan which would fail halfway
 * through is refused whole, in words.
 */

import type { Router } from '../../blueprint/blueprint.ts';
import { deviceOf, groupOf, tableOf, wireDevice } from './names.ts';
import { symmetricPorts } from './router-ip.ts';

/** Interfaces of one VPC; beyond it one router's links take minutes to make. */
export const maxPortsPerRouter = 8000;
/** Route tables of one VPC: the kernel asks one rule after the other (the AWS quota is 200). */
export const maxRouteTablesPerRouter = 1000;
/** Addresses in one set. */
export const maxAddressesPerSet = 65_536;

/** Endpoints' interfaces that lead to one load balancer in one zone; see slots.ts. */
export const maxEndpointsPerNode = 10_000;

function duplicates(of: string, what: string, ids: readonly string[], nameOf: (id: string) => string | number) {
  const seen = new Map<string | number, string>();
  const found: string[] = [];
  for (const id of ids) {
    const name = nameOf(id);
    const other = seen.get(name);
    if (other !== undefined && other !== id) found.push(`${of}: ${what} ${other} and ${id} share the name ${name}`);
    seen.set(name, id);
  }
  return found;
}

function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(({ id }) => id);
}

/** Empty where the router can be rendered. */
export function routerProblems(router: Router): readonly string[] {
  const problems: string[] = [];
  if (router.ports.length > maxPortsPerRouter) problems.push(`${router.id}: more than ${maxPortsPerRouter} interfaces`);
  if (router.routeTables.length > maxRouteTablesPerRouter) {
    problems.push(`${router.id}: more than ${maxRouteTablesPerRouter} route tables`);
  }
  for (const set of router.addressSets) {
    if (set.cidrs.length > maxAddressesPerSet) problems.push(`${set.id}: more than ${maxAddressesPerSet} addresses`);
  }
  return [
    ...problems,
    ...duplicates(router.id, 'interfaces', idsOf(router.ports), deviceOf),
    ...duplicates(router.id, 'subnets', idsOf(router.subnets), groupOf),
    ...duplicates(router.id, 'route tables', [...idsOf(router.routeTables), ...idsOf(symmetricPorts(router))], tableOf),
  ];
}

/** Empty where the load balancer's namespace can be rendered. */
export function loadBalancerProblems(node: string, endpoints: readonly string[]): readonly string[] {
  const tooMany = endpoints.length > maxEndpointsPerNode ? [`${node}: more than ${maxEndpointsPerNode} endpoints`] : [];
  return [...tooMany, ...duplicates(node, 'endpoints', endpoints, wireDevice)];
}
