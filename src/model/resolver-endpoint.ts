/**
 * Route 53 Resolver's endpoints: addresses in a VPC at which its resolver answers whoever can send there (inbound), or from
 * which it asks other servers (outbound). Their requester-managed interfaces are found by their `parent`.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver.html
 */

import type { ResourceBase } from './resource.ts';

export interface ResolverEndpointAddress {
  /** `rni-…` */
  readonly id: string;
  readonly subnet: string;
  readonly networkInterface: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly stateRevision: number;
}

export interface ResolverEndpoint extends ResourceBase {
  readonly kind: 'resolver-endpoint';
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly vpc: string;
  readonly name?: string;
  readonly creatorRequestId: string;
  readonly groups: readonly string[];
  readonly addresses: readonly ResolverEndpointAddress[];
  /** Milliseconds since 1970. */
  readonly updated: number;
  /** When it was made. */
  readonly stateRevision: number;
  /** When its addresses last changed. */
  readonly updateRevision: number;
}

/** The port at which inbound endpoints answer. */
export const dnsPort = 53;
