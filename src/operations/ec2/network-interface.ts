/**
 * Network interfaces: making and removing them, for their owner's requests and for the instances, NAT gateways and endpoints
 * that bring their own. Attachments and attributes have files of their own. Addresses come from subnet-address.ts.
 */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { macOf } from '../../base/mac.ts';
import type { InterfaceType, NetworkInterface } from '../../model/network-interface.ts';
import type { Tags } from '../../model/resource.ts';
import { vpcsOfGroup } from '../../model/security-group.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe } from './describe.ts';
import { setAddressFree } from './elastic-association.ts';
import { invalidCombination, invalidParameterValue, notOffered, owned, required, usable } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { interfaceFilters, interfaceShape } from './network-interface-shape.ts';
import { defaultGroup } from './placement.ts';
import { checkQuota, quotaOf } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { freeAddress, takeAddress } from './subnet-address.ts';
import { specifiedTags } from './tags.ts';

/** How an interface hangs on what AWS runs for the account; the owner that AWS shows is one of its own. */
export function serviceAttachment(
  { random, now }: Context,
  instanceOwner = 'amazon-aws',
): NonNullable<NetworkInterface['attachment']> {
  return {
    id: resourceId(random, 'ela-attach'),
    instanceOwner,
    deviceIndex: 1,
    deleteOnTermination: false,
    attached: now,
  };
}

export interface WantedInterface {
  readonly subnet: Subnet;
  /** The primary address; any free one where absent. */
  readonly address?: string | undefined;
  /** Secondary addresses by name, then as many more as this. */
  readonly secondary?: readonly string[];
  readonly moreAddresses?: number;
  readonly groups: readonly string[];
  readonly interfaceType?: InterfaceType;
  readonly description?: string | undefined;
  readonly sourceDestCheck?: boolean;
  /** The service that asked for it and manages it. */
  readonly requester?: string;
  readonly parent?: string;
  readonly assignPublicAddress?: boolean;
  readonly autoPublicAddress?: string;
  readonly attachment?: NetworkInterface['attachment'];
  readonly tags?: Tags;
}

/** Makes an interface; its addresses are taken with it. @throws Fault where an address or a quota stands in the way */
export function createInterface(draft: Draft, context: Context, wanted: WantedInterface): NetworkInterface {
  const { subnet, requester, parent, attachment, autoPublicAddress } = wanted;
  checkInterfaceQuota(draft, context, subnet.zoneId);
  const id = resourceId(context.random, 'eni');
  const primary =
    wanted.address === undefined ? freeAddress(draft, subnet) : takeAddress(draft, subnet, wanted.address);
  const made: NetworkInterface = {
    kind: 'network-interface',
    id,
    account: context.account,
    region: context.region,
    created: context.now,
    tags: wanted.tags ?? {},
    vpc: subnet.vpc,
    subnet: subnet.id,
    zoneId: subnet.zoneId,
    interfaceType: wanted.interfaceType ?? 'interface',
    description: wanted.description ?? '',
    mac: macOf(id),
    privateAddresses: [primary],
    groups: wanted.groups,
    sourceDestCheck: wanted.sourceDestCheck ?? true,
    requesterManaged: requester !== undefined,
    ...(requester === undefined ? {} : { requester }),
    ...(parent === undefined ? {} : { parent }),
    ...(attachment === undefined ? {} : { attachment }),
    ...(wanted.assignPublicAddress ? { assignPublicAddress: true } : {}),
    ...(autoPublicAddress === undefined ? {} : { autoPublicAddress }),
  };
  const whole = withAddresses(draft, made, subnet, wanted.secondary ?? [], wanted.moreAddresses ?? 0);
  draft.put(whole);
  return whole;
}

/** The interface with more addresses: those named, then any free ones. Puts nothing. */
export function withAddresses(
  draft: Draft,
  one: NetworkInterface,
  subnet: Subnet,
  named: readonly string[],
  count: number,
): NetworkInterface {
  const chosen = new Set(one.privateAddresses);
  for (const text of named) {
    const address = takeAddress(draft, subnet, text);
    if (chosen.has(address)) throw new Fault('InvalidIPAddress.InUse', `Address ${address} is in use.`);
    chosen.add(address);
  }
  for (let left = count; left > 0; left -= 1) chosen.add(freeAddress(draft, subnet, undefined, chosen));
  return { ...one, privateAddresses: [...chosen] };
}

/** Counts a zone's interfaces only where the region's are past the quota of one zone. */
function checkInterfaceQuota(draft: Draft, context: Context, zoneId: string): void {
  const key = `owner:${context.account}/${context.region}`;
  if (draft.network.count('network-interface', key) < quotaOf(context, 'networkInterfacesPerZone')) return;
  const here = draft.find('network-interface', key).filter((one) => one.zoneId === zoneId).length;
  checkQuota(context, 'networkInterfacesPerZone', here + 1);
}

/** Removes an interface, whoever manages it; an elastic address on it is set free. */
export function deleteInterface(draft: Draft, { id }: Pick<NetworkInterface, 'id'>): void {
  for (const elastic of draft.find('elastic-address', `interface:${id}`)) setAddressFree(draft, elastic);
  const one = draft.get('network-interface', id);
  if (one) removeResource(draft, one);
}

/**
 * The groups that a request gives an interface of a subnet, or the VPC's default one, which is its owner's alone. The quota
 * is the lesser of the interface's owner's and the groups' owner's, and a server has the same for every account.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-sharing.html
 *
 * @param worn what the interface has already: it keeps a group that is no longer shared with its owner
 * @throws Fault where one doesn't exist or is another VPC's, or there are too many
 */
export function interfaceGroups(
  draft: Draft,
  context: Context,
  subnet: Subnet,
  ids: readonly string[] | undefined,
  worn: readonly string[] = [],
): readonly string[] {
  const named = ids === undefined || ids.length === 0 ? [defaultGroup(draft.network, subnet.vpc).id] : ids;
  const groups = [...new Set(named)];
  for (const id of groups.filter((one) => !worn.includes(one))) {
    const group = usable(draft, context, 'security-group', id);
    if (!vpcsOfGroup(group).includes(subnet.vpc)) {
      throw new Fault('InvalidParameter', `Security group ${id} and subnet ${subnet.id} belong to different networks.`);
    }
  }
  checkQuota(context, 'securityGroupsPerInterface', groups.length);
  return groups;
}

/** The caller's interface, if the caller may change it. @throws Fault OperationNotPermitted */
export function manageable(draft: Draft, context: Context, id: string): NetworkInterface {
  const one = owned(draft, context, 'network-interface', id);
  if (!one.requesterManaged) return one;
  // The code is documented for interfaces that a service manages; the sentence is the likeliest.
  throw new Fault('OperationNotPermitted', `You do not have permission to modify the network interface '${id}'.`);
}

export interface AddressInput {
  readonly Primary?: boolean | undefined;
  readonly PrivateIpAddress?: string | undefined;
}

/** The addresses that `PrivateIpAddress`, `PrivateIpAddresses` and the secondary count ask for together. */
export function requestedAddresses(input: {
  readonly PrivateIpAddress?: string | undefined;
  readonly PrivateIpAddresses?: readonly AddressInput[] | undefined;
  readonly SecondaryPrivateIpAddressCount?: number | undefined;
}): Pick<WantedInterface, 'address' | 'secondary' | 'moreAddresses'> {
  const listed = input.PrivateIpAddresses ?? [];
  const primaries = listed.filter((one) => one.Primary);
  if (primaries.length > 1 || (primaries.length === 1 && input.PrivateIpAddress)) {
    throw invalidCombination('Only one primary private IP address can be specified.');
  }
  const texts = listed.filter((one) => !one.Primary).map((one) => required(one.PrivateIpAddress, 'privateIpAddress'));
  const moreAddresses = input.SecondaryPrivateIpAddressCount ?? 0;
  if (moreAddresses > 0 && texts.length > 0) {
    throw invalidCombination(
      'The parameters secondaryPrivateIpAddressCount and privateIpAddresses cannot be used together.',
    );
  }
  return { address: input.PrivateIpAddress || primaries[0]?.PrivateIpAddress, secondary: texts, moreAddresses };
}

export const networkInterfaceOperations = {
  CreateNetworkInterface(context, input) {
    if (input.Ipv6AddressCount || input.Ipv6Addresses?.length || input.Ipv6PrefixCount || input.Ipv6Prefixes?.length) {
      throw notOffered('An IPv6 address on a network interface');
    }
    if (input.Ipv4PrefixCount || input.Ipv4Prefixes?.length) throw notOffered('Prefix delegation');
    if (input.InterfaceType !== undefined && (input.InterfaceType as string) !== 'interface') {
      throw notOffered(`A network interface of type ${input.InterfaceType}`);
    }
    const addresses = requestedAddresses(input);
    const tags = specifiedTags(input.TagSpecifications, 'network-interface');
    return context.transact((draft) => {
      const subnet = usable(draft, context, 'subnet', required(input.SubnetId, 'subnetId'));
      const groups = interfaceGroups(draft, context, subnet, input.Groups);
      const made = createInterface(draft, context, {
        subnet,
        groups,
        ...addresses,
        description: input.Description,
        tags,
      });
      return {
        // The service says `pending` here, a word that the SDK's enumeration lacks.
        NetworkInterface: { ...interfaceShape(draft.network, context.account, made), Status: 'pending' as 'available' },
        ClientToken: input.ClientToken,
      };
    });
  },

  DeleteNetworkInterface(context, input) {
    return context.transact((draft) => {
      const id = required(input.NetworkInterfaceId, 'networkInterfaceId');
      const one = owned(draft, context, 'network-interface', id);
      if (one.attachment) {
        throw invalidParameterValue(`Network interface '${id}' is currently in use.`);
      }
      deleteInterface(draft, one);
      return {};
    });
  },

  DescribeNetworkInterfaces(context, input) {
    const { network, account } = context;
    const request = { ...input, ids: input.NetworkInterfaceIds };
    const filters = interfaceFilters(network, account);
    const { items, nextToken } = describe(context, 'network-interface', request, filters);
    return { NetworkInterfaces: items.map((one) => interfaceShape(network, account, one)), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
