/**
 * The news that a packet is too large for its way. Senders hear it of other regions and of transit gateways, whose ways take
 * smaller packets than a VPC does, and never of endpoints, where AWS stays silent. Which of them it was is told by where
 * the packet was going: by the address in what the message quotes.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html
 */

import { present } from '../../base/assert.ts';
import { parseCidr } from '../../base/cidr.ts';
import type { Router } from '../../blueprint/blueprint.ts';
import { addressElements } from './addresses.ts';
import { interRegionMtu, transitMtu } from './link-plan.ts';
import type { PeeringEnd } from './peering-ip.ts';

export function tooLargeNews(router: Router, peerings: readonly PeeringEnd[]): readonly string[] {
  const toGateways = new Set(router.ports.flatMap(({ id, passage }) => (passage === 'transit-gateway' ? [id] : [])));
  const abroad = peerings.filter(({ link }) => link.region !== router.region).flatMap(({ link }) => link.cidrs);
  const transit = router.routeTables.flatMap(({ routes }) =>
    routes.flatMap(({ destination, target }) =>
      target.kind === 'port' && toGateways.has(target.port) ? [destination] : [],
    ),
  );
  if (abroad.length + transit.length === 0) return [];
  const inside = addressElements(router.cidrs).map((block) => `${words(transitMtu)}${quotedDestination(block)}drop`);
  return [
    ...inside,
    ...addressElements(abroad).map((block) => `${words(interRegionMtu)}${quotedDestination(block)}accept`),
    ...addressElements(transit).map((block) => `${words(transitMtu)}${quotedDestination(block)}accept`),
  ];
}

function words(mtu: number): string {
  return `icmp type destination-unreachable icmp code frag-needed icmp mtu ${mtu} `;
}

/** Eight bytes of ICMP, and sixteen of the quoted header before its destination; lengths and offsets in bits. */
const destinationOffset = (8 + 16) * 8;

function quotedDestination(block: string): string {
  const { base, length } = present(parseCidr(block.includes('/') ? block : `${block}/32`), block);
  return length === 0 ? '' : `@th,${destinationOffset},32 & ${2 ** 32 - 2 ** (32 - length)} == ${base} `;
}
