/**
 * Gathers the boxes of a certificate. Boxes of ways that wind are found packet by packet: what stops one packet stops all up to
 * the next boundary of the rules that it met, and what is left is asked about next.
 */

import { formatAddress } from '../../base/address.ts';
import { assert } from '../../base/assert.ts';
import type { Trace } from '../answer.ts';
import { boundariesOf } from '../boundaries.ts';
import { sampleOf, somebodyIn } from '../box-packet.ts';
import { addressPiece, trafficPiece } from '../piece.ts';
import type { Box, BoxEnd } from '../reach-answer.ts';
import { rangeText } from '../side.ts';
import { trace } from '../trace.ts';
import type { AddressRange } from './address-map.ts';
import type { Compiled } from './compiled.ts';
import { type CompiledInterface, publicAddressOf } from './compiled-vpc.ts';
import { classesOf, type InterfaceClass } from './interface-class.ts';
import { nothing, type TrafficId } from './traffic-set.ts';

export type Draft = Omit<Box, 'traffic' | 'direction' | 'by'> & {
  readonly traffic: TrafficId;
  readonly direction?: Box['direction'];
  readonly by?: Box['by'];
};

export interface Builder {
  readonly compiled: Compiled;
  readonly boxes: readonly Box[];
  classOf(this: void, one: CompiledInterface): InterfaceClass | undefined;
  /** Nothing is added for no traffic. */
  add(draft: Draft): void;
}

export function newBuilder(compiled: Compiled): Builder {
  const boxes: Box[] = [];
  const words = new Map<TrafficId, Box['traffic']>();
  const known = new Map<CompiledInterface['vpc'], Map<CompiledInterface, InterfaceClass>>();
  return {
    compiled,
    boxes,
    classOf(one) {
      const classes =
        known.get(one.vpc) ??
        new Map(classesOf(compiled, one.vpc).flatMap((each) => each.members.map((member) => [member, each] as const)));
      known.set(one.vpc, classes);
      return classes.get(one);
    },
    add({ direction = 'forward', by = 'stage', traffic, ...rest }) {
      if (traffic === nothing) return;
      const told = words.get(traffic) ?? compiled.table.traffic(traffic);
      words.set(traffic, told);
      boxes.push({ ...rest, by, direction, traffic: told });
    },
  };
}

export const idsOf = (some: readonly CompiledInterface[]): BoxEnd => ({
  kind: 'interfaces',
  ids: some.map(({ document }) => document.id),
});

export function isPublic(one: CompiledInterface): boolean {
  return publicAddressOf(one) !== undefined;
}

/** A code of our own: the packet gets somewhere, but not where the claim is about. */
export const notTheInternet = 'POSTERN_NOT_THE_INTERNET';

type WindingEnd =
  | { readonly kind: 'interfaces'; readonly some: readonly CompiledInterface[] }
  | { readonly kind: 'internet'; readonly range: AddressRange };

interface Winding {
  readonly sources: WindingEnd;
  readonly destinations: WindingEnd;
  readonly traffic: TrafficId;
}

export function windingBoxes(builder: Builder, { sources, destinations, traffic }: Winding): void {
  const { table } = builder.compiled;
  const rest: { readonly from: AddressRange; readonly to: AddressRange; readonly traffic: TrafficId }[] = [];
  const whole = { from: 0, to: 0 };
  const rangeOf = (end: WindingEnd): AddressRange => (end.kind === 'internet' ? end.range : whole);
  rest.push({ from: rangeOf(sources), to: rangeOf(destinations), traffic });
  for (let part = rest.pop(); part; part = rest.pop()) {
    const told = table.traffic(part.traffic);
    if (told.length === 0) continue;
    const packet = sampleOf(told);
    const [source, destination] = [addressIn(builder, sources, part.from), addressIn(builder, destinations, part.to)];
    const found = trace(builder.compiled.network, { source, destination, ...packet }, builder.compiled.health);
    const boundaries = boundariesOf(builder.compiled.network, found);
    const piece = table.ofTraffic(trafficPiece(boundaries, packet, told));
    assert(table.contains(piece, packet.protocol, packet.port), 'a piece holds its packet');
    const [from, to] = [pieceOf(sources, part.from), pieceOf(destinations, part.to)];
    builder.add({
      sources: boxEnd(sources, from),
      destinations: boxEnd(destinations, to),
      traffic: table.intersect(piece, part.traffic),
      by: 'boundaries',
      ...reasonOf(found, destinations),
    });
    rest.push({ from, to, traffic: table.subtract(part.traffic, piece) });
    for (const range of without(part.from, from)) rest.push({ ...part, from: range });
    for (const range of without(part.to, to)) rest.push({ from, to: range, traffic: part.traffic });

    function pieceOf(end: WindingEnd, range: AddressRange): AddressRange {
      if (end.kind !== 'internet') return whole;
      return addressPiece(boundaries, somebodyIn(builder.compiled.network, range), range);
    }
  }
}

function addressIn({ compiled }: Builder, end: WindingEnd, range: AddressRange): string {
  return end.kind === 'interfaces' ? end.some[0]!.document.id : formatAddress(somebodyIn(compiled.network, range));
}

function boxEnd(end: WindingEnd, range: AddressRange): BoxEnd {
  if (end.kind === 'internet') return { kind: 'internet', ...rangeText(range) };
  return { kind: 'interfaces', ids: end.some.map(({ document }) => document.id) };
}

function without(whole: AddressRange, { from, to }: AddressRange): readonly AddressRange[] {
  const parts = [
    { from: whole.from, to: from - 1 },
    { from: to + 1, to: whole.to },
  ];
  return parts.filter((part) => part.from <= part.to);
}

type Reason = Pick<Box, 'direction' | 'stage' | 'component' | 'code'>;

function reasonOf(found: Trace, destinations: WindingEnd): Reason {
  const isElsewhere = destinations.kind === 'internet' && found.disposition !== 'delivered-to-internet';
  if (found.reachable) {
    assert(isElsewhere, 'what was found not to pass does');
    const { stage, component } = found.forward.at(-1)!;
    return { direction: 'forward', stage, component, code: notTheInternet };
  }
  const code = found.blockers[0]!.code;
  const forward = found.forward.find(({ verdict }) => verdict === 'drop');
  const { stage, component } = (forward ?? found.return.find(({ verdict }) => verdict === 'drop'))!;
  return { direction: forward ? 'forward' : 'return', stage, component, code };
}
