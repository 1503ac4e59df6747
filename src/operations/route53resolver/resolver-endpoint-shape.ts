/** What answers show of an endpoint and of its addresses. States are derived from what the data plane has applied. */

import { present } from '../../base/assert.ts';
import type { Network } from '../../model/network.ts';
import type { ResolverEndpoint, ResolverEndpointAddress } from '../../model/resolver-endpoint.ts';
import { resolverArn } from '../../model/resolver-rule.ts';
import { type Applied, settled } from '../ec2/state.ts';

/** Trace ids are X-Ray's; nothing is traced here. */
const messages = {
  CREATING: 'Creating the Resolver Endpoint',
  UPDATING: 'Updating the Resolver Endpoint',
  OPERATIONAL: 'This Resolver Endpoint is operational.',
  DELETING: 'Deleting the Resolver Endpoint',
} as const;

export type EndpointStatus = keyof typeof messages;

export function endpointStatus(context: Applied, endpoint: ResolverEndpoint): EndpointStatus {
  if (!settled(context, endpoint.stateRevision)) return 'CREATING';
  return settled(context, endpoint.updateRevision) ? 'OPERATIONAL' : 'UPDATING';
}

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();

export function endpointShape(
  context: Applied,
  endpoint: ResolverEndpoint,
  status: EndpointStatus = endpointStatus(context, endpoint),
) {
  return {
    Id: endpoint.id,
    CreatorRequestId: endpoint.creatorRequestId,
    Arn: resolverArn(endpoint),
    ...(endpoint.name === undefined ? {} : { Name: endpoint.name }),
    SecurityGroupIds: endpoint.groups,
    Direction: endpoint.direction,
    IpAddressCount: endpoint.addresses.length,
    HostVPCId: endpoint.vpc,
    Status: status,
    StatusMessage: messages[status],
    CreationTime: time(endpoint.created),
    ModificationTime: time(endpoint.updated),
    ResolverEndpointType: 'IPV4' as const,
    Protocols: ['Do53' as const],
  };
}

export function addressShape(context: Applied, network: Network, address: ResolverEndpointAddress) {
  const done = settled(context, address.stateRevision);
  return {
    IpId: address.id,
    SubnetId: address.subnet,
    Ip: present(network.get('network-interface', address.networkInterface), address.id).privateAddresses[0]!,
    Status: done ? ('ATTACHED' as const) : ('CREATING' as const),
    StatusMessage: done ? 'This IP address is operational.' : 'Creating the IP address',
    CreationTime: time(address.created),
    ModificationTime: time(address.created),
  };
}
