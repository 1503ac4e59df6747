/** A virtual private cloud: its address blocks and DNS attributes. */

import type { ResourceBase } from './resource.ts';

export interface Vpc extends ResourceBase {
  readonly kind: 'vpc';
  /** The primary block first. */
  readonly cidrs: readonly { readonly id: string; readonly cidr: string }[];
  readonly isDefault: boolean;
  readonly dhcpOptions: string;
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
  readonly enableNetworkAddressUsageMetrics: boolean;
  readonly instanceTenancy: 'default' | 'dedicated';
}
