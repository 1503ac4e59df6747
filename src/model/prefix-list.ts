/** A managed prefix list. AWS's own lists are not stored: they follow from the region (see region.ts). */

import type { ResourceBase } from './resource.ts';

export interface PrefixListEntry {
  readonly cidr: string;
  readonly description?: string;
}

export interface PrefixList extends ResourceBase {
  readonly kind: 'prefix-list';
  readonly name: string;
  readonly addressFamily: 'IPv4' | 'IPv6';
  readonly maxEntries: number;
  readonly version: number;
  /** Every version's entries, the current last. */
  readonly versions: readonly (readonly PrefixListEntry[])[];
}
