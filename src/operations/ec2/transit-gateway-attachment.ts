/**
 * What attachments of VPCs and of other gateways have in common: what they join when they are accepted, what goes when they
 * end, and how they are listed together. A static route to what ended stays, as a blackhole.
 * https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
 */

import type { TransitGatewayAttachment as AttachmentShape } from '@aws-sdk/client-ec2';
import type { Network } from '../../model/network.ts';
import { isAccepter, type TransitGatewayAttachment, tableOf } from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, type Filter, type FilterTable, type Page, page, shownTo, visible } from './describe.ts';
import { invalidCombination, notFound, seen } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { deleteInterface } from './network-interface.ts';
import { transitGatewayAssociationState, transitGatewayAttachmentState } from './state.ts';
import { tagList } from './tags.ts';
import { attachedResource, joinDefaultTables, leaveTables } from './transit-gateway-tie.ts';

type Reader = Pick<Network, 'get'>;
type Attached = TransitGatewayAttachment['attached']['kind'];

/** Removes what an attachment has: its ties to tables, and its interfaces. */
function release(draft: Draft, attachment: TransitGatewayAttachment): void {
  leaveTables(draft, attachment);
  const { attached } = attachment;
  if (attached.kind === 'peering') return;
  for (const { networkInterface } of attached.subnets) deleteInterface(draft, { id: networkInterface });
}

export function deleteAttachment(
  draft: Draft,
  context: Context,
  attachment: TransitGatewayAttachment,
): TransitGatewayAttachment {
  release(draft, attachment);
  const ended = { ...attachment, stateRevision: draft.revision, deleted: context.now, desired: 'deleted' as const };
  draft.put(ended);
  return ended;
}

export function acceptAttachment(
  draft: Draft,
  context: Context,
  attachment: TransitGatewayAttachment,
): TransitGatewayAttachment {
  const accepted = { ...attachment, answer: 'accepted' as const, stateRevision: draft.revision };
  draft.put(accepted);
  joinDefaultTables(draft, context, accepted);
  return accepted;
}

export function rejectAttachment(
  draft: Draft,
  context: Context,
  attachment: TransitGatewayAttachment,
): TransitGatewayAttachment {
  release(draft, attachment);
  const rejected = { ...attachment, answer: 'rejected' as const, stateRevision: draft.revision, deleted: context.now };
  draft.put(rejected);
  return rejected;
}

interface Request {
  readonly TransitGatewayAttachmentIds?: readonly string[] | undefined;
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Those of a kind that the caller has to do with, or all of them. */
export function describeAttachments(
  context: Context,
  request: Request,
  table: FilterTable<TransitGatewayAttachment>,
  kind?: Attached,
): Page<TransitGatewayAttachment> {
  const ids = request.TransitGatewayAttachmentIds ?? [];
  if (ids.length > 0 && request.MaxResults !== undefined) {
    throw invalidCombination('The parameter MaxResults cannot be used with the parameter ids.');
  }
  const isAsked = ({ attached }: TransitGatewayAttachment) => kind === undefined || attached.kind === kind;
  const found =
    ids.length > 0
      ? [...new Set(ids)].sort().map((id) => seen(context.network, context, 'transit-gateway-attachment', id))
      : visible(context, 'transit-gateway-attachment').filter(isAsked);
  const other = found.find((one) => !isAsked(one));
  if (other) throw notFound('transit-gateway-attachment', other.id);
  return page(
    applyFilters(
      found.map((one) => shownTo(context, one)),
      request.Filters,
      table,
    ),
    request,
  );
}

/** An attachment as the viewer's side has it: a peering leads from its gateway to the other one. */
function sideOf(context: Context, attachment: TransitGatewayAttachment) {
  const { account, attached, transitGateway } = attachment;
  if (attached.kind === 'vpc') return { gateway: transitGateway, resourceOwner: account };
  if (!isAccepter(attachment, context)) return { gateway: transitGateway, resourceOwner: attached.account };
  return { gateway: attached.transitGateway, resourceOwner: account };
}

/** Likeliest: only the gateway's owner is told of its tables. */
function associationOf({ network, account }: Context, attachment: TransitGatewayAttachment, gateway: string) {
  if (network.get('transit-gateway', gateway)?.account !== account) return undefined;
  const table = tableOf(network, gateway, attachment.id);
  const tie = table?.associations.find((one) => one.attachment === attachment.id);
  return table && tie && { table: table.id, tie };
}

function attachmentShape(context: Context, attachment: TransitGatewayAttachment): AttachmentShape {
  const { gateway, resourceOwner } = sideOf(context, attachment);
  const owner = ownerOf(context.network, gateway);
  const association = associationOf(context, attachment, gateway);
  return {
    TransitGatewayAttachmentId: attachment.id,
    TransitGatewayId: gateway,
    ...(owner === undefined ? {} : { TransitGatewayOwnerId: owner }),
    ResourceOwnerId: resourceOwner,
    ...attachedResource(attachment, gateway),
    State: transitGatewayAttachmentState(context, attachment),
    ...(association
      ? {
          Association: {
            TransitGatewayRouteTableId: association.table,
            State: transitGatewayAssociationState(context, association.tie),
          },
        }
      : {}),
    CreationTime: new Date(attachment.created),
    Tags: tagList(attachment.tags),
  };
}

const ownerOf = (network: Reader, gateway: string): string | undefined =>
  network.get('transit-gateway', gateway)?.account;

function filtersOf(context: Context): FilterTable<TransitGatewayAttachment> {
  const gatewayOf = (one: TransitGatewayAttachment) => sideOf(context, one).gateway;
  const association = (one: TransitGatewayAttachment) => associationOf(context, one, gatewayOf(one));
  return {
    'association.state': (one) => {
      const tie = association(one)?.tie;
      return tie && transitGatewayAssociationState(context, tie);
    },
    'association.transit-gateway-route-table-id': (one) => association(one)?.table,
    'resource-id': (one) => attachedResource(one, gatewayOf(one)).ResourceId,
    'resource-owner-id': (one) => sideOf(context, one).resourceOwner,
    'resource-type': (one) => one.attached.kind,
    state: (one) => transitGatewayAttachmentState(context, one),
    'transit-gateway-attachment-id': (one) => one.id,
    'transit-gateway-id': gatewayOf,
    'transit-gateway-owner-id': (one) => ownerOf(context.network, gatewayOf(one)),
  };
}

export const transitGatewayAttachmentOperations = {
  DescribeTransitGatewayAttachments(context, input) {
    const { items, nextToken } = describeAttachments(context, input, filtersOf(context));
    return { TransitGatewayAttachments: items.map((one) => attachmentShape(context, one)), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
