/**
 * The endpoints of a customer's service, as the service's owner sees and decides on them. Where an endpoint is, and what
 * addresses it has, is its own owner's matter and never shown here.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#accept-reject-connection-requests
 */

import type { UnsuccessfulItem, VpcEndpointConnection } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { connectionState } from '../../model/endpoint-connection.ts';
import { wantsSubscription } from '../../model/marketplace-product.ts';
import type { Network } from '../../model/network.ts';
import type { Tags } from '../../model/resource.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import type { VpcEndpointService } from '../../model/vpc-endpoint-service.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, type FilterTable, page } from './describe.ts';
import { notFound, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { type AppliedNow, endpointState } from './state.ts';
import { connectionsOf } from './vpc-endpoint-connection-view.ts';
import { announce } from './vpc-endpoint-notification.ts';
import { invalidConnectionState, notSubscribed } from './vpc-endpoint-service-fault.ts';
import { dnsEntryShapes, isGone } from './vpc-endpoint-shape.ts';

interface Listed {
  readonly id: string;
  readonly endpoint: VpcEndpoint;
  readonly service: VpcEndpointService;
  /** A connection's, not the endpoint's, which belong to somebody else. */
  readonly tags: Tags;
}

function filtersOf(context: AppliedNow): FilterTable<Listed> {
  return {
    'ip-address-type': ({ endpoint }) => endpoint.ipAddressType,
    'service-id': ({ service }) => service.id,
    'vpc-endpoint-id': ({ endpoint }) => endpoint.id,
    'vpc-endpoint-owner': ({ endpoint }) => endpoint.account,
    'vpc-endpoint-region': ({ endpoint, service }) =>
      endpoint.region === service.region ? endpoint.region : [endpoint.region, 'cross-region'],
    'vpc-endpoint-state': ({ endpoint }) => endpointState(context, endpoint),
  };
}

function connectionShape(context: AppliedNow, network: Network, { endpoint, service }: Listed): VpcEndpointConnection {
  return {
    ServiceId: service.id,
    VpcEndpointId: endpoint.id,
    VpcEndpointOwner: endpoint.account,
    VpcEndpointState: endpointState(context, endpoint) as NonNullable<VpcEndpointConnection['VpcEndpointState']>,
    CreationTimestamp: new Date(endpoint.created),
    DnsEntries: dnsEntryShapes(network, endpoint),
    [service.serviceType === undefined ? 'NetworkLoadBalancerArns' : 'GatewayLoadBalancerArns']: [
      ...service.loadBalancers,
    ],
    IpAddressType: endpoint.ipAddressType as 'ipv4',
    ...(endpoint.connection ? { VpcEndpointConnectionId: endpoint.connection.id } : {}),
    Tags: [],
    VpcEndpointRegion: endpoint.region,
  };
}

type Answer = 'accepted' | 'rejected';

/**
 * What may be answered with what. An endpoint that is in use may still be rejected; likeliest, one that was rejected may
 * still be accepted, and one whose request has expired may not.
 */
const answerable: Readonly<Record<Answer, readonly string[]>> = {
  accepted: ['pendingAcceptance', 'rejected'],
  rejected: ['pendingAcceptance', 'accepted'],
};

function answerOne(draft: Draft, context: Context, service: VpcEndpointService, id: string, answer: Answer): void {
  const endpoint = draft.get('vpc-endpoint', id);
  if (endpoint?.service !== service.id || endpoint.connection === undefined || isGone(context, endpoint)) {
    throw notFound('vpc-endpoint', id);
  }
  const state = connectionState(endpoint.connection, context.now);
  if (endpoint.desired === 'deleted' || !answerable[answer].includes(state)) {
    throw invalidConnectionState(id, endpointState(context, endpoint));
  }
  if (answer === 'accepted' && wantsSubscription(service, endpoint.account)) throw notSubscribed(id, endpoint.account);
  const connection = { ...endpoint.connection, state: answer, since: context.now };
  const answered: VpcEndpoint = { ...endpoint, connection, stateRevision: draft.revision };
  draft.put(answered);
  announce(draft, context, answer === 'accepted' ? 'Accept' : 'Reject', answered);
}

/** Each endpoint stands for itself. */
function answerAll(
  context: Context,
  input: { readonly ServiceId?: string | undefined; readonly VpcEndpointIds?: readonly string[] | undefined },
  answer: Answer,
) {
  const serviceId = required(input.ServiceId, 'ServiceId');
  const ids = required(input.VpcEndpointIds, 'VpcEndpointId');
  return context.transact((draft) => {
    const service = owned(draft, context, 'vpc-endpoint-service', serviceId);
    const Unsuccessful: UnsuccessfulItem[] = [];
    for (const id of ids) {
      try {
        answerOne(draft, context, service, id, answer);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        Unsuccessful.push({ ResourceId: id, Error: { Code: error.code, Message: error.message } });
      }
    }
    return { Unsuccessful };
  });
}

export const vpcEndpointConnectionOperations = {
  AcceptVpcEndpointConnections: (context, input) => answerAll(context, input, 'accepted'),

  RejectVpcEndpointConnections: (context, input) => answerAll(context, input, 'rejected'),

  DescribeVpcEndpointConnections(context, input) {
    const { network, account, region } = context;
    const all = network
      .owned('vpc-endpoint-service', account, region)
      .flatMap((service) =>
        connectionsOf(network, context, service).map((endpoint) => ({ id: endpoint.id, endpoint, service, tags: {} })),
      )
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    const { items, nextToken } = page(applyFilters(all, input.Filters, filtersOf(context)), input);
    return {
      VpcEndpointConnections: items.map((one) => connectionShape(context, network, one)),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
} satisfies Ec2Handlers;
