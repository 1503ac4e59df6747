/**
 * Which ports, or addresses, of a range need to be tried. Whether a packet passes changes with a number of its only where a
 * rule that it met begins or ends, so that one number speaks for all up to the next such border. What is tried may lead to
 * other rules, whose borders are then tried as well.
 */

import { lastOf, parseCidr } from '../base/cidr.ts';
import type { PortRange } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import type { Hop, Trace } from './answer.ts';
import { prefixes } from './prefix-list.ts';

export interface BorderSearch {
  /** The next number to try, lowest first; undefined when every one that matters was tried. */
  next(): number | undefined;
  /** Takes in where else something may change. */
  learn(borders: readonly number[]): void;
  /** The pieces that the tried numbers speak for, each under its first number, in order. */
  pieces(): readonly PortRange[];
}

export function searchBorders(range: PortRange): BorderSearch {
  const tried = new Set<number>();
  const open = new Set<number>([range.from]);
  return {
    next() {
      const number = open.size === 0 ? undefined : Math.min(...open);
      if (number === undefined) return undefined;
      open.delete(number);
      tried.add(number);
      return number;
    },
    learn(borders) {
      for (const one of borders) if (one >= range.from && one <= range.to && !tried.has(one)) open.add(one);
    },
    pieces() {
      const firsts = [...tried].sort((one, other) => one - other);
      return firsts.map((from, index) => ({ from, to: (firsts[index + 1] ?? range.to + 1) - 1 }));
    },
  };
}

const bordersOf = ({ from, to }: PortRange): readonly number[] => [from, to + 1];

const hopsOf = (found: Trace): readonly Hop[] => [...found.forward, ...found.return];

/** A resolver's and a metadata service's: which of them a packet reaches depends on nothing else. */
const servicePorts = [53, 54, 80, 81];

/** Destination ports at which the packet might fare differently. */
export function portBorders(network: Network, found: Trace): readonly number[] {
  return hopsOf(found).flatMap((hop) => portsAt(network, hop));
}

function portsAt(network: Network, hop: Hop): readonly number[] {
  const { stage, component } = hop;
  if (stage.startsWith('security-group')) {
    const rules = rulesOf(network, component);
    return rules.flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : bordersOf({ from, to })));
  }
  if (stage.startsWith('network-acl')) {
    const entries = network.get('network-acl', component)?.entries ?? [];
    return entries.flatMap(({ ports }) => (ports ? bordersOf(ports) : []));
  }
  if (stage === 'load-balancer') {
    return network.find('listener', `load-balancer:${component}`).flatMap(({ port }) => [port, port + 1]);
  }
  return stage === 'deliver' && network.get('vpc', component) ? servicePorts : [];
}

function rulesOf(network: Network, networkInterface: string) {
  const groups = network.get('network-interface', networkInterface)?.groups ?? [];
  return groups.flatMap((group) => network.find('security-group-rule', `group:${group}`));
}

/** Addresses of the internet at which the packet might fare differently. */
export function addressBorders(network: Network, found: Trace): readonly number[] {
  const blocks = hopsOf(found).flatMap((hop) => blocksAt(network, hop));
  return blocks.flatMap(blockBorders);
}

export function blockBorders(block: string): readonly number[] {
  const cidr = parseCidr(block.includes('/') ? block : `${block}/32`);
  return cidr === undefined ? [] : [cidr.base, lastOf(cidr) + 1];
}

function blocksAt(network: Network, { stage, component }: Hop): readonly string[] {
  if (stage.startsWith('security-group')) {
    return rulesOf(network, component).flatMap(({ peer, region }) => {
      if (peer.kind === 'cidr') return [peer.cidr];
      return peer.kind === 'prefix-list' ? prefixes(network, region, peer.prefixList) : [];
    });
  }
  if (stage.startsWith('network-acl')) {
    return (network.get('network-acl', component)?.entries ?? []).flatMap(({ cidr }) => cidr ?? []);
  }
  const table = stage === 'route' ? network.get('route-table', component) : undefined;
  return (table?.routes ?? []).flatMap(({ destination }) => {
    if (destination.kind === 'cidr') return [destination.cidr];
    return table && destination.kind === 'prefix-list' ? prefixes(network, table.region, destination.prefixList) : [];
  });
}
