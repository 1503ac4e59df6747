/** Route 53: hosted zones, their record sets, and the leave that a zone's owner gives another account to associate a VPC. */

import type { Network } from './network.ts';
import type { ResourceBase } from './resource.ts';

export interface HostedZone extends ResourceBase {
  readonly kind: 'hosted-zone';
  /** In lower case, with the closing dot. */
  readonly name: string;
  readonly private: boolean;
  /** Private zones: where they hold. */
  readonly vpcs: readonly { readonly region: string; readonly vpc: string }[];
  readonly callerReference: string;
  readonly comment?: string;
  /** Public zones: names of its servers. */
  readonly nameServers: readonly string[];
}

export interface AliasTarget {
  readonly hostedZone: string;
  /** In lower case, with the closing dot. */
  readonly dnsName: string;
  readonly evaluateTargetHealth: boolean;
}

export interface RecordSet extends ResourceBase {
  readonly kind: 'record-set';
  readonly zone: string;
  /** In lower case, with the closing dot, escapes as the API prints them. */
  readonly name: string;
  readonly type: string;
  /** Seconds; absent for an alias. */
  readonly ttl?: number;
  /** In presentation form, as given. */
  readonly values: readonly string[];
  readonly alias?: AliasTarget;
}

export function recordSetId(zone: string, name: string, type: string): string {
  return `${zone}/${name}/${type}`;
}

export interface VpcAssociationAuthorization extends ResourceBase {
  readonly kind: 'vpc-association-authorization';
  readonly zone: string;
  readonly vpc: string;
  readonly vpcRegion: string;
}

export function authorizationId(zone: string, region: string, vpc: string): string {
  return `${zone}/${region}/${vpc}`;
}

/** Every record set of a name in a zone. */
export function recordsNamed(network: Network, zone: string, name: string): readonly RecordSet[] {
  return network.find('record-set', `name:${zone}/${name}`);
}

/** What a zone says of itself: the resolver's authority for what isn't there. */
export function startOfAuthority(network: Network, zone: HostedZone): RecordSet | undefined {
  return network.get('record-set', recordSetId(zone.id, zone.name, 'SOA'));
}

/** The private zone of exactly this name that holds in a VPC. */
export function privateZone(network: Network, vpc: string, name: string): HostedZone | undefined {
  return network.find('hosted-zone', `name:${name}`).find((zone) => holdsIn(zone, vpc));
}

export function holdsIn(zone: HostedZone, vpc: string): boolean {
  return zone.private && zone.vpcs.some((one) => one.vpc === vpc);
}

/**
 * The private zone that stands in the way of a private name of an endpoint, such as `api.example.com` or `*.example.com`.
 * A zone above or below the name doesn't: of two zones the more specific one answers.
 */
export function conflictingZone(network: Network, vpc: string, name: string): HostedZone | undefined {
  const bare = name.toLowerCase().replace(/^\*\./, '').replace(/\.$/, '');
  return privateZone(network, vpc, `${bare}.`);
}

/** A zone without a VPC that is gone; it stays, even where that was its last. */
export function withoutVpc(zone: HostedZone, vpc: string): HostedZone {
  return { ...zone, vpcs: zone.vpcs.filter((one) => one.vpc !== vpc) };
}
