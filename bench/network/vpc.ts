/**
 * A VPC of a generated Network: its blocks, three tiers of subnets in three zones, an internet gateway, NAT gateways and
 * network ACLs. Some VPCs have no way to the internet. Route tables come last, see routes.ts: they name what stands in it.
 */

import { cidrOf, formatCidr, parseCidr } from '../../src/base/cidr.ts';
import type { NetworkAclEntry } from '../../src/model/network-acl.ts';
import { regionOf } from '../../src/model/region.ts';
import type { Subnet } from '../../src/model/subnet.ts';
import type { Vpc } from '../../src/model/vpc.ts';
import type { Estate } from './estate.ts';
import {
  addElasticAddress,
  addManagedInterface,
  chance,
  id,
  type Maker,
  newPlot,
  type Owner,
  owned,
  type Plot,
  put,
  type Tier,
} from './maker.ts';

export interface Site extends Owner {
  readonly name: string;
  readonly estate: Estate;
  readonly vpc: Vpc;
  readonly plots: readonly Plot[];
  /** Absent: the VPC is closed. */
  readonly internetGateway?: string;
  /** By zone; in some VPCs all zones share one. */
  readonly natGateways: ReadonlyMap<string, string>;
}

const tiers: readonly Tier[] = ['public', 'private', 'isolated'];
const zonesUsed = 3;
/** So many blocks that each is several VPCs'. */
const blocks = 24;
const words = ['production', 'staging', 'shared', 'data'] as const;

/** A subnet in each zone: room for a fourth of each tier is kept. */
const plotLength = 20;
const plotSize = 2 ** (32 - plotLength);
const plotsOfTier = 4;

export const plotsOf = ({ plots }: Site, tier: Tier): readonly Plot[] => plots.filter((plot) => plot.tier === tier);

export function makeSite(maker: Maker, estate: Estate, number: number): Site {
  const name = `${words[number % words.length]}-${number}`;
  const vpc = makeVpc(maker, estate, name, number);
  const plots = makePlots(maker, vpc, name);
  makeAcls(maker, vpc, plots);
  const site = { account: estate.account, region: estate.region, name, estate, vpc, plots };
  if (number % 8 === 7) return { ...site, natGateways: new Map() };
  const internetGateway = id(maker, 'igw');
  put(maker, { kind: 'internet-gateway', id: internetGateway, ...owned(estate, name), vpc: vpc.id });
  return { ...site, internetGateway, natGateways: makeNatGateways(maker, estate, plots) };
}

function makeVpc(maker: Maker, { dhcpOptions, ...owner }: Estate, name: string, number: number): Vpc {
  const cidrs = [
    `10.${(number % blocks) * 4}.0.0/16`,
    ...(number % 8 === 3 ? [`100.${64 + (number % 16)}.0.0/16`] : []),
  ];
  return put(maker, {
    kind: 'vpc',
    id: id(maker, 'vpc'),
    ...owned(owner, name),
    cidrs: cidrs.map((cidr) => ({ id: id(maker, 'vpc-cidr-assoc'), cidr })),
    isDefault: false,
    dhcpOptions,
    enableDnsSupport: true,
    enableDnsHostnames: true,
    enableNetworkAddressUsageMetrics: false,
    instanceTenancy: 'default',
  });
}

function makePlots(maker: Maker, vpc: Vpc, name: string): readonly Plot[] {
  const { zoneStem, zones } = regionOf(vpc.region)!;
  const plot = (cidr: string, position: number, tier: Tier): Plot => {
    const zoneId = `${zoneStem}-az${zones[position]}`;
    return newPlot(makeSubnet(maker, vpc, cidr, zoneId, `${name}-${tier}-${zoneId}`), tier);
  };
  const [first, second] = vpc.cidrs.map(({ cidr }) => parseCidr(cidr)!);
  const regular = tiers.flatMap((tier, row) =>
    Array.from({ length: zonesUsed }, (_, zone) => {
      const base = first!.base + (row * plotsOfTier + zone) * plotSize;
      return plot(formatCidr(cidrOf(base, plotLength)), zone, tier);
    }),
  );
  return second ? [...regular, plot(formatCidr(cidrOf(second.base, plotLength)), 0, 'isolated')] : regular;
}

const privateDns = { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false } as const;

function makeSubnet(maker: Maker, vpc: Vpc, cidr: string, zoneId: string, name: string): Subnet {
  return put(maker, {
    kind: 'subnet',
    id: id(maker, 'subnet'),
    ...owned(vpc, name),
    vpc: vpc.id,
    cidr,
    zoneId,
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    privateDns,
  });
}

function makeNatGateways(maker: Maker, owner: Owner, plots: readonly Plot[]): ReadonlyMap<string, string> {
  const places = plots.filter(({ tier }) => tier === 'public');
  const used = chance(maker, 50) ? places : places.slice(0, 1);
  const made = used.map((plot) => makeNatGateway(maker, owner, plot));
  return new Map(places.map(({ subnet }, zone) => [subnet.zoneId, made[zone % made.length]!]));
}

function makeNatGateway(maker: Maker, owner: Owner, plot: Plot): string {
  const own = id(maker, 'nat');
  const managed = { interfaceType: 'nat_gateway', groups: [], parent: own, requester: 'amazon-aws' } as const;
  const one = addManagedInterface(maker, plot, managed);
  const elastic = addElasticAddress(maker, one);
  put(maker, {
    kind: 'nat-gateway',
    id: own,
    ...owned(owner),
    vpc: plot.subnet.vpc,
    subnet: plot.subnet.id,
    connectivity: 'public',
    networkInterface: one.id,
    privateAddress: one.privateAddresses[0]!,
    allocation: elastic.id,
    publicAddress: elastic.text,
    desired: 'available',
    stateRevision: 0,
  });
  return own;
}

const anywhere = '0.0.0.0/0';
const everything = (egress: boolean): NetworkAclEntry => ({
  ...{ number: 100, egress, protocol: '-1', action: 'allow', cidr: anywhere },
});

/** The default ACL for most subnets, one of its own for some tiers. */
function makeAcls(maker: Maker, vpc: Vpc, plots: readonly Plot[]): void {
  const guarded = tiers.filter((tier) => tier !== 'public' && chance(maker, 33));
  for (const tier of guarded) {
    const own = plots.filter((plot) => plot.tier === tier);
    makeAcl(maker, vpc, own, false, guardedEntries(maker, vpc.cidrs[0]!.cidr));
  }
  const others = plots.filter(({ tier }) => !guarded.includes(tier));
  makeAcl(maker, vpc, others, true, [everything(true), everything(false)]);
}

function makeAcl(
  maker: Maker,
  vpc: Vpc,
  plots: readonly Plot[],
  isDefault: boolean,
  entries: readonly NetworkAclEntry[],
): void {
  const associations = plots.map(({ subnet }) => ({ id: id(maker, 'aclassoc'), subnet: subnet.id }));
  put(maker, {
    kind: 'network-acl',
    id: id(maker, 'acl'),
    ...owned(vpc),
    vpc: vpc.id,
    isDefault,
    entries,
    associations,
  });
}

/** Lets the VPC in, keeps a block out, and lets answers from outside in, or only those of Linux, or none. */
function guardedEntries(maker: Maker, cidr: string): readonly NetworkAclEntry[] {
  const answers = [{ from: 1024, to: 65535 }, { from: 32768, to: 60999 }, undefined][maker.random.below(3)];
  const denied = `10.${maker.random.below(256)}.0.0/16`;
  const tcp = { protocol: '6', action: 'allow', cidr: anywhere } as const;
  return [
    ...(denied === cidr ? [] : [{ ...everything(false), number: 90, action: 'deny' as const, cidr: denied }]),
    { ...everything(false), cidr },
    ...(answers ? [{ ...tcp, number: 110, egress: false, ports: answers }] : []),
    { ...everything(true), cidr },
    { ...tcp, number: 110, egress: true, ports: { from: 443, to: 443 } },
    { ...tcp, number: 120, egress: true, ports: { from: 1024, to: 65535 } },
  ];
}
