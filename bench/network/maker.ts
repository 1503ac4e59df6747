/**
 * What every part of a generated Network is made with: one stream of randomness, ids, addresses that are given out once, and
 * the list of the documents made so far. The same seed makes the same documents in the same order.
 */

import { formatAddress } from '../../src/base/address.ts';
import { assert } from '../../src/base/assert.ts';
import { lastOf, parseCidr } from '../../src/base/cidr.ts';
import { resourceId } from '../../src/base/ids.ts';
import { macOf } from '../../src/base/mac.ts';
import { type Random, randomText, seededRandom } from '../../src/base/random.ts';
import type { NetworkInterface } from '../../src/model/network-interface.ts';
import { publicRanges } from '../../src/model/region.ts';
import type { Resource, Tags } from '../../src/model/resource.ts';
import type { Subnet } from '../../src/model/subnet.ts';

export interface Owner {
  readonly account: string;
  readonly region: string;
}

export interface Maker {
  readonly random: Random;
  readonly resources: Resource[];
  /** How many interfaces there are so far. */
  interfaces: number;
  /** How many public addresses of each region are taken. */
  readonly taken: Map<string, number>;
}

export function newMaker(seed: number): Maker {
  return { random: seededRandom(seed), resources: [], interfaces: 0, taken: new Map() };
}

export function put<R extends Resource>(maker: Maker, resource: R): R {
  maker.resources.push(resource);
  return resource;
}

export const id = ({ random }: Maker, prefix: string): string => resourceId(random, prefix);
export const suffix = ({ random }: Maker): string => randomText(random, 16);
export const chance = ({ random }: Maker, percent: number): boolean => random.below(100) < percent;
/** Both bounds included. */
export const between = ({ random }: Maker, low: number, high: number): number => low + random.below(high - low + 1);
export const pick = <T>({ random }: Pick<Maker, 'random'>, list: readonly [T, ...T[]]): T =>
  list[random.below(list.length)]!;

/** Of a list that may be empty. */
export function pickAny<T>(maker: Pick<Maker, 'random'>, list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : list[maker.random.below(list.length)];
}

const untagged: Tags = {};

export function owned({ account, region }: Owner, name?: string) {
  return { account, region, created: 0, tags: name === undefined ? untagged : { Name: name } };
}

export function publicAddress({ taken }: Maker, region: string): string {
  const { elastic } = publicRanges(region);
  const number = (taken.get(region) ?? 0) + 1;
  assert(elastic.base + number < lastOf(elastic), `${region} has no public address left`);
  taken.set(region, number);
  return formatAddress(elastic.base + number);
}

/** A subnet, and which of its addresses are given out. */
export interface Plot {
  readonly subnet: Subnet;
  readonly tier: Tier;
  /** The next free address. */
  next: number;
}

export type Tier = 'public' | 'private' | 'isolated';

/** AWS keeps the first four addresses of a subnet and the last one. */
const reserved = 4;

export function newPlot(subnet: Subnet, tier: Tier): Plot {
  return { subnet, tier, next: parseCidr(subnet.cidr)!.base + reserved };
}

export function freeAddress(plot: Plot): string {
  assert(plot.next < lastOf(parseCidr(plot.subnet.cidr)!), `${plot.subnet.id} has no address left`);
  plot.next += 1;
  return formatAddress(plot.next - 1);
}

type WantedInterface = Pick<NetworkInterface, 'interfaceType' | 'groups' | 'sourceDestCheck'> &
  Partial<Pick<NetworkInterface, 'autoPublicAddress' | 'attachment' | 'parent' | 'requester'>> & {
    readonly name?: string;
    /** Besides the primary one. */
    readonly moreAddresses?: number;
  };

export function addInterface(maker: Maker, plot: Plot, wanted: WantedInterface): NetworkInterface {
  const { subnet } = plot;
  const { name, moreAddresses = 0, ...given } = wanted;
  const own = id(maker, 'eni');
  maker.interfaces += 1;
  return put(maker, {
    kind: 'network-interface',
    id: own,
    ...owned(subnet, name),
    vpc: subnet.vpc,
    subnet: subnet.id,
    zoneId: subnet.zoneId,
    description: '',
    mac: macOf(own),
    privateAddresses: Array.from({ length: 1 + moreAddresses }, () => freeAddress(plot)),
    requesterManaged: given.requester !== undefined,
    ...given,
  });
}

/** The interface of something of AWS's own: a NAT gateway, a load balancer's node, an endpoint. */
export function addManagedInterface(
  maker: Maker,
  plot: Plot,
  wanted: Pick<NetworkInterface, 'interfaceType' | 'groups' | 'parent'> & { readonly requester: string },
): NetworkInterface {
  const sourceDestCheck = wanted.interfaceType === 'vpc_endpoint';
  const attachment = {
    id: id(maker, 'ela-attach'),
    instanceOwner: wanted.requester,
    deviceIndex: 1,
    deleteOnTermination: false,
    attached: 0,
  };
  return addInterface(maker, plot, { ...wanted, sourceDestCheck, attachment });
}

export function addElasticAddress(maker: Maker, to: NetworkInterface): { readonly id: string; readonly text: string } {
  const text = publicAddress(maker, to.region);
  const own = id(maker, 'eipalloc');
  const association = {
    id: id(maker, 'eipassoc'),
    networkInterface: to.id,
    privateAddress: to.privateAddresses[0]!,
  };
  put(maker, { kind: 'elastic-address', id: own, ...owned(to), publicAddress: text, association });
  return { id: own, text };
}
