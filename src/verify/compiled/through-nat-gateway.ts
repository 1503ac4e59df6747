/** Through a NAT gateway: what its own VPC, and others over transit gateways, send goes on with its address and a port of its own, and answers come back. */

import { isOnTransitGateway } from '../../model/transit-gateway.ts';
import { protocolNumbers } from '../packet.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import { type Onward, stopped } from './travel.ts';
import { type Header, isSame, reversed, type Trip } from './trip.ts';

export function translate(trip: Trip, at: CompiledInterface, header: Header): Onward {
  const answer = trip.answers.find((one) => one.at === at && isSame(one.header, header));
  if (answer) {
    trip.ports = answer.ports;
    return { kind: 'on', place: answer.back };
  }
  const isOwnAddress = at.addresses.includes(header.destination);
  const [own] = at.addresses;
  const { table, network } = trip.compiled;
  const isKnown = at.vpc.byAddress.has(header.source) || isOnTransitGateway(network, at.vpc.document.id);
  if (trip.returning || isOwnAddress || own === undefined || !isKnown) return stopped;
  const known = [protocolNumbers.tcp, protocolNumbers.udp, protocolNumbers.icmp].map((one) => table.ofPorts(one));
  trip.traffic = table.intersect(trip.traffic, known.reduce(table.union));
  const translated: Header = { source: own, destination: header.destination };
  const back = { kind: 'sent', from: at, header: reversed(header) } as const;
  trip.answers.push({ at, header: reversed(translated), back, ports: trip.ports });
  trip.ports = 'translator';
  return { kind: 'on', place: { kind: 'sent', from: at, header: translated } };
}
