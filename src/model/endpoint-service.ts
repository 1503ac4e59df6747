/**
 * The AWS services that a VPC endpoint can reach, per region: their names, types and DNS names. Pure tables made from
 * endpoint-service-catalogue.ts, once for each region. Services that customers offer are not part of this file.
 */

import {
  confinedServices,
  fipsEverywhere,
  fipsRegions,
  gatewayServices,
  irregularServices,
  regularServices,
  servicesAcrossRegions,
  servicesWithoutPolicy,
} from './endpoint-service-catalogue.ts';
import { regionOf } from './region.ts';

export interface EndpointService {
  /** `com.amazonaws.us-east-1.ecr.api` */
  readonly name: string;
  /** `ecr.api`: the name without what all names of the region begin with. */
  readonly short: string;
  readonly region: string;
  /** AWS's own are never of a gateway load balancer. */
  readonly type: 'Gateway' | 'Interface' | 'GatewayLoadBalancer';
  /** `vpce-svc-…`, which follows from name and type. */
  readonly id: string;
  readonly policySupported: boolean;
  /** `api.ecr.us-east-1.vpce.amazonaws.com`: what the DNS names of its endpoints end in. */
  readonly baseName: string;
  /** What clients ask for by default; the first is the one that DescribeVpcEndpointServices calls the private DNS name. */
  readonly privateNames: readonly string[];
}

interface Row {
  /** With `R` for the region. */
  readonly name: string;
  readonly short: string;
  readonly privateNames: readonly string[];
}

/** `length` characters that follow from a text; for identifiers that must be the same after every start. */
export function derivedText(text: string, length: number, alphabet: string): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  let result = '';
  for (let index = 0; index < length; index += 1) {
    state = Math.imul(state ^ (state >>> 15) ^ index, 0x2c1b3c6d);
    result += alphabet[(state >>> 8) % alphabet.length];
  }
  return result;
}

function regularRow(short: string): Row {
  return { name: `com.amazonaws.R.${short}`, short, privateNames: [`${short}.R.amazonaws.com`] };
}

function regularRows(word: string): readonly Row[] {
  if (!word.endsWith('+')) return [regularRow(word)];
  const short = word.slice(0, -1);
  return [regularRow(short), regularRow(`${short}-fips`)];
}

function irregularRow(line: string): Row {
  const [first = '', ...privateNames] = line.trim().split(/\s+/);
  const plain = first.startsWith('.') ? first.slice(1) : first;
  if (first.startsWith('.') || !first.includes('.')) {
    return { name: `com.amazonaws.R.${plain}`, short: plain, privateNames };
  }
  const short = first.replace(/^(com\.amazonaws\.|(aws\.api|api\.aws|aws\.sagemaker)\.R\.)/, '');
  return { name: first, short, privateNames };
}

const rows: readonly Row[] = [
  ...regularServices.trim().split(/\s+/).flatMap(regularRows),
  ...irregularServices.trim().split('\n').map(irregularRow),
];

function isIn(region: string, short: string): boolean {
  const confined = confinedServices[short];
  if (confined !== undefined) return confined.includes(region);
  if (!/fips\b/.test(short) || fipsEverywhere.includes(short)) return true;
  return fipsRegions.includes(region);
}

const inRegion = (pattern: string, region: string): string => pattern.replace(/(^|[.])R(?=[.])/g, `$1${region}`);

/** `api.ecr.R.amazonaws.com` → `api.ecr.R.vpce.amazonaws.com`; names of no region get one. */
function baseNameOf(row: Row, region: string): string {
  const first = row.privateNames[0];
  if (first === undefined) return `${[...row.short.split('.')].reverse().join('.')}.${region}.vpce.amazonaws.com`;
  const plain = inRegion(first.replace(/^\*\./, ''), region);
  const cut = plain.indexOf(`${region}.`);
  if (cut < 0) return plain.replace(/\.amazonaws\.com$/, `.${region}.vpce.amazonaws.com`);
  const end = cut + region.length;
  return `${plain.slice(0, end)}.vpce${plain.slice(end)}`;
}

function serviceOf(row: Row, region: string, type: EndpointService['type']): EndpointService {
  const name = inRegion(row.name, region);
  const privateNames = row.privateNames.map((pattern) => inRegion(pattern, region));
  return {
    name,
    short: row.short,
    region,
    type,
    id: `vpce-svc-0${derivedText(`${name}/${type}`, 16, '0123456789abcdef')}`,
    policySupported: !servicesWithoutPolicy.includes(row.short),
    // A gateway endpoint changes no name: its service's own is its base name.
    baseName: type === 'Gateway' ? `${row.short}.${region}.amazonaws.com` : baseNameOf(row, region),
    privateNames: type === 'Gateway' ? [] : privateNames,
  };
}

function servicesIn(region: string): readonly EndpointService[] {
  const found = rows
    .filter((row) => isIn(region, row.short))
    .flatMap((row) => {
      const service = serviceOf(row, region, 'Interface');
      return gatewayServices.includes(row.short) ? [serviceOf(row, region, 'Gateway'), service] : [service];
    });
  return found.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

const known = new Map<string, readonly EndpointService[]>();

/** The services of a region, ordered by name; a service of both types is there twice, gateway first. */
export function endpointServices(region: string): readonly EndpointService[] {
  if (regionOf(region) === undefined) return [];
  const found = known.get(region) ?? servicesIn(region);
  known.set(region, found);
  return found;
}

/** Those of a region's services that endpoints in another region can be for, ordered by name. */
export function servicesFromElsewhere(region: string): readonly EndpointService[] {
  return endpointServices(region).filter(
    ({ type, short }) => type === 'Interface' && servicesAcrossRegions.includes(short),
  );
}

/** The region that a service's name says, or the only one that a global service is in. */
export function regionOfServiceName(name: string): string | undefined {
  const [, , ...labels] = name.split('.');
  return labels.find((label) => regionOf(label) !== undefined) ?? confinedServices[labels.join('.')]?.[0];
}

/** The service of a name and type, or undefined where the region has none. */
export function endpointService(
  region: string,
  name: string,
  type: EndpointService['type'],
): EndpointService | undefined {
  return endpointServices(region).find((service) => service.name === name && service.type === type);
}
