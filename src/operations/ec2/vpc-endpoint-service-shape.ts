/** An endpoint service as its owner sees it, and what it can be filtered by. */

import type { ServiceConfiguration } from '@aws-sdk/client-ec2';
import type { Network } from '../../model/network.ts';
import { zonesOf } from '../../model/region.ts';
import {
  endpointServiceBaseName,
  endpointServiceName,
  type VpcEndpointService,
  verificationState,
} from '../../model/vpc-endpoint-service.ts';
import type { FilterTable } from './describe.ts';
import { tagList } from './tags.ts';

/** The zones of a service as an account calls them, ordered by that name. */
export function shownZones(account: string, service: Pick<VpcEndpointService, 'region' | 'zoneIds'>) {
  const zones = zonesOf(account, service.region).filter((zone) => service.zoneIds.includes(zone.id));
  return { AvailabilityZoneIds: zones.map((zone) => zone.id), AvailabilityZones: zones.map((zone) => zone.name) };
}

function privateNameShape(network: Network, service: VpcEndpointService): Partial<ServiceConfiguration> {
  const { privateDns } = service;
  const State = verificationState(network, service);
  if (privateDns === undefined || State === undefined) return {};
  const { domain, name: Name, value: Value } = privateDns;
  return { PrivateDnsName: domain, PrivateDnsNameConfiguration: { State, Type: 'TXT', Value, Name } };
}

/** Load balancers by their type; what is behind gateway load balancers has no name in DNS. */
function behindShape(service: VpcEndpointService): Partial<ServiceConfiguration> {
  const arns = [...service.loadBalancers];
  if (service.serviceType === 'GatewayLoadBalancer') return { GatewayLoadBalancerArns: arns };
  return { NetworkLoadBalancerArns: arns, BaseEndpointDnsNames: [endpointServiceBaseName(service)] };
}

/** A service is there at once: AWS's examples show it as available in the answer to its creation. */
export function serviceConfigurationShape(network: Network, service: VpcEndpointService): ServiceConfiguration {
  return {
    ServiceType: [{ ServiceType: service.serviceType ?? 'Interface' }],
    ServiceId: service.id,
    ServiceName: endpointServiceName(service),
    ServiceState: 'Available',
    ...shownZones(service.account, service),
    AcceptanceRequired: service.acceptanceRequired,
    ManagesVpcEndpoints: false,
    ...behindShape(service),
    SupportedIpAddressTypes: service.supportedIpAddressTypes.map((type) => type as 'ipv4'),
    ...privateNameShape(network, service),
    ...(service.payer === 'ServiceOwner' ? { PayerResponsibility: 'ServiceOwner' } : {}),
    Tags: tagList(service.tags),
    SupportedRegions: service.supportedRegions.map((Region) => ({ Region, ServiceState: 'Available' })),
    RemoteAccessEnabled: service.supportedRegions.some((region) => region !== service.region),
  };
}

export const serviceConfigurationFilters: FilterTable<VpcEndpointService> = {
  'service-id': (service) => service.id,
  'service-name': (service) => endpointServiceName(service),
  'service-state': () => 'Available',
  'supported-ip-address-types': (service) => service.supportedIpAddressTypes,
};
