/**
 * A prefix list's IPv4 blocks: a list that the Network has, in its newest version, or AWS's own list of the region. A snapshot
 * brings AWS's lists as the real ones are.
 */

import { formatCidr } from '../base/cidr.ts';
import type { Network } from '../model/network.ts';
import { servicePrefixLists } from '../model/region.ts';

export function prefixes(network: Network, region: string, id: string): readonly string[] {
  const list = network.get('prefix-list', id);
  if (list) return list.addressFamily === 'IPv4' ? (list.versions.at(-1) ?? []).map(({ cidr }) => cidr) : [];
  const managed = servicePrefixLists(region).find((one) => one.id === id);
  return managed?.cidrs.map(formatCidr) ?? [];
}
