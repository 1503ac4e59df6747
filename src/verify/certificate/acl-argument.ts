/**
 * That a network ACL denies all of a box: cut at the ports that its entries name, each piece meets a deny first. On the way
 * back it is enough that some port of the client's range meets one, for nobody knows which port the client has.
 */

import { containsPort, type PortRange } from '../../base/port-range.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { isWithin } from '../lookup.ts';
import { ephemeralPorts, hasPorts, protocolNumbers } from '../packet.ts';
import type { Traffic } from '../reach-answer.ts';
import { primaryAddress } from './machine.ts';
import type { Ends } from './stage-argument.ts';

interface Asked {
  readonly address: string;
  readonly protocol: number;
  readonly port?: number;
  readonly icmpType?: number;
}

export function aclDeniesAll({ network, box, senders, receivers }: Ends, way: 'egress' | 'ingress'): boolean {
  const isReturn = box.direction === 'return';
  // Whose subnet's border it is: the sender's on its way out and on the way back in.
  const atSender = (way === 'egress') !== isReturn;
  const [own, peers] = atSender ? [senders, receivers] : [receivers, senders];
  const acl = network.get('network-acl', box.component);
  if (!acl || peers.length === 0 || own.some(({ subnet }) => !guards(acl, subnet))) return false;
  const crosses = own.every((one) => peers.every(({ subnet }) => subnet !== one.subnet));
  const entries = acl.entries
    .filter((entry) => entry.egress === (way === 'egress'))
    .sort((one, other) => one.number - other.number);
  const addresses = new Set(peers.map((one: NetworkInterface) => primaryAddress(one)));
  return (
    crosses &&
    [...addresses].every((address) =>
      box.traffic.every((traffic) => (isReturn ? answerDenied : denied)(entries, address, traffic)),
    )
  );
}

function guards({ associations }: NetworkAcl, subnet: string): boolean {
  return associations.some((one) => one.subnet === subnet);
}

function protocolsOf({ protocol, lastProtocol = protocol }: Traffic): readonly number[] {
  return Array.from({ length: lastProtocol - protocol + 1 }, (_, index) => protocol + index);
}

function denied(entries: readonly NetworkAclEntry[], address: string, traffic: Traffic): boolean {
  return protocolsOf(traffic).every((protocol) => {
    if (protocol === protocolNumbers.icmp) return isDenied(entries, { address, protocol, icmpType: 8 });
    if (!hasPorts(protocol)) return isDenied(entries, { address, protocol });
    const range = traffic.ports ?? { from: 0, to: 65535 };
    return pieces(entries, range).every((port) => isDenied(entries, { address, protocol, port }));
  });
}

function answerDenied(entries: readonly NetworkAclEntry[], address: string, traffic: Traffic): boolean {
  return protocolsOf(traffic).every((protocol) => {
    if (protocol === protocolNumbers.icmp) return isDenied(entries, { address, protocol, icmpType: 0 });
    if (!hasPorts(protocol)) return isDenied(entries, { address, protocol });
    return pieces(entries, ephemeralPorts).some((port) => isDenied(entries, { address, protocol, port }));
  });
}

/** The first port of each piece. */
function pieces(entries: readonly NetworkAclEntry[], { from, to }: PortRange): readonly number[] {
  const cuts = entries.flatMap(({ ports }) => (ports ? [ports.from, ports.to + 1] : []));
  return [...new Set([from, ...cuts.filter((cut) => cut > from && cut <= to)])];
}

function isDenied(entries: readonly NetworkAclEntry[], asked: Asked): boolean {
  return entries.find((entry) => matches(entry, asked))?.action !== 'allow';
}

function matches({ protocol, cidr, ports, icmp }: NetworkAclEntry, asked: Asked): boolean {
  if (cidr === undefined || !isWithin(cidr, asked.address)) return false;
  if (protocol === '-1') return true;
  if (Number(protocol) !== asked.protocol) return false;
  if (ports && asked.port !== undefined) return containsPort(ports, asked.port);
  if (!icmp || asked.icmpType === undefined) return true;
  return (icmp.type === -1 || icmp.type === asked.icmpType) && (icmp.code === -1 || icmp.code === 0);
}
