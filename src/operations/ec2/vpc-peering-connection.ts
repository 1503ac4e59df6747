/**
 * Operations on peering connections: asked for by one VPC's owner, answered by the other's, ended by either. What they look like
 * is in vpc-peering-connection-shape.ts, how else they end in vpc-peering-connection-end.ts, their options in
 * vpc-peering-connection-options.ts. Codes and sentences were quoted by users from AWS's replies, but those marked as likeliest.
 * https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 */

import { Fault } from '../../base/fault.ts';
import { isAccountId, resourceId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import { regionOf } from '../../model/region.ts';
import { isRegionEnabled } from '../../model/region-opt.ts';
import type { Tags } from '../../model/resource.ts';
import type { Vpc } from '../../model/vpc.ts';
import {
  blocksOverlap,
  isPeered,
  isPending,
  isShown,
  type PeeringSide,
  peeringRequestLifetime,
  peeringsOf,
  peeringTags,
  sidesFrom,
  type VpcPeeringConnection,
} from '../../model/vpc-peering-connection.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, page } from './describe.ts';
import { invalidCombination, invalidParameterValue, notFound, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { peeringState } from './state.ts';
import { specifiedTags } from './tags.ts';
import { blocksOfVpc, failureMessage, purgePeerings, putOutcome } from './vpc-peering-connection-end.ts';
import { peeringFilters, peeringShape } from './vpc-peering-connection-shape.ts';

/** A connection that the caller is shown. @throws Fault InvalidVpcPeeringConnectionID.NotFound */
export function findPeering(network: Network, context: Context, id: string): VpcPeeringConnection {
  const connection = network.get('vpc-peering-connection', id);
  if (connection === undefined || !isShown(connection, context, context.now)) {
    throw notFound('vpc-peering-connection', id);
  }
  return connection;
}

const notPermitted = (message: string): Fault => new Fault('OperationNotPermitted', message);

/** What a connection would become; of accepting and rejecting the likeliest, by the sentence that is known of deleting. */
type Aim = 'provisioning' | 'rejected' | 'deleting';

function wrongState(context: Context, connection: VpcPeeringConnection, aim: Aim): Fault {
  const state = peeringState(context, connection);
  return new Fault(
    'InvalidStateTransition',
    `Invalid state transition for ${connection.id}, attempted to transition from ${state} to ${aim}`,
  );
}

/** Whom a request is for: not looked at before it is there, so that it may be wrong. */
function readPeer(context: Context, input: InputOf<'CreateVpcPeeringConnection'>): PeeringSide {
  const { PeerOwnerId: account = context.account, PeerRegion: region = context.region } = input;
  const vpc = required(input.PeerVpcId, 'peerVpcId');
  const malformed = notFound('vpc', vpc);
  if (malformed.code.endsWith('.Malformed')) throw malformed;
  // The sentences are the likeliest.
  if (!isAccountId(account)) {
    throw invalidParameterValue(`Value (${account}) for parameter peerOwnerId is invalid. This is not an account ID.`);
  }
  if (regionOf(region) === undefined) {
    throw invalidParameterValue(`Value (${region}) for parameter peerRegion is invalid. There is no such Region.`);
  }
  if (!isRegionEnabled(context.network, context.account, region, context.now)) {
    throw invalidParameterValue(
      `Value (${region}) for parameter peerRegion is invalid. The Region is not enabled for account ${context.account}.`,
    );
  }
  return { account, region, vpc, cidrs: [], allowDnsResolutionFromRemoteVpc: false };
}

/** The VPC with the id and the owner and in the region that were named, which its owner has not left, if its blocks can stand beside the requester's. */
function isPossible(draft: Draft, { now }: Context, requester: Vpc, peer: PeeringSide): boolean {
  const vpc = draft.get('vpc', peer.vpc);
  if (vpc?.account !== peer.account || vpc.region !== peer.region) return false;
  if (!isRegionEnabled(draft, peer.account, peer.region, now)) return false;
  return !blocksOverlap(blocksOfVpc(requester), blocksOfVpc(vpc));
}

function checkRequests(draft: Draft, context: Context, peer: PeeringSide): void {
  const count = (key: string): number =>
    draft.find('vpc-peering-connection', key).filter((one) => isPending(one, context.now)).length;
  const got = count(`accepter:${peer.account}/${peer.region}`);
  checkQuota(context, 'pendingPeeringRequestsPerRegion', got + 1);
  const made = count(`owner:${context.account}/${context.region}`);
  checkQuota(context, 'outstandingPeeringRequestsPerRegion', made + 1);
}

const isSamePlace = (one: PeeringSide, other: PeeringSide): boolean =>
  one.vpc === other.vpc && one.account === other.account && one.region === other.region;

/** Asking again is answered with the connection that is there; asking the other way round is another request. */
function sameRequest(draft: Draft, { now }: Context, requester: Vpc, peer: PeeringSide) {
  return draft
    .find('vpc-peering-connection', `vpc:${requester.id}`)
    .filter((one) => one.requester.vpc === requester.id && isSamePlace(one.accepter, peer))
    .find((one) => isPending(one, now) || isPeered(draft, one));
}

function createPeering(draft: Draft, context: Context, requester: Vpc, peer: PeeringSide, tags: Tags) {
  const { account, region, now } = context;
  const isFailure = !isPossible(draft, context, requester, peer);
  if (!isFailure) checkRequests(draft, context, peer);
  const side = { account, region, vpc: requester.id, cidrs: blocksOfVpc(requester) };
  const connection: VpcPeeringConnection = {
    kind: 'vpc-peering-connection',
    id: resourceId(context.random, 'pcx'),
    account,
    region,
    created: now,
    tags,
    requester: { ...side, allowDnsResolutionFromRemoteVpc: false },
    accepter: peer,
    accepterTags: {},
    expires: now + peeringRequestLifetime,
    stateRevision: draft.revision,
    ...(isFailure ? { outcome: { kind: 'failed', at: now, message: failureMessage } } : {}),
  };
  draft.put(connection);
  return connection;
}

/** @throws Fault where the caller is not the accepter, or not where the accepter's VPC is */
function checkAccepter({ account, region }: Context, { id, accepter }: VpcPeeringConnection, aim: Aim): void {
  const [verb, done] = aim === 'rejected' ? ['reject', 'accepted or rejected'] : ['accept', 'accepted'];
  if (accepter.account !== account) throw notPermitted(`User ${account} cannot ${verb} peering ${id}`);
  if (accepter.region === region) return;
  throw notPermitted(
    `Incorrect region (${region}) specified for this request. VPC peering connection ${id} must be ${done} in region ${accepter.region}`,
  );
}

function checkRoom(draft: Draft, context: Context, { id, requester, accepter }: VpcPeeringConnection): void {
  const peerings = peeringsOf(draft, requester.vpc);
  if (peerings.some((one) => sidesFrom(one, requester.vpc).far.vpc === accepter.vpc)) {
    throw new Fault(
      'VpcPeeringConnectionAlreadyExists',
      `The vpc peering connection identified by ${id} already exists.`,
    );
  }
  for (const { vpc } of [requester, accepter]) {
    checkQuota(context, 'activePeeringConnectionsPerVpc', peeringsOf(draft, vpc).length + 1);
  }
}

/** Either side ends what is up; what is only asked for is the requester's. */
function checkDelete(draft: Draft, context: Context, connection: VpcPeeringConnection): void {
  if (isPeered(draft, connection)) return;
  if (!isPending(connection, context.now)) throw wrongState(context, connection, 'deleting');
  if (connection.requester.account === context.account) return;
  // The rule is documented (DeleteVpcPeeringConnection); the sentence is the likeliest.
  throw notPermitted(`User ${context.account} cannot delete peering ${connection.id}`);
}

/** Everything that the caller is shown: as requester, and as accepter. */
function shownPeerings({ network, account, region, now }: Context): readonly VpcPeeringConnection[] {
  const all = ['owner', 'accepter'].flatMap((key) =>
    network.find('vpc-peering-connection', `${key}:${account}/${region}`),
  );
  const shown = all.filter((one) => isShown(one, { account, region }, now));
  return [...new Map(shown.map((one) => [one.id, one])).values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

export const vpcPeeringConnectionOperations = {
  CreateVpcPeeringConnection(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'vpc-peering-connection');
    const id = required(input.VpcId, 'vpcId');
    const peer = readPeer(context, input);
    return context.transact((draft) => {
      const requester = owned(draft, context, 'vpc', id);
      const same = sameRequest(draft, context, requester, peer);
      if (same) return { VpcPeeringConnection: peeringShape(context, draft.network, same) };
      purgePeerings(draft, context);
      const made = createPeering(draft, context, requester, peer, tags);
      return { VpcPeeringConnection: peeringShape(context, draft.network, made, 'initiating-request') };
    });
  },

  AcceptVpcPeeringConnection(context, input) {
    const id = required(input.VpcPeeringConnectionId, 'vpcPeeringConnectionId');
    return context.transact((draft) => {
      const connection = findPeering(draft.network, context, id);
      checkAccepter(context, connection, 'provisioning');
      if (!isPending(connection, context.now)) throw wrongState(context, connection, 'provisioning');
      checkRoom(draft, context, connection);
      const accepted = putOutcome(draft, connection, { kind: 'accepted', at: context.now });
      return { VpcPeeringConnection: peeringShape(context, draft.network, accepted, 'provisioning') };
    });
  },

  RejectVpcPeeringConnection(context, input) {
    const id = required(input.VpcPeeringConnectionId, 'vpcPeeringConnectionId');
    return context.transact((draft) => {
      const connection = findPeering(draft.network, context, id);
      checkAccepter(context, connection, 'rejected');
      if (!isPending(connection, context.now)) throw wrongState(context, connection, 'rejected');
      putOutcome(draft, connection, { kind: 'rejected', at: context.now, by: context.account });
      return { Return: true };
    });
  },

  DeleteVpcPeeringConnection(context, input) {
    const id = required(input.VpcPeeringConnectionId, 'vpcPeeringConnectionId');
    return context.transact((draft) => {
      const connection = findPeering(draft.network, context, id);
      checkDelete(draft, context, connection);
      putOutcome(draft, connection, { kind: 'deleted', at: context.now, by: context.account });
      return { Return: true };
    });
  },

  DescribeVpcPeeringConnections(context, input) {
    const { network } = context;
    const ids = input.VpcPeeringConnectionIds ?? [];
    if (ids.length > 0 && input.MaxResults !== undefined) {
      throw invalidCombination('The parameter MaxResults cannot be used with the parameter ids.');
    }
    const found =
      ids.length > 0 ? [...new Set(ids)].sort().map((id) => findPeering(network, context, id)) : shownPeerings(context);
    const listed = found.map((one) => ({
      id: one.id,
      tags: peeringTags(one, context),
      shape: peeringShape(context, network, one),
    }));
    const { items, nextToken } = page(applyFilters(listed, input.Filters, peeringFilters), input);
    return { VpcPeeringConnections: items.map(({ shape }) => shape), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
