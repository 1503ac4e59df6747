/**
 * What ties attachments to the route tables of a transit gateway, as association and as propagation: made, ended and listed in
 * the same way for both, and for the default tables by themselves.
 */

import type { Tags } from '../../model/resource.ts';
import {
  gatewaysOf,
  type TransitGatewayAttachment,
  type TransitGatewayRouteTable,
  type TransitGatewayTie,
} from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { FilterTable } from './describe.ts';
import { settled } from './state.ts';

/** What an attachment leads to from one of its gateways. */
export function attachedResource({ transitGateway, attached }: TransitGatewayAttachment, gateway: string) {
  if (attached.kind === 'vpc') return { ResourceId: attached.vpc, ResourceType: 'vpc' as const };
  const other = gateway === transitGateway ? attached.transitGateway : transitGateway;
  return { ResourceId: other, ResourceType: 'peering' as const };
}

/** That an attachment is tied to a table, or is no more, from now on. Others that are gone in the meantime are dropped. */
export function withTie(
  draft: Draft,
  context: Context,
  ties: readonly TransitGatewayTie[],
  attachment: string,
  desired: TransitGatewayTie['desired'],
): readonly TransitGatewayTie[] {
  const others = ties.filter((tie) => tie.attachment !== attachment && !isOver(context, tie));
  return [...others, { attachment, desired, stateRevision: draft.revision }];
}

/** Whether it is no longer shown. */
export function isOver(context: Context, { desired, stateRevision }: TransitGatewayTie): boolean {
  return desired === 'gone' && settled(context, stateRevision);
}

export interface Tied {
  /** The attachment's, which orders the pages. */
  readonly id: string;
  readonly tags: Tags;
  readonly attachment: TransitGatewayAttachment;
  readonly tie: TransitGatewayTie;
}

/** The attachments that a table's ties are with, ordered by id. */
export function tiedAttachments({ network }: Context, ties: readonly TransitGatewayTie[]): readonly Tied[] {
  return ties
    .flatMap((tie) => {
      const attachment = network.get('transit-gateway-attachment', tie.attachment);
      return attachment ? [{ id: attachment.id, tags: attachment.tags, attachment, tie }] : [];
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

export function tieFilters({ transitGateway }: TransitGatewayRouteTable): FilterTable<Tied> {
  const resource = ({ attachment }: Tied) => attachedResource(attachment, transitGateway);
  return {
    'resource-id': (tied) => resource(tied).ResourceId,
    'resource-type': (tied) => resource(tied).ResourceType,
    'transit-gateway-attachment-id': ({ id }) => id,
  };
}

/** Ties an accepted attachment to the default tables of its gateways. Another gateway's blocks are not propagated. */
export function joinDefaultTables(draft: Draft, context: Context, attachment: TransitGatewayAttachment): void {
  for (const id of gatewaysOf(attachment)) {
    const gateway = draft.get('transit-gateway', id);
    if (gateway?.defaultRouteTableAssociation) {
      changeTable(draft, gateway.associationDefaultRouteTable, (table) => ({
        ...table,
        associations: withTie(draft, context, table.associations, attachment.id, 'there'),
      }));
    }
    if (gateway?.defaultRouteTablePropagation && attachment.attached.kind === 'vpc') {
      changeTable(draft, gateway.propagationDefaultRouteTable, (table) => ({
        ...table,
        propagations: withTie(draft, context, table.propagations, attachment.id, 'there'),
      }));
    }
  }
}

function changeTable(
  draft: Draft,
  id: string | undefined,
  change: (table: TransitGatewayRouteTable) => TransitGatewayRouteTable,
): void {
  const table = id === undefined ? undefined : draft.get('transit-gateway-route-table', id);
  if (table?.desired === 'available') draft.put(change(table));
}

/** An attachment that ends is in no table any more. */
export function leaveTables(draft: Draft, { id }: TransitGatewayAttachment): void {
  const others = (tie: TransitGatewayTie): boolean => tie.attachment !== id;
  const tables = ['associated', 'propagated'].flatMap((key) =>
    draft.find('transit-gateway-route-table', `${key}:${id}`),
  );
  for (const one of new Set(tables.map((table) => table.id))) {
    changeTable(draft, one, (table) => ({
      ...table,
      associations: table.associations.filter(others),
      propagations: table.propagations.filter(others),
    }));
  }
}
