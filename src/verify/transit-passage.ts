/**
 * Transit gateways and their attachments as ends of a question. A packet that ends at a gateway has come in by an attachment; one that ends
 * at an attachment has come in or gone out by it. One that begins at an attachment comes from what is behind it, or out of it where it
 * is for the attachment's own VPC. Which attachment a packet of a gateway came by nobody said, so no table of it is asked.
 */

import type { Network } from '../model/network.ts';
import {
  type AttachedVpc,
  gatewaysOf,
  isAttached,
  type TransitGateway,
  type TransitGatewayAttachment,
} from '../model/transit-gateway.ts';
import { transitNeighbours } from './joined.ts';
import { isOfVpc } from './lookup.ts';
import type { Packet } from './packet.ts';
import { leaveBy } from './transit-gateway.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';

export type TransitPassage = TransitGateway | TransitGatewayAttachment;

type VpcAttachment = TransitGatewayAttachment & { readonly attached: AttachedVpc };

function vpcAttachmentsOf(network: Network, gateway: string): readonly VpcAttachment[] {
  return network
    .find('transit-gateway-attachment', `transit-gateway:${gateway}`)
    .flatMap((one) => (one.attached.kind === 'vpc' && isAttached(network, one) ? [one as VpcAttachment] : []));
}

/** By which a gateway reaches an address. */
function attachmentTo(network: Network, gateway: string, address: string): VpcAttachment | undefined {
  return vpcAttachmentsOf(network, gateway).find(({ attached }) => isOfVpc(network, attached.vpc, address));
}

export function comeOutOfTransit(walk: Walk, passage: TransitPassage, packet: Packet): Position {
  return passage.kind === 'transit-gateway'
    ? comeOutOfGateway(walk, passage, packet)
    : comeByAttachment(walk, passage, packet);
}

function comeOutOfGateway(walk: Walk, { id }: TransitGateway, packet: Packet): Position {
  const { destination } = packet;
  const attachment = attachmentTo(walk.network, id, destination);
  if (attachment) return leadInto(walk, id, attachment, packet);
  drop(walk, packet, {
    stage: 'route',
    component: id,
    detail: `no VPC that is attached to it has ${destination}`,
    code: 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
    mend: `Attach a VPC that has ${destination} to ${id}, or send to an address of one that is attached.`,
    disposition: 'no-route',
  });
  return lost;
}

function leadInto(walk: Walk, component: string, attachment: VpcAttachment, packet: Packet): Position {
  pass(walk, packet, { stage: 'route', component, detail: `leads into ${attachment.attached.vpc}` });
  const transit = { kind: 'transit', gateway: attachment.transitGateway, attachment, packet } as const;
  return leaveBy(walk, transit, attachment);
}

function comeByAttachment(walk: Walk, attachment: TransitGatewayAttachment, packet: Packet): Position {
  const { network } = walk;
  const { attached } = attachment;
  if (attached.kind === 'vpc') {
    const isHome = isOfVpc(network, attached.vpc, packet.destination);
    if (isHome) return leadInto(walk, attachment.id, { ...attachment, attached }, packet);
    return { kind: 'transit', gateway: attachment.transitGateway, attachment, packet };
  }
  const gateway = attachmentTo(network, attached.transitGateway, packet.destination)
    ? attached.transitGateway
    : attachment.transitGateway;
  return { kind: 'transit', gateway, attachment, packet };
}

/** VPCs that are beyond, as one sees it from one of them. */
export function vpcsBeyond(network: Network, passage: TransitPassage, from: string | undefined): readonly string[] {
  if (passage.kind === 'transit-gateway') return transitNeighbours(network, passage.id).filter((id) => id !== from);
  const { attached, transitGateway } = passage;
  if (attached.kind === 'vpc' && attached.vpc !== from) return [attached.vpc];
  const ofGateway = transitNeighbours(network, transitGateway).filter((id) => id !== from);
  if (attached.kind === 'vpc') return ofGateway;
  const behindEach = gatewaysOf(passage).map((id) => vpcAttachmentsOf(network, id).map((one) => one.attached.vpc));
  const behind = behindEach.filter((vpcs) => !vpcs.some((id) => id === from)).flat();
  return behind.length > 0 ? behind : ofGateway;
}
