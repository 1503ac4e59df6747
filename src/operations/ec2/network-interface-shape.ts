/**
 * Network interfaces as answers show them, by themselves and inside instances: addresses, the public address that each is
 * reached by, names and attachment. Reads the Network, changes nothing.
 */

import type { NetworkInterface as InterfaceShape } from '@aws-sdk/client-ec2';
import type { ElasticAddress } from '../../model/elastic-address.ts';
import { privateDnsName, publicDnsName } from '../../model/host-name.ts';
import type { Network } from '../../model/network.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { zoneNameOf } from '../../model/region.ts';
import type { FilterTable } from './describe.ts';
import { tagList } from './tags.ts';

/** Whether the VPC gives host names out. */
export function hasHostnames(network: Network, vpc: string): boolean {
  const found = network.get('vpc', vpc);
  return found?.enableDnsSupport === true && found.enableDnsHostnames;
}

function elasticOf(network: Network, one: NetworkInterface, address: string): ElasticAddress | undefined {
  return network
    .find('elastic-address', `interface:${one.id}`)
    .find((elastic) => elastic.association?.privateAddress === address);
}

/** The public address that the simulated internet knows a private one by. */
export function publicAddressOf(network: Network, one: NetworkInterface, address: string): string | undefined {
  const elastic = elasticOf(network, one, address);
  if (elastic) return elastic.publicAddress;
  return address === one.privateAddresses[0] ? one.autoPublicAddress : undefined;
}

function associationShape(network: Network, one: NetworkInterface, address: string) {
  const PublicIp = publicAddressOf(network, one, address);
  if (PublicIp === undefined) return undefined;
  const elastic = elasticOf(network, one, address);
  return {
    IpOwnerId: elastic?.account ?? 'amazon',
    PublicDnsName: hasHostnames(network, one.vpc) ? publicDnsName(one.region, PublicIp) : '',
    PublicIp,
    ...(elastic ? { AllocationId: elastic.id, AssociationId: elastic.association!.id } : {}),
  };
}

/** As instances show it: without what only its owner's own listing has. */
function instanceAssociationShape(network: Network, one: NetworkInterface, address: string) {
  const shape = associationShape(network, one, address);
  return shape && { IpOwnerId: shape.IpOwnerId, PublicDnsName: shape.PublicDnsName, PublicIp: shape.PublicIp };
}

function addressShapes(
  network: Network,
  one: NetworkInterface,
  associationOf: typeof associationShape | typeof instanceAssociationShape,
) {
  const named = hasHostnames(network, one.vpc);
  return one.privateAddresses.map((address, index) => {
    const Association = associationOf(network, one, address);
    return {
      Primary: index === 0,
      PrivateIpAddress: address,
      ...(named ? { PrivateDnsName: privateDnsName(one.region, address) } : {}),
      ...(Association ? { Association } : {}),
    };
  });
}

export function groupIdentifiers(network: Network, groups: readonly string[]) {
  return groups.map((GroupId) => ({ GroupId, GroupName: network.get('security-group', GroupId)?.name ?? '' }));
}

function attachmentShape(attachment: NonNullable<NetworkInterface['attachment']>) {
  return {
    AttachTime: new Date(attachment.attached),
    AttachmentId: attachment.id,
    DeleteOnTermination: attachment.deleteOnTermination,
    DeviceIndex: attachment.deviceIndex,
    NetworkCardIndex: 0,
    Status: 'attached' as const,
  };
}

/** What both listings share. */
/** Resolver endpoints' have no type of their own. */
function printedType({ interfaceType }: NetworkInterface): string {
  return interfaceType === 'resolver_endpoint' ? 'interface' : interfaceType;
}

function commonShape(network: Network, one: NetworkInterface) {
  return {
    Description: one.description,
    Groups: groupIdentifiers(network, one.groups),
    Ipv6Addresses: [],
    MacAddress: one.mac,
    NetworkInterfaceId: one.id,
    OwnerId: one.account,
    PrivateIpAddress: one.privateAddresses[0],
    ...(hasHostnames(network, one.vpc) ? { PrivateDnsName: privateDnsName(one.region, one.privateAddresses[0]!) } : {}),
    SourceDestCheck: one.sourceDestCheck,
    Status: one.attachment ? ('in-use' as const) : ('available' as const),
    SubnetId: one.subnet,
    VpcId: one.vpc,
    // The service prints `nat_gateway`, whatever the SDK's enumeration says.
    InterfaceType: printedType(one) as 'interface',
  };
}

/** As a viewer sees it: zones have the names that they have in the viewer's account. */
export function interfaceShape(network: Network, viewer: string, one: NetworkInterface): InterfaceShape {
  const Association = associationShape(network, one, one.privateAddresses[0]!);
  return {
    ...commonShape(network, one),
    AvailabilityZone: zoneNameOf(viewer, one.region, one.zoneId),
    AvailabilityZoneId: one.zoneId,
    PrivateIpAddresses: addressShapes(network, one, associationShape),
    RequesterManaged: one.requesterManaged,
    TagSet: tagList(one.tags),
    ...(one.requester ? { RequesterId: one.requester } : {}),
    ...(Association ? { Association } : {}),
    ...(one.attachment
      ? {
          Attachment: {
            ...attachmentShape(one.attachment),
            InstanceId: one.attachment.instance,
            InstanceOwnerId: one.attachment.instanceOwner,
          },
        }
      : {}),
  };
}

/** The interface as DescribeInstances shows it. */
export function instanceInterfaceShape(network: Network, one: NetworkInterface) {
  const Association = instanceAssociationShape(network, one, one.privateAddresses[0]!);
  return {
    ...commonShape(network, one),
    PrivateIpAddresses: addressShapes(network, one, instanceAssociationShape),
    ...(one.attachment ? { Attachment: attachmentShape(one.attachment) } : {}),
    ...(Association ? { Association } : {}),
  };
}

/** DescribeNetworkInterfaces' filters; DescribeInstances has most of them under `network-interface.`. */
export function interfaceFilters(network: Network, viewer: string): FilterTable<NetworkInterface> {
  const elastic = (one: NetworkInterface) => elasticOf(network, one, one.privateAddresses[0]!);
  const publicIp = (one: NetworkInterface) => publicAddressOf(network, one, one.privateAddresses[0]!);
  const associations = (one: NetworkInterface) =>
    one.privateAddresses.map((address) => associationShape(network, one, address));
  const publicName = (one: NetworkInterface) => associationShape(network, one, one.privateAddresses[0]!)?.PublicDnsName;
  const owner = (one: NetworkInterface) => associationShape(network, one, one.privateAddresses[0]!)?.IpOwnerId;
  return {
    'addresses.association.allocation-id': (one) => associations(one).map((shape) => shape?.AllocationId),
    'addresses.association.association-id': (one) => associations(one).map((shape) => shape?.AssociationId),
    'addresses.association.ip-owner-id': (one) => associations(one).map((shape) => shape?.IpOwnerId),
    'addresses.association.owner-id': (one) => associations(one).map((shape) => shape?.IpOwnerId),
    'addresses.association.public-dns-name': (one) => associations(one).map((shape) => shape?.PublicDnsName),
    'addresses.association.public-ip': (one) => associations(one).map((shape) => shape?.PublicIp),
    'addresses.primary': (one) => one.privateAddresses.map((_, index) => String(index === 0)),
    'addresses.private-dns-name': (one) => one.privateAddresses.map((address) => privateDnsName(one.region, address)),
    'addresses.private-ip-address': (one) => one.privateAddresses,
    'association.allocation-id': (one) => elastic(one)?.id,
    'association.association-id': (one) => elastic(one)?.association?.id,
    'association.ip-owner-id': owner,
    'association.public-dns-name': publicName,
    'association.public-ip': publicIp,
    'attachment.attach-time': (one) => one.attachment && new Date(one.attachment.attached).toISOString(),
    'attachment.attachment-id': (one) => one.attachment?.id,
    'attachment.delete-on-termination': (one) => one.attachment?.deleteOnTermination,
    'attachment.device-index': (one) => one.attachment?.deviceIndex,
    'attachment.instance-id': (one) => one.attachment?.instance,
    'attachment.instance-owner-id': (one) => one.attachment?.instanceOwner,
    'attachment.network-card-index': (one) => (one.attachment ? 0 : undefined),
    'attachment.status': (one) => (one.attachment ? 'attached' : undefined),
    'availability-zone': (one) => zoneNameOf(viewer, one.region, one.zoneId),
    'availability-zone-id': (one) => one.zoneId,
    description: (one) => one.description,
    'group-id': (one) => one.groups,
    'group-name': (one) => groupIdentifiers(network, one.groups).map((group) => group.GroupName),
    'interface-type': printedType,
    'ipv6-address': () => undefined,
    'ipv6-addresses.ipv6-address': () => undefined,
    'mac-address': (one) => one.mac,
    'network-interface-id': (one) => one.id,
    'operator.managed': () => false,
    'operator.principal': () => undefined,
    'owner-id': (one) => one.account,
    'private-dns-name': (one) => privateDnsName(one.region, one.privateAddresses[0]!),
    'private-ip-address': (one) => one.privateAddresses[0],
    'public-dns-name': publicName,
    'requester-id': (one) => one.requester,
    'requester-managed': (one) => one.requesterManaged,
    'source-dest-check': (one) => one.sourceDestCheck,
    status: (one) => (one.attachment ? 'in-use' : 'available'),
    'subnet-id': (one) => one.subnet,
    'vpc-id': (one) => one.vpc,
  };
}
