/** What may be changed on a network interface: description, groups, source check, attachment behaviour and addresses. */

import { present } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { setAddressFree } from './elastic-association.ts';
import { invalidCombination, invalidParameterValue, notOffered, required, seen } from './faults.ts';
import type { Ec2Handlers, InputOf, OutputOf } from './handlers.ts';
import { instanceTypeOf } from './instance-type.ts';
import { interfaceGroups, manageable, withAddresses } from './network-interface.ts';
import { groupIdentifiers, interfaceShape } from './network-interface-shape.ts';

type Change = (draft: Draft, context: Context, one: NetworkInterface) => NetworkInterface;

function changeAttachment(input: {
  AttachmentId?: string | undefined;
  DeleteOnTermination?: boolean | undefined;
}): Change {
  return (_draft, _context, one) => {
    const id = required(input.AttachmentId, 'attachmentId');
    if (one.attachment?.id !== id) {
      throw new Fault('InvalidAttachmentID.NotFound', `The attachment ID '${id}' does not exist`);
    }
    const deleteOnTermination = input.DeleteOnTermination ?? one.attachment.deleteOnTermination;
    return { ...one, attachment: { ...one.attachment, deleteOnTermination } };
  };
}

/** The primary interface's check is the instance's own. */
export function setSourceCheck(draft: Draft, one: NetworkInterface, sourceDestCheck: boolean): NetworkInterface {
  const { instance: id, deviceIndex } = one.attachment ?? {};
  const instance = id !== undefined && deviceIndex === 0 ? draft.get('instance', id) : undefined;
  if (instance) draft.put({ ...instance, sourceDestCheck });
  return { ...one, sourceDestCheck };
}

/** The one change that a request asks for. @throws Fault InvalidParameterCombination where there are none or several */
function readChange(input: InputOf<'ModifyNetworkInterfaceAttribute'>): Change {
  const changes: Change[] = [];
  const { Description, SourceDestCheck, Groups, Attachment } = input;
  if (Description !== undefined) changes.push((_d, _c, one) => ({ ...one, description: Description.Value ?? '' }));
  if (SourceDestCheck?.Value !== undefined) {
    const check = SourceDestCheck.Value;
    changes.push((draft, _c, one) => setSourceCheck(draft, one, check));
  }
  if (Groups !== undefined && Groups.length > 0) {
    changes.push((draft, context, one) => {
      const subnet = present(draft.get('subnet', one.subnet), `subnet of ${one.id}`);
      return { ...one, groups: interfaceGroups(draft, context, subnet, Groups, one.groups) };
    });
  }
  if (Attachment !== undefined) changes.push(changeAttachment(Attachment));
  if (changes.length === 0) throw invalidCombination('No attributes specified.');
  if (changes.length > 1) throw invalidCombination('Fields for multiple attribute types specified');
  return changes[0]!;
}

/** How many addresses the interface may have: its instance's type says, once it is attached. */
function checkAddressLimit(draft: Draft, one: NetworkInterface): void {
  const instance = one.attachment?.instance && draft.get('instance', one.attachment.instance);
  if (!instance) return;
  if (one.privateAddresses.length > instanceTypeOf(instance.instanceType).addressesPerInterface) {
    throw new Fault('PrivateIpAddressLimitExceeded', 'Number of private addresses will exceed limit.');
  }
}

/** Takes addresses from the interfaces of the same subnet that have them as secondary ones. */
function reassignFrom(draft: Draft, one: NetworkInterface, addresses: readonly string[]): void {
  for (const address of addresses) {
    const [holder] = draft.find('network-interface', `address:${one.vpc}/${address}`);
    if (holder === undefined || holder.id === one.id) continue;
    if (holder.privateAddresses[0] === address || holder.requesterManaged) {
      throw new Fault('InvalidIPAddress.InUse', `Address ${address} is in use.`);
    }
    dropAddresses(draft, holder, [address]);
  }
}

function dropAddresses(draft: Draft, one: NetworkInterface, addresses: readonly string[]): void {
  for (const elastic of draft.find('elastic-address', `interface:${one.id}`)) {
    if (addresses.includes(elastic.association?.privateAddress ?? '')) setAddressFree(draft, elastic);
  }
  draft.put({ ...one, privateAddresses: one.privateAddresses.filter((address) => !addresses.includes(address)) });
}

function assign(draft: Draft, context: Context, input: InputOf<'AssignPrivateIpAddresses'>): NetworkInterface {
  if (input.Ipv4PrefixCount || input.Ipv4Prefixes?.length) throw notOffered('Prefix delegation');
  const one = manageable(draft, context, required(input.NetworkInterfaceId, 'networkInterfaceId'));
  const named = input.PrivateIpAddresses ?? [];
  const count = input.SecondaryPrivateIpAddressCount ?? 0;
  if (named.length > 0 && count > 0) {
    throw invalidCombination(
      'The parameters secondaryPrivateIpAddressCount and privateIpAddresses cannot be used together.',
    );
  }
  if (named.length === 0 && count <= 0) throw invalidCombination('No addresses specified.');
  const fresh = named.filter((address) => !one.privateAddresses.includes(address));
  if (input.AllowReassignment) reassignFrom(draft, one, fresh);
  const whole = withAddresses(
    draft,
    one,
    present(draft.get('subnet', one.subnet), `subnet of ${one.id}`),
    fresh,
    count,
  );
  checkAddressLimit(draft, whole);
  draft.put(whole);
  return whole;
}

function unassign(draft: Draft, context: Context, input: InputOf<'UnassignPrivateIpAddresses'>): void {
  if (input.Ipv4Prefixes?.length) throw notOffered('Prefix delegation');
  const one = manageable(draft, context, required(input.NetworkInterfaceId, 'networkInterfaceId'));
  const addresses = input.PrivateIpAddresses ?? [];
  if (addresses.includes(one.privateAddresses[0]!)) {
    throw invalidParameterValue('The primary IP address of an interface cannot be unassigned');
  }
  const strangers = addresses.filter((address) => !one.privateAddresses.includes(address));
  if (strangers.length > 0) {
    throw invalidParameterValue(`Some of the specified addresses are not assigned to interface ${one.id}`);
  }
  dropAddresses(draft, one, addresses);
}

export const networkInterfaceAttributeOperations = {
  ModifyNetworkInterfaceAttribute(context, input) {
    const change = readChange(input);
    return context.transact((draft) => {
      const one = manageable(draft, context, required(input.NetworkInterfaceId, 'networkInterfaceId'));
      draft.put(change(draft, context, one));
      return {};
    });
  },

  ResetNetworkInterfaceAttribute(context, input) {
    return context.transact((draft) => {
      const one = manageable(draft, context, required(input.NetworkInterfaceId, 'networkInterfaceId'));
      if (input.SourceDestCheck === undefined) throw invalidCombination('No attributes specified.');
      draft.put(setSourceCheck(draft, one, true));
      return {};
    });
  },

  DescribeNetworkInterfaceAttribute(context, input): OutputOf<'DescribeNetworkInterfaceAttribute'> {
    const { network } = context;
    const id = required(input.NetworkInterfaceId, 'networkInterfaceId');
    const one = seen(network, context, 'network-interface', id);
    const shape = interfaceShape(network, context.account, one);
    switch (input.Attribute) {
      case 'description':
        return { NetworkInterfaceId: id, Description: { Value: one.description } };
      case 'groupSet':
        return { NetworkInterfaceId: id, Groups: groupIdentifiers(network, one.groups) };
      case 'sourceDestCheck':
        return { NetworkInterfaceId: id, SourceDestCheck: { Value: one.sourceDestCheck } };
      case 'attachment':
        return { NetworkInterfaceId: id, ...(shape.Attachment ? { Attachment: shape.Attachment } : {}) };
      case 'associatePublicIpAddress':
        return { NetworkInterfaceId: id, AssociatePublicIpAddress: one.assignPublicAddress === true };
      default:
        throw invalidParameterValue(
          `Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`,
        );
    }
  },

  AssignPrivateIpAddresses(context, input) {
    return context.transact((draft) => {
      const before = draft.get('network-interface', input.NetworkInterfaceId ?? '')?.privateAddresses ?? [];
      const whole = assign(draft, context, input);
      const added = whole.privateAddresses.filter((address) => !before.includes(address));
      return {
        NetworkInterfaceId: whole.id,
        AssignedPrivateIpAddresses: added.map((PrivateIpAddress) => ({ PrivateIpAddress })),
        AssignedIpv4Prefixes: [],
      };
    });
  },

  UnassignPrivateIpAddresses(context, input) {
    return context.transact((draft) => {
      unassign(draft, context, input);
      return {};
    });
  },
} satisfies Ec2Handlers;
