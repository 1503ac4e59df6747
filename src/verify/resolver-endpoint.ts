/**
 * Endpoints of Route 53 Resolver: an inbound one is asked for names at port 53, by UDP or TCP; an outbound one asks others and
 * takes nothing but their answers
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-forwarding-inbound-queries.html).
 */

import { dnsPort } from '../model/resolver-endpoint.ts';
import { protocolNumbers } from './packet.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';

type Arriving = Extract<Position, { kind: 'arriving' }>;

const protocols: readonly number[] = [protocolNumbers.tcp, protocolNumbers.udp];

export function enterResolverEndpoint(walk: Walk, { at, packet }: Arriving): Position {
  const endpoint = at.parent === undefined ? undefined : walk.network.get('resolver-endpoint', at.parent);
  const component = endpoint?.id ?? at.id;
  const decision = { stage: 'endpoint', component } as const;
  const disposition = 'denied-in' as const;
  if (walk.direction === 'return' || !at.privateAddresses.includes(packet.destination)) {
    const mend = `Send to an address of ${at.id}: an endpoint forwards nothing and takes no answers.`;
    drop(walk, packet, { ...decision, code: 'UNSUPPORTED_COMPONENT', mend, disposition });
    return lost;
  }
  if (endpoint?.direction !== 'INBOUND') {
    const mend = `Ask an inbound endpoint: ${component} asks others, and answers nobody.`;
    drop(walk, packet, { ...decision, code: 'UNSUPPORTED_COMPONENT', mend, disposition });
  } else if (!protocols.includes(packet.protocol)) {
    const mend = `Use UDP or TCP: ${component} takes nothing else.`;
    drop(walk, packet, { ...decision, code: 'PROTOCOL_RESTRICTION', mend, disposition });
  } else if (packet.ports?.from !== dnsPort) {
    const mend = `Ask at port ${dnsPort}: ${component} answers at no other.`;
    drop(walk, packet, { ...decision, code: 'TARGET_PORT_RESTRICTION', mend, disposition });
  } else pass(walk, packet, { ...decision, rule: 'resolver' });
  return { kind: 'ended', end: { kind: 'interface', at, packet } };
}
