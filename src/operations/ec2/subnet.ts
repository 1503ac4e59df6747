/** Subnets: create, delete, describe and modify. Which addresses of one are free is in subnet-address.ts. */

import type { Subnet as SubnetShape } from '@aws-sdk/client-ec2';
import { containsCidr, formatCidr, overlaps } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { Network } from '../../model/network.ts';
import { zoneNameOf, zonesOf } from '../../model/region.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable } from './describe.ts';
import type { Maker } from './dhcp-options.ts';
import {
  dependencyViolation,
  invalidCombination,
  invalidParameterValue,
  notOffered,
  owned,
  required,
} from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { availableAddresses } from './subnet-address.ts';
import { specifiedTags, tagList } from './tags.ts';
import { blockOf, hasAllowedSize, readCidr } from './vpc-cidr.ts';
import { defaultAcl } from './vpc-parts.ts';

function arnOf(subnet: Subnet): string {
  return `arn:aws:ec2:${subnet.region}:${subnet.account}:subnet/${subnet.id}`;
}

/** As a viewer sees it: zones have the names that they have in the viewer's account. */
export function subnetShape(network: Network, viewer: string, subnet: Subnet): SubnetShape {
  const tags = tagList(subnet.tags);
  return {
    AvailabilityZoneId: subnet.zoneId,
    MapCustomerOwnedIpOnLaunch: false,
    OwnerId: subnet.account,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    ...(tags.length > 0 ? { Tags: tags } : {}),
    SubnetArn: arnOf(subnet),
    EnableDns64: false,
    Ipv6Native: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: subnet.privateDns.hostnameType,
      EnableResourceNameDnsARecord: subnet.privateDns.resourceNameA,
      EnableResourceNameDnsAAAARecord: subnet.privateDns.resourceNameAaaa,
    },
    BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    SubnetId: subnet.id,
    State: 'available',
    VpcId: subnet.vpc,
    CidrBlock: subnet.cidr,
    AvailableIpAddressCount: availableAddresses(network, subnet),
    AvailabilityZone: zoneNameOf(viewer, subnet.region, subnet.zoneId),
    DefaultForAz: subnet.defaultForAz,
    MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
  };
}

function filtersOf(network: Network, viewer: string): FilterTable<Subnet> {
  const zoneName = (subnet: Subnet) => zoneNameOf(viewer, subnet.region, subnet.zoneId);
  return {
    'availability-zone': zoneName,
    availabilityZone: zoneName,
    'availability-zone-id': (subnet) => subnet.zoneId,
    availabilityZoneId: (subnet) => subnet.zoneId,
    'available-ip-address-count': (subnet) => availableAddresses(network, subnet),
    'cidr-block': (subnet) => subnet.cidr,
    cidr: (subnet) => subnet.cidr,
    cidrBlock: (subnet) => subnet.cidr,
    'customer-owned-ipv4-pool': () => [],
    'default-for-az': (subnet) => subnet.defaultForAz,
    defaultForAz: (subnet) => subnet.defaultForAz,
    'enable-dns64': () => false,
    'enable-lni-at-device-index': () => [],
    'ipv6-cidr-block-association.ipv6-cidr-block': () => [],
    'ipv6-cidr-block-association.association-id': () => [],
    'ipv6-cidr-block-association.state': () => [],
    'ipv6-native': () => false,
    'map-customer-owned-ip-on-launch': () => false,
    'map-public-ip-on-launch': (subnet) => subnet.mapPublicIpOnLaunch,
    'outpost-arn': () => [],
    'owner-id': (subnet) => subnet.account,
    'private-dns-name-options-on-launch.hostname-type': (subnet) => subnet.privateDns.hostnameType,
    'private-dns-name-options-on-launch.enable-resource-name-dns-a-record': (subnet) => subnet.privateDns.resourceNameA,
    'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record': (subnet) =>
      subnet.privateDns.resourceNameAaaa,
    state: () => 'available',
    'subnet-arn': arnOf,
    'subnet-id': (subnet) => subnet.id,
    'vpc-id': (subnet) => subnet.vpc,
  };
}

type Zoned = { readonly AvailabilityZone?: string | undefined; readonly AvailabilityZoneId?: string | undefined };

/** The id of the zone that a request names, or of the first one. @throws Fault InvalidParameterValue */
export function requestedZoneId(context: Pick<Context, 'account' | 'region'>, input: Zoned): string {
  const zones = zonesOf(context.account, context.region);
  const { AvailabilityZone: name, AvailabilityZoneId: id } = input;
  if (name !== undefined && id !== undefined) {
    throw invalidCombination("Only one of 'availabilityZone' or 'availabilityZoneId' may be specified.");
  }
  if (name === undefined && id === undefined) return zones[0]!.id;
  const zone = zones.find((one) => one.name === name || one.id === id);
  if (zone) return zone.id;
  const [parameter, known] =
    name === undefined
      ? ['availabilityZoneId', zones.map((one) => one.id)]
      : ['availabilityZone', zones.map((one) => one.name)];
  throw invalidParameterValue(
    `Value (${name ?? id}) for parameter ${parameter} is invalid. Subnets can currently only be created in the following availability zones: ${known.join(', ')}.`,
  );
}

/** A block for a subnet of the VPC in canonical form. @throws Fault InvalidSubnet.Range, InvalidSubnet.Conflict */
function checkBlock(draft: Draft, vpc: Vpc, text: string): string {
  const cidr = readCidr(text);
  if (!hasAllowedSize(cidr) || !vpc.cidrs.some((one) => containsCidr(blockOf(one.cidr), cidr))) {
    throw new Fault('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`);
  }
  if (draft.find('subnet', `vpc:${vpc.id}`).some((subnet) => overlaps(blockOf(subnet.cidr), cidr))) {
    throw new Fault('InvalidSubnet.Conflict', `The CIDR '${text}' conflicts with another subnet`);
  }
  return formatCidr(cidr);
}

/** A new subnet, associated with the VPC's default network ACL. Checks nothing. */
export function makeSubnet(
  draft: Draft,
  maker: Maker,
  wanted: Pick<Subnet, 'vpc' | 'cidr' | 'zoneId' | 'tags' | 'defaultForAz'>,
): Subnet {
  const { account, region, now, random } = maker;
  const subnet: Subnet = {
    kind: 'subnet',
    id: resourceId(random, 'subnet'),
    account,
    region,
    created: now,
    ...wanted,
    mapPublicIpOnLaunch: wanted.defaultForAz,
    privateDns: { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false },
  };
  draft.put(subnet);
  const acl = defaultAcl(draft, subnet.vpc);
  const association = { id: resourceId(random, 'aclassoc'), subnet: subnet.id };
  draft.put({ ...acl, associations: [...acl.associations, association] });
  return subnet;
}

function removeSubnet(draft: Draft, subnet: Subnet): void {
  const key = `subnet:${subnet.id}`;
  for (const acl of draft.find('network-acl', key)) {
    draft.put({ ...acl, associations: acl.associations.filter((one) => one.subnet !== subnet.id) });
  }
  for (const table of draft.find('route-table', key)) {
    draft.put({ ...table, associations: table.associations.filter((one) => one.subnet !== subnet.id) });
  }
  removeResource(draft, subnet);
}

type Change = (subnet: Subnet) => Subnet;

/** The one change that a request asks for; EC2 takes one attribute at a time. */
function readChange(input: InputOf<'ModifySubnetAttribute'>): Change {
  const changes: Change[] = [];
  const privateDns = (part: Partial<Subnet['privateDns']>) =>
    changes.push((subnet) => ({ ...subnet, privateDns: { ...subnet.privateDns, ...part } }));
  const mapPublic = input.MapPublicIpOnLaunch?.Value;
  if (mapPublic !== undefined) changes.push((subnet) => ({ ...subnet, mapPublicIpOnLaunch: mapPublic }));
  const hostnameType = input.PrivateDnsHostnameTypeOnLaunch;
  if (hostnameType !== undefined && hostnameType !== 'ip-name' && hostnameType !== 'resource-name') {
    throw invalidParameterValue(`Value (${hostnameType}) for parameter privateDnsHostnameTypeOnLaunch is invalid.`);
  }
  if (hostnameType !== undefined) privateDns({ hostnameType });
  const resourceNameA = input.EnableResourceNameDnsARecordOnLaunch?.Value;
  if (resourceNameA !== undefined) privateDns({ resourceNameA });
  const resourceNameAaaa = input.EnableResourceNameDnsAAAARecordOnLaunch?.Value;
  if (resourceNameAaaa !== undefined) privateDns({ resourceNameAaaa });
  for (const name of ['AssignIpv6AddressOnCreation', 'EnableDns64', 'MapCustomerOwnedIpOnLaunch'] as const) {
    if (input[name]?.Value) throw notOffered(name);
    if (input[name] !== undefined) changes.push((subnet) => subnet);
  }
  if (input.EnableLniAtDeviceIndex !== undefined) throw notOffered('EnableLniAtDeviceIndex');
  if (input.DisableLniAtDeviceIndex !== undefined || input.CustomerOwnedIpv4Pool !== undefined)
    changes.push((subnet) => subnet);
  if (changes.length === 0) throw invalidCombination('No attributes specified.');
  if (changes.length > 1) throw invalidCombination('Fields for multiple attribute types specified.');
  return changes[0]!;
}

export const subnetOperations = {
  CreateSubnet(context, input) {
    if (input.Ipv6CidrBlock || input.Ipv6Native || input.Ipv6IpamPoolId || input.Ipv6NetmaskLength) {
      throw notOffered('An IPv6 CIDR block for a subnet');
    }
    if (input.Ipv4IpamPoolId || input.OutpostArn) throw notOffered(input.OutpostArn ? 'Outposts' : 'IPAM');
    const text = required(input.CidrBlock, 'cidrBlock');
    const zoneId = requestedZoneId(context, input);
    const tags = specifiedTags(input.TagSpecifications, 'subnet');
    return context.transact((draft) => {
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId'));
      const cidr = checkBlock(draft, vpc, text);
      checkQuota(context, 'subnetsPerVpc', draft.network.count('subnet', `vpc:${vpc.id}`) + 1);
      const subnet = makeSubnet(draft, context, { vpc: vpc.id, cidr, zoneId, tags, defaultForAz: false });
      return { Subnet: subnetShape(draft.network, context.account, subnet) };
    });
  },

  DeleteSubnet(context, input) {
    const id = required(input.SubnetId, 'subnetId');
    return context.transact((draft) => {
      const subnet = owned(draft, context, 'subnet', id);
      if (draft.network.count('network-interface', `subnet:${id}`) > 0) throw dependencyViolation('subnet', id);
      removeSubnet(draft, subnet);
      return {};
    });
  },

  DescribeSubnets(context, input) {
    const { network, account } = context;
    const page = describe(context, 'subnet', { ...input, ids: input.SubnetIds }, filtersOf(network, account));
    return { Subnets: page.items.map((subnet) => subnetShape(network, account, subnet)), NextToken: page.nextToken };
  },

  ModifySubnetAttribute(context, input) {
    const change = readChange(input);
    return context.transact((draft) => {
      draft.put(change(owned(draft, context, 'subnet', required(input.SubnetId, 'subnetId'))));
      return {};
    });
  },
} satisfies Ec2Handlers;
