/**
 * All paths that a scope speaks of: from interfaces and internet gateways to interfaces, gateways and endpoints. Every pair
 * of ends that may pass at all is tried with a packet of each kind that rules and patterns tell apart, so it is exact. A
 * path is one way: that an answer comes back is no part of it
 * (https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/how-network-access-analyzer-works.html#limitations).
 */

import type { Network } from '../model/network.ts';
import type { Scope } from '../model/path-pattern.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import type { Trace } from './answer.ts';
import { searchBorders } from './border-search.ts';
import type { Compiled } from './compiled/compiled.ts';
import { compiledOf } from './compiled/remembered.ts';
import { firstPublic, publicBlocks, type Side, wholeSpace } from './internet-space.ts';
import { publicAddressOf } from './lookup.ts';
import { type Crowd, crowded, mayPass } from './path-crowd.ts';
import { endsOf, type PathEnd, serviceAddress } from './path-end.ts';
import { type Addresses, ask, type Pair, type Passing, type Search, tryPorts } from './path-packets.ts';
import { patternAddresses } from './path-pattern.ts';
import type { End, Traffic } from './reach-answer.ts';

export interface Finding {
  readonly from: End;
  readonly to: End;
  /** Never empty. */
  readonly traffic: readonly Traffic[];
  /** Of one packet of it. */
  readonly trace: Trace;
}

/** Keeps a search within about a minute. */
const usualPackets = 500_000;

/** @throws Fault where it would take too long */
export function findPaths(
  network: Network,
  scope: Scope,
  health: TargetHealthView = nothingObserved,
): readonly Finding[] {
  return [...searchPaths(network, scope, health)].filter((one) => one !== undefined);
}

/**
 * The same, one after the other; undefined wherever something else may be done meanwhile. Of ends that every rule and
 * pattern treats alike one is tried with every packet, and the others with one.
 * @throws Fault where it would take too long
 */
export function* searchPaths(
  network: Network,
  scope: Scope,
  health: TargetHealthView = nothingObserved,
  mostPackets = usualPackets,
): Generator<Finding | undefined> {
  const search: Search = { network, scope, health, mostPackets, packets: 0 };
  const compiled = compiledOf(network, health);
  const crowdsOf = (side: 'source' | 'destination') =>
    crowded(
      compiled,
      scope,
      endsOf(
        network,
        side,
        scope.matches.map((pattern) => pattern[side]),
      ),
    );
  const destinations = crowdsOf('destination');
  for (const [vpc, sources] of crowdsOf('source')) {
    for (const source of sources) {
      for (const destination of destinationsOf(compiled, vpc, source, destinations)) {
        yield undefined;
        if (!mayPass(compiled, source[0]!, destination)) continue;
        yield* betweenCrowds(search, source, destination);
      }
    }
  }
}

/** Its own VPC's; of VPCs that it is peered with, what an interface can speak to there; and the world behind transit gateways. */
function destinationsOf(
  { vpcs }: Compiled,
  vpc: string,
  source: Crowd,
  byVpc: ReadonlyMap<string, readonly Crowd[]>,
): readonly Crowd[] {
  const isInterface = ([end]: Crowd): boolean => end?.kind === 'interface';
  const { peers = [], transit = [] } = (isInterface(source) && vpcs.get(vpc)) || {};
  const across = peers.flatMap((peer) => {
    const found = byVpc.get(peer) ?? [];
    return transit.includes(peer) ? found : found.filter(isInterface);
  });
  return [...(byVpc.get(vpc) ?? []), ...across];
}

function* betweenCrowds(
  search: Search,
  sources: readonly PathEnd[],
  destinations: readonly PathEnd[],
): Generator<Finding | undefined> {
  let first: readonly Finding[] | undefined;
  for (const source of sources) {
    for (const destination of destinations.filter((one) => areApart(source, one))) {
      if (first) {
        for (const finding of first) yield likeIt(search, finding, { source, destination });
        continue;
      }
      first = between(search, { source, destination });
      if (first.length === 0) return;
      yield* first;
    }
  }
}

/** Another pair's path that is found without trying: the same traffic, and the same packet's way between the two. */
function likeIt(search: Search, { from, to, traffic, trace: found }: Finding, { source, destination }: Pair): Finding {
  const { packet } = found.forward[0]!;
  const own = (end: PathEnd, text: string): string => (end.kind === 'interface' ? end.at.id : text);
  const isInside = source.kind === 'interface' && destination.kind === 'interface';
  const question = {
    source: source.kind === 'internet' ? source.gateway.id : own(source, packet.source),
    destination:
      isInside || source.kind === 'internet' ? meant(source, destination, packet.destination) : packet.destination,
    protocol: packet.protocol,
    ...(packet.port === undefined ? {} : { port: packet.port }),
    ...(source.kind === 'internet' ? { sourceAddress: packet.source } : {}),
  };
  return {
    from: from.kind === 'interfaces' ? endAt(source) : from,
    to: to.kind === 'interfaces' ? endAt(destination) : to,
    traffic,
    trace: ask(search, question),
  };
}

/** Across VPCs an id may mean a public address. */
function meant(source: PathEnd, destination: PathEnd, address: string): string {
  if (destination.kind !== 'interface') return address;
  const isApart = source.kind === 'interface' && source.at.vpc !== destination.at.vpc;
  return isApart ? (destination.at.privateAddresses[0] ?? address) : destination.at.id;
}

/** An instance speaks to itself without a network, and the internet without this one. */
function areApart(source: PathEnd, destination: PathEnd): boolean {
  if (source.kind !== 'interface') return destination.kind === 'interface';
  if (destination.kind !== 'interface') return true;
  const [from, to] = [source.at, destination.at];
  return (
    from.id !== to.id &&
    (from.attachment?.instance === undefined || from.attachment.instance !== to.attachment?.instance)
  );
}

function between(search: Search, pair: Pair): readonly Finding[] {
  const side =
    pair.source.kind === 'internet' ? 'source' : pair.destination.kind === 'internet' ? 'destination' : undefined;
  return addressesOf(search.network, pair).flatMap((addresses) =>
    side === undefined ? within(search, pair, addresses) : acrossTheBorder(search, pair, addresses, side),
  );
}

/** Each address of an end, as the other end has to say it; the internet's are still to be chosen. */
function addressesOf(network: Network, { source, destination }: Pair): readonly Addresses[] {
  const from =
    source.kind === 'interface'
      ? source.at.privateAddresses.map((sourceAddress) => ({ source: source.at.id, sourceAddress }))
      : [{ source: source.kind === 'internet' ? source.gateway.id : '' }];
  return from.flatMap((one) => receivers(network, source, destination).map((to) => ({ ...one, destination: to })));
}

function receivers(network: Network, source: PathEnd, destination: PathEnd): readonly string[] {
  if (destination.kind === 'internet') return [''];
  if (destination.kind === 'gateway-endpoint') return [serviceAddress(destination.endpoint)];
  const { at } = destination;
  if (source.kind === 'interface') return at.privateAddresses;
  return at.privateAddresses.flatMap((address) => publicAddressOf(network, at, address) ?? []);
}

function within(search: Search, pair: Pair, addresses: Addresses): readonly Finding[] {
  const { passing } = tryPorts(search, pair, addresses);
  return passing ? [{ from: endAt(pair.source), to: endAt(pair.destination), ...passing }] : [];
}

/** Addresses of the internet that fare alike are one end. */
function acrossTheBorder(search: Search, pair: Pair, addresses: Addresses, side: Side): readonly Finding[] {
  const pieces = searchBorders(wholeSpace);
  pieces.learn(patternAddresses(search.network, search.scope));
  const results = new Map<number, Passing>();
  for (let first = pieces.next(); first !== undefined; first = pieces.next()) {
    const address = firstPublic(first, side);
    if (address === undefined) continue;
    const asked = side === 'source' ? { ...addresses, sourceAddress: address } : { ...addresses, destination: address };
    const { passing, borders } = tryPorts(search, pair, asked);
    pieces.learn(borders);
    if (passing) results.set(first, passing);
  }
  const groups = new Map<string, { readonly passing: Passing; readonly blocks: string[] }>();
  for (const piece of pieces.pieces()) {
    const passing = results.get(piece.from);
    const blocks = publicBlocks(piece, side);
    if (passing === undefined || blocks.length === 0) continue;
    const key = JSON.stringify(passing.traffic);
    const group = groups.get(key) ?? { passing, blocks: [] };
    group.blocks.push(...blocks);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ passing, blocks }) => ({
    from: side === 'source' ? { kind: 'internet', blocks } : endAt(pair.source),
    to: side === 'destination' ? { kind: 'internet', blocks } : endAt(pair.destination),
    ...passing,
  }));
}

function endAt(end: PathEnd): End {
  if (end.kind === 'internet') return { kind: 'internet', blocks: publicBlocks(wholeSpace, 'source') };
  if (end.kind === 'gateway-endpoint') {
    return { kind: 'gateway-endpoint', endpoint: end.endpoint.id, blocks: [`${serviceAddress(end.endpoint)}/32`] };
  }
  const { id, vpc, subnet, groups } = end.at;
  return { kind: 'interfaces', vpc, subnet, groups, interfaces: [id], count: 1 };
}
