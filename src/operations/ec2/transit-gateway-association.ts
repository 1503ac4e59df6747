/**
 * Which route table of its gateway an attachment is routed by: one at most. It is changed by the gateway's owner, also for
 * attachments of other accounts.
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html
 */

import { Fault } from '../../base/fault.ts';
import {
  type TransitGatewayAttachment,
  type TransitGatewayRouteTable,
  type TransitGatewayTie,
  tableOf,
} from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, page } from './describe.ts';
import { required, seen } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { transitGatewayAssociationState } from './state.ts';
import { attachmentOfTable, checkAvailable, ownTable } from './transit-gateway-find.ts';
import { attachedResource, isOver, tiedAttachments, tieFilters, withTie } from './transit-gateway-tie.ts';

function associationShape(
  context: Context,
  table: TransitGatewayRouteTable,
  one: TransitGatewayAttachment,
  tie: TransitGatewayTie,
) {
  return {
    TransitGatewayAttachmentId: one.id,
    ...attachedResource(one, table.transitGateway),
    State: transitGatewayAssociationState(context, tie),
  };
}

export interface TableAndAttachment {
  readonly table: TransitGatewayRouteTable;
  readonly attachment: TransitGatewayAttachment;
}

/** The table and the attachment that a request names, both at rest. */
export function readTie(
  draft: Draft,
  context: Context,
  input: {
    readonly TransitGatewayRouteTableId?: string | undefined;
    readonly TransitGatewayAttachmentId?: string | undefined;
  },
): TableAndAttachment {
  const table = ownTable(draft, context, required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId'));
  const id = required(input.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId');
  const attachment = attachmentOfTable(draft, context, table, id);
  checkAvailable(context, table);
  checkAvailable(context, attachment);
  return { table, attachment };
}

function putAssociation(
  draft: Draft,
  context: Context,
  { table, attachment }: TableAndAttachment,
  desired: TransitGatewayTie['desired'],
) {
  const associations = withTie(draft, context, table.associations, attachment.id, desired);
  draft.put({ ...table, associations });
  const shape = associationShape(context, table, attachment, associations.at(-1)!);
  return { Association: { TransitGatewayRouteTableId: table.id, ...shape } };
}

export const transitGatewayAssociationOperations = {
  AssociateTransitGatewayRouteTable(context, input) {
    return context.transact((draft) => {
      const both = readTie(draft, context, input);
      const { id } = both.attachment;
      if (tableOf(draft, both.table.transitGateway, id)) {
        throw new Fault(
          'Resource.AlreadyAssociated',
          `Transit Gateway Attachment ${id} is already associated to a route table.`,
        );
      }
      return putAssociation(draft, context, both, 'there');
    });
  },

  DisassociateTransitGatewayRouteTable(context, input) {
    return context.transact((draft) => {
      const both = readTie(draft, context, input);
      const { id } = both.attachment;
      if (tableOf(draft, both.table.transitGateway, id)?.id !== both.table.id) {
        // With the code's own spelling.
        throw new Fault(
          'InvalidparameterValue',
          `Transit Gateway Attachment ${id} is not associated with route table ${both.table.id}.`,
        );
      }
      return putAssociation(draft, context, both, 'gone');
    });
  },

  GetTransitGatewayRouteTableAssociations(context, input) {
    const id = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
    const table = seen(context.network, context, 'transit-gateway-route-table', id);
    const ties = table.associations.filter((tie) => !isOver(context, tie));
    const tied = applyFilters(tiedAttachments(context, ties), input.Filters, tieFilters(table));
    const { items, nextToken } = page(tied, input);
    const shapes = items.map(({ attachment, tie }) => associationShape(context, table, attachment, tie));
    return { Associations: shapes, NextToken: nextToken };
  },
} satisfies Ec2Handlers;
