/**
 * A large Network for measurements, made directly as documents, the same for the same seed: VPCs of several accounts and
 * regions, some with the same blocks, with everything in them that a packet may meet. 50,000 interfaces have about 20,000 security
 * group rules. The adversarial setting makes nearly every interface a class of its own. Parts are in `network/`.
 */

import { assert } from '../src/base/assert.ts';
import type { Resource } from '../src/model/resource.ts';
import { makeConsumer, makeOffer, makeServiceEndpoints, makeTargets, usable } from './network/endpoints.ts';
import { makeEstates } from './network/estate.ts';
import { makeGroups } from './network/groups.ts';
import { makeMachines } from './network/machines.ts';
import { between, newMaker, pickAny } from './network/maker.ts';
import { makeRoutes } from './network/routes.ts';
import { makeScatteredGroups } from './network/scattered-groups.ts';
import { makeSite } from './network/vpc.ts';

export interface VerifyNetworkOptions {
  /** Of all types together; a few hundred at least. */
  readonly interfaces: number;
  readonly seed: number;
  readonly adversarial: boolean;
}

const interfacesPerVpc = 500;
const fewestVpcs = 6;
/** Every so many VPCs one offers a service. */
const providerEvery = 3;

export function verifyNetwork({ interfaces, seed, adversarial }: VerifyNetworkOptions): readonly Resource[] {
  const maker = newMaker(seed);
  const estates = makeEstates(maker);
  const regions = [...new Set(estates.map(({ region }) => region))];
  const count = Math.max(fewestVpcs, Math.round(interfaces / interfacesPerVpc));
  const places = Array.from({ length: count }, (_, number) => {
    const site = makeSite(maker, estates[number % estates.length]!, number);
    const groups = adversarial ? makeScatteredGroups(maker, site) : makeGroups(maker, site);
    makeServiceEndpoints(maker, site, groups);
    const offer = number % providerEvery === 0 ? makeOffer(maker, site, groups, regions) : undefined;
    return { site, groups, offer, weight: between(maker, 1, 4) };
  });
  const offers = places.flatMap(({ offer }) => offer ?? []);
  for (const { site, groups } of places) {
    const chosen = pickAny(maker, usable(offers, site));
    if (chosen) makeConsumer(maker, site, groups, chosen);
  }
  const left = interfaces - maker.interfaces;
  assert(left >= count, `${interfaces} interfaces are too few for ${count} VPCs`);
  const shares = shared(
    left,
    places.map(({ weight }) => weight),
  );
  for (const [number, { site, groups, offer }] of places.entries()) {
    const machines = makeMachines(maker, site, groups, shares[number]!);
    if (offer) makeTargets(maker, offer, machines);
    makeRoutes(maker, site, machines);
  }
  return maker.resources;
}

/** Parts of a whole, in proportion. */
function shared(whole: number, weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return weights.map((weight) => {
    const from = Math.floor((whole * before) / total);
    before += weight;
    return Math.floor((whole * before) / total) - from;
  });
}

export interface Figures {
  readonly resources: number;
  readonly vpcs: number;
  readonly accounts: number;
  readonly regions: number;
  readonly subnets: number;
  readonly interfaces: number;
  readonly instances: number;
  readonly groups: number;
  readonly rules: number;
  /** Distinct sets of groups that interfaces have. */
  readonly groupSets: number;
  readonly publicAddresses: number;
  readonly endpoints: number;
  readonly services: number;
}

export function figuresOf(resources: readonly Resource[]): Figures {
  const of = (kind: Resource['kind']): number => resources.filter((one) => one.kind === kind).length;
  const interfaces = resources.filter((one) => one.kind === 'network-interface');
  const vpcs = resources.filter((one) => one.kind === 'vpc');
  return {
    resources: resources.length,
    vpcs: vpcs.length,
    accounts: new Set(vpcs.map(({ account }) => account)).size,
    regions: new Set(vpcs.map(({ region }) => region)).size,
    subnets: of('subnet'),
    interfaces: interfaces.length,
    instances: of('instance'),
    groups: of('security-group'),
    rules: of('security-group-rule'),
    groupSets: new Set(interfaces.map(({ groups }) => [...groups].sort().join())).size,
    publicAddresses: of('elastic-address') + interfaces.filter((one) => one.autoPublicAddress !== undefined).length,
    endpoints: of('vpc-endpoint'),
    services: of('vpc-endpoint-service'),
  };
}
