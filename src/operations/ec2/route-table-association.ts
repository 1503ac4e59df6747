/**
 * What route tables are associated with: subnets, and gateways whose packets into the VPC they route. Rules for the tables of
 * gateways are in gateway-route-table.ts.
 */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { RouteTableAssociation as Association, RouteTable } from '../../model/route-table.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { shownTo, visible } from './describe.ts';
import { invalidCombination, invalidParameterValue, notAuthorized, notOffered, owned, required } from './faults.ts';
import { checkGatewayTable } from './gateway-route-table.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';

interface Found {
  readonly table: RouteTable;
  readonly association: Association;
}

/** @throws Fault where there is none, or where it is of another's table that the caller only sees */
function findAssociation(draft: Draft, context: Context, id: string): Found {
  const view = { ...context, network: draft.network };
  for (const table of visible(view, 'route-table')) {
    const association = shownTo(view, table).associations.find((one) => one.id === id);
    if (association === undefined) continue;
    if (table.account !== context.account) throw notAuthorized();
    return { table, association };
  }
  throw new Fault('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

function withoutAssociation({ table, association }: Found): RouteTable {
  return { ...table, associations: table.associations.filter((one) => one.id !== association.id) };
}

/** What a table is associated with: a subnet, or a gateway. */
type End = Pick<Association, 'subnet' | 'gateway'>;

function readEnd({ SubnetId: subnet, GatewayId: gateway }: InputOf<'AssociateRouteTable'>): End {
  if (gateway === undefined) return { subnet: required(subnet, 'subnetId') };
  if (subnet === undefined) return { gateway };
  throw invalidCombination('You must specify exactly one of subnetId and gatewayId.');
}

function isOf(association: Association, end: End): boolean {
  return !association.main && association.subnet === end.subnet && association.gateway === end.gateway;
}

/** @throws Fault where the subnet or gateway isn't of the table's VPC, or the table isn't one for gateways */
function checkEnd(draft: Draft, context: Context, table: RouteTable, end: End): void {
  if (end.gateway !== undefined) {
    checkGatewayTable(draft, context, table, end.gateway);
    return;
  }
  const subnet = owned(draft, context, 'subnet', end.subnet!);
  if (subnet.vpc !== table.vpc) {
    throw invalidParameterValue(`Route table ${table.id} and subnet ${subnet.id} belong to different networks`);
  }
}

export const routeTableAssociationOperations = {
  AssociateRouteTable(context, input) {
    if (input.PublicIpv4Pool !== undefined) throw notOffered('A route table for a pool of public addresses');
    const end = readEnd(input);
    return context.transact((draft) => {
      const table = owned(draft, context, 'route-table', required(input.RouteTableId, 'routeTableId'));
      checkEnd(draft, context, table, end);
      const state = { State: 'associated' as const };
      // Asking for the association that is there is answered with it.
      const same = table.associations.find((one) => isOf(one, end));
      if (same) return { AssociationId: same.id, AssociationState: state };
      const key = end.gateway === undefined ? `subnet:${end.subnet}` : `gateway:${end.gateway}`;
      if (draft.network.count('route-table', key) > 0) {
        throw new Fault(
          'Resource.AlreadyAssociated',
          `the specified association for route table ${table.id} conflicts with an existing association`,
        );
      }
      const id = resourceId(context.random, 'rtbassoc');
      draft.put({ ...table, associations: [...table.associations, { id, main: false, ...end }] });
      return { AssociationId: id, AssociationState: state };
    });
  },

  DisassociateRouteTable(context, input) {
    const id = required(input.AssociationId, 'associationId');
    return context.transact((draft) => {
      const found = findAssociation(draft, context, id);
      if (found.association.main) {
        throw invalidParameterValue(`cannot disassociate the main route table association ${id}`);
      }
      draft.put(withoutAssociation(found));
      return {};
    });
  },

  ReplaceRouteTableAssociation(context, input) {
    const id = required(input.AssociationId, 'associationId');
    return context.transact((draft) => {
      const found = findAssociation(draft, context, id);
      const table = owned(draft, context, 'route-table', required(input.RouteTableId, 'routeTableId'));
      if (table.vpc !== found.table.vpc) {
        throw invalidParameterValue(`Route table ${table.id} and ${found.table.id} belong to different networks`);
      }
      if (found.association.gateway !== undefined) {
        checkGatewayTable(draft, context, table, found.association.gateway);
      }
      draft.put(withoutAssociation(found));
      const heir = owned(draft, context, 'route-table', table.id);
      const association: Association = { ...found.association, id: resourceId(context.random, 'rtbassoc') };
      draft.put({ ...heir, associations: [...heir.associations, association] });
      return { NewAssociationId: association.id, AssociationState: { State: 'associated' } };
    });
  },
} satisfies Ec2Handlers;
