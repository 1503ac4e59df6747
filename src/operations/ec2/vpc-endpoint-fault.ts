/**
 * What EC2 answers to requests about VPC endpoints that it refuses. Sentences that users quoted in public issues say so by
 * having no mark; those marked are the likeliest, because no reply of AWS's could be found.
 */

import { Fault } from '../../base/fault.ts';

export const invalidParameter = (message: string): Fault => new Fault('InvalidParameter', message);

export const invalidServiceName = (name: string): Fault =>
  new Fault('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);

export const wrongType = (asked: string, available: readonly string[]): Fault =>
  invalidParameter(`Endpoint type (${asked}) does not match available service types ([${available.join(', ')}]).`);

export const duplicateZone = (subnet: string): Fault =>
  new Fault(
    'DuplicateSubnetsInSameZone',
    `Found another VPC endpoint subnet in the availability zone of ${subnet}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.`,
  );

export const routeExists = (table: string, prefixList: string): Fault =>
  new Fault(
    'RouteAlreadyExists',
    `route table ${table} already has a route with destination-prefix-list-id ${prefixList}`,
  );

export const conflictingDomain = (name: string, vpc: string): Fault =>
  invalidParameter(
    `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} in the VPC ${vpc}`,
  );

export const gatewayWanted = (vpc: string): Fault =>
  invalidParameter(
    `To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC ${vpc} must have a Gateway endpoint for the service.`,
  );

export const resolverOptionMisplaced = (): Fault =>
  invalidParameter(
    'DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints.',
  );

/** Which member goes with which type. The first two sentences are AWS's, the others are made like them. */
export const onlyFor = {
  routeTables: (): Fault => invalidParameter('Route table IDs are only supported for Gateway type VPC Endpoint.'),
  subnets: (): Fault =>
    invalidParameter('Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.'),
  groups: (): Fault => invalidParameter('Security group IDs are only supported for Interface type VPC Endpoint.'),
  privateDns: (): Fault => invalidParameter('Private DNS is only supported for Interface type VPC Endpoint.'),
} as const;

export const stillRouted = (): Fault => invalidParameter('Endpoint must be removed from route table before deletion');

/** Likeliest. */
export const oneSubnet = (): Fault =>
  invalidParameter('A GatewayLoadBalancer type VPC Endpoint must have exactly one subnet.');

/** Likeliest: the guide says that the subnet cannot be changed. */
export const subnetStays = (endpoint: string): Fault =>
  invalidParameter(`The subnet of the VPC endpoint ${endpoint} cannot be changed.`);

/** Likeliest. */
export const dnsAttributesOff = (vpc: string): Fault =>
  invalidParameter(
    `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc}`,
  );

export const noPrivateName = (service: string): Fault =>
  invalidParameter(`Private DNS can't be enabled because the service ${service} does not provide a private DNS name.`);

/** Likeliest. */
export const gatewayStillNeeded = (endpoint: string): Fault =>
  invalidParameter(
    `The Gateway endpoint is required by ${endpoint}, which has PrivateDnsOnlyForInboundResolverEndpoint set to true.`,
  );

/** Likeliest. */
export const noPolicySupport = (service: string): Fault =>
  invalidParameter(`The VPC endpoint service ${service} does not support endpoint policies.`);

/** Likeliest. */
export const otherNetwork = (what: string, id: string, vpc: string): Fault =>
  invalidParameter(`${what} ${id} and VPC ${vpc} belong to different networks.`);

/** Likeliest. */
export const notAssociated = (what: string, id: string, endpoint: string): Fault =>
  invalidParameter(`${what} ${id} is not associated with the VPC endpoint ${endpoint}.`);
