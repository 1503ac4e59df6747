/**
 * Internet gateways, outward and inward: each public address stands for one private address of an interface, and without
 * one nothing passes (https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html). Beyond is the internet,
 * of which a trace knows only the addresses that are an interface's.
 */

import { regionOfPublicAddress } from '../model/host-name.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { comeIn, judgeRedirection } from './edge.ts';
import { interfaceAt, privacyOf, publicAddressOf, publicOwner } from './lookup.ts';
import type { Packet } from './packet.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';

export function leave(walk: Walk, { gateway, from, packet }: Extract<Position, { kind: 'outbound' }>): Position {
  const { vpc } = from;
  const decision = { stage: 'translate', component: gateway.id };
  const disposition = 'denied-out' as const;
  const privacy = privacyOf(packet.destination);
  if (privacy !== undefined) {
    const code = `IGW_DESTINATION_ADDRESS_NOT_IN_${privacy}_EGRESS`;
    const mend = `Add a route to ${packet.destination} that does not lead to ${gateway.id}: it is no address of the internet.`;
    drop(walk, packet, { ...decision, code, mend, disposition });
  }
  const owner = interfaceAt(walk.network, vpc, packet.source);
  if (owner === undefined) {
    const mend = `Send from an address that an interface of ${vpc} has.`;
    drop(walk, packet, { ...decision, code: 'GATEWAY_REJECTS_SPOOFED_TRAFFIC', mend, disposition });
    return lost;
  }
  const source = publicAddressOf(walk.network, owner, packet.source);
  if (source === undefined) {
    const mend = `Associate an elastic IP address with ${packet.source} of ${owner.id}, or route through a NAT gateway.`;
    drop(walk, packet, { ...decision, code: 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS', mend, disposition });
    return lost;
  }
  if (privacy !== undefined) return lost;
  judgeRedirection(walk, gateway.id, from, owner, packet);
  pass(walk, packet, { ...decision, rule: `${packet.source} → ${source}` });
  return { kind: 'inbound', packet: { ...packet, source } };
}

/** On the internet: an address that is an interface's leads into its VPC, others end here. */
export function enter(walk: Walk, { packet, intended }: Extract<Position, { kind: 'inbound' }>): Position {
  const owner = publicOwner(walk.network, packet.destination);
  if (owner) return enterVpc(walk, packet, owner.networkInterface, owner.privateAddress);
  if (intended) return enterUnasked(walk, packet, intended);
  // All addresses of these ranges are in the Network, so one that is not there is nobody's.
  if (regionOfPublicAddress(packet.destination) === undefined) {
    pass(walk, packet, { stage: 'deliver', component: 'internet' });
    return { kind: 'ended', end: { kind: 'internet', packet } };
  }
  drop(walk, packet, {
    stage: 'deliver',
    component: 'internet',
    detail: `${packet.destination} is associated with no interface`,
    code: 'UNKNOWN_DESTINATION',
    mend: `Associate ${packet.destination} with an interface.`,
    disposition: 'denied-in',
  });
  return lost;
}

function enterVpc(walk: Walk, packet: Packet, at: NetworkInterface, destination: string): Position {
  const gateway = walk.network.find('internet-gateway', `vpc:${at.vpc}`)[0];
  const inside = { ...packet, destination };
  const arriving: Position = { kind: 'arriving', at, packet: inside, crosses: true };
  const disposition = 'denied-in' as const;
  if (gateway === undefined) {
    const mend = `Attach an internet gateway to ${at.vpc}.`;
    drop(walk, packet, { stage: 'translate', component: at.vpc, code: 'UNASSOCIATED_COMPONENT', mend, disposition });
    return arriving;
  }
  const decision = { stage: 'translate', component: gateway.id };
  const privacy = privacyOf(packet.source);
  if (privacy === undefined) pass(walk, packet, { ...decision, rule: `${packet.destination} → ${destination}` });
  else {
    const code = `IGW_SOURCE_ADDRESS_NOT_IN_${privacy}_INGRESS`;
    const mend = `Send from an address of the internet: ${packet.source} is none.`;
    drop(walk, packet, { ...decision, code, mend, disposition });
  }
  return comeIn(walk, gateway.id, at, inside);
}

/** The interface that is meant has no public address: the rest of the way is walked as if it had. */
function enterUnasked(walk: Walk, packet: Packet, at: NetworkInterface): Position {
  const gateway = walk.network.find('internet-gateway', `vpc:${at.vpc}`)[0];
  drop(walk, packet, {
    stage: 'translate',
    component: gateway?.id ?? at.vpc,
    code: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
    mend: `Associate an elastic IP address with ${packet.destination} of ${at.id}${gateway ? '' : ` and attach an internet gateway to ${at.vpc}`}.`,
    disposition: 'denied-in',
  });
  return gateway ? comeIn(walk, gateway.id, at, packet) : { kind: 'arriving', at, packet, crosses: true };
}
