/**
 * A peering connection: two VPCs that carry packets for each other, in one region or in two, of one account or two. What is
 * stored is what its two sides did; the state that AWS shows follows from that, from the time, and from what the data plane
 * applied. Routes are the owners' to add. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 */

import { overlaps, parseCidr } from '../base/cidr.ts';
import type { Kind, ResourceBase, ResourceOf, Tags } from './resource.ts';

/** Its account and region are the requester's, and so are its tags. */
export interface VpcPeeringConnection extends ResourceBase {
  readonly kind: 'vpc-peering-connection';
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
  /** Those that the accepter sees, in its own region; of connections within one account and region there is one set. */
  readonly accepterTags: Tags;
  /** Milliseconds since 1970: until then it can be accepted. */
  readonly expires: number;
  /** The revision in which it was accepted, or deleted. */
  readonly stateRevision: number;
  /** Absent while nobody has answered. */
  readonly outcome?: PeeringOutcome;
}

export interface PeeringSide {
  readonly account: string;
  readonly region: string;
  readonly vpc: string;
  /** Blocks of the VPC when the connection came up or ended; what it has now is in the VPC itself. */
  readonly cidrs: readonly string[];
  /** Public host names of this side's instances mean their private addresses when they are asked for from the other side. */
  readonly allowDnsResolutionFromRemoteVpc: boolean;
}

/** `at` in milliseconds since 1970; `by` is an account. A connection that was accepted may be deleted later. */
export type PeeringOutcome =
  | { readonly kind: 'accepted'; readonly at: number }
  | { readonly kind: 'rejected'; readonly at: number; readonly by: string }
  | { readonly kind: 'deleted'; readonly at: number; readonly by: string }
  | { readonly kind: 'failed'; readonly at: number; readonly message: string };

export type PeeringState =
  | 'initiating-request'
  | 'pending-acceptance'
  | 'expired'
  | 'rejected'
  | 'failed'
  | 'provisioning'
  | 'active'
  | 'deleting'
  | 'deleted';

/** After that nobody accepts it any more (CreateVpcPeeringConnection). */
export const peeringRequestLifetime = 7 * 24 * 60 * 60 * 1000;

const shortlyShown = 2 * 60 * 60 * 1000;
const longShown = 2 * 24 * 60 * 60 * 1000;

interface Viewer {
  readonly account: string;
  readonly region: string;
}

interface ReadsOne {
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
}

interface Reader extends ReadsOne {
  find<K extends Kind>(kind: K, key: string): readonly ResourceOf<K>[];
}

/** Whether the two VPCs carry packets for each other: both are there, and the accepter said yes. */
export function isPeered(reader: ReadsOne, { outcome, requester, accepter }: VpcPeeringConnection): boolean {
  const areThere = [requester, accepter].every(({ vpc }) => reader.get('vpc', vpc) !== undefined);
  return areThere && outcome?.kind === 'accepted';
}

export function isInterRegion({ requester, accepter }: VpcPeeringConnection): boolean {
  return requester.region !== accepter.region;
}

/** The side that a VPC is of the connection, and the one across. */
export function sidesFrom(
  { requester, accepter }: VpcPeeringConnection,
  vpc: string,
): { readonly near: PeeringSide; readonly far: PeeringSide } {
  return requester.vpc === vpc ? { near: requester, far: accepter } : { near: accepter, far: requester };
}

/** Whose connection it is to a viewer: one that both sides have in one place is the requester's there. */
export function roleOf(
  { requester, accepter, outcome }: VpcPeeringConnection,
  { account, region }: Viewer,
): 'requester' | 'accepter' | undefined {
  if (requester.account === account && requester.region === region) return 'requester';
  // A request that failed never reached anybody.
  if (outcome?.kind === 'failed') return undefined;
  return accepter.account === account && accepter.region === region ? 'accepter' : undefined;
}

/** Whether it can still be accepted. */
export function isPending({ outcome, expires }: VpcPeeringConnection, now: number): boolean {
  return outcome === undefined && now < expires;
}

/** Until when an account is shown the connection; whoever ended it loses it sooner than the other. */
function shownUntil({ outcome, expires }: VpcPeeringConnection, account: string): number {
  switch (outcome?.kind) {
    case undefined:
      return expires + longShown;
    case 'accepted':
      return Number.POSITIVE_INFINITY;
    case 'failed':
      return outcome.at + shortlyShown;
    case 'rejected':
    case 'deleted':
      return outcome.at + (outcome.by === account ? shortlyShown : longShown);
  }
}

export function isShown(connection: VpcPeeringConnection, viewer: Viewer, now: number): boolean {
  return roleOf(connection, viewer) !== undefined && now < shownUntil(connection, viewer.account);
}

/** Tags are each side's own. */
export function peeringTags(connection: VpcPeeringConnection, viewer: Viewer): Tags {
  const role = roleOf(connection, viewer);
  if (role === undefined) return {};
  return role === 'requester' ? connection.tags : connection.accepterTags;
}

/** The connections over which a VPC reaches others now, ordered by id. */
export function peeringsOf(reader: Reader, vpc: string): readonly VpcPeeringConnection[] {
  return reader.find('vpc-peering-connection', `vpc:${vpc}`).filter((one) => isPeered(reader, one));
}

/** Ids of the VPCs in the same region whose groups a VPC's rules may name, because they are peered. */
export function referablePeers(reader: Reader, vpc: string): readonly string[] {
  return peeringsOf(reader, vpc)
    .filter((one) => !isInterRegion(one))
    .map((one) => sidesFrom(one, vpc).far.vpc);
}

/** The connection over which rules of groups in some VPCs may name groups in others. */
export function peeringBetween(
  reader: Reader,
  near: readonly string[],
  far: readonly string[],
): VpcPeeringConnection | undefined {
  const found = near.flatMap((vpc) =>
    peeringsOf(reader, vpc).filter((one) => !isInterRegion(one) && far.includes(sidesFrom(one, vpc).far.vpc)),
  );
  return found[0];
}

/** Any two blocks of two VPCs overlap, used or not. */
export function blocksOverlap(one: readonly string[], other: readonly string[]): boolean {
  return one.some((near) =>
    other.some((far) => {
      const [left, right] = [parseCidr(near), parseCidr(far)];
      return left !== undefined && right !== undefined && overlaps(left, right);
    }),
  );
}
