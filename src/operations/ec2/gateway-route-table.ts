/**
 * Route tables of gateways: what comes into a VPC through an internet gateway or a virtual private gateway is routed by the
 * table that the gateway is associated with. Which gateways have one, and what its routes may say. AWS publishes the rules and no
 * sentence, so that every one here is the likeliest.
 * https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html
 */

import { Fault } from '../../base/fault.ts';
import type { InternetGateway } from '../../model/internet-gateway.ts';
import type { Route, RouteTable, RouteTarget } from '../../model/route-table.ts';
import type { VpnGateway } from '../../model/vpn-gateway.ts';
import type { Draft } from '../../store/store.ts';
import { invalidParameterValue } from './faults.ts';

const targets: ReadonlySet<RouteTarget['kind']> = new Set(['local', 'network-interface', 'vpc-endpoint']);

interface Caller {
  readonly account: string;
  readonly region: string;
}

/** The caller's own, attached to the table's VPC. @throws Fault InvalidGatewayID.NotFound, InvalidParameterValue */
function readGateway(draft: Draft, caller: Caller, table: RouteTable, id: string): InternetGateway | VpnGateway {
  const gateway = draft.get('internet-gateway', id) ?? draft.get('vpn-gateway', id);
  const isThere = gateway?.kind === 'internet-gateway' || gateway?.deleted === undefined;
  if (!isThere || gateway?.account !== caller.account || gateway.region !== caller.region) {
    throw new Fault('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  }
  if (gateway.vpc !== table.vpc) {
    throw invalidParameterValue(`Route table ${table.id} and network gateway ${id} belong to different networks`);
  }
  return gateway;
}

/** The VPC's own blocks, and whole subnets. */
function isWithin(draft: Draft, { vpc }: RouteTable, { destination }: Pick<Route, 'destination'>): boolean {
  if (destination.kind !== 'cidr') return false;
  const { cidr } = destination;
  const blocks = draft.get('vpc', vpc)?.cidrs ?? [];
  return (
    blocks.some((block) => block.cidr === cidr) ||
    draft.find('subnet', `vpc:${vpc}`).some((subnet) => subnet.cidr === cidr)
  );
}

function obstacle(draft: Draft, table: RouteTable, route: Pick<Route, 'destination' | 'target'>): string | undefined {
  if (!targets.has(route.target.kind)) {
    return 'It supports only local, network interface and Gateway Load Balancer endpoint targets.';
  }
  if (isWithin(draft, table, route)) return undefined;
  return 'It supports only the CIDR blocks of the VPC and of whole subnets of it as destinations.';
}

/** Puts the gateway's own demands on a table. @throws Fault where it can't be associated */
export function checkGatewayTable(draft: Draft, caller: Caller, table: RouteTable, id: string): void {
  readGateway(draft, caller, table, id);
  const why = table.routes.map((route) => obstacle(draft, table, route)).find((one) => one !== undefined);
  if (why !== undefined) {
    throw invalidParameterValue(`Route table ${table.id} cannot be associated with gateway ${id}. ${why}`);
  }
  if (table.propagatingGateways !== undefined) {
    throw invalidParameterValue(
      `Route table ${table.id} cannot be associated with gateway ${id}, because route propagation is enabled for it.`,
    );
  }
}

export function isGatewayTable({ associations }: Pick<RouteTable, 'associations'>): boolean {
  return associations.some(({ gateway }) => gateway !== undefined);
}

/** Of a table that a gateway is associated with. @throws Fault where it can't have the route */
export function checkGatewayRoute(draft: Draft, table: RouteTable, route: Pick<Route, 'destination' | 'target'>): void {
  if (!isGatewayTable(table)) return;
  const why = obstacle(draft, table, route);
  if (why !== undefined) throw invalidParameterValue(`Route table ${table.id} is associated with a gateway. ${why}`);
}

/** A gateway stays where it is while a table is associated with it. */
export function checkNoGatewayTable(draft: Draft, id: string): void {
  const [table] = draft.find('route-table', `gateway:${id}`);
  if (table === undefined) return;
  throw new Fault(
    'DependencyViolation',
    `The gateway ${id} is associated with route table ${table.id} and cannot be detached.`,
  );
}
