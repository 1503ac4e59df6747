/**
 * An EC2 Instance Connect Endpoint: an interface in a subnet that tunnels would leave from. Kept is what was asked for last; the
 * state that AWS shows follows from it and from what the data plane has applied.
 */

import type { ResourceBase } from './resource.ts';

export interface InstanceConnectEndpoint extends ResourceBase {
  readonly kind: 'instance-connect-endpoint';
  readonly vpc: string;
  readonly subnet: string;
  readonly zoneId: string;
  readonly networkInterface: string;
  readonly groups: readonly string[];
  readonly preserveClientIp: boolean;
  /** Eight hexadecimal digits in its DNS names. */
  readonly dnsSuffix: string;
  readonly change: 'create' | 'update' | 'delete';
  readonly stateRevision: number;
  /** Milliseconds since 1970, once deleted; AWS shows it for a while more. */
  readonly deleted?: number;
}
