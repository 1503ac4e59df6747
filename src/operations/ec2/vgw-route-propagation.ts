/**
 * Which route tables a virtual private gateway may propagate routes to. With nothing behind a gateway it has none to propagate;
 * those of an adopted snapshot stay in the table until the propagation ends.
 */

import { Fault } from '../../base/fault.ts';
import type { RouteTable } from '../../model/route-table.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidParameterValue, owned, required } from './faults.ts';
import { isGatewayTable } from './gateway-route-table.ts';
import type { Ec2Handlers } from './handlers.ts';

/** The same table without a gateway and what came from it. */
function withoutPropagation({ propagatingGateways = [], ...table }: RouteTable, gateway: string): RouteTable {
  const others = propagatingGateways.filter((id) => id !== gateway);
  const routes = table.routes.filter(
    ({ origin, target }) =>
      origin !== 'EnableVgwRoutePropagation' || target.kind !== 'vpn-gateway' || target.id !== gateway,
  );
  return { ...table, routes, ...(others.length > 0 ? { propagatingGateways: others } : {}) };
}

/** Likeliest: what is detached propagates no longer, and is not named by tables of the VPC any more. */
export function forgetPropagation(draft: Draft, vpc: string, gateway: string): void {
  for (const table of draft.find('route-table', `vpc:${vpc}`)) {
    if (table.propagatingGateways?.includes(gateway)) draft.put(withoutPropagation(table, gateway));
  }
}

/** Of the caller's own. @throws Fault InvalidGatewayID.NotFound, as for the same parameter of CreateRoute */
function readGateway(draft: Draft, { account, region }: Context, id: string) {
  const gateway = draft.get('vpn-gateway', id);
  const isOwn = gateway?.account === account && gateway.region === region && gateway.deleted === undefined;
  if (!isOwn) throw new Fault('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  return gateway;
}

export const vgwRoutePropagationOperations = {
  EnableVgwRoutePropagation(context, input) {
    const id = required(input.GatewayId, 'gatewayId');
    return context.transact((draft) => {
      const table = owned(draft, context, 'route-table', required(input.RouteTableId, 'routeTableId'));
      if (readGateway(draft, context, id).vpc !== table.vpc) {
        throw new Fault('Gateway.NotAttached', `resource ${id} is not attached to network ${table.vpc}`);
      }
      if (isGatewayTable(table)) {
        // The rule is documented (Gateway route tables); the sentence is the likeliest.
        throw invalidParameterValue(
          `Route propagation cannot be enabled for route table ${table.id}, because it is associated with a gateway.`,
        );
      }
      const { propagatingGateways = [] } = table;
      if (!propagatingGateways.includes(id)) {
        draft.put({ ...table, propagatingGateways: [...propagatingGateways, id] });
      }
      return {};
    });
  },

  DisableVgwRoutePropagation(context, input) {
    const id = required(input.GatewayId, 'gatewayId');
    return context.transact((draft) => {
      const table = owned(draft, context, 'route-table', required(input.RouteTableId, 'routeTableId'));
      readGateway(draft, context, id);
      // Likeliest: a propagation that there isn't is ended as well.
      if (table.propagatingGateways?.includes(id)) draft.put(withoutPropagation(table, id));
      return {};
    });
  },
} satisfies Ec2Handlers;
