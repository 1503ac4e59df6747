/**
 * Links between namespaces that route: of peered VPCs, and of transit gateways. Within a region the two share one pair of
 * devices, made by the one with the lower id; between regions each gets a device on the trunk from its region's backbone
 * (backbone-plan.ts), and frames go from the one to the other.
 * A link is there while both ends are in the Blueprint and name it.
 */

import { assert } from '../../base/assert.ts';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { hash52 } from './hash.ts';
import { deviceOf, farAddress, farMac, namespaceOf, nearAddress, routerMac, wireDevice } from './names.ts';
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
  /** Absent where the other end makes the link, or the backbone. */
  readonly madeTo?: LinkPlan['peer'];
}

/** Who is at an end of links. */
export interface Party {
  readonly id: string;
  readonly region: string;
  readonly crossings: readonly Crossing[];
}

export function partiesOf({ routers, transitGateways }: Blueprint): readonly Party[] {
  return [
    ...routers.map(({ id, region, peerings }) => ({ id, region, crossings: peerings })),
    ...transitGateways.map(({ id, region, doors }) => ({
      id,
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

/** Locally administered: of what a link is in a region, the same in the records of either end. */
export function macOnTrunk(id: string, region: string): string {
  const digits = (hash52(`${id} ${region}`) % 2 ** 40).toString(16).padStart(10, '0');
  return ['06', ...(digits.match(/../g) ?? [])].join(':');
}

export function crossingEnd(
  prefix: string,
  own: { readonly id: string; readonly region: string },
  { id, router, region }: Crossing,
): CrossingEnd {
  assert(router !== own.id, `${id} joins ${own.id} to itself`);
  const made = { device: deviceOf(id), nextHop: farAddress, nextMac: farMac };
  if (region !== own.region) return { ...made, nextMac: macOnTrunk(id, region) };
  const far = wireDevice(id);
  if (own.id > router) return { device: far, nextHop: nearAddress, nextMac: routerMac };
  return { ...made, madeTo: { namespace: namespaceOf(prefix, router), device: far } };
}
