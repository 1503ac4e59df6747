/** A prefix list's IPv4 blocks: AWS's own list of the region, or a customer's in its newest version. */

import { formatCidr } from '../base/cidr.ts';
import type { Network } from '../model/network.ts';
import { servicePrefixLists } from '../model/region.ts';

export function prefixes(network: Network, region: string, id: string): readonly string[] {
  const managed = servicePrefixLists(region).find((list) => list.id === id);
  if (managed) return managed.cidrs.map(formatCidr);
  const list = network.get('prefix-list', id);
  return list?.addressFamily === 'IPv4' ? (list.versions.at(-1) ?? []).map(({ cidr }) => cidr) : [];
}
