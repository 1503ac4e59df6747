/**
 * Operations on elastic addresses. What an association does to the interface is in elastic-association.ts; addresses of NAT
 * gateways are the gateways' own and refused here.
 */

import type { Address } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { ElasticAddress } from '../../model/elastic-address.ts';
import type { Network } from '../../model/network.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, type FilterTable, page } from './describe.ts';
import { assignAutoAddress, associate, setAddressFree } from './elastic-association.ts';
import { invalidCombination, invalidParameterValue, missingParameter, notOffered, owned } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { interfacesOf } from './network-interface-attachment.ts';
import { freePublicAddress, namedPublicAddress } from './public-address.ts';
import { checkQuota } from './quotas.ts';
import { instanceState } from './state.ts';
import { specifiedTags, tagList } from './tags.ts';

function byPublicAddress(network: Network, context: Context, address: string): ElasticAddress | undefined {
  return network
    .find('elastic-address', `public:${address}`)
    .find((one) => one.account === context.account && one.region === context.region);
}

interface AddressName {
  readonly AllocationId?: string | undefined;
  readonly PublicIp?: string | undefined;
}

/** The address that a request names by allocation or by itself. */
function namedAddress(draft: Draft, context: Context, input: AddressName): ElasticAddress {
  if (input.AllocationId && input.PublicIp) {
    throw invalidCombination('You may specify public IP or allocation id, but not both in the same call');
  }
  if (input.AllocationId) return owned(draft, context, 'elastic-address', input.AllocationId);
  if (!input.PublicIp) throw missingParameter('publicIp or allocationId');
  const found = byPublicAddress(draft.network, context, input.PublicIp);
  if (found) return found;
  throw new Fault('AuthFailure', `The address '${input.PublicIp}' does not belong to you.`);
}

const notYours = (): Fault => new Fault('AuthFailure', 'You do not have permission to access the specified resource.');

/** A NAT gateway's address is changed by the gateway only. */
function checkUnmanaged(draft: Draft, elastic: ElasticAddress): void {
  const id = elastic.association?.networkInterface;
  if (id !== undefined && draft.get('network-interface', id)?.requesterManaged) throw notYours();
}

/** The instance's only interface. @throws Fault InvalidInstanceID where it has several, or is going */
function interfaceOfInstance(draft: Draft, context: Context, id: string): NetworkInterface {
  const instance = owned(draft, context, 'instance', id);
  const state = instanceState(context, instance).Name;
  if (state !== 'running' && state !== 'stopped' && state !== 'stopping') {
    throw new Fault('InvalidInstanceID', `The ${state} instance '${id}' is not in a valid state for this operation.`);
  }
  const [only, ...others] = interfacesOf(draft, id);
  if (only === undefined || others.length > 0) {
    throw new Fault(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${id}'. Please specify an interface ID for the operation instead.`,
    );
  }
  return only;
}

function targetInterface(draft: Draft, context: Context, input: InputOf<'AssociateAddress'>): NetworkInterface {
  if (input.NetworkInterfaceId && input.InstanceId) {
    throw invalidCombination('You may specify an instance id or a network interface id, but not both.');
  }
  if (input.NetworkInterfaceId) {
    const one = owned(draft, context, 'network-interface', input.NetworkInterfaceId);
    if (one.requesterManaged) throw notYours();
    return one;
  }
  if (input.InstanceId) return interfaceOfInstance(draft, context, input.InstanceId);
  throw missingParameter('instanceId or networkInterfaceId');
}

function alreadyAssociated(resource: string, association: string): Fault {
  return new Fault(
    'Resource.AlreadyAssociated',
    `resource ${resource} is already associated with associate-id ${association}`,
  );
}

function privateAddressFor(one: NetworkInterface, wanted: string | undefined): string {
  const address = wanted ?? one.privateAddresses[0]!;
  if (one.privateAddresses.includes(address)) return address;
  throw invalidParameterValue(`The private IP address ${address} is not assigned to network interface ${one.id}`);
}

function associateAddress(draft: Draft, context: Context, input: InputOf<'AssociateAddress'>): string {
  const elastic = namedAddress(draft, context, input);
  const one = targetInterface(draft, context, input);
  const privateAddress = privateAddressFor(one, input.PrivateIpAddress);
  if (draft.network.count('internet-gateway', `vpc:${one.vpc}`) === 0) {
    throw new Fault('Gateway.NotAttached', `Network ${one.vpc} is not attached to any internet gateway`);
  }
  checkUnmanaged(draft, elastic);
  const now = elastic.association;
  if (now?.networkInterface === one.id && now.privateAddress === privateAddress) return now.id;
  if (now && input.AllowReassociation === false) throw alreadyAssociated(elastic.id, now.id);
  const other = draft
    .find('elastic-address', `interface:${one.id}`)
    .find((other) => other.association?.privateAddress === privateAddress);
  if (other && input.AllowReassociation === false) throw alreadyAssociated(one.id, other.association!.id);
  if (other) setAddressFree(draft, other);
  const id = associate(draft, context, elastic, one, privateAddress);
  if (now) assignAutoAddress(draft, context, now.networkInterface);
  return id;
}

function associatedAddress(draft: Draft, context: Context, input: InputOf<'DisassociateAddress'>): ElasticAddress {
  if (!input.AssociationId) {
    const elastic = namedAddress(draft, context, { PublicIp: input.PublicIp });
    if (elastic.association) return elastic;
    throw new Fault('InvalidAssociationID.NotFound', `Address '${elastic.publicAddress}' is not associated.`);
  }
  const found = draft
    .find('elastic-address', `owner:${context.account}/${context.region}`)
    .find((one) => one.association?.id === input.AssociationId);
  if (found) return found;
  throw new Fault('InvalidAssociationID.NotFound', `The association ID '${input.AssociationId}' does not exist`);
}

function addressShape(network: Network, elastic: ElasticAddress): Address {
  const { association } = elastic;
  const one = association && network.get('network-interface', association.networkInterface);
  return {
    AllocationId: elastic.id,
    PublicIp: elastic.publicAddress,
    Domain: 'vpc' as const,
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: elastic.region,
    Tags: tagList(elastic.tags),
    ...(association && one
      ? {
          AssociationId: association.id,
          NetworkInterfaceId: one.id,
          NetworkInterfaceOwnerId: one.account,
          PrivateIpAddress: association.privateAddress,
          InstanceId: one.attachment?.instance ?? '',
        }
      : {}),
  };
}

function addressFilters(network: Network): FilterTable<ElasticAddress> {
  const shape = (elastic: ElasticAddress): Address => addressShape(network, elastic);
  return {
    'allocation-id': (elastic) => elastic.id,
    'association-id': (elastic) => elastic.association?.id,
    domain: () => 'vpc',
    'instance-id': (elastic) => shape(elastic).InstanceId,
    'network-border-group': (elastic) => elastic.region,
    'network-interface-id': (elastic) => elastic.association?.networkInterface,
    'network-interface-owner-id': (elastic) => shape(elastic).NetworkInterfaceOwnerId,
    'private-ip-address': (elastic) => elastic.association?.privateAddress,
    'public-ip': (elastic) => elastic.publicAddress,
  };
}

/** The caller's addresses, or those that the request names. */
function listed(context: Context, allocations: readonly string[], publicIps: readonly string[]) {
  const { network, account, region } = context;
  if (allocations.length === 0 && publicIps.length === 0) return network.owned('elastic-address', account, region);
  const named = publicIps.map((address) => {
    const found = byPublicAddress(network, context, address);
    if (found) return found;
    throw new Fault('InvalidAddress.NotFound', `Address '${address}' not found.`);
  });
  const all = [...allocations.map((id) => owned(network, context, 'elastic-address', id)), ...named];
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

export const elasticAddressOperations = {
  AllocateAddress(context, input) {
    if (input.Domain !== undefined && input.Domain !== 'vpc') {
      throw invalidParameterValue(`Value (${input.Domain}) for parameter domain is invalid. Expected: 'vpc'.`);
    }
    const ownPool = (input.PublicIpv4Pool ?? 'amazon') !== 'amazon';
    if (ownPool || input.CustomerOwnedIpv4Pool || input.IpamPoolId) throw notOffered('An address pool of your own');
    const tags = specifiedTags(input.TagSpecifications, 'elastic-ip');
    return context.transact((draft) => {
      const count = draft.network.count('elastic-address', `owner:${context.account}/${context.region}`);
      checkQuota(context, 'elasticAddressesPerRegion', count + 1);
      const { account, region, now: created } = context;
      const publicAddress = input.Address
        ? namedPublicAddress(draft, context, input.Address)
        : freePublicAddress(draft, context);
      const id = resourceId(context.random, 'eipalloc');
      draft.put({ kind: 'elastic-address', id, account, region, created, tags, publicAddress });
      return {
        AllocationId: id,
        PublicIp: publicAddress,
        PublicIpv4Pool: 'amazon',
        NetworkBorderGroup: region,
        Domain: 'vpc' as const,
      };
    });
  },

  ReleaseAddress(context, input) {
    return context.transact((draft) => {
      const elastic = namedAddress(draft, context, input);
      checkUnmanaged(draft, elastic);
      if (elastic.association) {
        throw new Fault('InvalidIPAddress.InUse', `Address ${elastic.publicAddress} is in use.`);
      }
      draft.remove(elastic.kind, elastic.id);
      return {};
    });
  },

  AssociateAddress(context, input) {
    return context.transact((draft) => ({ AssociationId: associateAddress(draft, context, input) }));
  },

  DisassociateAddress(context, input) {
    return context.transact((draft) => {
      const elastic = associatedAddress(draft, context, input);
      checkUnmanaged(draft, elastic);
      setAddressFree(draft, elastic);
      assignAutoAddress(draft, context, elastic.association!.networkInterface);
      return {};
    });
  },

  DescribeAddresses(context, input) {
    const { network } = context;
    const found = listed(context, input.AllocationIds ?? [], input.PublicIps ?? []);
    const filtered = applyFilters(found, input.Filters, addressFilters(network));
    return { Addresses: filtered.map((elastic) => addressShape(network, elastic)) };
  },

  /** Reverse DNS names are not kept, so there is none to show. */
  DescribeAddressesAttribute(context, input) {
    const { items, nextToken } = page(listed(context, input.AllocationIds ?? [], []), input, { least: 1 });
    const Addresses = items.map((elastic) => ({ PublicIp: elastic.publicAddress, AllocationId: elastic.id }));
    return { Addresses, NextToken: nextToken };
  },
} satisfies Ec2Handlers;
