/**
 * Transit gateways as packets meet them: in by an interface in a VPC or from another gateway, and on by the route table of the
 * attachment. A packet stays in its zone where the VPC that it goes to is attached there; with appliance mode any zone may be
 * chosen, the same for both directions of a flow
 * (https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#transit-gateway-az-affinity). A gateway keeps no
 * connections: an answer is routed by itself.
 */

import { present } from '../base/assert.ts';
import {
  type AttachedSubnet,
  type AttachedVpc,
  entryOf,
  gatewaysOf,
  isAttached,
  routesOf,
  type TransitGatewayAttachment,
  type TransitGatewayRoute,
  type TransitGatewayRouteTable,
  tableOf,
} from '../model/transit-gateway.ts';
import { choose } from './choice.ts';
import { isWithin, lengthOf } from './lookup.ts';
import { isLoop } from './loop.ts';
import { flowKey, type Packet, replyTo } from './packet.ts';
import { drop, lost, type Position, pass, type Transit, type Walk } from './walk.ts';

/** By its interface in a VPC, which takes nothing for itself. */
export function enterGateway(walk: Walk, { at, packet }: Extract<Position, { kind: 'arriving' }>): Position {
  const attachment = at.parent === undefined ? undefined : walk.network.get('transit-gateway-attachment', at.parent);
  const decision = { stage: 'deliver', component: at.id };
  const disposition = 'denied-in' as const;
  if (attachment === undefined || at.privateAddresses.includes(packet.destination)) {
    const mend = `Send to another address: nobody answers at ${at.id}, which is a transit gateway's.`;
    drop(walk, packet, { ...decision, code: 'NO_POSSIBLE_DESTINATION', mend, disposition });
    return lost;
  }
  if (!isAttached(walk.network, attachment)) {
    const mend = `Have ${attachment.id} accepted, or attach the VPC anew.`;
    drop(walk, packet, { ...decision, component: attachment.id, code: 'BAD_STATE_ATTACHMENT', mend, disposition });
    return lost;
  }
  return { kind: 'transit', gateway: attachment.transitGateway, attachment, zoneId: at.zoneId, packet };
}

export function passGateway(walk: Walk, transit: Transit): Position {
  const { gateway, attachment, packet, zoneId = '' } = transit;
  if (walk.limit === gateway || walk.limit === attachment.id) return endAt(walk, transit, walk.limit);
  if (isLoop(walk, gateway, packet, `${gateway} ${attachment.id} ${zoneId}`)) return lost;
  const table = tableOf(walk.network, gateway, attachment.id);
  if (table === undefined) {
    drop(walk, packet, {
      stage: 'route',
      component: gateway,
      transit: { gateway, attachment: attachment.id },
      detail: `${attachment.id} is associated with no route table of it`,
      code: 'TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION',
      mend: `Associate a route table of ${gateway} with ${attachment.id}.`,
      disposition: 'no-route',
    });
    return lost;
  }
  const route = bestRoute(routesOf(walk.network, table), packet.destination);
  const to = route?.state === 'active' ? route.attachment : undefined;
  if (route === undefined || to === undefined) return refuse(walk, transit, table, route);
  const facts = { transit: { gateway, attachment: attachment.id, route } };
  pass(walk, packet, { stage: 'route', component: table.id, rule: `${route.destination} → ${to}`, ...facts });
  return leaveBy(walk, transit, present(walk.network.get('transit-gateway-attachment', to), to));
}

/** Entered, by its id. */
function endAt(walk: Walk, { gateway, attachment, packet }: Transit, id: string): Position {
  pass(walk, packet, { stage: 'route', component: id, transit: { gateway, attachment: attachment.id } });
  return { kind: 'ended', end: { kind: 'passage', id, packet } };
}

function bestRoute(routes: readonly TransitGatewayRoute[], address: string): TransitGatewayRoute | undefined {
  return routes
    .filter(({ destination }) => isWithin(destination, address))
    .sort((one, other) => lengthOf(other.destination) - lengthOf(one.destination))[0];
}

function refuse(
  walk: Walk,
  { gateway, attachment, packet }: Transit,
  { id }: TransitGatewayRouteTable,
  route: TransitGatewayRoute | undefined,
): Position {
  const decision = { stage: 'route', component: id };
  const transit = { gateway, attachment: attachment.id, ...(route ? { route } : {}) };
  if (route === undefined) {
    drop(walk, packet, {
      ...decision,
      transit,
      detail: `no route matches ${packet.destination}`,
      code: 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
      mend: `Add a route to ${id} that leads to ${packet.destination}.`,
      disposition: 'no-route',
    });
    return lost;
  }
  const rule = `${route.destination} → ${route.attachment ?? 'blackhole'}`;
  drop(walk, packet, {
    ...decision,
    rule,
    transit,
    detail: 'the route is a blackhole',
    code: 'TGW_RTB_BAD_STATE_ROUTE',
    mend: `Replace the route ${rule} of ${id}${route.attachment === undefined ? '' : ', or bring its attachment back'}.`,
    disposition: 'null-routed',
  });
  return lost;
}

export function leaveBy(
  walk: Walk,
  { gateway, zoneId, packet }: Transit,
  attachment: TransitGatewayAttachment,
): Position {
  const { attached, id } = attachment;
  if (walk.limit === id) return { kind: 'ended', end: { kind: 'passage', id, packet } };
  if (attached.kind === 'peering') {
    const other = gatewaysOf(attachment).find((id) => id !== gateway);
    return other === undefined ? lost : { kind: 'transit', gateway: other, attachment, packet };
  }
  const entry = attached.applianceMode ? chosenEntry(walk, attachment.id, attached, packet) : entryOf(attached, zoneId);
  const from = entry && walk.network.get('network-interface', entry.networkInterface);
  return from ? { kind: 'sent', from, packet } : lost;
}

/** The same for a flow and its answers, which bring the same addresses and ports. */
function chosenEntry(
  { memory, plan }: Walk,
  id: string,
  { subnets }: AttachedVpc,
  packet: Packet,
): AttachedSubnet | undefined {
  const [own, back] = [packet, replyTo(packet)].map((one) => `${id} ${flowKey(one)}`) as [string, string];
  const known = memory.entries.get(own) ?? memory.entries.get(back);
  const index = known ?? (subnets.length > 1 ? choose(plan, memory.choices, subnets.length) : 0);
  memory.entries.set(own, index);
  return subnets[index];
}
