/**
 * Peering connections as packets meet them. Through one passes what is addressed to the VPC across, or comes from it; there no
 * route table is met, so nothing goes further, and who sent it is not checked
 * (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations). Answers find their own way
 * back by the routes of who answers.
 */

import type { NetworkInterface } from '../model/network-interface.ts';
import { interfaceAt, isWithin } from './lookup.ts';
import type { Packet } from './packet.ts';
import { nobodyIn } from './receive.ts';
import type { Way } from './route.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';

export function cross(
  walk: Walk,
  from: NetworkInterface,
  packet: Packet,
  { connection, far }: Extract<Way, { kind: 'peering' }>,
): Position {
  const decision = { stage: 'route', component: connection.id, networkInterface: from.id };
  const isOfFar = (address: string): boolean => far.cidrs.some(({ cidr }) => isWithin(cidr, address));
  if (![packet.destination, packet.source].some(isOfFar)) {
    drop(walk, packet, {
      ...decision,
      detail: `neither ${packet.source} nor ${packet.destination} is of ${far.id}`,
      code: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
      mend: `Add a route to ${packet.destination} that does not lead to ${connection.id}: only ${far.id} itself is behind it.`,
      disposition: 'no-route',
    });
    return lost;
  }
  pass(walk, packet, { ...decision, detail: `leads into ${far.id}` });
  if (walk.limit === connection.id) return { kind: 'ended', end: { kind: 'passage', id: connection.id, packet } };
  const at = interfaceAt(walk.network, far.id, packet.destination);
  return at ? { kind: 'arriving', at, from, packet, crosses: true } : nobodyIn(walk, far.id, packet);
}
