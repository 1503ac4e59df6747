/**
 * What a VPC's router answers by itself: names at base + 2 and 169.254.169.253, instance metadata at 169.254.169.254. Neither
 * groups nor ACLs nor routes are asked (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html). Other
 * addresses of the link-local block are nobody's.
 */

import { formatAddress } from '../base/address.ts';
import { present } from '../base/assert.ts';
import { parseCidr } from '../base/cidr.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { Vpc } from '../model/vpc.ts';
import { isWithin } from './lookup.ts';
import { type Packet, protocolNumbers } from './packet.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';

const { tcp, udp } = protocolNumbers;

interface Service {
  readonly name: string;
  readonly protocols: readonly number[];
  readonly port: number;
}

const resolver: Service = { name: 'resolver', protocols: [tcp, udp], port: 53 };
const metadata: Service = { name: 'metadata', protocols: [tcp], port: 80 };

export function isRouterAddress(vpc: Vpc, address: string): boolean {
  return isWithin('169.254.0.0/16', address) || address === baseAndTwo(vpc);
}

/** Only the primary block has a resolver: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
function baseAndTwo({ cidrs }: Vpc): string {
  return formatAddress(present(parseCidr(cidrs[0]?.cidr ?? ''), 'primary block').base + 2);
}

function serviceAt(vpc: Vpc, address: string): Service | undefined {
  if (address === '169.254.169.254') return metadata;
  return address === '169.254.169.253' || address === baseAndTwo(vpc) ? resolver : undefined;
}

/** @param from the interface that sends, whose own address the packet must have */
export function askRouter(walk: Walk, vpc: Vpc, from: NetworkInterface, packet: Packet): Position {
  const service = serviceAt(vpc, packet.destination);
  const disposition = 'denied-in' as const;
  if (service === undefined) {
    const mend = `Send to another address: ${packet.destination} is link-local, and nobody has it.`;
    drop(walk, packet, { stage: 'deliver', component: vpc.id, code: 'NO_POSSIBLE_DESTINATION', mend, disposition });
    return lost;
  }
  const { name, protocols, port } = service;
  const decision = { stage: 'deliver', component: vpc.id, rule: name };
  if (!protocols.includes(packet.protocol) || packet.ports?.from !== port) {
    const mend = `Ask the ${name} on port ${port}; it answers nothing else.`;
    drop(walk, packet, { ...decision, code: 'TARGET_PORT_RESTRICTION', mend, disposition });
  } else if (service === resolver && !vpc.enableDnsSupport) {
    const mend = `Set enableDnsSupport of ${vpc.id} to true.`;
    drop(walk, packet, { ...decision, code: 'POSTERN_NO_RESOLVER', mend, disposition });
  } else if (!from.privateAddresses.includes(packet.source)) {
    const mend = `Send from an address of ${from.id}: the ${name} answers by source address.`;
    drop(walk, packet, { ...decision, code: 'ENI_ADDRESS_RESTRICTION', mend, disposition: 'denied-out' });
  } else pass(walk, packet, decision);
  return { kind: 'ended', end: { kind: 'on-the-spot', packet } };
}
