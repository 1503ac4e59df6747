/**
 * VPC endpoints. One for an AWS service takes TCP, a gateway endpoint pings too; one for a customer's service hands on to the
 * load balancer's node in its own zone, once the service's owner has let it
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html). None opens a connection.
 */

import { isConnected, wireOf } from '../model/endpoint-connection.ts';
import { wantsSubscription } from '../model/marketplace-product.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { judgeEndpointPolicy } from './endpoint-policy.ts';
import { interfaceAt } from './lookup.ts';
import { type Packet, protocolNumbers, replyTo } from './packet.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';

type Arriving = Extract<Position, { kind: 'arriving' }>;

export function enterEndpoint(walk: Walk, arriving: Arriving): Position {
  const { at, packet } = arriving;
  const endpoint = at.parent === undefined ? undefined : walk.network.get('vpc-endpoint', at.parent);
  if (endpoint === undefined || walk.direction === 'return' || !at.privateAddresses.includes(packet.destination)) {
    const mend = `Send to an address of ${at.id}: an endpoint forwards nothing and takes no answers.`;
    const denial = { stage: 'endpoint', component: at.id, code: 'VPCE_INTRA_VPC_TRAFFIC', mend };
    drop(walk, packet, { ...denial, disposition: 'denied-in' });
    return lost;
  }
  return endpoint.service === undefined ? enterService(walk, arriving, endpoint) : enterWire(walk, arriving, endpoint);
}

function enterService(walk: Walk, { at, packet }: Arriving, endpoint: VpcEndpoint): Position {
  const decision = { stage: 'endpoint', component: endpoint.id, rule: endpoint.serviceName };
  if (packet.protocol === protocolNumbers.tcp) {
    pass(walk, packet, decision);
    judgeEndpointPolicy(walk, endpoint, packet);
  } else {
    const mend = `Use TCP: ${endpoint.id} takes nothing else.`;
    drop(walk, packet, { ...decision, code: 'PROTOCOL_RESTRICTION', mend, disposition: 'denied-in' });
  }
  return { kind: 'ended', end: { kind: 'interface', at, packet } };
}

function enterWire(walk: Walk, { at, packet }: Arriving, endpoint: VpcEndpoint): Position {
  const decision = { stage: 'endpoint', component: endpoint.id, rule: endpoint.serviceName };
  const disposition = 'denied-in' as const;
  const state = endpoint.connection?.state ?? 'none';
  if (!isConnected(endpoint)) {
    const detail = `its connection is ${state}`;
    drop(walk, packet, { ...decision, ...unlet(walk, endpoint, detail), code: 'BAD_STATE', disposition });
  }
  const wire = wireOf(walk.network, endpoint, at);
  if (wire === undefined) {
    const mend = `Enable ${at.zoneId} for a load balancer of ${endpoint.service}, or use the endpoint in another zone.`;
    drop(walk, packet, { ...decision, code: 'VPCE_SERVICE_NOT_INSTALLED_IN_AZ', mend, disposition });
    return lost;
  }
  if (isConnected(endpoint)) pass(walk, packet, { ...decision, detail: `leads to ${wire.loadBalancer.name}` });
  const back: Position = { kind: 'sent', from: at, packet: replyTo(packet) };
  return { kind: 'balancing', ...wire, packet, endpoint, back };
}

/** Whose leave is missing: the owner's, and before it a subscription where AWS Marketplace sells the service. */
export function unlet({ network }: Walk, { id, service, account }: VpcEndpoint, detail: string) {
  const accept = `Have the owner of ${service} accept ${id}.`;
  const sold = service === undefined ? undefined : network.get('vpc-endpoint-service', service);
  if (sold?.product === undefined || !wantsSubscription(sold, account)) return { detail, mend: accept };
  const { title, id: product } = sold.product;
  return {
    detail: `${detail}, and ${account} does not subscribe to ${title}`,
    mend: `Subscribe ${account} to ${title} (${product}). ${accept}`,
  };
}

/** https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
export function enterGatewayEndpoint(
  walk: Walk,
  { endpoint, packet }: Extract<Position, { kind: 'gateway-endpoint' }>,
): Position {
  const decision = { stage: 'endpoint', component: endpoint.id, rule: endpoint.serviceName };
  const takes: readonly number[] = [protocolNumbers.tcp, protocolNumbers.icmp];
  const disposition = 'denied-out' as const;
  if (!takes.includes(packet.protocol)) {
    const mend = `Use TCP or an ICMP echo: ${endpoint.id} takes nothing else.`;
    drop(walk, packet, { ...decision, code: 'VPCE_GATEWAY_PROTOCOL_RESTRICTION', mend, disposition });
  } else if (!interfaceAt(walk.network, endpoint.vpc, packet.source)) {
    const mend = `Send from an address that an interface of ${endpoint.vpc} has.`;
    drop(walk, packet, { ...decision, code: 'VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION', mend, disposition });
    return lost;
  } else {
    pass(walk, packet, decision);
    judgeEndpointPolicy(walk, endpoint, packet);
  }
  return { kind: 'ended', end: { kind: 'gateway-endpoint', endpoint, packet } };
}

/** A gateway endpoint's answer goes straight to the interface that asked. */
export function leaveGatewayEndpoint(walk: Walk, endpoint: VpcEndpoint, packet: Packet): Position {
  const at = interfaceAt(walk.network, endpoint.vpc, packet.destination);
  return at ? { kind: 'arriving', at, packet, crosses: true } : lost;
}
