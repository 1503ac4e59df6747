/**
 * Through the endpoint of a gateway load balancer: what enters comes out of it again, if every appliance that the load balancer
 * may choose gets what it is sent and the load balancer what it returns. Which traffic it is makes no difference to that.
 */

import { parseAddress } from '../../base/address.ts';
import { isConnected, type Wire, wireOf } from '../../model/endpoint-connection.ts';
import { genevePort } from '../../model/load-balancer.ts';
import { usableTargets } from '../../model/target-health.ts';
import { protocolNumbers } from '../packet.ts';
import { type Compiled, interfaceOf, peersOf } from './compiled.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import { nothing } from './traffic-set.ts';
import { type Onward, stopped, travel } from './travel.ts';
import { type Header, isSame, newTrip, reversed, type Trip } from './trip.ts';

export function enterInspection(trip: Trip, at: CompiledInterface, header: Header): Onward {
  if (at.addresses.includes(header.destination) || !isOpen(trip.compiled, at)) return stopped;
  return { kind: 'on', place: { kind: 'sent', from: at, header } };
}

function isOpen(compiled: Compiled, at: CompiledInterface): boolean {
  const { inspections, network } = compiled;
  const known = inspections.get(at.document.id);
  if (known !== undefined) return known;
  // Meanwhile, for a way of its own packets that leads through it.
  inspections.set(at.document.id, false);
  const endpoint = network.get('vpc-endpoint', at.document.parent ?? '');
  const wire = endpoint && isConnected(endpoint) ? wireOf(network, endpoint, at.document) : undefined;
  const found = wire !== undefined && reachesTargets(compiled, wire);
  inspections.set(at.document.id, found);
  return found;
}

function reachesTargets(compiled: Compiled, { loadBalancer, node }: Wire): boolean {
  const { network, health } = compiled;
  const own = interfaceOf(compiled, node.networkInterface);
  const [listener] = network.find('listener', `load-balancer:${loadBalancer.id}`);
  const group = listener && network.get('target-group', listener.targetGroup);
  if (own === undefined || group === undefined) return false;
  const { targets } = usableTargets(network, health, loadBalancer, node, group);
  return targets.length > 0 && targets.every(({ address }) => carries(compiled, own, parseAddress(address ?? '')));
}

/** There, and back as a flow of its own: the ports stay as they are. */
function carries(compiled: Compiled, own: CompiledInterface, destination: number | undefined): boolean {
  const [source] = own.addresses;
  if (source === undefined || destination === undefined) return false;
  const [target] = [own.vpc, ...peersOf(compiled, own.vpc)].flatMap((vpc) => vpc.byAddress.get(destination) ?? []);
  const header = { source, destination };
  return target !== undefined && passes(compiled, own, header, own) && passes(compiled, target, reversed(header), own);
}

function passes(compiled: Compiled, from: CompiledInterface, header: Header, node: CompiledInterface): boolean {
  const trip = newTrip(compiled, from, header, { oneWay: true });
  trip.traffic = compiled.table.ofPorts(protocolNumbers.udp, genevePort, genevePort);
  const place = { kind: 'sent', from, header } as const;
  if (from !== node) trip.answers.push({ at: node, header, back: place, ports: trip.ports });
  return travel(trip, place) !== nothing;
}

/** A node takes what its targets return and nothing else. */
export function enterGatewayNode(trip: Trip, at: CompiledInterface, header: Header): Onward {
  const isAnswer = trip.answers.some((one) => one.at === at && isSame(one.header, header));
  return isAnswer ? { kind: 'done', traffic: trip.traffic } : stopped;
}
