/**
 * Attachments of transit gateways to each other, within a region and between two: asked for by the owner of one, answered by the
 * owner of the other in its region, deleted by either. Routes over them are static.
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html
 */

import type { TransitGatewayPeeringAttachment as AttachmentShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { isAccountId, resourceId } from '../../base/ids.ts';
import { regionOf } from '../../model/region.ts';
import type { Tags } from '../../model/resource.ts';
import {
  type AttachedGateway,
  isAccepter,
  isOpen,
  type TransitGateway,
  type TransitGatewayAttachment,
} from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { FilterTable } from './describe.ts';
import { invalidParameterValue, notFound, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { transitGatewayAttachmentState } from './state.ts';
import { specifiedTags, tagList } from './tags.ts';
import {
  acceptAttachment,
  deleteAttachment,
  describeAttachments,
  rejectAttachment,
} from './transit-gateway-attachment.ts';
import {
  checkAvailable,
  checkPending,
  incorrectState,
  openAttachment,
  ownGateway,
  purgeEnded,
} from './transit-gateway-find.ts';
import { readSwitch } from './transit-gateway-option.ts';

type Peering = TransitGatewayAttachment & { readonly attached: AttachedGateway };

/** Whom a request is for: not looked at before it is there, so that it may be wrong. */
function readPeer(context: Context, input: InputOf<'CreateTransitGatewayPeeringAttachment'>): AttachedGateway {
  const account = required(input.PeerAccountId, 'PeerAccountId');
  const region = required(input.PeerRegion, 'PeerRegion');
  const transitGateway = required(input.PeerTransitGatewayId, 'PeerTransitGatewayId');
  const malformed = notFound('transit-gateway', transitGateway);
  if (malformed.code.endsWith('.Malformed')) throw malformed;
  // These sentences are the likeliest.
  if (!isAccountId(account)) throw invalidParameterValue(`Value (${account}) for parameter PeerAccountId is invalid.`);
  if (regionOf(region) === undefined)
    throw invalidParameterValue(`Value (${region}) for parameter PeerRegion is invalid.`);
  if (transitGateway === input.TransitGatewayId && region === context.region) {
    throw invalidParameterValue(`Transit Gateway ${transitGateway} cannot be peered with itself.`);
  }
  if (readSwitch(input.Options?.DynamicRouting, 'DynamicRouting')) {
    throw incorrectState('You cannot create a dynamic peering attachment.');
  }
  return { kind: 'peering', account, region, transitGateway, accepterTags: {} };
}

function isPeeringOf({ transitGateway, attached }: TransitGatewayAttachment, one: string, other: string): boolean {
  if (attached.kind !== 'peering') return false;
  const ends = [transitGateway, attached.transitGateway];
  return ends.includes(one) && ends.includes(other);
}

function checkRoom(draft: Draft, context: Context, id: string, peer: string): void {
  const all = draft.find('transit-gateway-attachment', `transit-gateway:${id}`).filter(isOpen);
  if (all.some((one) => isPeeringOf(one, id, peer))) {
    // Likeliest, by the sentence for VPCs.
    throw new Fault(
      'DuplicateTransitGatewayAttachment',
      `${id} has non-deleted Transit Gateway Attachments with same Transit Gateway ID.`,
    );
  }
  const peerings = all.filter(({ attached }) => attached.kind === 'peering');
  const pending = peerings.filter(({ answer }) => answer === 'pending');
  checkQuota(context, 'peeringsPerTransitGateway', peerings.length + 1, id);
  checkQuota(context, 'pendingPeeringsPerTransitGateway', pending.length + 1, id);
  checkQuota(context, 'attachmentsPerTransitGateway', all.length + 1, id);
}

/** The gateway with the id and the owner and in the region that were named. */
function isThere(draft: Draft, { account, region, transitGateway }: AttachedGateway): boolean {
  const gateway = draft.get('transit-gateway', transitGateway);
  return gateway?.desired === 'available' && gateway.account === account && gateway.region === region;
}

function createPeering(
  draft: Draft,
  context: Context,
  gateway: TransitGateway,
  attached: AttachedGateway,
  tags: Tags,
): TransitGatewayAttachment {
  const { account, region, now: created, random } = context;
  const isFailure = !isThere(draft, attached);
  const attachment: TransitGatewayAttachment = {
    kind: 'transit-gateway-attachment',
    id: resourceId(random, 'tgw-attach'),
    account,
    region,
    created,
    tags,
    transitGateway: gateway.id,
    attached,
    answer: isFailure ? 'failed' : 'pending',
    desired: 'available',
    stateRevision: draft.revision,
    ...(isFailure ? { deleted: created } : {}),
  };
  draft.put(attachment);
  return attachment;
}

function openPeering(draft: Draft, context: Context, id: string | undefined): Peering {
  return openAttachment(draft, context, required(id, 'TransitGatewayAttachmentId'), 'peering') as Peering;
}

/** @throws Fault for everybody but who was asked */
function answerable(draft: Draft, context: Context, id: string | undefined, verb: 'accept' | 'reject'): Peering {
  const attachment = openPeering(draft, context, id);
  const { account, region, attached } = attachment;
  const inOnePlace = account === attached.account && region === attached.region;
  if (!isAccepter(attachment, context) && !inOnePlace) {
    throw invalidParameterValue(`Cannot ${verb} ${attachment.id} as the source of the peering request.`);
  }
  checkPending(attachment);
  return attachment;
}

function failureOf({ id, answer }: TransitGatewayAttachment) {
  if (answer !== 'failed') return {};
  // The likeliest words.
  return { Status: { Code: 'failed', Message: `The peer transit gateway of ${id} was not found.` } };
}

/** Without tags: only CreateTransitGatewayPeeringAttachment and the listing answer them. */
function attachmentShape(context: Context, attachment: TransitGatewayAttachment): AttachmentShape {
  const { attached, transitGateway, account, region } = attachment;
  if (attached.kind !== 'peering') return {};
  return {
    TransitGatewayAttachmentId: attachment.id,
    RequesterTgwInfo: { TransitGatewayId: transitGateway, OwnerId: account, Region: region },
    AccepterTgwInfo: { TransitGatewayId: attached.transitGateway, OwnerId: attached.account, Region: attached.region },
    Options: { DynamicRouting: 'disable' },
    ...failureOf(attachment),
    State: transitGatewayAttachmentState(context, attachment),
    CreationTime: new Date(attachment.created),
  };
}

function filtersOf(context: Context): FilterTable<TransitGatewayAttachment> {
  const sides = (one: TransitGatewayAttachment): readonly [near: string, far: string] => {
    const { account, attached } = one;
    const other = attached.kind === 'peering' ? attached.account : account;
    return isAccepter(one, context) ? [other, account] : [account, other];
  };
  return {
    'transit-gateway-attachment-id': (one) => one.id,
    'local-owner-id': (one) => sides(one)[0],
    'remote-owner-id': (one) => sides(one)[1],
    state: (one) => transitGatewayAttachmentState(context, one),
    'transit-gateway-id': (one) => {
      const { attached, transitGateway } = one;
      return attached.kind === 'peering' && isAccepter(one, context) ? attached.transitGateway : transitGateway;
    },
  };
}

export const transitGatewayPeeringAttachmentOperations = {
  CreateTransitGatewayPeeringAttachment(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'transit-gateway-attachment');
    const id = required(input.TransitGatewayId, 'TransitGatewayId');
    const peer = readPeer(context, input);
    return context.transact((draft) => {
      purgeEnded(draft, context);
      const gateway = ownGateway(draft, context, id);
      checkAvailable(context, gateway);
      checkRoom(draft, context, id, peer.transitGateway);
      const made = createPeering(draft, context, gateway, peer, tags);
      const shape = attachmentShape(context, { ...made, answer: 'pending' });
      return {
        TransitGatewayPeeringAttachment: { ...shape, State: 'initiatingRequest' as const, Tags: tagList(tags) },
      };
    });
  },

  AcceptTransitGatewayPeeringAttachment(context, input) {
    return context.transact((draft) => {
      const asked = answerable(draft, context, input.TransitGatewayAttachmentId, 'accept');
      const accepted = acceptAttachment(draft, context, asked);
      return { TransitGatewayPeeringAttachment: attachmentShape(context, accepted) };
    });
  },

  RejectTransitGatewayPeeringAttachment(context, input) {
    return context.transact((draft) => {
      const asked = answerable(draft, context, input.TransitGatewayAttachmentId, 'reject');
      const rejected = rejectAttachment(draft, context, asked);
      return { TransitGatewayPeeringAttachment: attachmentShape(context, rejected) };
    });
  },

  DeleteTransitGatewayPeeringAttachment(context, input) {
    return context.transact((draft) => {
      const ended = deleteAttachment(draft, context, openPeering(draft, context, input.TransitGatewayAttachmentId));
      return { TransitGatewayPeeringAttachment: attachmentShape(context, ended) };
    });
  },

  DescribeTransitGatewayPeeringAttachments(context, input) {
    const { items, nextToken } = describeAttachments(context, input, filtersOf(context), 'peering');
    const shapes = items.map((one) => ({ ...attachmentShape(context, one), Tags: tagList(one.tags) }));
    return { TransitGatewayPeeringAttachments: shapes, NextToken: nextToken };
  },
} satisfies Ec2Handlers;
