/**
 * Ends of paths that nothing tells apart, neither rules nor the patterns of a scope: one of them is enough to find out what
 * passes. And whether anything passes between two at all, which for most pairs is known without trying a packet.
 */

import type { Network } from '../model/network.ts';
import type { Scope } from '../model/path-pattern.ts';
import { trafficBetween } from './compiled/between.ts';
import { type Compiled, interfaceOf } from './compiled/compiled.ts';
import { classesOf } from './compiled/interface-class.ts';
import { nothing } from './compiled/traffic-set.ts';
import { isAmong, type PathEnd, vpcOf } from './path-end.ts';

export type Crowd = readonly PathEnd[];

/** By VPC. */
export function crowded(
  compiled: Compiled,
  scope: Scope,
  ends: readonly PathEnd[],
): ReadonlyMap<string, readonly Crowd[]> {
  const result = new Map<string, readonly Crowd[]>();
  for (const [vpc, some] of Map.groupBy(ends, vpcOf)) {
    const numbers = classNumbers(compiled, vpc);
    const crowds = Map.groupBy(some, (end) => keyOf(compiled.network, scope, numbers, end));
    result.set(vpc, [...crowds.values()]);
  }
  return result;
}

function classNumbers(compiled: Compiled, vpc: string): ReadonlyMap<string, number> {
  const found = compiled.vpcs.get(vpc);
  const classes = found ? classesOf(compiled, found) : [];
  return new Map(classes.flatMap(({ members }, index) => members.map(({ document }) => [document.id, index] as const)));
}

function keyOf(network: Network, scope: Scope, numbers: ReadonlyMap<string, number>, end: PathEnd): string {
  if (end.kind === 'internet') return end.gateway.id;
  if (end.kind === 'gateway-endpoint') return end.endpoint.id;
  const { id, privateAddresses } = end.at;
  const patterns = [...scope.matches, ...scope.excludes];
  // Patterns of addresses may tell interfaces apart that rules do not; so may a second address.
  const isNamed = patterns.some(({ source, destination }) =>
    [source, destination].some((one) => speaksOfAddresses(one?.packet)),
  );
  if (isNamed || privateAddresses.length > 1) return id;
  const among = patterns.flatMap(({ source, destination }) =>
    [source, destination].map((one) => (isAmong(network, end, one?.resources) ? 1 : 0)),
  );
  return `${numbers.get(id) ?? id} ${among.join('')}`;
}

function speaksOfAddresses(header: NonNullable<Scope['matches'][number]['source']>['packet']): boolean {
  if (header === undefined) return false;
  const { sourceAddresses, destinationAddresses, sourcePrefixLists, destinationPrefixLists } = header;
  return [sourceAddresses, destinationAddresses, sourcePrefixLists, destinationPrefixLists].some(
    (one) => one !== undefined,
  );
}

/** Whether anything gets from one interface to another, answered or not; what leaves a VPC has to be tried. */
export function mayPass(compiled: Compiled, source: PathEnd, destinations: Crowd): boolean {
  const destination = destinations.find((one) => one !== source);
  if (source.kind !== 'interface' || destination?.kind !== 'interface') return true;
  const [from, to] = [interfaceOf(compiled, source.at.id), interfaceOf(compiled, destination.at.id)];
  if (!from || !to || from.addresses.length > 1 || to.addresses.length > 1 || !from.up) return true;
  const header = { source: from.addresses[0]!, destination: to.addresses[0]! };
  return from === to || trafficBetween(compiled, from, header, true) !== nothing;
}
