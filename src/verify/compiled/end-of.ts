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
    members.slice(0, mostIds).map(({ document }) => document.id),
    members.length,
  );
}

function endWith({ vpc, subnet, groups }: CompiledInterface, interfaces: readonly string[], count: number): End {
  return { kind: 'interfaces', vpc: vpc.document.id, subnet: subnet.id, groups: groups.groups, interfaces, count };
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
  count: number;
}

/** Interfaces that differ only in their addresses, and have the same traffic, are told as one. */
export class Gathered {
  readonly #places = new Map<CompiledSubnet, Map<GroupSet, Gathering[]>>();

  add(members: readonly CompiledInterface[], traffic: TrafficId): void {
    const [first] = members;
    if (!first || traffic === nothing) return;
    const alike = this.#alike(first);
    const isPlain = first.document.interfaceType === 'interface';
    let known = isPlain ? alike.find((one) => one.traffic === traffic) : undefined;
    if (!known) {
      known = { traffic, first, ids: [], count: 0 };
      alike.push(known);
    }
    known.count += members.length;
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
        alike.map(({ traffic, first, ids, count }) => ({ end: endWith(first, ids, count), traffic: tell(traffic) })),
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
