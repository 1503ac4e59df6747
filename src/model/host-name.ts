/** The DNS names that Amazon gives to addresses and instances, made and read here for resolver and metadata alike. */

import { parseAddress } from '../base/address.ts';
import { containsAddress } from '../base/cidr.ts';
import { publicRanges, regions } from './region.ts';

const firstRegion = 'us-east-1';

/** `ec2.internal` in the first region, `REGION.compute.internal` in the others. */
export function internalDomain(region: string): string {
  return region === firstRegion ? 'ec2.internal' : `${region}.compute.internal`;
}

/** `compute-1.amazonaws.com` in the first region, `REGION.compute.amazonaws.com` in the others. */
export function publicDomain(region: string): string {
  return region === firstRegion ? 'compute-1.amazonaws.com' : `${region}.compute.amazonaws.com`;
}

const dashed = (address: string): string => address.replaceAll('.', '-');

/** `ip-10-0-0-5` */
export function privateLabel(address: string): string {
  return `ip-${dashed(address)}`;
}

/** `ip-10-0-0-5.ec2.internal` */
export function privateDnsName(region: string, address: string): string {
  return `${privateLabel(address)}.${internalDomain(region)}`;
}

/** `i-0123….ec2.internal`, for subnets whose instances are named after themselves. */
export function resourceDnsName(region: string, instance: string): string {
  return `${instance}.${internalDomain(region)}`;
}

/** `ec2-3-128-0-9.compute-1.amazonaws.com` */
export function publicDnsName(region: string, address: string): string {
  return `ec2-${dashed(address)}.${publicDomain(region)}`;
}

/** The label of a name that is directly under a domain. */
function labelUnder(name: string, domain: string): string | undefined {
  if (!name.endsWith(`.${domain}`)) return undefined;
  const label = name.slice(0, -domain.length - 1);
  return label.includes('.') ? undefined : label;
}

function addressIn(label: string, prefix: string): string | undefined {
  if (!label.startsWith(prefix)) return undefined;
  const text = label.slice(prefix.length).replaceAll('-', '.');
  return parseAddress(text) === undefined ? undefined : text;
}

export type PrivateName =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'instance'; readonly instance: string };

/** Reads `ip-10-0-0-5.ec2.internal` or `i-….ec2.internal` as the names of a region. */
export function readPrivateName(region: string, name: string): PrivateName | undefined {
  const label = labelUnder(name, internalDomain(region));
  if (label === undefined) return undefined;
  if (/^i-[0-9a-f]+$/.test(label)) return { kind: 'instance', instance: label };
  const address = addressIn(label, 'ip-');
  return address === undefined ? undefined : { kind: 'address', address };
}

/** The region that an elastic or auto-assigned address belongs to. */
export function regionOfPublicAddress(address: string): string | undefined {
  const number = parseAddress(address);
  if (number === undefined) return undefined;
  return regions.find((region) => containsAddress(publicRanges(region.name).elastic, number))?.name;
}

/** The address in `ec2-3-128-0-9.compute-1.amazonaws.com`, where its region has it. */
export function readPublicName(name: string): string | undefined {
  const [label = '', ...rest] = name.split('.');
  const address = addressIn(label, 'ec2-');
  if (address === undefined) return undefined;
  const region = regionOfPublicAddress(address);
  return region !== undefined && rest.join('.') === publicDomain(region) ? address : undefined;
}

/** The address in `5.0.0.10.in-addr.arpa`. */
export function readReverseName(name: string): string | undefined {
  if (!name.endsWith('.in-addr.arpa')) return undefined;
  const address = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
  return parseAddress(address) === undefined ? undefined : address;
}
