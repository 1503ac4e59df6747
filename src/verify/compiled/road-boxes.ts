/**
 * Boxes on the roads to the internet, and over it to a public address: by subnet where no route leads there or nothing has a
 * public address, by set of groups where these let nothing out, and winding for the rest.
 */

import type { BoxEnd } from '../reach-answer.ts';
import { rangeText } from '../side.ts';
import { type AddressRange, rangeAt, shared } from './address-map.ts';
import { type Builder, idsOf, isPublic, notTheInternet, windingBoxes } from './box-builder.ts';
import type { CompiledInterface, CompiledSubnet } from './compiled-vpc.ts';
import type { Way } from './route-ways.ts';
import { nothing, type TrafficId } from './traffic-set.ts';

export interface Far {
  readonly range: AddressRange;
  /** Whose the one address of the range is; undefined for the internet. */
  readonly receiver: CompiledInterface | undefined;
}

export function roadBoxes(builder: Builder, senders: readonly CompiledInterface[], far: Far, traffic: TrafficId): void {
  for (const [subnet, those] of Map.groupBy(senders, (one) => one.subnet)) {
    for (const [range, way] of waysTo(subnet, far.range))
      alongWay(builder, subnet, those, { ...far, range }, way, traffic);
  }
}

/** The parts of a range by where a subnet's routes lead them. */
function* waysTo({ routes: { ways } }: CompiledSubnet, range: AddressRange): Generator<readonly [AddressRange, Way]> {
  for (const [index, way] of ways.values.entries()) {
    const part = shared(rangeAt(ways, index), range);
    if (part.from <= part.to) yield [part, way];
  }
}

function endOf({ range, receiver }: Far): BoxEnd {
  return receiver ? idsOf([receiver]) : { kind: 'internet', ...rangeText(range) };
}

function alongWay(
  builder: Builder,
  subnet: CompiledSubnet,
  those: readonly CompiledInterface[],
  far: Far,
  way: Way,
  traffic: TrafficId,
): void {
  const ends = { sources: idsOf(those), destinations: endOf(far), traffic };
  const component = subnet.routes.id;
  const staysInside = (way.kind === 'local' || way.kind === 'gateway-endpoint') && far.receiver === undefined;
  const code = staysInside ? notTheInternet : noWay[way.kind];
  if (code !== undefined) {
    builder.add({ ...ends, stage: 'route', component, code });
    return;
  }
  const gateway = way.kind === 'interface' ? those[0]!.vpc.byId.get(way.id) : undefined;
  if (gateway?.document.interfaceType === 'nat_gateway') {
    alongNatGateway(builder, gateway, those, far, traffic);
    return;
  }
  const hidden = way.kind === 'internet-gateway' ? those.filter((one) => !isPublic(one)) : [];
  if (hidden.length > 0) {
    const reason = { stage: 'translate', component: gatewayOf(way), code: 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS' };
    builder.add({ ...ends, sources: idsOf(hidden), ...reason });
  }
  const others = hidden.length === 0 ? those : those.filter(isPublic);
  outward(builder, others, far, traffic);
}

/** What a NAT gateway's own subnet has no route for stops there, whoever sent it. */
function alongNatGateway(
  builder: Builder,
  gateway: CompiledInterface,
  those: readonly CompiledInterface[],
  far: Far,
  traffic: TrafficId,
): void {
  for (const [range, way] of waysTo(gateway.subnet, far.range)) {
    const code = noWay[way.kind];
    if (code === undefined) outward(builder, those, { ...far, range }, traffic);
    else {
      const ends = { sources: idsOf(those), destinations: endOf({ ...far, range }), traffic };
      builder.add({ ...ends, stage: 'route', component: gateway.subnet.routes.id, code });
    }
  }
}

const noWay: Readonly<Partial<Record<Way['kind'], string>>> = {
  none: 'NO_ROUTE_TO_DESTINATION',
  blackhole: 'BAD_STATE_ROUTE',
  'vpn-gateway': 'NO_POSSIBLE_DESTINATION',
};

const gatewayOf = (way: Way): string => ('id' in way ? way.id : '');

/** What groups let nothing of out is theirs to stop; the rest is traced, class by class. */
function outward(builder: Builder, those: readonly CompiledInterface[], far: Far, traffic: TrafficId): void {
  const { table } = builder.compiled;
  for (const [groups, some] of Map.groupBy(those, (one) => one.groups)) {
    const map = groups.egress.byAddress;
    for (const [index, allowed] of map.values.entries()) {
      const range = shared(rangeAt(map, index), far.range);
      if (range.from > range.to) continue;
      const destinations = endOf({ ...far, range });
      const stopped = table.subtract(traffic, allowed);
      const component = some[0]!.document.id;
      const reason = { stage: 'security-group-egress', component, code: 'ENI_SG_RULES_MISMATCH' };
      builder.add({ sources: idsOf(some), destinations, traffic: stopped, ...reason });
      const rest = table.intersect(traffic, allowed);
      if (rest === nothing) continue;
      const winding = far.receiver
        ? ({ kind: 'interfaces', some: [far.receiver] } as const)
        : ({ kind: 'internet', range } as const);
      for (const alike of Map.groupBy(some, builder.classOf).values()) {
        windingBoxes(builder, { sources: { kind: 'interfaces', some: alike }, destinations: winding, traffic: rest });
      }
    }
  }
}
