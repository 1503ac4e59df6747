/**
 * Whether a change of groups' rules says anything about one peer: where the maps of a set of groups differ between two
 * revisions, and which groups rules speak of differently. Most peers are told apart from the change by one look.
 */

import { type AddressMap, merged, valueAt } from './address-map.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import type { GroupSet, Rules } from './group-rules.ts';

interface Changed {
  readonly addresses: AddressMap<boolean>;
  readonly groups: ReadonlySet<string>;
}

export type RuleChanges = (
  own: GroupSet,
  later: GroupSet,
  way: 'egress' | 'ingress',
  peer: CompiledInterface,
) => boolean;

/** Remembers what it compared; one for each comparison of two revisions. */
export function ruleChanges(): RuleChanges {
  const known = { egress: new Map<GroupSet, Changed>(), ingress: new Map<GroupSet, Changed>() };
  return (own, later, way, peer) => {
    const found = known[way].get(later) ?? changeOf(own[way], later[way]);
    known[way].set(later, found);
    const [address = 0] = peer.addresses;
    return valueAt(found.addresses, address) || peer.groups.groups.some((group) => found.groups.has(group));
  };
}

function changeOf(own: Rules, later: Rules): Changed {
  const names = [...own.byGroup.keys(), ...later.byGroup.keys()];
  return {
    addresses: merged(own.byAddress, later.byAddress, (one, other) => one !== other),
    groups: new Set(names.filter((name) => own.byGroup.get(name) !== later.byGroup.get(name))),
  };
}
