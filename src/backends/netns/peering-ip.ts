/**
 * Links between the routers of peered VPCs. Within a region the two routers share one pair of devices, made by the one with
 * the lower id; between regions each has a link into its region's backbone (backbone-plan.ts). A link is there while both
 * ends are in the Blueprint and name it. Says which device a connection is, and what hangs on it.
 */

import { assert } from '../../base/assert.ts';
import type { Blueprint, PeeringLink, Router } from '../../blueprint/blueprint.ts';
import { interRegionMtu, linkTo, neighbourPiece, upPiece, vpcMtu } from './link-plan.ts';
import { backboneId, deviceOf, farAddress, farMac, namespaceOf, nearAddress, routerMac, wireDevice } from './names.ts';
import type { LinkPlan, Piece } from './plan.ts';

/** Where one end of a live connection is in its router's namespace. */
export interface PeeringEnd {
  readonly link: PeeringLink;
  readonly device: string;
  /** What lies across the device, for routes. */
  readonly nextHop: string;
  readonly nextMac: string;
  /** Absent where the other router makes the link. */
  readonly made?: { readonly peer: LinkPlan['peer']; readonly mtu: number };
}

/** Ids of the connections that both of their routers have. */
export function livePeerings(blueprint: Blueprint): ReadonlySet<string> {
  const ends = new Map<string, number>();
  for (const { peerings } of blueprint.routers) {
    for (const { id } of peerings) ends.set(id, (ends.get(id) ?? 0) + 1);
  }
  return new Set([...ends].flatMap(([id, count]) => (count === 2 ? [id] : [])));
}

function endOf(prefix: string, router: Router, link: PeeringLink): PeeringEnd {
  assert(link.router !== router.id, `${link.id} joins ${router.id} to itself`);
  const near = deviceOf(link.id);
  const far = wireDevice(link.id);
  const made = { link, device: near, nextHop: farAddress, nextMac: farMac };
  if (link.region !== router.region) {
    const peer = { namespace: namespaceOf(prefix, backboneId(router.region)), device: far };
    return { ...made, made: { peer, mtu: interRegionMtu } };
  }
  if (router.id > link.router) return { link, device: far, nextHop: nearAddress, nextMac: routerMac };
  return { ...made, made: { peer: { namespace: namespaceOf(prefix, link.router), device: far }, mtu: vpcMtu } };
}

export function peeringEnds(prefix: string, router: Router, live: ReadonlySet<string>): readonly PeeringEnd[] {
  return router.peerings.filter(({ id }) => live.has(id)).map((link) => endOf(prefix, router, link));
}

export function peeringLinks(ends: readonly PeeringEnd[]): readonly LinkPlan[] {
  return ends.flatMap(({ device, made }) =>
    made ? [linkTo(device, made.peer, { group: 0, mtu: made.mtu, mac: farMac })] : [],
  );
}

export function peeringPieces(ends: readonly PeeringEnd[]): readonly Piece[] {
  return ends.flatMap(({ device, nextHop, nextMac }) => [upPiece(device), neighbourPiece(device, nextHop, nextMac)]);
}
