/**
 * An endpoint service that a customer offers behind load balancers, with who may connect; and the subscriptions to what
 * happens to its connections. The connections themselves are part of the endpoints. AWS's own services are in
 * endpoint-service.ts.
 */

import { regionOfServiceName } from './endpoint-service.ts';
import type { MarketplaceProduct } from './marketplace-product.ts';
import type { Network } from './network.ts';
import { publicTextRecords } from './public-dns.ts';
import type { ResourceBase } from './resource.ts';
import type { VpcEndpoint } from './vpc-endpoint.ts';

export interface AllowedPrincipal {
  /** `*`, or the ARN of an account's root, a role or a user. */
  readonly arn: string;
  /** `vpce-svc-perm-…` */
  readonly permission: string;
}

export interface PrivateDnsVerification {
  /** `api.example.com` or `*.example.com` */
  readonly domain: string;
  /** `_6e86v84tqgqubxbwii1m`: the record is this before the domain. */
  readonly name: string;
  /** `vpce:l6p0ERxlTt45jevFwOCp` */
  readonly value: string;
  /** What was known when it was last written; verificationState says how it stands. */
  readonly state: 'pendingVerification' | 'verified';
}

export type VerificationState = 'pendingVerification' | 'verified' | 'failed';

export interface VpcEndpointService extends ResourceBase {
  readonly kind: 'vpc-endpoint-service';
  /** Absent: network load balancers are behind it, and interface endpoints lead to it. */
  readonly serviceType?: 'GatewayLoadBalancer';
  /** ARNs, all of the one type. */
  readonly loadBalancers: readonly string[];
  /** Zones of the load balancers as they were when these were associated or last refreshed. */
  readonly zoneIds: readonly string[];
  readonly acceptanceRequired: boolean;
  readonly privateDns?: PrivateDnsVerification;
  readonly supportedIpAddressTypes: readonly string[];
  /** Where consumers may be: its own region first, always. */
  readonly supportedRegions: readonly string[];
  readonly payer: 'VpcEndpointOwner' | 'ServiceOwner';
  /** Who may connect, unless AWS Marketplace sells it. */
  readonly principals: readonly AllowedPrincipal[];
  readonly product?: MarketplaceProduct;
}

export function endpointServiceName(service: Pick<VpcEndpointService, 'id' | 'region'>): string {
  return `com.amazonaws.vpce.${service.region}.${service.id}`;
}

/** `vpce-svc-….us-east-1.vpce.amazonaws.com`, or the seller's own name, which takes its place. */
export function endpointServiceBaseName(service: Pick<VpcEndpointService, 'id' | 'region' | 'product'>): string {
  return service.product?.sellerDns?.name ?? `${service.id}.${service.region}.vpce.amazonaws.com`;
}

/** The id and region in a customer's service name, or undefined where the name is another. */
export function readEndpointServiceName(name: string): { readonly id: string; readonly region: string } | undefined {
  const [, region, id] = /^com\.amazonaws\.vpce\.([a-z0-9-]+)\.(vpce-svc-[0-9a-f]{17})$/.exec(name) ?? [];
  return region === undefined || id === undefined ? undefined : { id, region };
}

/** The region of an endpoint's service, which may be another than its own; also of one that its owner has deleted. */
export function serviceRegionOf(endpoint: Pick<VpcEndpoint, 'region' | 'serviceName'>): string {
  return regionOfServiceName(endpoint.serviceName) ?? endpoint.region;
}

/** The domains whose records prove the right to a private name: its own and those above it, without a wildcard's label. */
function provingDomains(name: string): readonly string[] {
  const labels = name.replace(/^\*\./, '').split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}

/**
 * Whether consumers may use a service's private name. Derived from the public zones each time that somebody asks, so that
 * the record counts from the moment it is there, with or without StartVpcEndpointServicePrivateDnsVerification; that
 * operation, and each request of a consumer, also writes down that the name was verified, which tells a record that is
 * gone (`failed`) from one that has yet to come. The record is `NAME.DOMAIN`, or the value on the bare domain
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html).
 */
export function verificationState(
  network: Network,
  service: Pick<VpcEndpointService, 'privateDns'>,
): VerificationState | undefined {
  const { privateDns } = service;
  if (privateDns === undefined) return undefined;
  const { domain, name, value, state } = privateDns;
  const proven = provingDomains(domain).some((above) =>
    [`${name}.${above}`, above].some((record) => publicTextRecords(network, record).includes(value)),
  );
  if (proven) return 'verified';
  return state === 'verified' ? 'failed' : 'pendingVerification';
}

export interface ConnectionNotification extends ResourceBase {
  readonly kind: 'connection-notification';
  /** One of the two. */
  readonly service?: string;
  readonly endpoint?: string;
  readonly topic: string;
  readonly events: readonly ('Accept' | 'Connect' | 'Delete' | 'Reject')[];
}
