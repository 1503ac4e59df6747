/**
 * Operations on NAT gateways. A gateway brings its interface, and an elastic address where it is public. What EC2 finds out
 * only while it sets a gateway up ends in the state `failed`, as it does there.
 */

import type { NatGateway as GatewayShape, NatGatewayAddress } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { ElasticAddress } from '../../model/elastic-address.ts';
import type { NatGateway } from '../../model/nat-gateway.ts';
import type { Network } from '../../model/network.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe } from './describe.ts';
import { associate } from './elastic-association.ts';
import { invalidCombination, invalidParameterValue, notOffered, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { createInterface, deleteInterface, serviceAttachment } from './network-interface.ts';
import { checkQuota } from './quotas.ts';
import { natGatewayState, settled } from './state.ts';
import { freeAddress, takeAddress } from './subnet-address.ts';
import { specifiedTags, tagList } from './tags.ts';

const shownAfterEnd = 60 * 60 * 1000;

/** Removes the caller's gateways that were deleted more than an hour ago. */
function purgeDeleted(draft: Draft, context: Context): void {
  for (const gateway of draft.find('nat-gateway', `owner:${context.account}/${context.region}`)) {
    if (gateway.deleted !== undefined && gateway.deleted <= context.now - shownAfterEnd) {
      draft.remove(gateway.kind, gateway.id);
    }
  }
}

interface Wanted {
  readonly connectivity: NatGateway['connectivity'];
  readonly subnet: Subnet;
  readonly elastic?: ElasticAddress | undefined;
}

function readWanted(draft: Draft, context: Context, input: InputOf<'CreateNatGateway'>): Wanted {
  if (input.AvailabilityMode === 'regional') throw notOffered('A regional NAT gateway');
  if (input.SecondaryAllocationIds?.length || input.SecondaryPrivateIpAddresses?.length) {
    throw notOffered('A secondary address of a NAT gateway');
  }
  if (input.SecondaryPrivateIpAddressCount) throw notOffered('A secondary address of a NAT gateway');
  const connectivity = input.ConnectivityType ?? 'public';
  if (connectivity !== 'public' && connectivity !== 'private') {
    throw invalidParameterValue(`Value (${connectivity}) for parameter connectivityType is invalid.`);
  }
  const subnet = owned(draft, context, 'subnet', required(input.SubnetId, 'subnetId'));
  if (connectivity === 'private') {
    if (input.AllocationId) {
      throw invalidCombination('The AllocationId parameter cannot be specified for a private NAT gateway.');
    }
    return { connectivity, subnet };
  }
  if (!input.AllocationId) {
    throw new Fault(
      'MissingParameter',
      'The request must include the AllocationId parameter. Add the required parameter and retry the request.',
    );
  }
  return { connectivity, subnet, elastic: owned(draft, context, 'elastic-address', input.AllocationId) };
}

/** Why a gateway that may be asked for will not come up. */
function failureOf(draft: Draft, { connectivity, subnet, elastic }: Wanted): NatGateway['failure'] | undefined {
  if (connectivity === 'private') return undefined;
  if (draft.network.count('internet-gateway', `vpc:${subnet.vpc}`) === 0) {
    return { code: 'Gateway.NotAttached', message: `Network ${subnet.vpc} has no Internet gateway attached` };
  }
  if (elastic?.association) {
    return {
      code: 'Resource.AlreadyAssociated',
      message: `Elastic IP address [${elastic.id}] is already associated`,
    };
  }
  return undefined;
}

function checkZoneQuota(draft: Draft, context: Context, zoneId: string): void {
  const here = draft
    .find('nat-gateway', `owner:${context.account}/${context.region}`)
    .filter(
      (gateway) => !gateway.failure && !(gateway.desired === 'deleted' && settled(context, gateway.stateRevision)),
    )
    .filter((gateway) => draft.get('subnet', gateway.subnet)?.zoneId === zoneId);
  checkQuota(context, 'natGatewaysPerZone', here.length + 1);
}

/** The gateway's own interface: no groups, and it forwards what isn't addressed to it. */
function makeInterface(draft: Draft, context: Context, gateway: string, subnet: Subnet, address: string) {
  return createInterface(draft, context, {
    subnet,
    address,
    groups: [],
    interfaceType: 'nat_gateway',
    description: `Interface for NAT Gateway ${gateway}`,
    sourceDestCheck: false,
    // The account that AWS shows here is one of its own.
    requester: 'amazon-aws',
    parent: gateway,
    attachment: serviceAttachment(context),
  });
}

function createGateway(draft: Draft, context: Context, input: InputOf<'CreateNatGateway'>): NatGateway {
  const tags = specifiedTags(input.TagSpecifications, 'natgateway');
  const wanted = readWanted(draft, context, input);
  const { connectivity, subnet, elastic } = wanted;
  checkZoneQuota(draft, context, subnet.zoneId);
  const id = resourceId(context.random, 'nat');
  const failure = failureOf(draft, wanted);
  const privateAddress = input.PrivateIpAddress
    ? takeAddress(draft, subnet, input.PrivateIpAddress)
    : freeAddress(draft, subnet);
  const one = failure ? undefined : makeInterface(draft, context, id, subnet, privateAddress);
  if (one && elastic) associate(draft, context, elastic, one, privateAddress);
  const gateway: NatGateway = {
    kind: 'nat-gateway',
    id,
    account: context.account,
    region: context.region,
    created: context.now,
    tags,
    vpc: subnet.vpc,
    subnet: subnet.id,
    connectivity,
    networkInterface: one?.id ?? '',
    privateAddress,
    ...(elastic ? { allocation: elastic.id, publicAddress: elastic.publicAddress } : {}),
    desired: failure ? 'deleted' : 'available',
    stateRevision: draft.revision,
    ...(failure ? { failure, deleted: context.now } : {}),
  };
  draft.put(gateway);
  return gateway;
}

function deleteGateway(draft: Draft, context: Context, gateway: NatGateway): void {
  if (gateway.desired === 'deleted') return;
  deleteInterface(draft, { id: gateway.networkInterface });
  draft.put({ ...gateway, desired: 'deleted', stateRevision: draft.revision, deleted: context.now });
}

function addressShape(network: Network, gateway: NatGateway, state: string): NatGatewayAddress {
  const elastic = gateway.allocation === undefined ? undefined : network.get('elastic-address', gateway.allocation);
  const mine = elastic?.association?.networkInterface === gateway.networkInterface;
  return {
    PrivateIp: gateway.privateAddress,
    IsPrimary: true,
    Status: state === 'failed' ? ('failed' as const) : ('succeeded' as const),
    ...(gateway.networkInterface ? { NetworkInterfaceId: gateway.networkInterface } : {}),
    ...(gateway.allocation ? { AllocationId: gateway.allocation } : {}),
    ...(gateway.publicAddress ? { PublicIp: gateway.publicAddress } : {}),
    ...(mine && elastic?.association ? { AssociationId: elastic.association.id } : {}),
  };
}

function gatewayShape(network: Network, context: Context, gateway: NatGateway): GatewayShape {
  const State = natGatewayState(context, gateway);
  return {
    NatGatewayId: gateway.id,
    ConnectivityType: gateway.connectivity,
    CreateTime: new Date(gateway.created),
    NatGatewayAddresses: [addressShape(network, gateway, State)],
    State,
    SubnetId: gateway.subnet,
    VpcId: gateway.vpc,
    Tags: tagList(gateway.tags),
    ...(gateway.deleted === undefined ? {} : { DeleteTime: new Date(gateway.deleted) }),
    ...(gateway.failure ? { FailureCode: gateway.failure.code, FailureMessage: gateway.failure.message } : {}),
  };
}

export const natGatewayOperations = {
  CreateNatGateway(context, input) {
    return context.transact((draft) => {
      purgeDeleted(draft, context);
      const gateway = createGateway(draft, context, input);
      // A gateway that will fail is `pending` at first, as every other.
      const { failure: _, deleted: __, ...starting } = gateway;
      const shape = gatewayShape(draft.network, context, { ...starting, desired: 'available' });
      return { NatGateway: { ...shape, State: 'pending' as const }, ClientToken: input.ClientToken };
    });
  },

  DeleteNatGateway(context, input) {
    return context.transact((draft) => {
      purgeDeleted(draft, context);
      const gateway = owned(draft, context, 'nat-gateway', required(input.NatGatewayId, 'natGatewayId'));
      deleteGateway(draft, context, gateway);
      return { NatGatewayId: gateway.id };
    });
  },

  DescribeNatGateways(context, input) {
    const { network } = context;
    const request = {
      ids: input.NatGatewayIds,
      Filters: input.Filter,
      MaxResults: input.MaxResults,
      NextToken: input.NextToken,
    };
    const { items, nextToken } = describe(context, 'nat-gateway', request, {
      'nat-gateway-id': (gateway) => gateway.id,
      state: (gateway) => natGatewayState(context, gateway),
      'subnet-id': (gateway) => gateway.subnet,
      'vpc-id': (gateway) => gateway.vpc,
      'connectivity-type': (gateway) => gateway.connectivity,
    });
    return { NatGateways: items.map((gateway) => gatewayShape(network, context, gateway)), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
