/**
 * The DNS names of interface endpoints: made here for answers, read here for the resolver, so that both agree. Regional and
 * zonal names are public records of private addresses; private names hold inside the endpoint's own VPC alone. Forms as in
 * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html.
 */

import { derivedText, type EndpointService, endpointService } from './endpoint-service.ts';
import { zoneNameOf } from './region.ts';
import type { VpcEndpoint } from './vpc-endpoint.ts';

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

/** The hidden private zone that AWS keeps for an endpoint's private names. */
export function privateHostedZone(endpoint: Pick<VpcEndpoint, 'id' | 'serviceName'>): string {
  return zoneIdFor(`${endpoint.id}/${endpoint.serviceName}`);
}

type Named = Pick<
  VpcEndpoint,
  'id' | 'account' | 'region' | 'serviceName' | 'dnsSuffix' | 'privateDnsEnabled' | 'endpointType'
>;

/** S3's names begin with `*.`: a bucket, `accesspoint` or `control` comes before them. */
function leadOf(service: EndpointService): string {
  return service.short === 's3' ? '*.' : '';
}

export function regionalName(endpoint: Named, service: EndpointService): string {
  return `${leadOf(service)}${endpoint.id}-${endpoint.dnsSuffix}.${service.baseName}`;
}

/** `zoneName` is what the endpoint's owner calls the zone. */
export function zonalName(endpoint: Named, service: EndpointService, zoneName: string): string {
  return `${leadOf(service)}${endpoint.id}-${endpoint.dnsSuffix}-${zoneName}.${service.baseName}`;
}

/** The service of an endpoint, or undefined where the catalogue no longer has it. */
export function serviceOf(endpoint: Named): EndpointService | undefined {
  return endpointService(endpoint.region, endpoint.serviceName, endpoint.endpointType);
}

/** As DescribeVpcEndpoints lists them: regional, zonal, private. Gateway endpoints have none. */
export function dnsEntries(endpoint: Named, zoneIds: readonly string[]): readonly DnsEntry[] {
  const service = serviceOf(endpoint);
  if (service === undefined || endpoint.endpointType !== 'Interface' || zoneIds.length === 0) return [];
  const hostedZone = endpointHostedZone(endpoint.region);
  const zones = zoneIds.map((id) => zoneNameOf(endpoint.account, endpoint.region, id)).sort();
  const own = [regionalName(endpoint, service), ...zones.map((zone) => zonalName(endpoint, service, zone))];
  const entries = own.map((name) => ({ name, hostedZone }));
  if (!endpoint.privateDnsEnabled) return entries;
  const privateZone = privateHostedZone(endpoint);
  return [...entries, ...service.privateNames.map((name) => ({ name, hostedZone: privateZone }))];
}

export interface EndpointNameParts {
  readonly endpoint: string;
  readonly dnsSuffix: string;
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

/** Whether a record's name covers what was asked for: `*.s3.…` covers any labels before it, as a DNS wildcard does. */
export function coversName(record: string, name: string): boolean {
  const asked = name.toLowerCase().replace(/\.$/, '');
  return record.startsWith('*.') ? asked.endsWith(record.slice(1)) && asked.length >= record.length : asked === record;
}
