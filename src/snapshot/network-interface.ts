/**
 * Network interfaces, from describe-network-interfaces. Those of kinds that are not understood, and of instances that are not
 * in the snapshot, are there without an attachment, so that nothing passes them.
 */

import { parseAddress } from '../base/address.ts';
import { isAccountId } from '../base/ids.ts';
import { macOf } from '../base/mac.ts';
import type { InterfaceType, NetworkInterface } from '../model/network-interface.ts';
import { flag, type Item, items, member, numeric, optional, Refusal, required, tagsIn, text, time } from './item.ts';
import { parentsIn } from './parents.ts';
import type { Sourced } from './source.ts';
import { baseOf, derivedId, found, note, type World } from './world.ts';

const types: Readonly<Record<string, InterfaceType>> = {
  branch: 'interface',
  ec2_instance_connect_endpoint: 'ec2_instance_connect_endpoint',
  efa: 'interface',
  gateway_load_balancer: 'gateway_load_balancer',
  gateway_load_balancer_endpoint: 'gateway_load_balancer_endpoint',
  interface: 'interface',
  nat_gateway: 'nat_gateway',
  natGateway: 'nat_gateway',
  network_load_balancer: 'network_load_balancer',
  transit_gateway: 'transit_gateway',
  trunk: 'interface',
  vpc_endpoint: 'vpc_endpoint',
};

const unattached = 'treated as detached: nothing passes it';

export function readNetworkInterface(world: World, from: Sourced): readonly NetworkInterface[] {
  const { item } = from;
  const id = required(item, 'NetworkInterfaceId');
  const subnet = found(world, 'subnet', required(item, 'SubnetId'));
  const given = typeOf(item);
  const known = Object.hasOwn(types, given) ? types[given] : undefined;
  if (known === undefined) note(world, from, `an interface of the type ${given}`, unattached, id);
  const interfaceType = known ?? 'interface';
  const attachment = known === undefined ? undefined : attachmentOf(world, from, id);
  if (known && attachment === undefined && text(item, 'Status') === 'in-use') {
    note(world, from, 'an interface in use whose attachment is not understood', unattached, id);
  }
  return [
    {
      ...baseOf(from, id, { tags: tagsIn(item, 'TagSet') }),
      kind: 'network-interface',
      vpc: subnet.vpc,
      subnet: subnet.id,
      zoneId: subnet.zoneId,
      interfaceType,
      description: text(item, 'Description') ?? '',
      mac: text(item, 'MacAddress') ?? macOf(id),
      privateAddresses: addressesOf(item),
      groups: items(item, 'Groups').flatMap((one) => text(one, 'GroupId') ?? []),
      sourceDestCheck: item.SourceDestCheck !== false,
      requesterManaged: flag(item, 'RequesterManaged'),
      ...optional('requester', text(item, 'RequesterId')),
      ...autoAddressOf(item),
      ...optional('attachment', attachment),
      ...optional('parent', interfaceType === 'interface' ? undefined : world.once(parentsIn).of(item)),
    },
  ];
}

/** Endpoints of Route 53 Resolver have no type of their own, and no `describe-*` answer says which way they go. */
function typeOf(item: Item): string {
  const isResolvers = flag(item, 'RequesterManaged') && text(item, 'Description')?.startsWith('Route 53 Resolver:');
  return isResolvers ? 'resolver_endpoint' : (text(item, 'InterfaceType') ?? 'interface');
}

/** The primary one first. @throws Refusal where it has none */
function addressesOf(item: Item): readonly string[] {
  const listed = items(item, 'PrivateIpAddresses');
  const primary = text(listed.find((one) => flag(one, 'Primary')) ?? item, 'PrivateIpAddress');
  const all = [primary, ...listed.map((one) => text(one, 'PrivateIpAddress'))];
  const addresses = [...new Set(all)].filter((one) => one !== undefined && parseAddress(one) !== undefined);
  if (addresses.length === 0) throw new Refusal('without an IPv4 address');
  return addresses as readonly string[];
}

/** Associations of the primary address, as the interface and its list of addresses print them. */
function primaryAssociation(item: Item): Item | undefined {
  const primary = items(item, 'PrivateIpAddresses').find((one) => flag(one, 'Primary'));
  return member(item, 'Association') ?? member(primary, 'Association');
}

/** An address from Amazon's pool; an account's own are elastic addresses. */
function autoAddressOf(item: Item): { readonly autoPublicAddress?: string } {
  const association = primaryAssociation(item);
  if (isElastic(association)) return {};
  return optional('autoPublicAddress', text(association, 'PublicIp'));
}

export function isElastic(association: Item | undefined): boolean {
  return text(association, 'AllocationId') !== undefined || isAccountId(text(association, 'IpOwnerId') ?? '');
}

/** Of one to an instance that is not in the snapshot nothing is known. */
function attachmentOf(world: World, from: Sourced, id: string): NetworkInterface['attachment'] {
  const attachment = member(from.item, 'Attachment');
  if (attachment === undefined || !['attached', 'attaching'].includes(text(attachment, 'Status') ?? ''))
    return undefined;
  const instance = text(attachment, 'InstanceId');
  if (instance !== undefined && world.network.get('instance', instance) === undefined) return undefined;
  return {
    id: text(attachment, 'AttachmentId') ?? derivedId('eni-attach', id),
    ...optional('instance', instance),
    instanceOwner: text(attachment, 'InstanceOwnerId') ?? from.account,
    deviceIndex: numeric(attachment, 'DeviceIndex') ?? 0,
    deleteOnTermination: flag(attachment, 'DeleteOnTermination'),
    attached: time(attachment, 'AttachTime') ?? 0,
  };
}
