/**
 * A virtual private gateway and the VPC that it is attached to. Nothing is behind it here, neither a VPN connection nor a
 * virtual interface, so that it delivers no packet and propagates no route.
 */

import type { ResourceBase } from './resource.ts';

export interface VpnGateway extends ResourceBase {
  readonly kind: 'vpn-gateway';
  readonly amazonSideAsn: number;
  readonly zoneId?: string;
  readonly vpc?: string;
  /** The VPC that it was detached from last: AWS goes on to show the attachment. */
  readonly detachedFrom?: string;
  /** Of the newest change of its attachment. */
  readonly stateRevision: number;
  /** Milliseconds since 1970, once deleted; AWS shows it for a while more. */
  readonly deleted?: number;
}
