/**
 * Which attachments propagate to which route tables of their gateway: the blocks of an attached VPC are then routes to it, as
 * long as they are the VPC's. EC2 answers `enabled` and `disabled` at once. Routes to other gateways are static alone.
 * https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-propagation-overview
 */

import { Fault } from '../../base/fault.ts';
import type { TransitGatewayRouteTable } from '../../model/transit-gateway.ts';
import { applyFilters, page } from './describe.ts';
import { notOffered, required, seen } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { readTie, type TableAndAttachment } from './transit-gateway-association.ts';
import { attachedResource, tiedAttachments, tieFilters, withTie } from './transit-gateway-tie.ts';

function propagationShape({ table, attachment }: TableAndAttachment, State: 'enabled' | 'disabled') {
  return {
    Propagation: {
      TransitGatewayAttachmentId: attachment.id,
      ...attachedResource(attachment, table.transitGateway),
      TransitGatewayRouteTableId: table.id,
      State,
    },
  };
}

function checkAnnouncement(announcement: string | undefined): void {
  if (announcement !== undefined) throw notOffered('An announcement of a transit gateway route table');
}

const propagates = ({ propagations }: TransitGatewayRouteTable, id: string): boolean =>
  propagations.some((tie) => tie.attachment === id && tie.desired === 'there');

export const transitGatewayPropagationOperations = {
  EnableTransitGatewayRouteTablePropagation(context, input) {
    checkAnnouncement(input.TransitGatewayRouteTableAnnouncementId);
    return context.transact((draft) => {
      const both = readTie(draft, context, input);
      const { table, attachment } = both;
      if (attachment.attached.kind === 'peering') {
        // The rule is documented (tgw-peering.html); code and sentence are the likeliest.
        throw new Fault(
          'UnsupportedOperation',
          `${attachment.id} is a peering attachment, and cannot propagate routes.`,
        );
      }
      if (propagates(table, attachment.id)) {
        throw new Fault(
          'TransitGatewayRouteTablePropagation.Duplicate',
          `Propagation ${attachment.id} already exists in Transit Gateway Route Table ${table.id}.`,
        );
      }
      draft.put({ ...table, propagations: withTie(draft, context, table.propagations, attachment.id, 'there') });
      return propagationShape(both, 'enabled');
    });
  },

  DisableTransitGatewayRouteTablePropagation(context, input) {
    checkAnnouncement(input.TransitGatewayRouteTableAnnouncementId);
    return context.transact((draft) => {
      const both = readTie(draft, context, input);
      const { table, attachment } = both;
      if (!propagates(table, attachment.id)) {
        throw new Fault(
          'TransitGatewayRouteTablePropagation.NotFound',
          `Propagation ${attachment.id} does not exist in Transit Gateway Route Table ${table.id}.`,
        );
      }
      draft.put({ ...table, propagations: table.propagations.filter((tie) => tie.attachment !== attachment.id) });
      return propagationShape(both, 'disabled');
    });
  },

  GetTransitGatewayRouteTablePropagations(context, input) {
    const id = required(input.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId');
    const table = seen(context.network, context, 'transit-gateway-route-table', id);
    const tied = applyFilters(tiedAttachments(context, table.propagations), input.Filters, tieFilters(table));
    const { items, nextToken } = page(tied, input);
    const shapes = items.map(({ attachment }) => ({
      TransitGatewayAttachmentId: attachment.id,
      ...attachedResource(attachment, table.transitGateway),
      State: 'enabled' as const,
    }));
    return { TransitGatewayRouteTablePropagations: shapes, NextToken: nextToken };
  },

  /** To tables of the caller's own gateways. */
  GetTransitGatewayAttachmentPropagations(context, input) {
    const { network, account, region } = context;
    const id = required(input.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId');
    seen(network, context, 'transit-gateway-attachment', id);
    const tables = network
      .find('transit-gateway-route-table', `propagated:${id}`)
      .filter((table) => table.account === account && table.region === region);
    const filters = { 'transit-gateway-route-table-id': (table: TransitGatewayRouteTable) => table.id };
    const { items, nextToken } = page(applyFilters(tables, input.Filters, filters), input);
    const shapes = items.map((table) => ({ TransitGatewayRouteTableId: table.id, State: 'enabled' as const }));
    return { TransitGatewayAttachmentPropagations: shapes, NextToken: nextToken };
  },
} satisfies Ec2Handlers;
