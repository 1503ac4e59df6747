/** A peering connection in a VPC's router: its device, and what the router must know of what lies across. */

import type { PeeringLink, Router } from '../../blueprint/blueprint.ts';
import { type CrossingEnd, crossingEnd } from './crossing.ts';
import { interRegionMtu, linkTo, neighbourPiece, upPiece, vpcMtu } from './link-plan.ts';
import { farMac, peeringGroup } from './names.ts';
import type { LinkPlan, Piece } from './plan.ts';

export interface PeeringEnd extends CrossingEnd {
  readonly link: PeeringLink;
  readonly mtu: number;
}

/** @param live ids of the connections that have both ends */
export function peeringEnds(prefix: string, router: Router, live: ReadonlySet<string>): readonly PeeringEnd[] {
  return router.peerings
    .filter(({ id }) => live.has(id))
    .map((link) => {
      const mtu = link.region === router.region ? vpcMtu : interRegionMtu;
      return { ...crossingEnd(prefix, router, link), link, mtu };
    });
}

export function peeringLinks(ends: readonly PeeringEnd[]): readonly LinkPlan[] {
  return ends.flatMap(({ device, madeTo, mtu }) =>
    madeTo ? [linkTo(device, madeTo, { group: 0, mtu, mac: farMac })] : [],
  );
}

export function peeringPieces(ends: readonly PeeringEnd[]): readonly Piece[] {
  return ends.flatMap(({ device, nextHop, nextMac }) => [
    // Whoever made the device knows nothing of groups, and no packet comes by it before it is up.
    { key: `group ${device}`, add: `link set dev ${device} group ${peeringGroup}`, device },
    upPiece(device),
    neighbourPiece(device, nextHop, nextMac),
  ]);
}
