/** A network ACL: stateless, ordered rules at the border of its subnets. The closing deny is implied, never stored. */

import type { PortRange } from '../base/port-range.ts';
import type { ResourceBase } from './resource.ts';

export interface NetworkAclEntry {
  /** 1 to 32766. */
  readonly number: number;
  readonly egress: boolean;
  /** `-1` or a protocol number. */
  readonly protocol: string;
  readonly action: 'allow' | 'deny';
  readonly cidr?: string;
  readonly ipv6Cidr?: string;
  readonly ports?: PortRange;
  readonly icmp?: { readonly type: number; readonly code: number };
}

export interface NetworkAcl extends ResourceBase {
  readonly kind: 'network-acl';
  readonly vpc: string;
  readonly isDefault: boolean;
  readonly entries: readonly NetworkAclEntry[];
  readonly associations: readonly { readonly id: string; readonly subnet: string }[];
}
