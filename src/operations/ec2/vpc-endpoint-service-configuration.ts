/**
 * Endpoint services that a customer offers behind network or gateway load balancers: create, modify, describe, delete. Who may
 * connect is in vpc-endpoint-service-permission.ts, the endpoints themselves in vpc-endpoint-connection.ts, private names in
 * vpc-endpoint-service-private-dns.ts, consumers' regions in vpc-endpoint-service-region.ts. IPv6 is refused.
 */

import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { VpcEndpointService } from '../../model/vpc-endpoint-service.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe } from './describe.ts';
import { invalidParameterValue, notFound, notOffered, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags } from './tags.ts';
import { hasAttached } from './vpc-endpoint-connection-view.ts';
import { invalidParameter } from './vpc-endpoint-fault.ts';
import {
  existingConnections,
  payerStays,
  privateNameOfGateway,
  regionsOfGateway,
  serviceNotFound,
} from './vpc-endpoint-service-fault.ts';
import { changedLoadBalancers, newLoadBalancers } from './vpc-endpoint-service-load-balancer.ts';
import { newVerification, withPrivateName } from './vpc-endpoint-service-private-dns.ts';
import { changedSupportedRegions, checkIdleTimeouts, newSupportedRegions } from './vpc-endpoint-service-region.ts';
import { serviceConfigurationFilters, serviceConfigurationShape } from './vpc-endpoint-service-shape.ts';

type CreateInput = InputOf<'CreateVpcEndpointServiceConfiguration'>;
type ModifyInput = InputOf<'ModifyVpcEndpointServiceConfiguration'>;

function checkAddressTypes(types: readonly string[] | undefined): void {
  for (const type of types ?? []) {
    if (type === 'ipv6') throw notOffered('The IP address type ipv6');
    if (type !== 'ipv4') throw invalidParameterValue(`Invalid value '${type}' for SupportedIpAddressTypes.`);
  }
}

function newService(draft: Draft, context: Context, input: CreateInput): VpcEndpointService {
  const { account, region, random } = context;
  return {
    kind: 'vpc-endpoint-service',
    id: resourceId(random, 'vpce-svc'),
    account,
    region,
    created: context.now,
    tags: specifiedTags(input.TagSpecifications, 'vpc-endpoint-service'),
    ...newLoadBalancers(draft, context, {
      network: input.NetworkLoadBalancerArns,
      gateway: input.GatewayLoadBalancerArns,
    }),
    // Likeliest: not documented for the API; the console and AWS's other tools ask for acceptance unless told otherwise.
    acceptanceRequired: input.AcceptanceRequired ?? true,
    ...(input.PrivateDnsName === undefined ? {} : { privateDns: newVerification(random, input.PrivateDnsName) }),
    supportedIpAddressTypes: ['ipv4'],
    supportedRegions: newSupportedRegions(context, input.SupportedRegions),
    payer: 'VpcEndpointOwner',
    principals: [],
  };
}

/**
 * No name and no other region leads to a gateway load balancer
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/create-gateway-load-balancer-endpoint-service.html).
 */
function checkGateway({ serviceType, privateDns, supportedRegions }: VpcEndpointService): void {
  if (serviceType === undefined) return;
  if (privateDns !== undefined) throw privateNameOfGateway();
  if (supportedRegions.length > 1) throw regionsOfGateway();
}

function checkModify(input: ModifyInput): void {
  checkAddressTypes(input.AddSupportedIpAddressTypes);
  // Likeliest sentence.
  if (input.RemoveSupportedIpAddressTypes?.includes('ipv4')) {
    throw invalidParameter('A VPC endpoint service must support at least one IP address type.');
  }
}

const changes = [
  'AcceptanceRequired',
  'PrivateDnsName',
  'RemovePrivateDnsName',
  'AddSupportedIpAddressTypes',
  'RemoveSupportedIpAddressTypes',
  'AddSupportedRegions',
  'RemoveSupportedRegions',
] as const;

/** A request that names only the service refreshes its zones; one that changes its load balancers does so too. */
function withLoadBalancers(
  draft: Draft,
  context: Context,
  service: VpcEndpointService,
  input: ModifyInput,
): VpcEndpointService {
  const added = { network: input.AddNetworkLoadBalancerArns, gateway: input.AddGatewayLoadBalancerArns };
  const removed = { network: input.RemoveNetworkLoadBalancerArns, gateway: input.RemoveGatewayLoadBalancerArns };
  const changesOthers = changes.some((name) => input[name] !== undefined);
  const isNamed = [added, removed].some(({ network, gateway }) => network?.length || gateway?.length);
  if (!isNamed && changesOthers) return service;
  return changedLoadBalancers(draft, context, service, added, removed);
}

/** @throws Fault where the service isn't there, or somebody is connected */
function deleteService(draft: Draft, context: Context, id: string): void {
  const service = draft.get('vpc-endpoint-service', id);
  if (service === undefined || service.account !== context.account || service.region !== context.region) {
    const malformed = notFound('vpc-endpoint-service', id);
    throw malformed.code.endsWith('.Malformed') ? malformed : serviceNotFound(id);
  }
  if (hasAttached(draft.network, context, service)) throw existingConnections();
  for (const one of draft.find('connection-notification', `service:${id}`)) draft.remove(one.kind, one.id);
  draft.remove('vpc-endpoint-service', id);
}

export const vpcEndpointServiceConfigurationOperations = {
  CreateVpcEndpointServiceConfiguration(context, input) {
    checkAddressTypes(input.SupportedIpAddressTypes);
    return context.transact((draft) => {
      const count = draft.network.count('vpc-endpoint-service', `owner:${context.account}/${context.region}`);
      checkQuota(context, 'endpointServicesPerRegion', count + 1);
      const service = newService(draft, context, input);
      checkGateway(service);
      checkIdleTimeouts(draft.network, service);
      draft.put(service);
      const token = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
      return { ServiceConfiguration: serviceConfigurationShape(draft.network, service), ...token };
    });
  },

  ModifyVpcEndpointServiceConfiguration(context, input) {
    const id = required(input.ServiceId, 'ServiceId');
    checkModify(input);
    return context.transact((draft) => {
      const before = owned(draft, context, 'vpc-endpoint-service', id);
      const named = withPrivateName(draft, context, before, input);
      const balanced = withLoadBalancers(draft, context, named, input);
      const { AddSupportedRegions: added, RemoveSupportedRegions: removed } = input;
      const after = { ...balanced, supportedRegions: changedSupportedRegions(context, balanced, added, removed) };
      checkGateway(after);
      checkIdleTimeouts(draft.network, after);
      draft.put({ ...after, acceptanceRequired: input.AcceptanceRequired ?? after.acceptanceRequired });
      return { Return: true };
    });
  },

  DescribeVpcEndpointServiceConfigurations(context, input) {
    const request = { ...input, ids: input.ServiceIds };
    const { items, nextToken } = describe(context, 'vpc-endpoint-service', request, serviceConfigurationFilters);
    return {
      ServiceConfigurations: items.map((service) => serviceConfigurationShape(context.network, service)),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },

  DeleteVpcEndpointServiceConfigurations(context, input) {
    const ids = required(input.ServiceIds, 'ServiceId');
    return context.transact((draft) => {
      const Unsuccessful = [];
      for (const id of ids) {
        try {
          deleteService(draft, context, id);
        } catch (error) {
          // Each id stands for itself, as with the endpoints.
          if (!(error instanceof Fault)) throw error;
          Unsuccessful.push({ ResourceId: id, Error: { Code: error.code, Message: error.message } });
        }
      }
      return { Unsuccessful };
    });
  },

  /** One way only: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpointServicePayerResponsibility.html */
  ModifyVpcEndpointServicePayerResponsibility(context, input) {
    const id = required(input.ServiceId, 'ServiceId');
    const payer: string = required(input.PayerResponsibility, 'PayerResponsibility');
    return context.transact((draft) => {
      const service = owned(draft, context, 'vpc-endpoint-service', id);
      if (payer !== 'ServiceOwner') {
        throw service.payer === 'ServiceOwner'
          ? payerStays(id)
          : invalidParameterValue(`Invalid value '${payer}' for PayerResponsibility.`);
      }
      draft.put({ ...service, payer });
      return { ReturnValue: true };
    });
  },
} satisfies Ec2Handlers;
