/**
 * Transit gateways: regional routers between VPCs, with attachments and route tables of their own. What is stored is what was
 * asked for; which routes a table has in the end follows from its static routes and from what its attachments propagate.
 * https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
 */

import { parseCidr } from '../base/cidr.ts';
import type { Kind, ResourceBase, ResourceOf, Tags } from './resource.ts';

/** What is under way is told by the revision in which it was asked for, and the one that the data plane has applied. */
interface Asked {
  readonly desired: 'available' | 'deleted';
  readonly stateRevision: number;
  /** Set where what is under way changes something that was there before. */
  readonly modified?: boolean;
  /** Milliseconds since 1970, once deleted, rejected or failed; AWS shows it for a while more. */
  readonly deleted?: number;
}

export interface TransitGateway extends ResourceBase, Asked {
  readonly kind: 'transit-gateway';
  readonly description: string;
  readonly amazonSideAsn: number;
  readonly autoAcceptSharedAttachments: boolean;
  readonly defaultRouteTableAssociation: boolean;
  readonly defaultRouteTablePropagation: boolean;
  readonly dnsSupport: boolean;
  readonly vpnEcmpSupport: boolean;
  readonly multicastSupport: boolean;
  readonly securityGroupReferencingSupport: boolean;
  readonly cidrBlocks: readonly string[];
  /** Ids of route tables; the same one at first. */
  readonly associationDefaultRouteTable?: string;
  readonly propagationDefaultRouteTable?: string;
}

/** Its account is that of the VPC's owner, or of who asked for the peering; its region the one where that is. */
export interface TransitGatewayAttachment extends ResourceBase, Asked {
  readonly kind: 'transit-gateway-attachment';
  readonly transitGateway: string;
  readonly attached: AttachedVpc | AttachedGateway;
  /** What the other side said: the gateway's owner to a VPC, the peer's to a gateway. A request to no gateway fails. */
  readonly answer: 'pending' | 'accepted' | 'rejected' | 'failed';
}

export interface AttachedVpc {
  readonly kind: 'vpc';
  readonly vpc: string;
  /** One per zone, each with an interface of the gateway's. */
  readonly subnets: readonly AttachedSubnet[];
  /** A flow stays with one zone of the VPC, whichever zones its ends are in. */
  readonly applianceMode: boolean;
  readonly dnsSupport: boolean;
  readonly ipv6Support: boolean;
  readonly securityGroupReferencingSupport: boolean;
}

export interface AttachedSubnet {
  readonly subnet: string;
  readonly zoneId: string;
  readonly networkInterface: string;
}

/** The other gateway; both sides know the attachment by one id. */
export interface AttachedGateway {
  readonly kind: 'peering';
  readonly account: string;
  readonly region: string;
  readonly transitGateway: string;
  /** Those that the other side sees. */
  readonly accepterTags: Tags;
}

export interface TransitGatewayRouteTable extends ResourceBase, Asked {
  readonly kind: 'transit-gateway-route-table';
  readonly transitGateway: string;
  /** Attachments whose packets are routed by this table; each is with at most one table of a gateway. */
  readonly associations: readonly TransitGatewayTie[];
  /** Attachments whose VPC's blocks are routes here. */
  readonly propagations: readonly TransitGatewayTie[];
  readonly routes: readonly TransitGatewayStaticRoute[];
}

export interface TransitGatewayTie {
  readonly attachment: string;
  readonly desired: 'there' | 'gone';
  readonly stateRevision: number;
}

export interface TransitGatewayStaticRoute {
  /** Canonical. */
  readonly destination: string;
  /** Absent: a blackhole. */
  readonly attachment?: string;
}

/** A route as it is in force. */
export interface TransitGatewayRoute {
  readonly destination: string;
  readonly type: 'static' | 'propagated';
  readonly state: 'active' | 'blackhole';
  readonly attachment?: string;
}

interface Reader {
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
  find<K extends Kind>(kind: K, key: string): readonly ResourceOf<K>[];
}

interface Viewer {
  readonly account: string;
  readonly region: string;
}

/** Whether it is there, or may still come to be. */
export function isOpen({ desired, answer }: TransitGatewayAttachment): boolean {
  return desired === 'available' && (answer === 'accepted' || answer === 'pending');
}

/** Whether a peering is the viewer's by the gateway that was asked; one that both sides have in one place is the requester's. */
export function isAccepter({ account, region, attached, answer }: TransitGatewayAttachment, viewer: Viewer): boolean {
  if (attached.kind !== 'peering' || (account === viewer.account && region === viewer.region)) return false;
  // A request that failed never reached anybody.
  return answer !== 'failed' && attached.account === viewer.account && attached.region === viewer.region;
}

/** Whether an attachment of another's is known to a viewer: to the gateway's owner, and to who is asked for a peering. */
export function concerns(reader: Pick<Reader, 'get'>, attachment: TransitGatewayAttachment, viewer: Viewer): boolean {
  if (attachment.attached.kind === 'peering') return isAccepter(attachment, viewer);
  const gateway = reader.get('transit-gateway', attachment.transitGateway);
  return gateway?.account === viewer.account && gateway.region === viewer.region;
}

/** Whether packets pass between the gateway and what is attached: both are there, and the other side said yes. */
export function isAttached(reader: Pick<Reader, 'get'>, attachment: TransitGatewayAttachment): boolean {
  const { desired, answer, attached, transitGateway } = attachment;
  const isThere = (id: string) => reader.get('transit-gateway', id)?.desired === 'available';
  if (desired !== 'available' || answer !== 'accepted' || !isThere(transitGateway)) return false;
  return attached.kind === 'vpc' ? reader.get('vpc', attached.vpc) !== undefined : isThere(attached.transitGateway);
}

/** The attachment of a VPC to a gateway that carries packets now. */
export function attachmentOf(
  reader: Reader,
  vpc: string,
  transitGateway: string,
): (TransitGatewayAttachment & { readonly attached: AttachedVpc }) | undefined {
  for (const one of reader.find('transit-gateway-attachment', `vpc:${vpc}`)) {
    const { attached } = one;
    if (one.transitGateway !== transitGateway || attached.kind !== 'vpc') continue;
    if (isAttached(reader, one)) return { ...one, attached };
  }
  return undefined;
}

/** Whether any gateway may bring a VPC what others sent. */
export function isOnTransitGateway(reader: Reader, vpc: string): boolean {
  return reader.find('transit-gateway-attachment', `vpc:${vpc}`).some((one) => isAttached(reader, one));
}

/** Ids of the gateways at an attachment's ends: a VPC's has one, a peering two. */
export function gatewaysOf({ transitGateway, attached }: TransitGatewayAttachment): readonly string[] {
  return attached.kind === 'vpc' ? [transitGateway] : [transitGateway, attached.transitGateway];
}

/** The table of a gateway that routes what comes from an attachment. */
export function tableOf(
  reader: Reader,
  transitGateway: string,
  attachment: string,
): TransitGatewayRouteTable | undefined {
  return reader
    .find('transit-gateway-route-table', `associated:${attachment}`)
    .find((table) => table.transitGateway === transitGateway && table.desired === 'available');
}

/**
 * What a table's routes come to, by destination, each destination once: static before propagated, of two VPCs with the same
 * block the attachment that was made first (likeliest: AWS says neither way).
 */
export function routesOf(reader: Reader, table: TransitGatewayRouteTable): readonly TransitGatewayRoute[] {
  const found = new Map<string, TransitGatewayRoute>();
  for (const { destination, attachment } of table.routes) {
    const target = attachment === undefined ? undefined : reader.get('transit-gateway-attachment', attachment);
    const state = target && isAttached(reader, target) ? 'active' : 'blackhole';
    found.set(destination, { destination, type: 'static', state, ...(attachment === undefined ? {} : { attachment }) });
  }
  for (const route of propagatedTo(reader, table)) {
    if (!found.has(route.destination)) found.set(route.destination, route);
  }
  return [...found.values()].sort((one, other) => (one.destination < other.destination ? -1 : 1));
}

function propagatedTo(reader: Reader, table: TransitGatewayRouteTable): readonly TransitGatewayRoute[] {
  return table.propagations
    .filter(({ desired }) => desired === 'there')
    .flatMap((tie) => reader.get('transit-gateway-attachment', tie.attachment) ?? [])
    .filter((attachment) => isAttached(reader, attachment))
    .sort((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1))
    .flatMap(({ id, attached }) => {
      const vpc = attached.kind === 'vpc' ? reader.get('vpc', attached.vpc) : undefined;
      const blocks = vpc?.cidrs.filter(({ cidr }) => parseCidr(cidr) !== undefined) ?? [];
      return blocks.map(
        ({ cidr }): TransitGatewayRoute => ({
          destination: cidr,
          type: 'propagated',
          state: 'active',
          attachment: id,
        }),
      );
    });
}

/**
 * The subnet by which a gateway's packets enter a VPC: in the zone that they come from, or else in the first zone that the
 * attachment has (https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#transit-gateway-az-affinity).
 */
export function entryOf({ subnets }: AttachedVpc, zoneId: string | undefined): AttachedSubnet | undefined {
  return subnets.find((one) => one.zoneId === zoneId) ?? subnets[0];
}

/** The subnet by which a VPC's packets reach a gateway: only zones that are attached do. */
export function exitOf({ subnets }: AttachedVpc, zoneId: string): AttachedSubnet | undefined {
  return subnets.find((one) => one.zoneId === zoneId);
}
