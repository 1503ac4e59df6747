/**
 * Through VPC endpoints: one for an AWS service takes TCP; one for a customer's service hands on to the load balancer's node
 * that it is wired to, once the service's owner has let it. None opens a connection, and none takes an answer.
 */

import { isConnected, wireOf } from '../../model/endpoint-connection.ts';
import { protocolNumbers } from '../packet.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import { balance } from './through-load-balancer.ts';
import { type Onward, stopped } from './travel.ts';
import { type Header, reversed, type Trip } from './trip.ts';

export function enterEndpoint(trip: Trip, at: CompiledInterface, header: Header): Onward {
  const { network, table } = trip.compiled;
  const { parent } = at.document;
  const endpoint = parent === undefined ? undefined : network.get('vpc-endpoint', parent);
  if (!endpoint || trip.returning || !at.addresses.includes(header.destination)) return stopped;
  if (endpoint.service === undefined) {
    trip.traffic = table.intersect(trip.traffic, table.ofPorts(protocolNumbers.tcp));
    return { kind: 'ended', end: { kind: 'interface', at, header } };
  }
  const wire = isConnected(endpoint) ? wireOf(network, endpoint, at.document) : undefined;
  if (!wire) return stopped;
  const back = { kind: 'sent', from: at, header: reversed(header) } as const;
  return balance(trip, { ...wire, header, back, throughEndpoint: true });
}

/** A gateway endpoint's answer goes straight to the interface that asked. */
export function leaveGatewayEndpoint(trip: Trip, vpc: string, header: Header): Onward {
  const at = trip.compiled.vpcs.get(vpc)?.byAddress.get(header.destination);
  return at ? { kind: 'on', place: { kind: 'arriving', at, header, crosses: true } } : stopped;
}
