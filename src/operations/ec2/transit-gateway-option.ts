/**
 * What may be asked of a transit gateway and of its attachments: options that are `enable` or `disable`, its ASN, its CIDR
 * blocks. Reads requests alone; what an option means for the rest is said where it is used. Sentences are the likeliest, but
 * those of the default route tables, which users quoted.
 */

import { formatCidr, overlaps, parseCidr } from '../../base/cidr.ts';
import { canonicalIpv6Cidr } from '../../base/ipv6-cidr.ts';
import type { TransitGateway } from '../../model/transit-gateway.ts';
import { invalidCombination, invalidParameterValue, notOffered } from './faults.ts';
import type { InputOf } from './handlers.ts';
import { blockOf } from './vpc-cidr.ts';

export const switchOf = (on: boolean): 'enable' | 'disable' => (on ? 'enable' : 'disable');

/** @throws Fault InvalidParameterValue */
export function readSwitch(value: string | undefined, parameter: string): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === 'enable' || value === 'disable') return value === 'enable';
  throw invalidParameterValue(`Value (${value}) for parameter ${parameter} is invalid.`);
}

const defaultAsn = 64_512;
const privateAsns: readonly (readonly [least: number, most: number])[] = [
  [64_512, 65_534],
  [4_200_000_000, 4_294_967_294],
];

function readAsn(asn: number | undefined): number | undefined {
  if (asn === undefined || privateAsns.some(([least, most]) => asn >= least && asn <= most)) return asn;
  throw invalidParameterValue(
    `Value (${asn}) for parameter AmazonSideAsn is invalid. It must be from 64512 to 65534, or from 4200000000 to 4294967294.`,
  );
}

const longestIpv4 = 24;
const longestIpv6 = 64;
const linkLocal = blockOf('169.254.0.0/16');
const mostCidrBlocks = 5;

/** A block for GRE tunnels' ends, in canonical form. */
function readBlock(text: string): string {
  const cidr = parseCidr(text);
  if (cidr && cidr.length <= longestIpv4 && !overlaps(cidr, linkLocal)) return formatCidr(cidr);
  const ipv6 = canonicalIpv6Cidr(text);
  if (ipv6 !== undefined && Number(ipv6.split('/')[1]) <= longestIpv6) return ipv6;
  throw invalidParameterValue(`Value (${text}) for parameter TransitGatewayCidrBlocks is invalid.`);
}

function withBlocks(old: readonly string[], added: readonly string[] | undefined): readonly string[] {
  const blocks = [...old];
  for (const block of (added ?? []).map(readBlock)) {
    const cidr = parseCidr(block);
    const clashes = blocks.some((one) => one === block || (cidr && parseCidr(one) && overlaps(cidr, blockOf(one))));
    if (clashes) throw invalidParameterValue(`The CIDR block ${block} overlaps another one of the transit gateway.`);
    blocks.push(block);
  }
  if (blocks.length > mostCidrBlocks) {
    throw invalidParameterValue(`A transit gateway has ${mostCidrBlocks} CIDR blocks at most.`);
  }
  return blocks;
}

function withoutBlocks(old: readonly string[], removed: readonly string[] | undefined): readonly string[] {
  const going = (removed ?? []).map(readBlock);
  const missing = going.find((block) => !old.includes(block));
  if (missing) throw invalidParameterValue(`The CIDR block ${missing} is not one of the transit gateway.`);
  return old.filter((block) => !going.includes(block));
}

export type GatewayOptions = Pick<
  TransitGateway,
  | 'amazonSideAsn'
  | 'autoAcceptSharedAttachments'
  | 'cidrBlocks'
  | 'defaultRouteTableAssociation'
  | 'defaultRouteTablePropagation'
  | 'dnsSupport'
  | 'multicastSupport'
  | 'securityGroupReferencingSupport'
  | 'vpnEcmpSupport'
>;

/** What a gateway has where the request is silent. */
const usual: GatewayOptions = {
  amazonSideAsn: defaultAsn,
  autoAcceptSharedAttachments: false,
  cidrBlocks: [],
  defaultRouteTableAssociation: true,
  defaultRouteTablePropagation: true,
  dnsSupport: true,
  multicastSupport: false,
  securityGroupReferencingSupport: false,
  vpnEcmpSupport: true,
};

type NewOptions = NonNullable<InputOf<'CreateTransitGateway'>['Options']>;
type ChangedOptions = NonNullable<InputOf<'ModifyTransitGateway'>['Options']>;

function changed(input: NewOptions & ChangedOptions, old: GatewayOptions): Omit<GatewayOptions, 'cidrBlocks'> {
  const on = (name: keyof typeof input & string, before: boolean): boolean =>
    readSwitch(input[name] as string | undefined, name) ?? before;
  return {
    amazonSideAsn: readAsn(input.AmazonSideAsn) ?? old.amazonSideAsn,
    autoAcceptSharedAttachments: on('AutoAcceptSharedAttachments', old.autoAcceptSharedAttachments),
    defaultRouteTableAssociation: on('DefaultRouteTableAssociation', old.defaultRouteTableAssociation),
    defaultRouteTablePropagation: on('DefaultRouteTablePropagation', old.defaultRouteTablePropagation),
    dnsSupport: on('DnsSupport', old.dnsSupport),
    multicastSupport: on('MulticastSupport', old.multicastSupport),
    securityGroupReferencingSupport: on('SecurityGroupReferencingSupport', old.securityGroupReferencingSupport),
    vpnEcmpSupport: on('VpnEcmpSupport', old.vpnEcmpSupport),
  };
}

export function newOptions(input: NewOptions = {}): GatewayOptions {
  const options = changed(input, usual);
  if (options.multicastSupport) throw notOffered('Multicast on a transit gateway');
  return { ...options, cidrBlocks: withBlocks([], input.TransitGatewayCidrBlocks) };
}

export function changedOptions(input: ChangedOptions = {}, old: GatewayOptions): GatewayOptions {
  if (readSwitch(input.EncryptionSupport, 'EncryptionSupport')) {
    throw notOffered('Encryption support of a transit gateway');
  }
  const left = withoutBlocks(old.cidrBlocks, input.RemoveTransitGatewayCidrBlocks);
  return { ...changed(input, old), cidrBlocks: withBlocks(left, input.AddTransitGatewayCidrBlocks) };
}

export interface DefaultTable {
  /** `DefaultRouteTableAssociation` */
  readonly option: string;
  /** `AssociationDefaultRouteTableId` */
  readonly parameter: string;
  /** What the request says of the option, and what then holds. */
  readonly asked: string | undefined;
  readonly on: boolean;
  /** The table that the request names, and the one that the gateway has. */
  readonly table: string | undefined;
  readonly old: string | undefined;
}

/** A table goes with an option that is on; it may have been on, or have had its table, before the request. */
export function checkDefaultTable({ option, parameter, asked, on, table, old }: DefaultTable): void {
  if (!on && table !== undefined) throw invalidCombination(`disable ${option} conflicts with ${parameter} ${table}`);
  if (on && asked !== undefined && (table ?? old) === undefined) {
    throw invalidCombination(`enable ${option} conflicts with ${parameter} null`);
  }
}
