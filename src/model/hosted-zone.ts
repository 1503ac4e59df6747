/** Route 53: hosted zones, their record sets, and the leave that a zone's owner gives another account to associate a VPC. */

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
