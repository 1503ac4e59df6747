/**
 * What happens to a packet between the interface that sends it and the border of its subnet: source check, groups, ACL and
 * route, in the order of the stages. Where it goes from there is another position of the walk.
 */

import { present } from '../base/assert.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { interfaceAt, nameableAt } from './lookup.ts';
import { isLoop } from './loop.ts';
import { judgeAcl } from './network-acl.ts';
import { flowKey, type Packet } from './packet.ts';
import { cross } from './peering.ts';
import { nobodyIn } from './receive.ts';
import { type Way, wayFrom } from './route.ts';
import { askRouter, isRouterAddress } from './router-service.ts';
import { judgeGroups } from './security-group.ts';
import { drop, lost, type Position, pass, type Walk } from './walk.ts';
import { judgeZone } from './zone.ts';

export function send(walk: Walk, { from, packet }: Extract<Position, { kind: 'sent' }>): Position {
  if (isLoop(walk, from.id, packet)) return lost;
  judgeZone(walk, from, packet, 'denied-out');
  judgeSource(walk, from, packet);
  const vpc = present(walk.network.get('vpc', from.vpc), from.vpc);
  const isOutside = from.interfaceType === 'transit_gateway';
  if (!isOutside && isRouterAddress(vpc, packet.destination)) return askRouter(walk, vpc, from, packet);
  const way = wayOf(walk, from, packet);
  // Likeliest, other than for a receiver: the sender's side goes by the address, whatever is between.
  const peerGroups = nameableAt(walk.network, from.vpc, packet.destination).flatMap(({ groups }) => groups);
  judgeGroups(walk, { networkInterface: from, egress: true, packet, peerGroups });
  const crosses = way.kind === 'interface' || way.kind === 'nobody' ? way.crosses : true;
  if (crosses) judgeAcl(walk, from.subnet, true, packet);
  return depart(walk, from, packet, way);
}

/** Load balancers, gateways and endpoints are AWS's own and send what they like. */
function judgeSource(walk: Walk, from: NetworkInterface, packet: Packet): void {
  if (from.interfaceType !== 'interface') return;
  const decision = { stage: 'source-check', component: from.id };
  if (from.privateAddresses.includes(packet.source)) pass(walk, packet, decision);
  else if (!from.sourceDestCheck) pass(walk, packet, { ...decision, detail: 'its source/destination check is off' });
  else {
    drop(walk, packet, {
      ...decision,
      detail: `${packet.source} is not an address of it`,
      code: 'ENI_SOURCE_DEST_CHECK_RESTRICTION',
      mend: `Turn off the source/destination check of ${from.id}, or assign ${packet.source} to it.`,
      disposition: 'denied-out',
    });
  }
}

/** Answers to a client whose address a load balancer kept go back to the load balancer, whatever the routes say. */
function wayOf(walk: Walk, from: NetworkInterface, packet: Packet): Way {
  const node = walk.memory.ways.get(`${from.vpc} ${flowKey(packet)}`);
  if (node === undefined) return wayFrom(walk.network, from, packet.destination);
  const crosses = node.subnet !== from.subnet;
  const rule = 'answers go back to the load balancer';
  return { kind: 'interface', to: node, crosses, component: from.subnet, rule };
}

function depart(walk: Walk, from: NetworkInterface, packet: Packet, way: Way): Position {
  if (way.kind === 'none') return refuse(walk, packet, way.component);
  if (way.kind === 'blackhole') return swallow(walk, packet, way);
  if (way.kind === 'vpn-gateway') return deliverNowhere(walk, from, packet, way);
  if (way.kind === 'zone-apart') return refuseZone(walk, from, packet, way);
  const facts = way.route ? { route: way.route } : {};
  pass(walk, packet, { stage: 'route', component: way.component, rule: way.rule, ...facts });
  if (way.kind === 'nobody') return nobodyIn(walk, from.vpc, packet);
  if (way.kind === 'interface') return { kind: 'arriving', at: way.to, from, packet, crosses: way.crosses };
  if (way.kind === 'peering') return cross(walk, from, packet, way);
  if (way.kind === 'gateway-endpoint') return { kind: 'gateway-endpoint', endpoint: way.endpoint, packet };
  return { kind: 'outbound', gateway: way.gateway, from, packet };
}

export function refuse(walk: Walk, packet: Packet, component: string): Position {
  drop(walk, packet, {
    stage: 'route',
    component,
    detail: `no route matches ${packet.destination}`,
    code: 'NO_ROUTE_TO_DESTINATION',
    mend: `Add a route to ${component} that leads to ${packet.destination}.`,
    disposition: 'no-route',
  });
  return lost;
}

type NullRoute = Extract<Way, { kind: 'blackhole' | 'vpn-gateway' | 'zone-apart' }>;

function nullRouted({ component, rule, route }: NullRoute) {
  return { stage: 'route', component, rule, ...(route ? { route } : {}), disposition: 'null-routed' } as const;
}

export function swallow(walk: Walk, packet: Packet, way: NullRoute): Position {
  drop(walk, packet, {
    ...nullRouted(way),
    detail: 'the route is a blackhole',
    code: 'BAD_STATE_ROUTE',
    mend: mendOf(walk, way),
  });
  return lost;
}

function mendOf({ network }: Walk, { rule, component, route }: NullRoute): string {
  const endpoint = route?.target.kind === 'vpc-endpoint' ? network.get('vpc-endpoint', route.target.id) : undefined;
  if (endpoint?.desired === 'available' && endpoint.connection) {
    return `Have the owner of ${endpoint.service} accept ${endpoint.id}: its connection is ${endpoint.connection.state}.`;
  }
  return `Replace the route ${rule} of ${component}, or bring its target back: it is gone, detached or stopped.`;
}

/** A virtual private gateway takes what interfaces of its VPC send; nothing is behind it that it could be for. */
function deliverNowhere(walk: Walk, from: NetworkInterface, packet: Packet, way: NullRoute): Position {
  const denial = nullRouted(way);
  if (interfaceAt(walk.network, from.vpc, packet.source) === undefined) {
    drop(walk, packet, {
      ...denial,
      detail: `${packet.source} is no address of an interface of ${from.vpc}`,
      code: 'VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS',
      mend: `Send from an address that an interface of ${from.vpc} has.`,
    });
  }
  const id = way.route?.target.kind === 'vpn-gateway' ? way.route.target.id : undefined;
  if (id !== undefined && walk.limit === id) {
    pass(walk, packet, {
      stage: 'route',
      component: way.component,
      rule: way.rule,
      ...(way.route && { route: way.route }),
    });
    pass(walk, packet, { stage: 'deliver', component: id });
    return { kind: 'ended', end: { kind: 'passage', id, packet } };
  }
  drop(walk, packet, {
    ...denial,
    detail: 'nothing is behind the virtual private gateway',
    code: 'NO_POSSIBLE_DESTINATION',
    mend: `Replace the route ${way.rule} of ${way.component}: the virtual private gateway has no VPN connection or virtual interface that leads to ${packet.destination}.`,
  });
  return lost;
}

/** https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html */
function refuseZone(
  walk: Walk,
  { id, zoneId }: NetworkInterface,
  packet: Packet,
  way: Extract<Way, { kind: 'zone-apart' }>,
): Position {
  drop(walk, packet, {
    ...nullRouted(way),
    networkInterface: id,
    detail: `${way.attachment} has no subnet in ${zoneId}`,
    code: 'TGW_ROUTE_AZ_RESTRICTION',
    mend: `Add a subnet in ${zoneId} to ${way.attachment}.`,
  });
  return lost;
}
