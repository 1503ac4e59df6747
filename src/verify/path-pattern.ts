/**
 * Whether a path that a trace found is one of those that a pattern speaks of, and where patterns cut ports and addresses.
 * Of a packet whose sender may pick among many ports, a pattern speaks as soon as it speaks of one; to leave the packet out
 * it must speak of all.
 */

import type { PortRange } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import type { HeaderPattern, PathPattern, Scope } from '../model/path-pattern.ts';
import type { HopPacket, Trace } from './answer.ts';
import { blockBorders } from './border-search.ts';
import { isWithin } from './lookup.ts';
import { protocolNumbers } from './packet.ts';
import { isEnd, leadsThrough, type PathEnd } from './path-end.ts';
import { prefixes } from './prefix-list.ts';

export interface FoundPath {
  readonly source: PathEnd;
  readonly destination: PathEnd;
  readonly trace: Trace;
}

export function isInScope(network: Network, { matches, excludes }: Scope, path: FoundPath): boolean {
  const is = (extent: Extent) => (pattern: PathPattern) => speaksOf(network, pattern, path, extent);
  return matches.some(is('some')) && !excludes.some(is('all'));
}

/** How many of the ports that the sender may pick from. */
type Extent = 'some' | 'all';

function speaksOf(network: Network, pattern: PathPattern, path: FoundPath, extent: Extent): boolean {
  const { source, destination, through = [] } = pattern;
  const { forward } = path.trace;
  const [first, last] = [forward[0], forward.at(-1)];
  if (first === undefined || last === undefined) return false;
  return (
    isEnd(network, path.source, source?.resources, forward) &&
    isEnd(network, path.destination, destination?.resources, forward) &&
    through.every((one) => leadsThrough(network, forward, one)) &&
    looksLike(network, source?.packet, first.packet, extent) &&
    looksLike(network, destination?.packet, last.packet, extent)
  );
}

function looksLike(network: Network, header: HeaderPattern | undefined, packet: HopPacket, extent: Extent): boolean {
  if (header === undefined) return true;
  const { sourcePort = 0, lastSourcePort = sourcePort, port = 0, lastPort = port } = packet;
  return (
    (header.protocols?.some((name) => numberOf(name) === packet.protocol) ?? true) &&
    isFrom(blocksOf(network, header, 'source'), packet.source) &&
    isFrom(blocksOf(network, header, 'destination'), packet.destination) &&
    isIn(header.sourcePorts, { from: sourcePort, to: lastSourcePort }, extent) &&
    isIn(header.destinationPorts, { from: port, to: lastPort }, extent)
  );
}

const numberOf = (name: string): number | undefined =>
  name === 'tcp' || name === 'udp' ? protocolNumbers[name] : undefined;

const isFrom = (blocks: readonly string[] | undefined, address: string): boolean =>
  blocks?.some((block) => isWithin(block, address)) ?? true;

/** Undefined: any address. Ids of lists are as good as their ARNs; their region is the one that has them. */
function blocksOf(
  network: Network,
  header: HeaderPattern,
  side: 'source' | 'destination',
): readonly string[] | undefined {
  const [addresses, lists] = [header[`${side}Addresses`], header[`${side}PrefixLists`]];
  if (addresses === undefined && lists === undefined) return undefined;
  const own = (addresses ?? []).map((text) => (text.includes('/') ? text : `${text}/32`));
  const listed = (lists ?? []).flatMap((text) => {
    const id = text.split('/').at(-1) ?? text;
    const region = network.get('prefix-list', id)?.region ?? /^arn:aws:ec2:([a-z0-9-]+):/.exec(text)?.[1] ?? '';
    return prefixes(network, region, id);
  });
  return [...own, ...listed];
}

export function readPorts(text: string): PortRange {
  const [from = 0, to = from] = text.split('-').map(Number);
  return { from, to };
}

function isIn(wanted: readonly string[] | undefined, { from, to }: PortRange, extent: Extent): boolean {
  if (wanted === undefined) return true;
  const ranges = wanted.map(readPorts);
  if (extent === 'some') return ranges.some((one) => one.from <= to && from <= one.to);
  let reached = from;
  for (const one of ranges.sort((a, b) => a.from - b.from))
    if (one.from <= reached) reached = Math.max(reached, one.to + 1);
  return reached > to;
}

function headersOf({ matches, excludes }: Scope): readonly HeaderPattern[] {
  return [...matches, ...excludes].flatMap(({ source, destination }) =>
    [source?.packet, destination?.packet].filter((one) => one !== undefined),
  );
}

/** Ports at which a pattern begins or ends to speak of a packet. */
export function patternPorts(scope: Scope): readonly number[] {
  const ranges = headersOf(scope).flatMap(({ destinationPorts = [] }) => destinationPorts.map(readPorts));
  return ranges.flatMap(({ from, to }) => [from, to + 1]);
}

/** Ports that a sender is made to pick from, one piece after the other, where a pattern tells them apart. */
export function patternSourcePorts(scope: Scope): readonly number[] {
  const ranges = headersOf(scope).flatMap(({ sourcePorts = [] }) => sourcePorts.map(readPorts));
  return ranges.flatMap(({ from, to }) => [from, to + 1]);
}

export function patternAddresses(network: Network, scope: Scope): readonly number[] {
  return headersOf(scope)
    .flatMap((header) => [
      ...(blocksOf(network, header, 'source') ?? []),
      ...(blocksOf(network, header, 'destination') ?? []),
    ])
    .flatMap(blockBorders);
}
