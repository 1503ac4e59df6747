/** A NAT gateway: an interface in a subnet that translates what its own VPC sends through it. */

import type { ResourceBase } from './resource.ts';

export interface NatGateway extends ResourceBase {
  readonly kind: 'nat-gateway';
  readonly vpc: string;
  readonly subnet: string;
  readonly connectivity: 'public' | 'private';
  readonly networkInterface: string;
  readonly privateAddress: string;
  /** Allocation id, public gateways only. */
  readonly allocation?: string;
  readonly publicAddress?: string;
  readonly desired: 'available' | 'deleted';
  readonly stateRevision: number;
  /** Why it never came up; it is then `deleted` from the start. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** Milliseconds since 1970, once deleted; AWS shows it for an hour more. */
  readonly deleted?: number;
}
