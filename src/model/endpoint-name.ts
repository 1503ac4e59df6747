/**
 * The DNS names of interface endpoints, for AWS's services and customers' alike: made here for answers, read here for the
 * resolver, so that both agree. Regional and zonal names are public records of private addresses; private names hold inside
 * the endpoint's own VPC alone. Forms as in
 * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html.
 */

import { isConnected } from './endpoint-connection.ts';
import { derivedText, type EndpointService, endpointService } from './endpoint-service.ts';
import type { Network } from './network.ts';
import { zoneNameOf } from './region.ts';
import type { VpcEndpoint } from './vpc-endpoint.ts';
import { endpointServiceBaseName, serviceRegionOf, verificationState } from './vpc-endpoint-service.ts';

export interface DnsEntry {
  readonly name: string;
  readonly hostedZone: string;
}

/** The zones of `vpce.amazonaws.com` that AWS's examples print; those of other regions follow from the region. */
const documentedZones: Readonly<Record<string, string>> = {
  'us-east-1': 'Z7HUB22UULQXV',
  'us-east-2': 'ZC8PG0KIFKBRI',
};

function zoneIdFor(text: string): string {
  return `Z${derivedText(text, 20, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')}`;
}

export function endpointHostedZone(region: string): string {
  return documentedZones[region] ?? zoneIdFor(region);
}

/** The zone of an endpoint's regional and zonal names: Amazon's of the service's region, or the one of a seller's own name. */
export function namesHostedZone(network: Network, endpoint: Named): string {
  const service = serviceOf(network, endpoint);
  return service?.ofSeller ? zoneIdFor(service.baseName) : endpointHostedZone(serviceRegionOf(endpoint));
}

/** The hidden private zone that AWS keeps for an endpoint's private names. */
export function privateHostedZone(endpoint: Pick<VpcEndpoint, 'id' | 'serviceName'>): string {
  return zoneIdFor(`${endpoint.id}/${endpoint.serviceName}`);
}

type Named = Pick<
  VpcEndpoint,
  'id' | 'account' | 'region' | 'serviceName' | 'service' | 'dnsSuffix' | 'privateDnsEnabled' | 'endpointType'
>;

/** What of a service its endpoints' names are made of. */
export interface NamedService extends Pick<EndpointService, 'short' | 'baseName' | 'privateNames'> {
  /** The base name is a seller's own, below which Amazon leaves out what makes names hard to guess. */
  readonly ofSeller?: true;
}

/** S3's names begin with `*.`: a bucket, `accesspoint` or `control` comes before them. */
function leadOf(service: NamedService): string {
  return service.short === 's3' ? '*.' : '';
}

export function regionalName(endpoint: Pick<Named, 'id' | 'dnsSuffix'>, service: NamedService): string {
  if (service.ofSeller) return `${endpoint.id}.${service.baseName}`;
  return `${leadOf(service)}${endpoint.id}-${endpoint.dnsSuffix}.${service.baseName}`;
}

/** `zoneName` is what the endpoint's owner calls the zone. */
export function zonalName(endpoint: Pick<Named, 'id' | 'dnsSuffix'>, service: NamedService, zoneName: string): string {
  if (service.ofSeller) return `${zoneName}-${endpoint.id}.${service.baseName}`;
  return `${leadOf(service)}${endpoint.id}-${endpoint.dnsSuffix}-${zoneName}.${service.baseName}`;
}

/**
 * The service of an endpoint, or undefined where its owner has deleted it, or the catalogue no longer has it. A customer's
 * private name holds once it was verified, and goes on for those who have it when the record is gone
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html).
 */
export function serviceOf(network: Network, endpoint: Named): NamedService | undefined {
  if (endpoint.service === undefined) {
    return endpointService(serviceRegionOf(endpoint), endpoint.serviceName, endpoint.endpointType);
  }
  const service = network.get('vpc-endpoint-service', endpoint.service);
  if (service === undefined) return undefined;
  const proven = verificationState(network, service) !== 'pendingVerification';
  const privateNames = service.privateDns !== undefined && proven ? [service.privateDns.domain] : [];
  const ofSeller = service.product?.sellerDns === undefined ? {} : { ofSeller: true as const };
  return { short: service.id, baseName: endpointServiceBaseName(service), privateNames, ...ofSeller };
}

/** What an endpoint is called inside its VPC, besides what everybody calls it. */
export function privateNames(network: Network, endpoint: Named): readonly string[] {
  if (endpoint.endpointType !== 'Interface' || !endpoint.privateDnsEnabled) return [];
  return serviceOf(network, endpoint)?.privateNames ?? [];
}

/** The endpoint of a VPC whose hidden private zone has exactly this name, such as `sts.us-east-1.amazonaws.com`. */
export function endpointWithPrivateZone(network: Network, vpc: string, name: string): VpcEndpoint | undefined {
  return network
    .find('vpc-endpoint', `vpc:${vpc}`)
    .filter(isConnected)
    .find((endpoint) => privateNames(network, endpoint).some((one) => one.replace(/^\*\./, '') === name));
}

/**
 * As DescribeVpcEndpoints lists them: regional, zonal, private. Gateway endpoints have none, and those for a service of
 * another region no zonal ones: their interfaces' zones are not the service's.
 */
export function dnsEntries(network: Network, endpoint: Named, zoneIds: readonly string[]): readonly DnsEntry[] {
  const service = serviceOf(network, endpoint);
  if (service === undefined || endpoint.endpointType !== 'Interface' || zoneIds.length === 0) return [];
  const serviceRegion = serviceRegionOf(endpoint);
  const hostedZone = namesHostedZone(network, endpoint);
  const named = serviceRegion === endpoint.region ? zoneIds : [];
  const zones = named.map((id) => zoneNameOf(endpoint.account, endpoint.region, id)).sort();
  const own = [regionalName(endpoint, service), ...zones.map((zone) => zonalName(endpoint, service, zone))];
  const privateZone = privateHostedZone(endpoint);
  return [
    ...own.map((name) => ({ name, hostedZone })),
    ...privateNames(network, endpoint).map((name) => ({ name, hostedZone: privateZone })),
  ];
}

export interface EndpointNameParts {
  readonly endpoint: string;
  /** Absent below a seller's name. */
  readonly dnsSuffix?: string;
  /** As the endpoint's owner calls it; absent in a regional name. */
  readonly zoneName?: string;
  /** What follows: the service's base name. */
  readonly baseName: string;
}

const endpointName = /^(?:[^.]+\.)*?(vpce-[0-9a-f]{17})-([0-9a-z]{8})(?:-([a-z]{2}(?:-[a-z]+)+-\d+[a-z]))?\.(.+)$/;

/** Reads a regional or zonal name, whatever labels stand before it; undefined where the text is another name. */
export function readEndpointName(name: string): EndpointNameParts | undefined {
  const [, endpoint, dnsSuffix, zoneName, baseName] = endpointName.exec(name.toLowerCase().replace(/\.$/, '')) ?? [];
  if (endpoint === undefined || dnsSuffix === undefined || baseName === undefined) return undefined;
  return { endpoint, dnsSuffix, baseName, ...(zoneName === undefined ? {} : { zoneName }) };
}

const sellerName = /^(?:([a-z]{2}(?:-[a-z]+)+-\d+[a-z])-)?(vpce-[0-9a-f]{17})\.(.+)$/;

/**
 * Reads a name below a seller's, where the zone comes first: `us-east-1a-vpce-….api.vpce.example.com`
 * (https://docs.aws.amazon.com/marketplace/latest/userguide/privatelink.html#vpc-private-link-customer-access).
 */
export function readSellerName(name: string): EndpointNameParts | undefined {
  const [, zoneName, endpoint, baseName] = sellerName.exec(name.toLowerCase().replace(/\.$/, '')) ?? [];
  if (endpoint === undefined || baseName === undefined) return undefined;
  return { endpoint, baseName, ...(zoneName === undefined ? {} : { zoneName }) };
}

/** Whether a record's name covers what was asked for: `*.s3.…` covers any labels before it, as a DNS wildcard does. */
export function coversName(record: string, name: string): boolean {
  const asked = name.toLowerCase().replace(/\.$/, '');
  return record.startsWith('*.') ? asked.endsWith(record.slice(1)) && asked.length >= record.length : asked === record;
}
