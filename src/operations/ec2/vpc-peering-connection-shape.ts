/**
 * Peering connections as answers show them, and what they can be filtered by. Blocks of the accepter are shown once it said yes:
 * a request tells the requester nothing about a VPC. What state a connection is in is worked out in state.ts.
 */

import type {
  VpcPeeringConnection as ConnectionShape,
  VpcPeeringConnectionVpcInfo as SideShape,
} from '@aws-sdk/client-ec2';
import type { Network } from '../../model/network.ts';
import type { Tags } from '../../model/resource.ts';
import {
  isPeered,
  type PeeringSide,
  type PeeringState,
  peeringTags,
  type VpcPeeringConnection,
} from '../../model/vpc-peering-connection.ts';
import type { FilterTable, View } from './describe.ts';
import { type AppliedNow, peeringState } from './state.ts';
import { tagList } from './tags.ts';

/** Sources: the CLI's examples and quoted replies; those of `expired`, `rejected` and `deleting` are the likeliest. */
const messages: Readonly<Record<PeeringState, (connection: VpcPeeringConnection) => string>> = {
  'initiating-request': ({ accepter }) => `Initiating Request to ${accepter.account}`,
  'pending-acceptance': ({ accepter }) => `Pending Acceptance by ${accepter.account}`,
  expired: () => 'Expired',
  rejected: () => 'Inactive',
  failed: ({ outcome }) => (outcome?.kind === 'failed' ? outcome.message : ''),
  provisioning: () => 'Provisioning',
  active: () => 'Active',
  deleting: () => 'Deleting',
  deleted: ({ outcome }) => (outcome?.kind === 'deleted' ? `Deleted by ${outcome.by}` : ''),
};

function sideShape(side: PeeringSide, blocks: readonly string[], isTold: boolean): SideShape {
  const { account: OwnerId, vpc: VpcId, region: Region } = side;
  if (!isTold) return { OwnerId, VpcId, Region };
  return {
    ...(blocks.length > 0 ? { CidrBlock: blocks[0], CidrBlockSet: blocks.map((CidrBlock) => ({ CidrBlock })) } : {}),
    OwnerId,
    PeeringOptions: {
      AllowDnsResolutionFromRemoteVpc: side.allowDnsResolutionFromRemoteVpc,
      AllowEgressFromLocalClassicLinkToRemoteVpc: false,
      AllowEgressFromLocalVpcToRemoteClassicLink: false,
    },
    VpcId,
    Region,
  };
}

export function peeringShape(
  context: AppliedNow & Pick<View, 'account' | 'region'>,
  network: Network,
  connection: VpcPeeringConnection,
  state = peeringState(context, connection),
): ConnectionShape {
  const { requester, accepter, outcome } = connection;
  const isUp = isPeered(network, connection);
  const blocks = ({ vpc, cidrs }: PeeringSide) =>
    isUp ? (network.get('vpc', vpc)?.cidrs ?? []).map(({ cidr }) => cidr) : cidrs;
  return {
    AccepterVpcInfo: sideShape(accepter, blocks(accepter), isUp),
    ...(outcome === undefined ? { ExpirationTime: new Date(connection.expires) } : {}),
    RequesterVpcInfo: sideShape(requester, blocks(requester), true),
    Status: { Code: state, Message: messages[state](connection) },
    Tags: tagList(peeringTags(connection, context)),
    VpcPeeringConnectionId: connection.id,
  };
}

export interface ListedPeering {
  readonly id: string;
  readonly tags: Tags;
  readonly shape: ConnectionShape;
}

const blocksOf = (side: SideShape | undefined) => (side?.CidrBlockSet ?? []).map(({ CidrBlock }) => CidrBlock);

export const peeringFilters: FilterTable<ListedPeering> = {
  'accepter-vpc-info.cidr-block': ({ shape }) => blocksOf(shape.AccepterVpcInfo),
  'accepter-vpc-info.owner-id': ({ shape }) => shape.AccepterVpcInfo?.OwnerId,
  'accepter-vpc-info.vpc-id': ({ shape }) => shape.AccepterVpcInfo?.VpcId,
  'expiration-time': ({ shape }) => shape.ExpirationTime?.toISOString(),
  'requester-vpc-info.cidr-block': ({ shape }) => blocksOf(shape.RequesterVpcInfo),
  'requester-vpc-info.owner-id': ({ shape }) => shape.RequesterVpcInfo?.OwnerId,
  'requester-vpc-info.vpc-id': ({ shape }) => shape.RequesterVpcInfo?.VpcId,
  'status-code': ({ shape }) => shape.Status?.Code,
  'status-message': ({ shape }) => shape.Status?.Message,
  'vpc-peering-connection-id': ({ id }) => id,
};
