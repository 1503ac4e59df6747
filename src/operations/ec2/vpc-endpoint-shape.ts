/** A VPC endpoint as answers show it, and what it can be filtered by. */

import type { DnsEntry as DnsEntryShape, VpcEndpoint as VpcEndpointShape } from '@aws-sdk/client-ec2';
import { dnsEntries } from '../../model/endpoint-name.ts';
import { endpointService } from '../../model/endpoint-service.ts';
import type { Network } from '../../model/network.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import { serviceRegionOf } from '../../model/vpc-endpoint-service.ts';
import type { FilterTable } from './describe.ts';
import { type Applied, type AppliedNow, endpointState, settled } from './state.ts';
import { tagList } from './tags.ts';

/** Deleted, and no longer shown because the data plane has let go of it. */
export function isGone(context: Applied, endpoint: VpcEndpoint): boolean {
  return endpoint.desired === 'deleted' && settled(context, endpoint.stateRevision);
}

function zonesOfSubnets(network: Network, endpoint: VpcEndpoint): readonly string[] {
  return endpoint.subnets.flatMap((id) => network.get('subnet', id)?.zoneId ?? []);
}

export function dnsEntryShapes(network: Network, endpoint: VpcEndpoint): DnsEntryShape[] {
  return dnsEntries(network, endpoint, zonesOfSubnets(network, endpoint)).map(({ name, hostedZone }) => ({
    DnsName: name,
    HostedZoneId: hostedZone,
  }));
}

function groupsOf(network: Network, endpoint: VpcEndpoint) {
  return endpoint.groups.map((GroupId) => {
    const name = network.get('security-group', GroupId)?.name;
    return { GroupId, ...(name === undefined ? {} : { GroupName: name }) };
  });
}

/** Of the endpoint of a gateway load balancer AWS's examples show neither policy nor groups, route tables or anything of DNS. */
function typedShape(network: Network, endpoint: VpcEndpoint): VpcEndpointShape {
  if (endpoint.endpointType === 'GatewayLoadBalancer') return {};
  const twoTypes =
    endpoint.endpointType === 'Interface' &&
    endpointService(endpoint.region, endpoint.serviceName, 'Gateway') !== undefined;
  return {
    PolicyDocument: endpoint.policy,
    RouteTableIds: [...endpoint.routeTables],
    Groups: groupsOf(network, endpoint),
    DnsOptions: {
      DnsRecordIpType: endpoint.dnsRecordIpType as 'ipv4',
      ...(twoTypes ? { PrivateDnsOnlyForInboundResolverEndpoint: endpoint.privateDnsOnlyForInboundResolver } : {}),
    },
    PrivateDnsEnabled: endpoint.privateDnsEnabled,
    DnsEntries: dnsEntryShapes(network, endpoint),
  };
}

/**
 * States are sent in camel case, whatever the SDK's type says. A gateway endpoint is pending as long as its routes are not
 * in force, where AWS prints available at once: what waits for it can then rely on it.
 */
export function endpointShape(context: AppliedNow, network: Network, endpoint: VpcEndpoint): VpcEndpointShape {
  return {
    VpcEndpointId: endpoint.id,
    VpcEndpointType: endpoint.endpointType,
    VpcId: endpoint.vpc,
    ServiceName: endpoint.serviceName,
    State: endpointState(context, endpoint) as NonNullable<VpcEndpointShape['State']>,
    SubnetIds: [...endpoint.subnets],
    IpAddressType: endpoint.ipAddressType as 'ipv4',
    ...typedShape(network, endpoint),
    RequesterManaged: false,
    NetworkInterfaceIds: [...endpoint.networkInterfaces],
    CreationTimestamp: new Date(endpoint.created),
    Tags: tagList(endpoint.tags),
    OwnerId: endpoint.account,
    ServiceRegion: serviceRegionOf(endpoint),
  };
}

export function endpointFilters(context: AppliedNow): FilterTable<VpcEndpoint> {
  return {
    'ip-address-type': (endpoint) => endpoint.ipAddressType,
    'service-name': (endpoint) => endpoint.serviceName,
    'service-region': serviceRegionOf,
    'vpc-endpoint-id': (endpoint) => endpoint.id,
    'vpc-endpoint-state': (endpoint) => endpointState(context, endpoint),
    'vpc-endpoint-type': (endpoint) => endpoint.endpointType,
    'vpc-id': (endpoint) => endpoint.vpc,
  };
}
