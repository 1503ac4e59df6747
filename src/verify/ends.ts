/**
 * The two ends of a question: the interface, or the internet, that sends, and the address that it sends to. Where a thing
 * has several addresses, the one that a client in the sender's place would use.
 */

import { formatAddress, parseAddress } from '../base/address.ts';
import { Fault } from '../base/fault.ts';
import { isPort } from '../base/port-range.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { internetHosts } from '../model/region.ts';
import type { Question } from './answer.ts';
import { addressFor, type Destination } from './destination.ts';
import { interfaceAt, privacyOf, publicOwner } from './lookup.ts';
import { ambiguous, interfacesOf, type Named, named } from './names.ts';
import { firstPacket, hasPorts, type Packet } from './packet.ts';
import { addressesBeyond, type Passage, passageOf } from './passage.ts';
import type { Position } from './walk.ts';

export interface Beginning {
  /** Absent: the internet. */
  readonly source?: NetworkInterface;
  readonly packet: Packet;
  readonly position: Position;
  /** Ids of passages that the packet comes out of, and that it ends at. */
  readonly out?: string;
  readonly into?: string;
  /** The two ends are in VPCs that nothing joins. */
  readonly apart?: Destination['apart'];
}

/** Somebody on the internet, where the question doesn't say who. */
export const somebody = formatAddress(internetHosts.base + 10);

/** @throws Fault */
export function beginning(network: Network, question: Question): Beginning {
  checkTraffic(question);
  const target = named(network, question.destination);
  const { from, address, out, near } = senderOf(network, question, target);
  const destination = addressFor(network, from ?? near, target, question.destinationAddress);
  const packet = firstPacket(address, destination.address, question);
  const { intended, apart } = destination;
  const into = passageOf(target)?.id;
  const passages = { ...(out === undefined ? {} : { out }), ...(into === undefined ? {} : { into }) };
  if (out !== undefined) return { packet, position: { kind: 'passage', id: out, packet }, ...passages };
  if (from === undefined)
    return { ...passages, packet, position: { kind: 'inbound', packet, ...(intended && { intended }) } };
  return { ...passages, source: from, packet, position: { kind: 'sent', from, packet }, ...(apart && { apart }) };
}

function checkTraffic({ protocol, port, sourceAddress, destinationAddress, sourcePorts }: Question): void {
  if (!Number.isInteger(protocol) || protocol < 0 || protocol > 255) {
    throw new Fault('InvalidParameterValue', `${protocol} is no IP protocol number; it is 0 to 255.`);
  }
  if (hasPorts(protocol) && port === undefined) {
    throw new Fault('MissingParameter', 'TCP and UDP need a destination port.');
  }
  if (port !== undefined && (!hasPorts(protocol) || !isPort(port) || port === 0)) {
    throw new Fault('InvalidParameterValue', 'A port is 1 to 65535, and only TCP and UDP have one.');
  }
  if (sourcePorts && (!isPort(sourcePorts.from) || !isPort(sourcePorts.to) || sourcePorts.from > sourcePorts.to)) {
    throw new Fault('InvalidParameterValue', 'Source ports are a range within 0 to 65535.');
  }
  for (const address of [sourceAddress, destinationAddress]) {
    if (address === undefined || parseAddress(address) !== undefined) continue;
    throw new Fault('InvalidParameterValue', `${address} is no IPv4 address.`);
  }
}

interface Sender {
  readonly from?: NetworkInterface;
  readonly address: string;
  /** The passage that it comes out of, and an interface on this side of it. */
  readonly out?: string;
  readonly near?: NetworkInterface;
}

function senderOf(network: Network, { source, sourceAddress }: Question, target: Named): Sender {
  const found = named(network, source);
  if (found.kind === 'address') return senderAt(network, found.address, target);
  if (found.kind === 'internet-gateway') return { address: sourceAddress ?? somebody };
  if (found.kind === 'instance') return senderAmong(interfacesOf(network, found), found.id, sourceAddress);
  if (found.kind === 'network-interface') return senderAmong([found], found.id, sourceAddress);
  const passage = passageOf(found);
  if (passage) return senderBeyond(network, passage, sourceAddress, target);
  if (found.kind !== 'vpc-endpoint-service') {
    const own = network.find('network-interface', `parent:${found.id}`);
    return senderAmong(own, found.id, sourceAddress);
  }
  throw new Fault('InvalidParameterValue', `${found.id} sends nothing: it has no interface.`);
}

/** On the other side of it than whom is sent to, and with the addresses that are seen on this side. */
function senderBeyond(network: Network, passage: Passage, wanted: string | undefined, target: Named): Sender {
  const own = passage.kind === 'vpc-endpoint' ? network.find('network-interface', `parent:${passage.id}`) : [];
  const neighbours =
    'vpc' in target && target.vpc !== undefined ? network.find('network-interface', `vpc:${target.vpc}`) : [];
  const [near] = [...own, ...neighbours];
  const address = wanted ?? addressesBeyond(network, passage, near)[0];
  if (address === undefined) throw new Fault('InvalidParameterValue', `Nobody is behind ${passage.id}.`);
  return { address, out: passage.id, ...(near && { near }) };
}

/** With another's address the primary interface sends, for its source check to judge. */
function senderAmong(own: readonly NetworkInterface[], id: string, wanted: string | undefined): Sender {
  const from = own.find((one) => wanted !== undefined && one.privateAddresses.includes(wanted)) ?? own[0];
  const address = wanted ?? from?.privateAddresses[0];
  if (from === undefined || address === undefined) {
    throw new Fault('InvalidParameterValue', `${id} has no interface to send from.`);
  }
  return { from, address };
}

function senderAt(network: Network, address: string, target: Named): Sender {
  const owner = publicOwner(network, address);
  if (owner) return { from: owner.networkInterface, address: owner.privateAddress };
  if (privacyOf(address) === undefined && !holders(network, address).length) return { address };
  const near = 'vpc' in target && target.vpc !== undefined ? interfaceAt(network, target.vpc, address) : undefined;
  const [first, ...others] = near ? [near] : holders(network, address);
  if (first === undefined) throw new Fault('UnknownName', `No interface has the address ${address}.`);
  if (others.length === 0) return { from: first, address };
  throw ambiguous(`interfaces have ${address}`, [first, ...others]);
}

function holders(network: Network, address: string): readonly NetworkInterface[] {
  const vpcs = network.find('vpc', every);
  return vpcs.flatMap(({ id }) => network.find('network-interface', `address:${id}/${address}`));
}
