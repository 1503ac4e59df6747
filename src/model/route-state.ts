/**
 * Whether a route leads anywhere. A blackhole is derived, never stored: a target that is gone, detached or stopped makes one,
 * and packets that match it are dropped. Relies on the Network alone.
 */

import { unreachable } from '../base/assert.ts';
import { isConnected } from './endpoint-connection.ts';
import type { Kind, ResourceOf } from './resource.ts';
import type { Route, RouteTable } from './route-table.ts';
import { attachmentOf } from './transit-gateway.ts';
import { isPeered } from './vpc-peering-connection.ts';

interface Reader {
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
  find<K extends Kind>(kind: K, key: string): readonly ResourceOf<K>[];
}

export type RouteState = 'active' | 'blackhole';

function leads(reader: Reader, vpc: string, route: Route): boolean {
  const { target } = route;
  switch (target.kind) {
    case 'local':
      return true;
    case 'internet-gateway':
      return reader.get('internet-gateway', target.id)?.vpc === vpc;
    case 'egress-only-internet-gateway':
      return reader.get('egress-only-internet-gateway', target.id)?.vpc === vpc;
    case 'vpn-gateway':
      return reader.get('vpn-gateway', target.id)?.vpc === vpc;
    case 'nat-gateway':
      return reader.get('nat-gateway', target.id)?.desired === 'available';
    case 'network-interface':
      return interfaceLeads(reader, target.id);
    case 'transit-gateway':
      return attachmentOf(reader, vpc, target.id) !== undefined;
    case 'vpc-endpoint':
      return endpointLeads(reader, target.id);
    case 'vpc-peering-connection': {
      const connection = reader.get('vpc-peering-connection', target.id);
      return connection !== undefined && isPeered(reader, connection);
    }
    default:
      return unreachable(target);
  }
}

/** The endpoint of a gateway load balancer leads on while its service's owner lets it. */
function endpointLeads(reader: Reader, id: string): boolean {
  const endpoint = reader.get('vpc-endpoint', id);
  return endpoint !== undefined && isConnected(endpoint);
}

/** An interface leads on while what it is attached to runs. */
function interfaceLeads(reader: Reader, id: string): boolean {
  const attachment = reader.get('network-interface', id)?.attachment;
  if (attachment === undefined) return false;
  if (attachment.instance === undefined) return true;
  return reader.get('instance', attachment.instance)?.desired === 'running';
}

export function routeState(reader: Reader, table: Pick<RouteTable, 'vpc'>, route: Route): RouteState {
  return leads(reader, table.vpc, route) ? 'active' : 'blackhole';
}
