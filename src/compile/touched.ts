/** Which VPCs a list of changes can have touched, so that the others keep the plan they have. */

import type { Network } from '../model/network.ts';
import type { Kind, Resource } from '../model/resource.ts';

/** Kinds that no data plane sees. */
const unseen: ReadonlySet<Kind> = new Set<Kind>([
  'access-key',
  'account',
  'account-creation',
  'account-region',
  'client-token',
  'dhcp-options',
  'instance-profile',
  'managed-policy',
  'organization',
  'role',
  'user',
]);

function vpcsOf(network: Network, resource: Resource | undefined): readonly (string | undefined)[] | 'all' {
  if (resource === undefined) return [];
  if (resource.kind === 'vpc') return [resource.id];
  if (resource.kind === 'elastic-address') {
    const target = resource.association?.networkInterface;
    return [target && network.get('network-interface', target)?.vpc];
  }
  if (resource.kind === 'prefix-list') return 'all';
  return 'vpc' in resource ? [resource.vpc] : [];
}

/** Ids of the VPCs to compile again, or `all`. */
export function touchedVpcs(
  before: Network,
  after: Network,
  changes: readonly { readonly kind: Kind; readonly id: string }[],
): ReadonlySet<string> | 'all' {
  const touched = new Set<string>();
  for (const { kind, id } of changes) {
    if (unseen.has(kind)) continue;
    for (const network of [before, after]) {
      const vpcs = vpcsOf(network, network.get(kind, id));
      if (vpcs === 'all') return 'all';
      for (const vpc of vpcs) if (vpc !== undefined) touched.add(vpc);
    }
  }
  return touched;
}
