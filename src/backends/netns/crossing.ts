/**
 * Links between namespaces that route: of peered VPCs, and of transit gateways. Within a region the two share one pair of
 * devices, made by the one with the lower id; between regions each has a link into its region's backbone (backbone-plan.ts).
 * A link is there while both ends are in the Blueprint and name it.
 */

import { assert } from '../../base/assert.ts';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { backboneId, deviceOf, farAddress, farMac, namespaceOf, nearAddress, routerMac, wireDevice } from './names.ts';
import type { LinkPlan } from './plan.ts';

/** A link as one of its ends names it. */
export interface Crossing {
  /** The same on both ends. */
  readonly id: string;
  /** The other end: a VPC's id, or a transit gateway's. */
  readonly router: string;
  readonly region: string;
}

/** Where an end is in its own namespace, and what lies across it. */
export interface CrossingEnd {
  readonly device: string;
  readonly nextHop: string;
  readonly nextMac: string;
  /** Absent where the other end makes the link. */
  readonly madeTo?: LinkPlan['peer'];
}

/** Who is at an end of links. */
export interface Party {
  readonly region: string;
  readonly crossings: readonly Crossing[];
}

export function partiesOf({ routers, transitGateways }: Blueprint): readonly Party[] {
  return [
    ...routers.map(({ region, peerings }) => ({ region, crossings: peerings })),
    ...transitGateways.map(({ region, doors }) => ({
      region,
      crossings: doors.filter((door) => door.kind === 'peering'),
    })),
  ];
}

/** Ids of the links that both of their ends have. */
export function liveCrossings(blueprint: Blueprint): ReadonlySet<string> {
  const ends = new Map<string, number>();
  for (const { crossings } of partiesOf(blueprint)) {
    for (const { id } of crossings) ends.set(id, (ends.get(id) ?? 0) + 1);
  }
  return new Set([...ends].flatMap(([id, count]) => (count === 2 ? [id] : [])));
}

export function crossingEnd(
  prefix: string,
  own: { readonly id: string; readonly region: string },
  { id, router, region }: Crossing,
): CrossingEnd {
  assert(router !== own.id, `${id} joins ${own.id} to itself`);
  const far = wireDevice(id);
  const made = { device: deviceOf(id), nextHop: farAddress, nextMac: farMac };
  if (region !== own.region) {
    return { ...made, madeTo: { namespace: namespaceOf(prefix, backboneId(own.region)), device: far } };
  }
  if (own.id > router) return { device: far, nextHop: nearAddress, nextMac: routerMac };
  return { ...made, madeTo: { namespace: namespaceOf(prefix, router), device: far } };
}
