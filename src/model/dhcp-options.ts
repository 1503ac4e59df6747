/** A DHCP options set: immutable, one per VPC. */

import type { ResourceBase } from './resource.ts';

export interface DhcpOptions extends ResourceBase {
  readonly kind: 'dhcp-options';
  /** `domain-name`, `domain-name-servers`, … → values. */
  readonly configurations: Readonly<Record<string, readonly string[]>>;
}
