/**
 * What an instance's metadata says: a tree of texts that follows from the Network, as
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html lists it. Credentials are not in
 * it: they are made when asked for. Categories of hardware that Postern does not have are left out, never invented.
 */

import { domainOf } from '../model/dhcp-options.ts';
import { privateLabel, publicDnsName } from '../model/host-name.ts';
import type { Instance } from '../model/instance.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { zoneNameOf } from '../model/region.ts';
import type { Subnet } from '../model/subnet.ts';
import type { Vpc } from '../model/vpc.ts';

/** A directory's entries; undefined ones are not there. */
export interface Tree {
  readonly [name: string]: Tree | string | undefined;
}

/** An instance with what surrounds it. */
export interface Home {
  readonly network: Network;
  readonly instance: Instance;
  readonly vpc: Vpc;
  readonly subnet: Subnet;
  /** By device index, the primary one first. */
  readonly interfaces: readonly NetworkInterface[];
}

/** The instance behind an address of a VPC, or undefined where there is none. */
export function homeOf(network: Network, vpcId: string, address: string): Home | undefined {
  const found = network.find('network-interface', `address:${vpcId}/${address}`)[0];
  const instance = found?.attachment?.instance ? network.get('instance', found.attachment.instance) : undefined;
  const subnet = instance && network.get('subnet', instance.subnet);
  const vpc = network.get('vpc', vpcId);
  if (!vpc || !subnet || instance?.desired !== 'running') return undefined;
  const interfaces = network
    .find('network-interface', `instance:${instance.id}`)
    .sort((one, other) => one.attachment!.deviceIndex - other.attachment!.deviceIndex);
  return { network, instance, vpc, subnet, interfaces };
}

const lines = (values: readonly string[]): string => values.join('\n');

function localName(home: Home, address: string): string {
  const byResource = home.subnet.privateDns.hostnameType === 'resource-name';
  return `${byResource ? home.instance.id : privateLabel(address)}.${domainOf(home.network, home.vpc)}`;
}

/** Private address → public one, for the addresses of an interface that have one. */
function publicAddresses(network: Network, one: NetworkInterface): ReadonlyMap<string, string> {
  const elastic = network.find('elastic-address', `interface:${one.id}`);
  const automatic = one.autoPublicAddress ? [[one.privateAddresses[0]!, one.autoPublicAddress] as const] : [];
  const associated = elastic.map((each) => [each.association!.privateAddress, each.publicAddress] as const);
  return new Map([...automatic, ...associated]);
}

function groupNames(network: Network, one: NetworkInterface): string {
  return lines(one.groups.map((id) => network.get('security-group', id)?.name ?? id));
}

function publicHostname({ vpc }: Home, address: string | undefined): string | undefined {
  if (address === undefined || !vpc.enableDnsHostnames || !vpc.enableDnsSupport) return undefined;
  return publicDnsName(vpc.region, address);
}

function interfaceTree(home: Home, one: NetworkInterface): Tree {
  const { network, vpc } = home;
  const subnet = network.get('subnet', one.subnet);
  const publics = publicAddresses(network, one);
  const primary = one.privateAddresses[0]!;
  const associations = [...publics].map(([local, address]) => [address, local] as const);
  const publicAddress = publics.get(primary);
  return {
    'device-number': String(one.attachment?.deviceIndex ?? 0),
    'interface-id': one.id,
    ...(associations.length > 0 ? { 'ipv4-associations': Object.fromEntries(associations) } : {}),
    'local-hostname': localName(home, primary),
    'local-ipv4s': lines(one.privateAddresses),
    mac: one.mac,
    'owner-id': one.account,
    'public-hostname': publicHostname(home, publicAddress),
    'public-ipv4s': publics.size > 0 ? lines([...publics.values()]) : undefined,
    'security-group-ids': lines(one.groups),
    'security-groups': groupNames(network, one),
    'subnet-id': one.subnet,
    'subnet-ipv4-cidr-block': subnet?.cidr,
    'vpc-id': vpc.id,
    'vpc-ipv4-cidr-block': vpc.cidrs[0]?.cidr,
    'vpc-ipv4-cidr-blocks': lines(vpc.cidrs.map((block) => block.cidr)),
  };
}

function placementTree({ instance }: Home): Tree {
  return {
    'availability-zone': zoneNameOf(instance.account, instance.region, instance.zoneId),
    'availability-zone-id': instance.zoneId,
    region: instance.region,
  };
}

/** `meta-data/`, without `iam/`. */
export function metadataTree(home: Home): Tree {
  const { network, instance, interfaces } = home;
  const primary = interfaces[0]!;
  const address = primary.privateAddresses[0]!;
  const publicAddress = publicAddresses(network, primary).get(address);
  const key = instance.keyName;
  return {
    'ami-id': instance.image,
    'ami-launch-index': String(instance.launchIndex),
    'ami-manifest-path': '(unknown)',
    hostname: localName(home, address),
    'instance-action': 'none',
    'instance-id': instance.id,
    'instance-life-cycle': 'on-demand',
    'instance-type': instance.instanceType,
    'local-hostname': localName(home, address),
    'local-ipv4': address,
    mac: primary.mac,
    network: { interfaces: { macs: Object.fromEntries(interfaces.map((one) => [one.mac, interfaceTree(home, one)])) } },
    placement: placementTree(home),
    profile: 'default-hvm',
    'public-hostname': publicHostname(home, publicAddress),
    'public-ipv4': publicAddress,
    'public-keys': key === undefined ? undefined : `0=${key}`,
    'reservation-id': instance.reservation,
    'security-groups': groupNames(network, primary),
    services: { domain: 'amazonaws.com', partition: 'aws' },
    ...(instance.metadata.instanceTags === 'enabled' ? { tags: { instance: instance.tags } } : {}),
  };
}

/** The instance identity document, unsigned: Postern has no signature that anybody would trust. */
export function identityDocument({ instance, interfaces }: Home): string {
  const document = {
    accountId: instance.account,
    architecture: 'x86_64',
    availabilityZone: zoneNameOf(instance.account, instance.region, instance.zoneId),
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: instance.image,
    instanceId: instance.id,
    instanceType: instance.instanceType,
    kernelId: null,
    pendingTime: new Date(instance.launched).toISOString().replace(/\.\d+Z$/, 'Z'),
    privateIp: interfaces[0]!.privateAddresses[0]!,
    ramdiskId: null,
    region: instance.region,
    version: '2017-09-30',
  };
  return JSON.stringify(document, null, 2);
}
