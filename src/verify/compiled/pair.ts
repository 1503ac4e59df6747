/**
 * All the traffic between two interfaces. Where both ways lead straight from one to the other, as they do for nearly all
 * pairs of a VPC, it is what groups and ACLs leave, read from their maps; everything else travels.
 */

import { valueAt } from './address-map.ts';
import { opensConnections, trafficBetween } from './between.ts';
import type { Compiled } from './compiled.ts';
import type { CompiledInterface, CompiledSubnet } from './compiled-vpc.ts';
import { allowedByName } from './group-rules.ts';
import { meetingAddress } from './meeting.ts';
import { everyFlow, nothing, type TrafficId } from './traffic-set.ts';

/** From primary address to primary address; to a public one where nothing else joins the two. */
export function pairTraffic(compiled: Compiled, from: CompiledInterface, to: CompiledInterface): TrafficId {
  if (from.vpc !== to.vpc) return betweenVpcs(compiled, from, to);
  const [source, destination] = [from.addresses[0]!, to.addresses[0]!];
  if (!isStraight(from, to, source, destination)) return trafficBetween(compiled, from, { source, destination });
  return straight(compiled, from, to, source, destination);
}

function betweenVpcs(compiled: Compiled, from: CompiledInterface, to: CompiledInterface): TrafficId {
  const [source, destination] = [from.addresses[0]!, meetingAddress(from, to)];
  return destination === undefined ? nothing : trafficBetween(compiled, from, { source, destination });
}

/** Whether the two are different machines of one VPC and nothing but their groups and ACLs is between them. */
export function isStraight(
  from: CompiledInterface,
  to: CompiledInterface,
  source: number,
  destination: number,
): boolean {
  if (from.vpc !== to.vpc) return false;
  const { interfaceType, attachment } = to.document;
  if (interfaceType === 'interface') {
    const instance = from.document.attachment?.instance;
    if (from === to || (instance !== undefined && instance === attachment?.instance)) return false;
  } else if (to.takes === undefined) return false;
  if (!from.vpc.winding) return true;
  return leadsStraight(from.subnet, destination) && leadsStraight(to.subnet, source);
}

function leadsStraight({ range, routes }: CompiledSubnet, address: number): boolean {
  return (address >= range.from && address <= range.to) || valueAt(routes.ways, address).kind === 'local';
}

function straight(
  { table }: Compiled,
  from: CompiledInterface,
  to: CompiledInterface,
  source: number,
  destination: number,
): TrafficId {
  if (!opensConnections(from) || !from.zoneUp || !to.zoneUp) return nothing;
  if (to.takes === undefined && !to.up) return nothing;
  let traffic: TrafficId = to.takes ?? everyFlow;
  const out = valueAt(from.groups.egress.byAddress, destination);
  traffic = table.intersect(traffic, table.union(out, allowedByName(table, from.groups, 'egress', to.groups)));
  if (traffic === nothing) return nothing;
  const into = valueAt(to.groups.ingress.byAddress, source);
  traffic = table.intersect(traffic, table.union(into, allowedByName(table, to.groups, 'ingress', from.groups)));
  if (traffic === nothing || from.subnet === to.subnet) return traffic;
  const [near, far] = [from.subnet.acl, to.subnet.acl];
  traffic = table.intersect(traffic, valueAt(near.egress, destination));
  traffic = table.intersect(traffic, valueAt(far.ingress, source));
  traffic = table.intersect(traffic, table.answered(valueAt(far.egress, source), 'ephemeral'));
  return table.intersect(traffic, table.answered(valueAt(near.ingress, destination), 'ephemeral'));
}

/** Whether one flow passes, there and back: the same, but only this flow's bit of every set is looked at. */
export function verdict(
  compiled: Compiled,
  from: CompiledInterface,
  to: CompiledInterface,
  protocol: number,
  port: number | undefined,
): boolean {
  const { table } = compiled;
  const [source, destination] = [from.addresses[0]!, to.addresses[0]!];
  if (!isStraight(from, to, source, destination)) {
    return table.contains(pairTraffic(compiled, from, to), protocol, port);
  }
  const isOpen = opensConnections(from) && from.zoneUp && to.zoneUp;
  const holds = (set: TrafficId): boolean => table.contains(set, protocol, port);
  if (!isOpen || (to.takes === undefined ? !to.up : !holds(to.takes))) return false;
  const lets = (own: CompiledInterface, way: 'egress' | 'ingress', address: number, peer: CompiledInterface): boolean =>
    holds(valueAt(own.groups[way].byAddress, address)) || holds(allowedByName(table, own.groups, way, peer.groups));
  if (!lets(from, 'egress', destination, to) || !lets(to, 'ingress', source, from)) return false;
  if (from.subnet === to.subnet) return true;
  const [near, far] = [from.subnet.acl, to.subnet.acl];
  return (
    holds(valueAt(near.egress, destination)) &&
    holds(valueAt(far.ingress, source)) &&
    holds(table.answered(valueAt(far.egress, source), 'ephemeral')) &&
    holds(table.answered(valueAt(near.ingress, destination), 'ephemeral'))
  );
}
