/**
 * Who reaches an interface without speaking to it: through a load balancer whose target it is, and through the endpoints of
 * other VPCs that lead to that. The traffic is what the client sends to the load balancer's or the endpoint's address.
 */

import { wireOf } from '../model/endpoint-connection.ts';
import type { Listener, LoadBalancer } from '../model/load-balancer.ts';
import type { Network } from '../model/network.ts';
import { mapped } from './compiled/address-map.ts';
import { type Compiled, interfaceOf, peersOf } from './compiled/compiled.ts';
import type { CompiledInterface } from './compiled/compiled-vpc.ts';
import { Gathered, internetReaches } from './compiled/end-of.ts';
import { classesOf } from './compiled/interface-class.ts';
import { inwardOf } from './compiled/internet-reach.ts';
import { meetInside } from './compiled/meeting.ts';
import { pairTraffic } from './compiled/pair.ts';
import { nothing, type TrafficId, type TrafficTable } from './compiled/traffic-set.ts';
import { protocolNumbers } from './packet.ts';
import type { Reach } from './reach-answer.ts';

export function reachesThrough(compiled: Compiled, subject: CompiledInterface): readonly Reach[] {
  const { network, table } = compiled;
  return balancersOf(network, subject).flatMap(({ loadBalancer, listeners }) => {
    const asked = listeners.reduce<TrafficId>((sum, one) => table.union(sum, trafficOf(table, one)), nothing);
    const doors = [...nodesOf(compiled, loadBalancer), ...endpointsTo(compiled, loadBalancer)];
    return doors.flatMap((door) => atDoor(compiled, door, asked));
  });
}

interface Balancer {
  readonly loadBalancer: LoadBalancer;
  /** Those that lead to the subject. */
  readonly listeners: readonly Listener[];
}

function balancersOf(network: Network, { document }: CompiledInterface): readonly Balancer[] {
  const { vpc, attachment, privateAddresses } = document;
  const names = [...(attachment?.instance === undefined ? [] : [attachment.instance]), ...privateAddresses];
  const groups = new Set(names.flatMap((name) => network.find('target-group', `target:${name}`)));
  const listeners = [...groups]
    // What appliances get they return: nobody speaks to them.
    .filter((group) => group.vpc === vpc && group.protocol !== 'GENEVE')
    .flatMap((group) => network.find('listener', `target-group:${group.id}`));
  return [...Map.groupBy(listeners, ({ loadBalancer }) => loadBalancer)].flatMap(([arn, some]) => {
    const loadBalancer = network.get('load-balancer', arn);
    return loadBalancer ? [{ loadBalancer, listeners: some }] : [];
  });
}

function trafficOf(table: TrafficTable, { protocol, port }: Listener): TrafficId {
  const numbers = protocol.split('_').map((name) => (name === 'UDP' ? protocolNumbers.udp : protocolNumbers.tcp));
  return numbers.map((number) => table.ofPorts(number, port, port)).reduce(table.union, nothing);
}

function nodesOf(compiled: Compiled, { nodes }: LoadBalancer): readonly CompiledInterface[] {
  return nodes.flatMap(({ networkInterface }) => interfaceOf(compiled, networkInterface) ?? []);
}

/** Interfaces of endpoints that lead to one of the load balancer's nodes. */
function endpointsTo(compiled: Compiled, { id }: LoadBalancer): readonly CompiledInterface[] {
  const { network } = compiled;
  return network
    .find('vpc-endpoint-service', `load-balancer:${id}`)
    .flatMap((service) => network.find('vpc-endpoint', `service:${service.id}`))
    .flatMap((endpoint) =>
      network
        .find('network-interface', `parent:${endpoint.id}`)
        .filter((one) => wireOf(network, endpoint, one)?.loadBalancer.id === id)
        .flatMap((one) => interfaceOf(compiled, one.id) ?? []),
    );
}

/** What its own VPC, its peers, and the internet where it has a public address, send to one door. */
function atDoor(compiled: Compiled, door: CompiledInterface, asked: TrafficId): readonly Reach[] {
  const { table } = compiled;
  const gathered = new Gathered();
  const classes = [door.vpc, ...peersOf(compiled, door.vpc)].flatMap((vpc) => classesOf(compiled, vpc));
  for (const { members, sample } of classes) {
    if (sample !== door && meetInside(sample, door))
      gathered.add(members, table.intersect(pairTraffic(compiled, sample, door), asked));
  }
  const inward = mapped(inwardOf(compiled, door), (traffic) => table.intersect(traffic, asked));
  const through = door.document.parent ?? door.document.id;
  return [...internetReaches(compiled, inward), ...gathered.reaches(compiled)].map((reach) => ({ ...reach, through }));
}
