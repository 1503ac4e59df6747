/**
 * Regions, their availability zones, and the public addresses of the simulated internet in each. Zone ids are the same for
 * everybody; the names that an account sees are a permutation of its own, as AWS deals them
 * (https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html). Public ranges are Postern's choice inside
 * blocks that AWS announces; no packet of theirs ever leaves the machine.
 */

import { present } from '../base/assert.ts';
import type { Cidr } from '../base/cidr.ts';
import { cidrOf, parseCidr } from '../base/cidr.ts';

export interface Region {
  readonly name: string;
  /** An account has it only once it has opted in: region-opt.ts. */
  readonly needsOptIn: boolean;
  /** `use1`: the stem of its zone ids. */
  readonly zoneStem: string;
  /** Numbers of its zone ids: `use1-az1` … */
  readonly zones: readonly number[];
}

type Row = readonly [name: string, zoneStem: string, zones: readonly number[], needsOptIn?: true];

const rows: readonly Row[] = [
  ['us-east-1', 'use1', [1, 2, 3, 4, 5, 6]],
  ['us-east-2', 'use2', [1, 2, 3]],
  ['us-west-1', 'usw1', [1, 3]],
  ['us-west-2', 'usw2', [1, 2, 3, 4]],
  ['eu-west-1', 'euw1', [1, 2, 3]],
  ['eu-west-2', 'euw2', [1, 2, 3]],
  ['eu-west-3', 'euw3', [1, 2, 3]],
  ['eu-central-1', 'euc1', [1, 2, 3]],
  ['eu-north-1', 'eun1', [1, 2, 3]],
  ['ap-northeast-1', 'apne1', [1, 2, 4]],
  ['ap-northeast-2', 'apne2', [1, 2, 3, 4]],
  ['ap-northeast-3', 'apne3', [1, 2, 3]],
  ['ap-southeast-1', 'apse1', [1, 2, 3]],
  ['ap-southeast-2', 'apse2', [1, 2, 3]],
  ['ap-south-1', 'aps1', [1, 2, 3]],
  ['sa-east-1', 'sae1', [1, 2, 3]],
  ['ca-central-1', 'cac1', [1, 2, 4]],
  ['af-south-1', 'afs1', [1, 2, 3], true],
  ['ap-east-1', 'ape1', [1, 2, 3], true],
  ['ap-south-2', 'aps2', [1, 2, 3], true],
  ['ap-southeast-3', 'apse3', [1, 2, 3], true],
  ['ap-southeast-4', 'apse4', [1, 2, 3], true],
  ['ca-west-1', 'caw1', [1, 2, 3], true],
  ['eu-central-2', 'euc2', [1, 2, 3], true],
  ['eu-south-1', 'eus1', [1, 2, 3], true],
  ['eu-south-2', 'eus2', [1, 2, 3], true],
  ['il-central-1', 'ilc1', [1, 2, 3], true],
  ['me-central-1', 'mec1', [1, 2, 3], true],
  ['me-south-1', 'mes1', [1, 2, 3], true],
];

export const regions: readonly Region[] = rows.map(([name, zoneStem, zones, needsOptIn = false]) => ({
  name,
  zoneStem,
  zones,
  needsOptIn,
}));

const indexOf = new Map(regions.map((region, index) => [region.name, index]));

export function regionOf(name: string): Region | undefined {
  const index = indexOf.get(name);
  return index === undefined ? undefined : regions[index];
}

export interface Zone {
  /** What the account calls it: `us-east-1a`. */
  readonly name: string;
  /** What everybody means: `use1-az4`. */
  readonly id: string;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The zones of a region as an account sees them, ordered by name. */
export function zonesOf(account: string, regionName: string): readonly Zone[] {
  const region = present(regionOf(regionName), `region ${regionName}`);
  const dealt = region.zones
    .map((number) => ({ number, draw: hashOf(`${account}/${regionName}/${number}`) }))
    .sort((one, other) => one.draw - other.draw);
  return dealt.map(({ number }, position) => ({
    name: `${regionName}${'abcdef'[position]}`,
    id: `${region.zoneStem}-az${number}`,
  }));
}

export function zoneIdOf(account: string, regionName: string, zoneName: string): string | undefined {
  return zonesOf(account, regionName).find((zone) => zone.name === zoneName)?.id;
}

export function zoneNameOf(account: string, regionName: string, zoneId: string): string {
  const zone = zonesOf(account, regionName).find((one) => one.id === zoneId);
  return present(zone, `zone ${zoneId} in ${regionName}`).name;
}

export interface PublicRanges {
  /** Addresses of Amazon S3, the content of the managed prefix list. */
  readonly s3: Cidr;
  readonly dynamodb: Cidr;
  /** Every other AWS service. */
  readonly services: Cidr;
  /** Elastic and auto-assigned addresses. */
  readonly elastic: Cidr;
}

export function publicRanges(regionName: string): PublicRanges {
  const index = present(indexOf.get(regionName), `region ${regionName}`);
  const block = (first: number, second: number): Cidr =>
    cidrOf(first * 2 ** 24 + second * 2 ** 16 + index * 4 * 256, 22);
  return {
    s3: block(3, 5),
    dynamodb: block(52, 94),
    services: block(54, 239),
    elastic: cidrOf(3 * 2 ** 24 + (128 + index) * 2 ** 16, 16),
  };
}

/** The public address of an AWS service in a region; `service` is the short name, such as `sts` or `ecr.api`. */
export function servicePublicAddress(regionName: string, service: string): number {
  const ranges = publicRanges(regionName);
  const range = service === 's3' ? ranges.s3 : service === 'dynamodb' ? ranges.dynamodb : ranges.services;
  return range.base + 1 + (hashOf(service) % (2 ** (32 - range.length) - 2));
}

/** Addresses of the simulated internet that answer everybody: TEST-NET-3 of RFC 5737. */
export const internetHosts: Cidr = parseCidr('203.0.113.0/24')!;

/** AWS-managed prefix lists of a region; their ids are Postern's own but for those that AWS documents. */
export interface ServicePrefixList {
  readonly id: string;
  readonly name: string;
  readonly service: 's3' | 'dynamodb';
  readonly cidrs: readonly Cidr[];
}

const documentedPrefixLists: Readonly<Record<string, string>> = {
  'us-east-1/s3': 'pl-63a5400a',
  'us-east-1/dynamodb': 'pl-02cd2c6b',
};

export function servicePrefixLists(regionName: string): readonly ServicePrefixList[] {
  const ranges = publicRanges(regionName);
  return (['dynamodb', 's3'] as const).map((service) => ({
    id:
      documentedPrefixLists[`${regionName}/${service}`] ??
      `pl-${hashOf(`${regionName}/${service}`).toString(16).padStart(8, '0')}`,
    name: `com.amazonaws.${regionName}.${service}`,
    service,
    cidrs: [ranges[service]],
  }));
}
