/**
 * Route tables of internet gateways: where what comes in goes once its public address was translated, and who has to go out
 * by the same way (https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html). A gateway without a table
 * brings everything straight to whom it is for.
 */

import type { NetworkInterface } from '../model/network-interface.ts';
import { publicAddressOf } from './lookup.ts';
import type { Packet } from './packet.ts';
import { type Way, wayIn } from './route.ts';
import { refuse, swallow } from './send.ts';
import { drop, type Position, pass, type Walk } from './walk.ts';

/** @param at whom the packet is for */
export function comeIn(walk: Walk, gateway: string, at: NetworkInterface, packet: Packet): Position {
  const way = wayIn(walk.network, gateway, at, packet.destination);
  if (way === undefined) return { kind: 'arriving', at, packet, crosses: true };
  if (way.kind === 'none') return refuse(walk, packet, way.component);
  if (way.kind !== 'interface') return swallow(walk, packet, way as Extract<Way, { kind: 'blackhole' }>);
  const decision = { stage: 'route', component: way.component, rule: way.rule, ...(way.route && { route: way.route }) };
  if (way.to.id !== at.id && lacksPublicAddress(walk, way.to)) {
    drop(walk, packet, {
      ...decision,
      networkInterface: way.to.id,
      detail: `${way.to.id} has no public address`,
      code: 'INGRESS_RTB_NO_PUBLIC_IP',
      mend: `Associate an elastic IP address with ${way.to.id}: it takes nothing from the internet without one.`,
      disposition: 'denied-in',
    });
  } else pass(walk, packet, decision);
  return { kind: 'arriving', at: way.to, packet, crosses: true };
}

/** Endpoints need none. */
function lacksPublicAddress({ network }: Walk, one: NetworkInterface): boolean {
  const addresses = one.interfaceType === 'interface' ? one.privateAddresses : [];
  return addresses.length > 0 && !addresses.some((address) => publicAddressOf(network, one, address) !== undefined);
}

/**
 * Who is behind a middlebox for what comes in does not go out past it
 * (INGRESS_RTB_TRAFFIC_REDIRECTION in https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html).
 * @param from who hands the packet to the gateway, and `owner` whose address it has
 */
export function judgeRedirection(
  walk: Walk,
  gateway: string,
  from: NetworkInterface,
  owner: NetworkInterface,
  packet: Packet,
): void {
  if (from.id !== owner.id) return;
  const way = wayIn(walk.network, gateway, owner, packet.source);
  if (way?.kind !== 'interface' || way.to.id === owner.id) return;
  drop(walk, packet, {
    stage: 'route',
    component: way.component,
    rule: way.rule,
    ...(way.route && { route: way.route }),
    detail: `what comes in for ${packet.source} goes to ${way.to.id}, and what goes out has to come from there`,
    code: 'INGRESS_RTB_TRAFFIC_REDIRECTION',
    mend: `Lead the route to ${packet.destination} of ${owner.subnet} to ${targetOf(way)}, not straight to ${gateway}.`,
    disposition: 'denied-out',
  });
}

function targetOf({ to }: Extract<Way, { kind: 'interface' }>): string {
  return to.interfaceType === 'interface' ? to.id : (to.parent ?? to.id);
}
