/**
 * One packet of a flow, and the reply to it. The flow's own port is one; the port that a sender picks for itself is a range,
 * all of which must pass, because nobody knows which one it picks.
 */

import type { PortRange } from '../base/port-range.ts';
import type { HopPacket, Question } from './answer.ts';

export interface Packet {
  readonly source: string;
  readonly destination: string;
  /** IP protocol number. */
  readonly protocol: number;
  /** TCP and UDP. */
  readonly sourcePorts?: PortRange;
  readonly ports?: PortRange;
  readonly icmp?: { readonly type: number; readonly code: number };
}

export const protocolNumbers = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** What Linux senders pick from unless told otherwise (net.ipv4.ip_local_port_range). */
export const ephemeralPorts: PortRange = { from: 32768, to: 60999 };

/** What NAT gateways and load balancers pick from: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports */
export const translatorPorts: PortRange = { from: 1024, to: 65535 };

const echoRequest = { type: 8, code: 0 };
const echoReply = { type: 0, code: 0 };

export function hasPorts(protocol: number): boolean {
  return protocol === protocolNumbers.tcp || protocol === protocolNumbers.udp;
}

export function firstPacket(
  source: string,
  destination: string,
  { protocol, port, sourcePorts }: Pick<Question, 'protocol' | 'port' | 'sourcePorts'>,
): Packet {
  const flow = { source, destination, protocol };
  if (protocol === protocolNumbers.icmp) return { ...flow, icmp: echoRequest };
  if (port === undefined) return flow;
  return { ...flow, sourcePorts: sourcePorts ?? ephemeralPorts, ports: { from: port, to: port } };
}

export function replyTo({ source, destination, protocol, sourcePorts, ports, icmp }: Packet): Packet {
  return {
    source: destination,
    destination: source,
    protocol,
    ...(ports && { sourcePorts: ports }),
    ...(sourcePorts && { ports: sourcePorts }),
    ...(icmp && { icmp: icmp.type === echoRequest.type ? echoReply : echoRequest }),
  };
}

const rangeText = ({ from, to }: PortRange): string => (from === to ? `${from}` : `${from}-${to}`);

/** The same text for the same flow in the same direction. */
export function flowKey({ source, destination, protocol, sourcePorts, ports, icmp }: Packet): string {
  const [from, to] = [sourcePorts, ports].map((range) => (range ? `:${rangeText(range)}` : ''));
  return `${protocol} ${source}${from} ${destination}${to}${icmp ? ` type ${icmp.type}` : ''}`;
}

/** `tcp port 443`, `tcp ports 32768-60999`, `icmp type 8`, `protocol 47`: as a rule would have to say it. */
export function trafficText({ protocol, ports, icmp }: Packet): string {
  const known = Object.entries(protocolNumbers).find(([, number]) => number === protocol)?.[0];
  const name = known ?? `protocol ${protocol}`;
  if (icmp) return `${name} type ${icmp.type}`;
  if (!ports) return name;
  return `${name} ${ports.from === ports.to ? 'port' : 'ports'} ${rangeText(ports)}`;
}

export function hopPacket({ source, destination, protocol, sourcePorts, ports }: Packet): HopPacket {
  return {
    source,
    destination,
    protocol,
    ...(sourcePorts && { sourcePort: sourcePorts.from }),
    ...(ports && { port: ports.from }),
    ...(sourcePorts && sourcePorts.from < sourcePorts.to && { lastSourcePort: sourcePorts.to }),
    ...(ports && ports.from < ports.to && { lastPort: ports.to }),
  };
}
