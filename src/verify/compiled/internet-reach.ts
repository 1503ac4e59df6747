/**
 * What interfaces send to the internet and take from it, for every address of it. The road out, from the border of an
 * interface to an internet gateway and back, is the same for all interfaces of a subnet but for their groups; so it is
 * travelled once, and each set of groups is laid over it.
 */

import { present } from '../../base/assert.ts';
import { lastOf, parseCidr } from '../../base/cidr.ts';
import { publicRanges, regions } from '../../model/region.ts';
import { type AddressMap, type AddressRange, indexAt, lastAddress, merged, rangeAt } from './address-map.ts';
import { opensConnections, type Stretch, trafficInward, trafficOutward } from './between.ts';
import type { Compiled } from './compiled.ts';
import type { CompiledInterface, CompiledVpc } from './compiled-vpc.ts';
import type { RouteWays, Way } from './route-ways.ts';
import { nothing, type TrafficId } from './traffic-set.ts';

/** By address of the internet; nothing elsewhere. */
export type OutwardMap = AddressMap<TrafficId>;

/** Nobody on the internet has these: https://www.iana.org/assignments/iana-ipv4-special-registry */
const elsewhere = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
].map((text) => present(parseCidr(text), text));

/** The addresses of the internet, those that AWS gives to customers among them. */
export const internetRanges: readonly AddressRange[] = elsewhere.flatMap((block, index) => {
  const from = lastOf(block) + 1;
  const to = (elsewhere[index + 1]?.base ?? lastAddress + 1) - 1;
  return from <= to ? [{ from, to }] : [];
});

/** Those that AWS gives to its customers here: each is an interface's or nobody's. */
const customers: readonly AddressRange[] = regions
  .map(({ name }) => publicRanges(name).elastic)
  .map((block) => ({ from: block.base, to: lastOf(block) }))
  .sort((one, other) => one.from - other.from);

/** The addresses of the internet that are no customer's of AWS here. */
export const outsideRanges: readonly AddressRange[] = customers.reduce(
  (open, { from, to }) =>
    open.flatMap((range) => {
      if (to < range.from || from > range.to) return [range];
      const parts = [
        { from: range.from, to: from - 1 },
        { from: to + 1, to: range.to },
      ];
      return parts.filter((part) => part.from <= part.to);
    }),
  internetRanges,
);

export const unreached: OutwardMap = { starts: [0], values: [nothing] };

export function isInternet(address: number): boolean {
  return internetRanges.some(({ from, to }) => address >= from && address <= to);
}

export function outwardOf(compiled: Compiled, one: CompiledInterface): OutwardMap {
  if (!opensConnections(one)) return unreached;
  const known = memoryOf(compiled, one.vpc);
  const road = roadOf(compiled, one);
  if (road === unreached || !one.judged) return road;
  const memory = known.overGroups;
  const byRoad = memory.get(one.groups) ?? new Map<OutwardMap, OutwardMap>();
  memory.set(one.groups, byRoad);
  const found = byRoad.get(road) ?? merged(one.groups.egress.byAddress, road, compiled.table.intersect);
  byRoad.set(road, found);
  return found;
}

export interface OutwardMemory {
  readonly roads: Map<string, OutwardMap>;
  readonly overGroups: Map<CompiledInterface['groups'], Map<OutwardMap, OutwardMap>>;
}

function memoryOf({ outward }: Compiled, vpc: CompiledVpc): OutwardMemory {
  const known = outward.get(vpc) ?? { roads: new Map(), overGroups: new Map() };
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
  const [address = 0] = addresses;
  const through = known.flatMap((way) => (way.kind === 'interface' ? (vpc.byId.get(way.id) ?? []) : []));
  // A forwarding instance's groups and the ACL of a gateway's subnet look at who sends.
  if (through.some(({ document }) => document.interfaceType === 'interface')) return one.document.id;
  const acls = through.flatMap(({ subnet: { acl } }) => [indexAt(acl.ingress, address), indexAt(acl.egress, address)]);
  return [subnet.id, publicAddresses.has(address), ...acls].join(' ');
}

/** Ways of a route table that lead some address of the internet out of the VPC, perhaps. */
function leadingOut({ ways }: RouteWays): readonly Way[] {
  return ways.values.filter((way, index) => {
    if (way.kind !== 'internet-gateway' && way.kind !== 'interface') return false;
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

/** Whether a subnet's interfaces with a public address can be spoken to from outside. */
export function inwardOf(compiled: Compiled, publicAddress: number): OutwardMap {
  const taken = internetRanges.flatMap((range) => trafficInward(compiled, publicAddress, range));
  return mapOf(taken.map((stretch) => ({ ...stretch, reached: 'internet' })));
}
