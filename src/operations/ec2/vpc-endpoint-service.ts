/**
 * The services that endpoints can be made for: AWS's own in a region, and those of customers that let the caller in, with
 * the zones as the caller's account calls them.
 */

import type { ServiceDetail } from '@aws-sdk/client-ec2';
import { type EndpointService, endpointServices, servicesFromElsewhere } from '../../model/endpoint-service.ts';
import { every } from '../../model/indexes.ts';
import { endpointServiceOwner } from '../../model/marketplace-product.ts';
import { regionOf, zonesOf } from '../../model/region.ts';
import type { Tags } from '../../model/resource.ts';
import { type VpcEndpointService, verificationState } from '../../model/vpc-endpoint-service.ts';
import type { Context } from '../context.ts';
import { applyFilters, type FilterTable, page } from './describe.ts';
import { invalidParameterValue } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { tagList } from './tags.ts';
import { cataloguedService } from './vpc-endpoint-customer.ts';
import { invalidServiceName } from './vpc-endpoint-fault.ts';
import { mayConnect } from './vpc-endpoint-service-permission.ts';
import { shownZones } from './vpc-endpoint-service-shape.ts';

interface Listed {
  /** Orders the list by name, then type. */
  readonly id: string;
  readonly service: EndpointService;
  /** Where a customer offers it. */
  readonly offered?: VpcEndpointService;
  readonly tags: Tags;
}

const filters: FilterTable<Listed> = {
  // A seller may be asked for by either: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServices.html
  owner: ({ offered }) => (offered ? [...new Set([offered.account, endpointServiceOwner(offered)])] : 'amazon'),
  'service-name': ({ service }) => service.name,
  'service-region': ({ service }) => service.region,
  'service-type': ({ service }) => service.type,
  'supported-ip-address-types': ({ offered }) => offered?.supportedIpAddressTypes ?? 'ipv4',
};

/** Those that take consumers from the caller's region. Likeliest: tags are the owner's, and shown to nobody else. */
function customersIn(context: Context, region: string): readonly Listed[] {
  return context.network
    .find('vpc-endpoint-service', every)
    .filter((offered) => offered.region === region && offered.supportedRegions.includes(context.region))
    .filter((offered) => mayConnect(context.network, context, offered))
    .map((offered) => {
      const service = cataloguedService(offered);
      const tags = offered.account === context.account ? offered.tags : {};
      return { id: `${service.name} ${region} ${service.type}`, service, offered, tags };
    });
}

/** Of other regions' services, those that can be reached from here. */
function listedIn(region: string, here: string): readonly EndpointService[] {
  if (regionOf(region) === undefined) throw invalidParameterValue(`The region ${region} does not exist.`);
  return region === here ? endpointServices(region) : servicesFromElsewhere(region);
}

function customerDetail(context: Context, { service, offered, tags }: Required<Listed>): ServiceDetail {
  const verification = verificationState(context.network, offered);
  const [name] = service.privateNames;
  return {
    ServiceName: service.name,
    ServiceId: service.id,
    ServiceType: [{ ServiceType: service.type }],
    ServiceRegion: service.region,
    ...(offered.region === context.region ? shownZones(context.account, offered) : {}),
    Owner: endpointServiceOwner(offered),
    ...(offered.serviceType === undefined ? { BaseEndpointDnsNames: [service.baseName] } : {}),
    ...(name === undefined || verification === undefined
      ? {}
      : {
          PrivateDnsName: name,
          PrivateDnsNames: [{ PrivateDnsName: name }],
          PrivateDnsNameVerificationState: verification,
        }),
    VpcEndpointPolicySupported: service.policySupported,
    AcceptanceRequired: offered.acceptanceRequired,
    ManagesVpcEndpoints: false,
    ...(offered.payer === 'ServiceOwner' ? { PayerResponsibility: offered.payer } : {}),
    Tags: tagList(tags),
    SupportedIpAddressTypes: offered.supportedIpAddressTypes.map((type) => type as 'ipv4'),
  };
}

function detail(context: Context, service: EndpointService): ServiceDetail {
  const { account, region } = context;
  const [first] = service.privateNames;
  return {
    ServiceName: service.name,
    ServiceId: service.id,
    ServiceType: [{ ServiceType: service.type }],
    ServiceRegion: service.region,
    // Zones of other regions are not shown.
    ...(service.region === region ? { AvailabilityZones: zonesOf(account, region).map((zone) => zone.name) } : {}),
    Owner: 'amazon',
    BaseEndpointDnsNames: [service.baseName],
    ...(first === undefined
      ? {}
      : {
          PrivateDnsName: first,
          PrivateDnsNames: service.privateNames.map((PrivateDnsName) => ({ PrivateDnsName })),
          PrivateDnsNameVerificationState: 'verified',
        }),
    VpcEndpointPolicySupported: service.policySupported,
    AcceptanceRequired: false,
    ManagesVpcEndpoints: false,
    Tags: [],
    SupportedIpAddressTypes: ['ipv4'],
  };
}

export const vpcEndpointServiceOperations = {
  DescribeVpcEndpointServices(context, input) {
    const wanted = new Set(input.ServiceNames ?? []);
    const regions = input.ServiceRegions?.length ? [...new Set(input.ServiceRegions)].sort() : [context.region];
    const all = regions.flatMap((region): readonly Listed[] => [
      ...listedIn(region, context.region).map((service) => ({
        id: `${service.name} ${service.region} ${service.type}`,
        service,
        tags: {},
      })),
      ...customersIn(context, region),
    ]);
    for (const name of wanted) if (!all.some(({ service }) => service.name === name)) throw invalidServiceName(name);
    const listed = all
      .filter(({ service }) => wanted.size === 0 || wanted.has(service.name))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    const { items, nextToken } = page(applyFilters(listed, input.Filters, filters), input, { least: 1 });
    return {
      ServiceDetails: items.map(({ offered, ...listed }) =>
        offered ? customerDetail(context, { ...listed, offered }) : detail(context, listed.service),
      ),
      ServiceNames: [...new Set(items.map(({ service }) => service.name))],
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  },
} satisfies Ec2Handlers;
