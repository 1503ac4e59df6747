/**
 * Through a network load balancer's node: the way divides by listener and by target, and what passes is what passes to every
 * target that the node may choose. Ports change here, so each listener's traffic goes on as its target's.
 */

import { parseAddress } from '../../base/address.ts';
import {
  keepsClientAddress,
  type Listener,
  type LoadBalancer,
  type LoadBalancerNode,
} from '../../model/load-balancer.ts';
import { usableTargets } from '../../model/target-health.ts';
import { protocolNumbers } from '../packet.ts';
import { interfaceOf } from './compiled.ts';
import { type CompiledInterface, isOneMachine } from './compiled-vpc.ts';
import { nothing, type TrafficId } from './traffic-set.ts';
import { type Onward, stopped, travel } from './travel.ts';
import { branch, type Header, isSame, judgeGroups, type Place, reversed, type Trip } from './trip.ts';

interface Balancing {
  readonly loadBalancer: LoadBalancer;
  readonly node: LoadBalancerNode;
  readonly header: Header;
  /** Where the answer goes on. */
  readonly back: Place;
  readonly throughEndpoint: boolean;
}

const protocolsOf: Readonly<Record<Listener['protocol'], readonly number[]>> = {
  TCP: [protocolNumbers.tcp],
  UDP: [protocolNumbers.udp],
  TCP_UDP: [protocolNumbers.tcp, protocolNumbers.udp],
  GENEVE: [],
};

/** From inside the VPC or from the internet. */
export function enterNode(trip: Trip, at: CompiledInterface, header: Header): Onward {
  const { network } = trip.compiled;
  const [loadBalancer] = network.find('load-balancer', `interface:${at.document.id}`);
  const node = loadBalancer?.nodes.find((one) => one.networkInterface === at.document.id);
  const answer = trip.answers.find((one) => one.at === at && isSame(one.header, header));
  if (answer && loadBalancer) {
    trip.ports = answer.ports;
    return { kind: 'on', place: answer.back };
  }
  if (!loadBalancer || !node || trip.returning || !at.addresses.includes(header.destination)) return stopped;
  const back = { kind: 'sent', from: at, header: reversed(header) } as const;
  return balance(trip, { loadBalancer, node, header, back, throughEndpoint: false });
}

export function balance(trip: Trip, balancing: Balancing): Onward {
  const { loadBalancer, node, header, throughEndpoint } = balancing;
  const { network, table } = trip.compiled;
  const own = interfaceOf(trip.compiled, node.networkInterface);
  if (!own) return stopped;
  if (throughEndpoint) {
    if (!own.zoneUp) return stopped;
    const isJudged = loadBalancer.groups !== undefined && loadBalancer.enforceGroupsOnPrivateLink;
    if (isJudged) judgeGroups(trip, own, 'ingress', header, []);
  }
  let passing = nothing;
  for (const listener of network.find('listener', `load-balancer:${loadBalancer.id}`)) {
    for (const protocol of protocolsOf[listener.protocol]) {
      const asked = table.intersect(trip.traffic, table.ofPorts(protocol, listener.port, listener.port));
      if (asked === nothing || table.intersect(asked, passing) !== nothing) continue;
      if (toEveryTarget(trip, balancing, own, listener, protocol)) passing = table.union(passing, asked);
    }
  }
  return { kind: 'done', traffic: passing };
}

function toEveryTarget(
  trip: Trip,
  balancing: Balancing,
  own: CompiledInterface,
  { targetGroup }: Listener,
  protocol: number,
): boolean {
  const { network, table, health } = trip.compiled;
  const group = network.get('target-group', targetGroup);
  if (!group) return false;
  const keeps = !balancing.throughEndpoint && keepsClientAddress(group);
  const { targets } = usableTargets(network, health, balancing.loadBalancer, balancing.node, group);
  return (
    targets.length > 0 &&
    targets.every(({ address, port }) => {
      const destination = parseAddress(address ?? '');
      if (destination === undefined) return false;
      const traffic: TrafficId = table.ofPorts(protocol, port, port);
      return handOn(branch(trip, traffic), balancing, own, keeps, destination) !== nothing;
    })
  );
}

function handOn(
  trip: Trip,
  { header, back }: Balancing,
  own: CompiledInterface,
  keeps: boolean,
  destination: number,
): TrafficId {
  const [address] = own.addresses;
  const target = own.vpc.byAddress.get(destination);
  const isClient =
    destination === header.source || (target !== undefined && isOneMachine(own.vpc, target, header.source));
  if (address === undefined || (keeps && isClient)) return nothing;
  const handed: Header = { source: keeps ? header.source : address, destination };
  trip.answers.push({ at: own, header: reversed(handed), back, ports: trip.ports });
  if (keeps) trip.detours.push({ at: own, header: reversed(handed) });
  else trip.ports = 'translator';
  return travel(trip, { kind: 'sent', from: own, header: handed });
}
