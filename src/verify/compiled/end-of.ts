/** Ends as they are told: classes by where they are and what judges them, addresses as blocks. */

import { publicBlocks } from '../internet-space.ts';
import type { End, Reach, Size } from '../reach-answer.ts';
import { type AddressMap, rangeAt } from './address-map.ts';
import type { Compiled } from './compiled.ts';
import type { CompiledInterface, CompiledSubnet, CompiledVpc } from './compiled-vpc.ts';
import type { GroupSet } from './group-rules.ts';
import { classesOf } from './interface-class.ts';
import { nothing, type TrafficId } from './traffic-set.ts';

/** Ids that are written out of a class with many. */
const mostIds = 20;

export function endOf(members: readonly CompiledInterface[]): End {
  return endWith(
    members[0]!,
    members.length,
    ownersOf(members),
    members.slice(0, mostIds).map(({ document }) => document.id),
  );
}

type Members = readonly CompiledInterface[];

function endWith(
  { vpc, subnet, groups }: CompiledInterface,
  count: number,
  owners: ReadonlySet<string>,
  interfaces: readonly string[],
): End {
  const place = { vpc: vpc.document.id, subnet: subnet.id, groups: groups.groups };
  const isOwners = owners.size === 0 || (owners.size === 1 && owners.has(vpc.document.account));
  return {
    kind: 'interfaces',
    ...place,
    interfaces,
    count,
    ...(isOwners ? {} : { accounts: [...owners].sort() }),
  };
}

const nobody: ReadonlySet<string> = new Set();
/** Classes are told again and again. */
const knownOwners = new WeakMap<Members, ReadonlySet<string>>();

/** Nobody where all are the VPC's owner's anyway. */
function ownersOf(members: Members): ReadonlySet<string> {
  if (!members[0]?.vpc.shared) return nobody;
  const found = knownOwners.get(members) ?? new Set(members.map(({ document }) => document.account));
  knownOwners.set(members, found);
  return found;
}

/** Addresses with the same traffic as one end each. */
export function internetReaches({ table }: Compiled, map: AddressMap<TrafficId>): readonly Reach[] {
  const byTraffic = new Map<TrafficId, string[]>();
  for (const [index, traffic] of map.values.entries()) {
    if (traffic === nothing) continue;
    const blocks = byTraffic.get(traffic) ?? [];
    blocks.push(...publicBlocks(rangeAt(map, index), 'destination'));
    if (blocks.length > 0) byTraffic.set(traffic, blocks);
  }
  return [...byTraffic].map(([traffic, blocks]) => ({
    end: { kind: 'internet', blocks },
    traffic: table.traffic(traffic),
  }));
}

interface Gathering {
  readonly traffic: TrafficId;
  readonly first: CompiledInterface;
  readonly ids: string[];
  readonly owners: Set<string>;
  count: number;
}

/** Interfaces that differ only in their addresses, and have the same traffic, are told as one. */
export class Gathered {
  readonly #places = new Map<CompiledSubnet, Map<GroupSet, Gathering[]>>();

  add(members: Members, traffic: TrafficId): void {
    const [first] = members;
    if (!first || traffic === nothing) return;
    const alike = this.#alike(first);
    const isPlain = first.document.interfaceType === 'interface';
    let known = isPlain ? alike.find((one) => one.traffic === traffic) : undefined;
    if (!known) {
      known = { traffic, first, ids: [], owners: new Set(), count: 0 };
      alike.push(known);
    }
    known.count += members.length;
    for (const owner of ownersOf(members)) known.owners.add(owner);
    for (const member of members) {
      if (known.ids.length === mostIds) break;
      known.ids.push(member.document.id);
    }
  }

  #alike({ subnet, groups }: CompiledInterface): Gathering[] {
    const place = this.#places.get(subnet) ?? new Map<GroupSet, Gathering[]>();
    const found = place.get(groups) ?? [];
    if (found.length === 0) this.#places.set(subnet, place.set(groups, found));
    return found;
  }

  reaches({ table }: Compiled): readonly Reach[] {
    const told = new Map<TrafficId, Reach['traffic']>();
    const tell = (traffic: TrafficId): Reach['traffic'] => {
      const known = told.get(traffic) ?? table.traffic(traffic);
      told.set(traffic, known);
      return known;
    };
    return [...this.#places.values()].flatMap((place) =>
      [...place.values()].flatMap((alike) =>
        alike.map(({ traffic, first, ids, owners, count }) => ({
          end: endWith(first, count, owners, ids),
          traffic: tell(traffic),
        })),
      ),
    );
  }
}

export function sizeOf(compiled: Compiled, vpcs: Iterable<CompiledVpc>): Size {
  let [interfaces, classes] = [0, 0];
  for (const vpc of vpcs) {
    interfaces += vpc.interfaces.length;
    classes += classesOf(compiled, vpc).length;
  }
  return { interfaces, classes, atoms: compiled.table.atoms };
}
