/**
 * One packet out of many that are treated alike: of the traffic the best-known port, so that it says something to a reader,
 * and of the internet's addresses one that is no interface's.
 */

import { formatAddress } from '../base/address.ts';
import { containsPort } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import { internetHosts } from '../model/region.ts';
import type { AddressRange } from './compiled/address-map.ts';
import { publicOwner } from './lookup.ts';
import { protocolNumbers } from './packet.ts';
import type { Traffic } from './reach-answer.ts';

export interface SamplePacket {
  readonly protocol: number;
  readonly port?: number;
}

const { icmp, tcp, udp } = protocolNumbers;

/** In this order. */
const known: readonly SamplePacket[] = [
  { protocol: tcp, port: 443 },
  { protocol: tcp, port: 80 },
  { protocol: tcp, port: 22 },
  { protocol: icmp },
  { protocol: udp, port: 53 },
];

export function sampleOf(traffic: readonly Traffic[]): SamplePacket {
  const favourite = known.find((packet) => traffic.some((one) => isIn(one, packet)));
  if (favourite) return favourite;
  const [first] = traffic;
  const protocol = first?.protocol ?? 0;
  const hasPorts = protocol === tcp || protocol === udp;
  // Port 0 is no port that anybody asks about.
  return hasPorts ? { protocol, port: Math.max(first?.ports?.from ?? 1, 1) } : { protocol };
}

export function isIn({ protocol, lastProtocol = protocol, ports }: Traffic, packet: SamplePacket): boolean {
  if (packet.protocol < protocol || packet.protocol > lastProtocol) return false;
  return ports === undefined || (packet.port !== undefined && containsPort(ports, packet.port));
}

/** The host that the simulated internet has, where it is in the range. */
export function somebodyIn(network: Network, { from, to }: AddressRange): number {
  const host = internetHosts.base + 10;
  if (host >= from && host <= to) return host;
  let address = from;
  while (address < to && publicOwner(network, formatAddress(address))) address += 1;
  return address;
}
