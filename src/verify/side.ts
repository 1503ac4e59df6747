/**
 * The sides of a claim: which interfaces its words mean, and whether the internet is among them. A word is an id, a Name, a
 * block, an account, a region, `internet` or `anything`.
 */

import { formatAddress, parseAddress } from '../base/address.ts';
import { lastOf, parseCidr } from '../base/cidr.ts';
import { Fault } from '../base/fault.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import { regionOf, regions } from '../model/region.ts';
import type { ResourceBase } from '../model/resource.ts';
import { type AddressRange, shared } from './compiled/address-map.ts';
import { outsideRanges } from './internet-space.ts';
import { ambiguous, named } from './names.ts';

export interface Side {
  /** Ids. */
  readonly interfaces: ReadonlySet<string>;
  /** VPCs all of whose interfaces are among them, as far as words say so. */
  readonly vpcs: ReadonlySet<string>;
  /** Runs of the internet's addresses. */
  readonly internet: readonly AddressRange[];
}

/** @throws Fault for words that mean nothing, or several things */
export function sideOf(network: Network, words: readonly string[]): Side {
  const sides = words.map((word) => meaningOf(network, word));
  const interfaces = new Set<string>();
  for (const side of sides) for (const id of side.interfaces) interfaces.add(id);
  const vpcs = new Set(sides.flatMap(({ vpcs: whole = [] }) => whole));
  return { interfaces, vpcs, internet: disjoint(sides.flatMap(({ internet }) => internet)) };
}

interface Meaning {
  /** Ids. */
  readonly interfaces: readonly string[];
  readonly vpcs?: readonly string[];
  readonly internet: readonly AddressRange[];
}

function meaningOf(network: Network, word: string): Meaning {
  if (word === 'internet') return { interfaces: [], internet: outsideRanges };
  if (word === 'anything') {
    return { interfaces: allInterfaces(network), vpcs: network.ids('vpc', every), internet: outsideRanges };
  }
  const block = parseCidr(parseAddress(word) === undefined ? word : `${word}/32`);
  if (block) return inBlock(network, { from: block.base, to: lastOf(block) });
  const vpcs = network.get('vpc', word) ? [word] : [];
  return { interfaces: interfacesOf(network, word), vpcs, internet: [] };
}

function allInterfaces(network: Network): readonly string[] {
  return network.ids('vpc', every).flatMap((id) => network.ids('network-interface', `vpc:${id}`));
}

/** Those of the block that are of the internet, and interfaces whose first address, private or public, is in it. */
function inBlock(network: Network, { from, to }: AddressRange): Meaning {
  const isInside = (text: string | undefined): boolean => {
    const address = parseAddress(text ?? '');
    return address !== undefined && address >= from && address <= to;
  };
  return {
    interfaces: allInterfaces(network).filter((id) =>
      isInside(network.get('network-interface', id)?.privateAddresses[0]),
    ),
    internet: outsideRanges.map((range) => shared(range, { from, to })).filter((range) => range.from <= range.to),
  };
}

/** Ids of interfaces. */
type Finder = (network: Network, word: string) => readonly string[] | undefined;

const within =
  (kind: 'vpc' | 'subnet' | 'security-group', key: string): Finder =>
  (network, word) => {
    const found =
      network.get(kind, word) ??
      onlyOne(
        word,
        [...network.all(kind)].filter((one) => isCalled(one, word)),
      );
    return found && network.ids('network-interface', `${key}:${found.id}`);
  };

const finders: readonly Finder[] = [
  (network, word) =>
    /^\d{12}$/.test(word) && network.find('account', every).some(({ id }) => id === word)
      ? regions.flatMap(({ name }) => network.ids('network-interface', `owner:${word}/${name}`))
      : undefined,
  (network, word) =>
    regionOf(word)
      ? network
          .find('vpc', every)
          .filter(({ region }) => region === word)
          .flatMap(({ id }) => network.ids('network-interface', `vpc:${id}`))
      : undefined,
  within('vpc', 'vpc'),
  within('subnet', 'subnet'),
  within('security-group', 'group'),
];

function isCalled(
  one: { readonly tags: Readonly<Record<string, string>>; readonly name?: string },
  word: string,
): boolean {
  return one.tags.Name === word || one.name === word;
}

function onlyOne<T extends ResourceBase>(word: string, found: readonly T[]): T | undefined {
  if (found.length < 2) return found[0];
  throw ambiguous(`are called ${word}`, found);
}

function interfacesOf(network: Network, word: string): readonly string[] {
  for (const find of finders) {
    const found = find(network, word);
    if (found) return found;
  }
  const one = named(network, word);
  switch (one.kind) {
    case 'network-interface':
      return [one.id];
    case 'instance':
      return network.ids('network-interface', `instance:${one.id}`);
    case 'vpc-endpoint':
    case 'load-balancer':
    case 'nat-gateway':
      return network.ids('network-interface', `parent:${one.id}`);
    case 'vpc-endpoint-service':
      return network
        .ids('vpc-endpoint', `service:${one.id}`)
        .flatMap((id) => network.ids('network-interface', `parent:${id}`));
    case 'transit-gateway':
    case 'transit-gateway-attachment':
    case 'vpc-peering-connection':
    case 'vpn-gateway':
      throw new Fault('InvalidParameterValue', `${word} is no end of a claim: say the VPC behind it.`);
    case 'internet-gateway':
    case 'address':
      throw new Fault('InvalidParameterValue', `${word} is no end of a claim: say internet.`);
  }
}

/** Runs that do not overlap, in order. */
function disjoint(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const ordered = [...ranges].sort((one, other) => one.from - other.from);
  const found: AddressRange[] = [];
  for (const { from, to } of ordered) {
    const last = found.at(-1);
    if (last && from <= last.to + 1) found[found.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else found.push({ from, to });
  }
  return found;
}

export function rangeText({ from, to }: AddressRange): { readonly from: string; readonly to: string } {
  return { from: formatAddress(from), to: formatAddress(to) };
}
