/**
 * The rules of security groups as maps: what an interface with a set of groups lets out to, and in from, each address, and
 * each other group. Groups only allow, so a set of groups is the union of its members
 * (https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html). Which rule decided is a trace's matter.
 */

import { lastOf, parseCidr } from '../../base/cidr.ts';
import type { Network } from '../../model/network.ts';
import type { SecurityGroupRule } from '../../model/security-group.ts';
import { protocolNumbers } from '../packet.ts';
import { prefixes } from '../prefix-list.ts';
import { type AddressMap, type Block, layered, merged } from './address-map.ts';
import { everything, nothing, type TrafficId, type TrafficTable } from './traffic-set.ts';

export interface Rules {
  readonly byAddress: AddressMap<TrafficId>;
  readonly byGroup: ReadonlyMap<string, TrafficId>;
}

export interface GroupRules {
  readonly egress: Rules;
  readonly ingress: Rules;
}

/** Interfaces with the same groups share one. */
export interface GroupSet extends GroupRules {
  /** The groups' ids, sorted. */
  readonly groups: readonly string[];
  /** What `allowedBetween` found, by the other set. */
  readonly named: { readonly egress: Map<GroupSet, TrafficId>; readonly ingress: Map<GroupSet, TrafficId> };
}

const nowhere: AddressMap<TrafficId> = { starts: [0], values: [nothing] };
const noRules: Rules = { byAddress: nowhere, byGroup: new Map() };
const noGroups: GroupRules = { egress: noRules, ingress: noRules };

export function compileGroup(network: Network, table: TrafficTable, group: string): GroupRules {
  const rules = network.find('security-group-rule', `group:${group}`);
  return {
    egress: compileRules(
      network,
      table,
      rules.filter(({ egress }) => egress),
    ),
    ingress: compileRules(
      network,
      table,
      rules.filter(({ egress }) => !egress),
    ),
  };
}

function compileRules(network: Network, table: TrafficTable, rules: readonly SecurityGroupRule[]): Rules {
  if (rules.length === 0) return noRules;
  const blocks: Block<TrafficId>[] = [];
  const byGroup = new Map<string, TrafficId>();
  for (const rule of rules) {
    const { peer } = rule;
    const value = trafficOf(table, rule);
    if (peer.kind === 'group') byGroup.set(peer.group, table.union(byGroup.get(peer.group) ?? nothing, value));
    for (const cidr of cidrsOf(network, rule)) {
      const block = parseCidr(cidr);
      if (block) blocks.push({ base: block.base, last: lastOf(block), value });
    }
  }
  return { byAddress: layered(blocks, nothing, table.union), byGroup };
}

function cidrsOf(network: Network, { peer, region }: SecurityGroupRule): readonly string[] {
  if (peer.kind === 'cidr') return [peer.cidr];
  return peer.kind === 'prefix-list' ? prefixes(network, region, peer.prefixList) : [];
}

function numberOf(protocol: string): number {
  return Object.hasOwn(protocolNumbers, protocol)
    ? protocolNumbers[protocol as keyof typeof protocolNumbers]
    : Number(protocol);
}

function trafficOf(table: TrafficTable, { protocol, from, to }: SecurityGroupRule): TrafficId {
  if (protocol === '-1') return everything;
  const number = numberOf(protocol);
  if (number !== protocolNumbers.icmp) return table.ofPorts(number, from, to);
  const covers = (type: number): boolean =>
    (from === undefined || from === -1 || from === type) && (to === undefined || to === -1 || to === 0);
  return table.ofEcho(covers(8), covers(0));
}

export function compileGroupSet(
  table: TrafficTable,
  ruled: (group: string) => GroupRules,
  groups: readonly string[],
): GroupSet {
  const [first = noGroups, ...others] = groups.map(ruled);
  const sum = others.reduce<GroupRules>(
    (one, other) => ({
      egress: union(table, one.egress, other.egress),
      ingress: union(table, one.ingress, other.ingress),
    }),
    first,
  );
  return { ...sum, groups, named: { egress: new Map(), ingress: new Map() } };
}

function union(table: TrafficTable, one: Rules, other: Rules): Rules {
  if (one === noRules) return other;
  if (other === noRules) return one;
  const byGroup = new Map(one.byGroup);
  for (const [group, value] of other.byGroup) byGroup.set(group, table.union(byGroup.get(group) ?? nothing, value));
  return { byAddress: merged(one.byAddress, other.byAddress, table.union), byGroup };
}

/** What rules that name groups allow between an interface with one set of groups and another with the other. */
export function allowedByName(
  table: TrafficTable,
  own: GroupSet,
  way: 'egress' | 'ingress',
  peer: GroupSet,
): TrafficId {
  if (own[way].byGroup.size === 0) return nothing;
  const known = own.named[way].get(peer);
  if (known !== undefined) return known;
  const found = peer.groups.reduce<TrafficId>(
    (sum, group) => table.union(sum, own[way].byGroup.get(group) ?? nothing),
    nothing,
  );
  own.named[way].set(peer, found);
  return found;
}
