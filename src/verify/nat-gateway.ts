/**
 * A NAT gateway: sends on what its own VPC sends through it, with its own address and a port of its own, and brings the answers
 * back (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html); others' too, where transit gateways bring it
 * (https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-nat-igw.html). It has no groups and takes nothing that it did not
 * ask for.
 */

import { isOnTransitGateway } from '../model/transit-gateway.ts';
import { interfaceAt } from './lookup.ts';
import { flowKey, hasPorts, type Packet, protocolNumbers, replyTo, translatorPorts } from './packet.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';

export function translate(walk: Walk, { at, packet }: Extract<Position, { kind: 'arriving' }>): Position {
  const decision = { stage: 'translate', component: at.parent ?? at.id };
  const answer = walk.memory.answers.get(`${at.id} ${flowKey(packet)}`);
  if (answer) {
    pass(walk, packet, { ...decision, detail: 'answers a connection that it translated' });
    return answer;
  }
  const disposition = 'denied-in' as const;
  if (walk.direction === 'return' || at.privateAddresses.includes(packet.destination)) {
    const mend = `Send to another address: ${decision.component} takes only answers to what it translated.`;
    drop(walk, packet, { ...decision, code: 'NGW_DEST_ADDRESS_PRESERVATION', mend, disposition });
    return lost;
  }
  const known: readonly number[] = [protocolNumbers.tcp, protocolNumbers.udp, protocolNumbers.icmp];
  if (!known.includes(packet.protocol)) {
    const mend = `Use TCP, UDP or ICMP: ${decision.component} translates nothing else.`;
    drop(walk, packet, { ...decision, code: 'PROTOCOL_RESTRICTION', mend, disposition });
  } else if (!interfaceAt(walk.network, at.vpc, packet.source) && !isOnTransitGateway(walk.network, at.vpc)) {
    const mend = `Send from an address that an interface of ${at.vpc} has.`;
    drop(walk, packet, { ...decision, code: 'NGW_REQUIRES_SOURCE_IN_VPC', mend, disposition });
  } else pass(walk, packet, { ...decision, detail: `the source becomes ${at.privateAddresses[0]}` });
  const translated: Packet = {
    ...packet,
    source: at.privateAddresses[0] ?? packet.source,
    ...(hasPorts(packet.protocol) ? { sourcePorts: translatorPorts } : {}),
  };
  const back: Position = { kind: 'sent', from: at, packet: replyTo(packet) };
  walk.memory.answers.set(`${at.id} ${flowKey(replyTo(translated))}`, back);
  return { kind: 'sent', from: at, packet: translated };
}
