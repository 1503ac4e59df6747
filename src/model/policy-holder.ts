/** Whose identity-based policies count for an identity: its own, and for a user those of its groups. */

import type { PolicyHolder } from './identity.ts';
import type { Network } from './network.ts';

export function policyHolders(network: Network, holder: PolicyHolder): readonly PolicyHolder[] {
  if (holder.kind !== 'user' || holder.groups === undefined) return [holder];
  return [holder, ...holder.groups.flatMap((name) => network.get('group', `${holder.account}/${name}`) ?? [])];
}
