/**
 * Finding the transit gateways, attachments and route tables that a request names: what is deleted doesn't exist for requests that
 * change something, though it is shown for a while more, and what is not at rest is not changed.
 */

import { Fault } from '../../base/fault.ts';
import type { ResourceOf } from '../../model/resource.ts';
import {
  gatewaysOf,
  isOpen,
  type TransitGateway,
  type TransitGatewayAttachment,
  type TransitGatewayRouteTable,
} from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { notFound, owned, seen, usable } from './faults.ts';
import { removeResource } from './resource-removal.ts';
import { transitGatewayAttachmentState, transitGatewayState } from './state.ts';

/** As NAT gateways are; likeliest. */
const shownAfterEnd = 60 * 60 * 1000;

const kinds = ['transit-gateway', 'transit-gateway-attachment', 'transit-gateway-route-table'] as const;
type TransitKind = (typeof kinds)[number];

/** Removes what of the caller's ended more than an hour ago. */
export function purgeEnded(draft: Draft, { account, region, now }: Context): void {
  for (const one of kinds.flatMap((kind): readonly ResourceOf<TransitKind>[] =>
    draft.find(kind, `owner:${account}/${region}`),
  )) {
    if (one.deleted !== undefined && one.deleted <= now - shownAfterEnd) removeResource(draft, one);
  }
}

export function incorrectState(message: string): Fault {
  return new Fault('IncorrectState', message);
}

const atWork = (id: string): Fault => incorrectState(`${id} is in invalid state`);

/** @throws Fault where the gateway, table or attachment is not there yet, or is being changed */
export function checkAvailable(context: Context, resource: ResourceOf<TransitKind>): void {
  const state =
    resource.kind === 'transit-gateway-attachment'
      ? transitGatewayAttachmentState(context, resource)
      : transitGatewayState(context, resource);
  if (state !== 'available') throw atWork(resource.id);
}

/** @throws Fault where nobody has to answer any more */
export function checkPending({ id, answer }: TransitGatewayAttachment): void {
  if (answer !== 'pending') throw atWork(id);
}

/** The caller's own. */
export function ownGateway(draft: Draft, context: Context, id: string): TransitGateway {
  const gateway = owned(draft, context, 'transit-gateway', id);
  if (gateway.desired === 'deleted') throw notFound('transit-gateway', id);
  return gateway;
}

/** The caller's own, or one that is shared with it. */
export function usableGateway(draft: Draft, context: Context, id: string): TransitGateway {
  const gateway = usable(draft, context, 'transit-gateway', id);
  if (gateway.desired === 'deleted') throw notFound('transit-gateway', id);
  return gateway;
}

export function ownTable(draft: Draft, context: Context, id: string): TransitGatewayRouteTable {
  const table = owned(draft, context, 'transit-gateway-route-table', id);
  if (table.desired === 'deleted') throw notFound('transit-gateway-route-table', id);
  return table;
}

/** An attachment that the caller has to do with, of the kind that the request is for. */
export function openAttachment(
  draft: Draft,
  context: Context,
  id: string,
  kind?: TransitGatewayAttachment['attached']['kind'],
): TransitGatewayAttachment {
  const attachment = seen(draft, context, 'transit-gateway-attachment', id);
  const isAsked = kind === undefined || attachment.attached.kind === kind;
  if (!isAsked || !isOpen(attachment)) throw notFound('transit-gateway-attachment', id);
  return attachment;
}

/** An attachment of a table's gateway: others don't exist for it. */
export function attachmentOfTable(
  draft: Draft,
  context: Context,
  { transitGateway }: TransitGatewayRouteTable,
  id: string,
): TransitGatewayAttachment {
  const attachment = openAttachment(draft, context, id);
  if (!gatewaysOf(attachment).includes(transitGateway)) throw notFound('transit-gateway-attachment', id);
  return attachment;
}
