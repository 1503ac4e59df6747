/**
 * What interfaces send to the internet and take from it, for every address of it. The road out, from the border of an
 * interface to an internet gateway and back, is the same for all interfaces of a subnet but for their groups; so it is
 * travelled once, and each set of groups is laid over it.
 */

import { internetRanges } from '../internet-space.ts';
import { type AddressMap, type AddressRange, indexAt, lastAddress, merged, rangeAt, valueAt } from './address-map.ts';
import { opensConnections, type Stretch, trafficInward, trafficOutward } from './between.ts';
import type { Compiled } from './compiled.ts';
import { type CompiledInterface, type CompiledVpc, publicAddressOf } from './compiled-vpc.ts';
import type { RouteWays, Way } from './route-ways.ts';
import { type ClientPorts, nothing, type TrafficId } from './traffic-set.ts';

/** By address of the internet; nothing elsewhere. */
export type OutwardMap = AddressMap<TrafficId>;

export const unreached: OutwardMap = { starts: [0], values: [nothing] };

/** What an interface sends to the internet. */
export function outwardOf(compiled: Compiled, one: CompiledInterface): OutwardMap {
  const { outward } = compiled.internet;
  const known = outward.get(one);
  if (known) return known;
  const found = opensConnections(one) ? overGroups(compiled, one, 'egress', roadOf(compiled, one)) : unreached;
  outward.set(one, found);
  return found;
}

/** By interface, so that finding again what was found costs one look. */
export interface InternetMemory {
  readonly outward: WeakMap<CompiledInterface, OutwardMap>;
  readonly inward: Readonly<Record<ClientPorts, WeakMap<CompiledInterface, OutwardMap>>>;
}

/** A set of groups laid over a road. */
function overGroups(
  compiled: Compiled,
  one: CompiledInterface,
  way: 'egress' | 'ingress',
  road: OutwardMap,
): OutwardMap {
  if (road === unreached || !one.judged) return road;
  const memory = memoryOf(compiled, one.vpc).overGroups[way];
  const byRoad = memory.get(one.groups) ?? new Map<OutwardMap, OutwardMap>();
  memory.set(one.groups, byRoad);
  const found = byRoad.get(road) ?? merged(one.groups[way].byAddress, road, compiled.table.intersect);
  byRoad.set(road, found);
  return found;
}

type ByRoad = Map<CompiledInterface['groups'], Map<OutwardMap, OutwardMap>>;

export interface OutwardMemory {
  readonly roads: Map<string, OutwardMap>;
  readonly overGroups: { readonly egress: ByRoad; readonly ingress: ByRoad };
}

function memoryOf({ outward }: Compiled, vpc: CompiledVpc): OutwardMemory {
  const known = outward.get(vpc) ?? { roads: new Map(), overGroups: { egress: new Map(), ingress: new Map() } };
  outward.set(vpc, known);
  return known;
}

/** To the internet and back as if the interface had no groups. */
function roadOf(compiled: Compiled, one: CompiledInterface): OutwardMap {
  const key = roadKey(compiled, one);
  if (key === undefined) return unreached;
  const { roads } = memoryOf(compiled, one.vpc);
  const known = roads.get(key);
  if (known) return known;
  const found = mapOf(internetRanges.flatMap((range) => trafficOutward(compiled, one, range, one)));
  roads.set(key, found);
  return found;
}

/** The same for interfaces whose roads are; undefined where no route leads out. */
function roadKey({ outwardWays }: Compiled, one: CompiledInterface): string | undefined {
  const { subnet, vpc, addresses, publicAddresses, zoneUp } = one;
  const known = outwardWays.get(subnet.routes) ?? leadingOut(subnet.routes);
  outwardWays.set(subnet.routes, known);
  if (known.length === 0 || !zoneUp) return undefined;
  // Other VPCs and the tables of gateways, transit and internet, look at who sends as well.
  if (vpc.edge || known.some(({ kind }) => kind === 'transit-gateway')) return one.document.id;
  const [address = 0] = addresses;
  const through = known.flatMap((way) => (way.kind === 'interface' ? (vpc.byId.get(way.id) ?? []) : []));
  // A forwarding instance's groups and the ACL of a gateway's subnet look at who sends; so may whatever is behind an endpoint.
  if (through.some(({ document }) => document.interfaceType !== 'nat_gateway')) return one.document.id;
  const acls = through.flatMap(({ subnet: { acl } }) => [indexAt(acl.ingress, address), indexAt(acl.egress, address)]);
  return [subnet.id, publicAddresses.has(address), ...acls].join(' ');
}

const outwardKinds: readonly Way['kind'][] = ['internet-gateway', 'interface', 'transit-gateway'];

/** Ways of a route table that lead some address of the internet out of the VPC, perhaps. */
function leadingOut({ ways }: RouteWays): readonly Way[] {
  return ways.values.filter((way, index) => {
    if (!outwardKinds.includes(way.kind)) return false;
    const { from, to } = rangeAt(ways, index);
    return internetRanges.some((range) => range.from <= to && range.to >= from);
  });
}

function mapOf(stretches: readonly Stretch[]): OutwardMap {
  const starts: number[] = [];
  const values: TrafficId[] = [];
  const add = (start: number, value: TrafficId): void => {
    if (values.length > 0 && values.at(-1) === value) return;
    starts.push(start);
    values.push(value);
  };
  let next = 0;
  for (const { from, to, traffic, reached } of stretches) {
    if (from > next) add(next, nothing);
    add(from, reached === 'internet' ? traffic : nothing);
    next = to + 1;
  }
  if (next <= lastAddress) add(next, nothing);
  return starts[0] === 0 ? { starts, values } : { starts: [0, ...starts], values: [nothing, ...values] };
}

/**
 * What an interface takes from the internet's addresses at its public one.
 * @param ports what the senders pick their own ports from: NAT gateways, which others are behind, differ from clients
 */
export function inwardOf(compiled: Compiled, one: CompiledInterface, ports: ClientPorts = 'ephemeral'): OutwardMap {
  const memory = compiled.internet.inward[ports];
  const known = memory.get(one);
  if (known) return known;
  const found = travelledInward(compiled, one, ports);
  memory.set(one, found);
  return found;
}

function travelledInward(compiled: Compiled, one: CompiledInterface, ports: ClientPorts): OutwardMap {
  const publicAddress = publicAddressOf(one);
  if (publicAddress === undefined || !one.zoneUp) return unreached;
  const { roads } = memoryOf(compiled, one.vpc);
  const isPlain = one.document.interfaceType === 'interface' && leadsBackPlainly(compiled, one);
  const key = isPlain ? `in ${ports} ${one.subnet.id} ${one.up}` : `in ${ports} ${one.document.id}`;
  const travelled = (): OutwardMap =>
    mapOf(internetRanges.flatMap((range) => inward(compiled, one, publicAddress, range, ports, isPlain)));
  const road = roads.get(key) ?? travelled();
  roads.set(key, road);
  return isPlain ? overGroups(compiled, one, 'ingress', road) : road;
}

function inward(
  compiled: Compiled,
  one: CompiledInterface,
  publicAddress: number,
  range: AddressRange,
  ports: ClientPorts,
  isPlain: boolean,
): readonly Stretch[] {
  const options = { ports, ...(isPlain ? { ungrouped: one } : {}) };
  return trafficInward(compiled, publicAddress, range, options).map((stretch) => ({ ...stretch, reached: 'internet' }));
}

/** Whether answers go straight out again, so that nothing on their way looks at who answers. */
function leadsBackPlainly({ outwardWays }: Compiled, { subnet, vpc }: CompiledInterface): boolean {
  if (vpc.edge) return false;
  const known = outwardWays.get(subnet.routes) ?? leadingOut(subnet.routes);
  outwardWays.set(subnet.routes, known);
  return known.every(({ kind }) => kind === 'internet-gateway');
}

/** The address and ports that the internet sees an interface with when it sends to an address; undefined: ask by a trip. */
export function seenAs(
  { network }: Compiled,
  { subnet, vpc, addresses, publicAddresses }: CompiledInterface,
  destination: number,
): { readonly address: number; readonly ports: ClientPorts } | undefined {
  const way = valueAt(subnet.routes.ways, destination);
  if (way.kind === 'internet-gateway') {
    const address = publicAddresses.get(addresses[0] ?? 0);
    return address === undefined ? undefined : { address, ports: 'ephemeral' };
  }
  const gateway = way.kind === 'interface' ? vpc.byId.get(way.id) : undefined;
  const address = gateway && publicAddressOf(gateway);
  const isDirect =
    gateway?.document.interfaceType === 'nat_gateway' &&
    valueAt(gateway.subnet.routes.ways, destination).kind === 'internet-gateway' &&
    network.get('nat-gateway', gateway.document.parent ?? '')?.connectivity === 'public';
  return isDirect && address !== undefined ? { address, ports: 'translator' } : undefined;
}
