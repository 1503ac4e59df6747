/**
 * The address at which one interface speaks to another: its private one within a VPC, and where routes lead to it in a
 * VPC that is joined with its own; else its public one. The same choice as a trace's between two ends that are named.
 */

import { valueAt } from './address-map.ts';
import { type CompiledInterface, publicAddressOf } from './compiled-vpc.ts';
import type { Way } from './route-ways.ts';

/** Undefined where the two can't meet. */
export function meetingAddress(from: CompiledInterface, to: CompiledInterface): number | undefined {
  return meetInside(from, to) ? to.addresses[0] : publicAddressOf(to);
}

/** Whether it is the private address. */
export function meetInside(from: CompiledInterface, to: CompiledInterface): boolean {
  if (from.vpc === to.vpc) return true;
  const far = to.vpc.document.id;
  if (!from.vpc.peers.includes(far)) return false;
  const way = wayBehindInspection(from, to.addresses[0] ?? 0);
  // Joined without a route and without a public address: there is no other to speak to.
  const isTransit = way.kind === 'transit-gateway' && from.vpc.transit.includes(far);
  return isTransit || (way.kind === 'peering' && way.far === far) || publicAddressOf(to) === undefined;
}

/** Where routes lead at last: what endpoints of gateway load balancers return is routed on from there. */
function wayBehindInspection(from: CompiledInterface, address: number): Way {
  const seen = new Set<CompiledInterface>();
  for (let at = from; ; ) {
    const way = valueAt(at.subnet.routes.ways, address);
    const next = way.kind === 'interface' ? at.vpc.byId.get(way.id) : undefined;
    if (next?.document.interfaceType !== 'gateway_load_balancer_endpoint' || seen.has(next)) return way;
    seen.add(next);
    at = next;
  }
}
